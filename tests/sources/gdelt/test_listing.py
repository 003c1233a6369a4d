"""The list of newest files, and which files are due."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import BadAnswer
from bot.sources.gdelt.listing import FILES_AT_ONCE, MIRROR, due, newest, read_stamp, stamp
from tests.sources.gdelt.sample import listing

AT = datetime(2023, 11, 7, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize("home", ["http://data.gdeltproject.org/gdeltv2", MIRROR, "http://127.0.0.1:8080/gdelt"])
def test_the_export_line_is_found_at_every_known_home(home: str) -> None:
    entry = newest(listing(b"zip", home=home), "export", "http://127.0.0.1:8080/gdelt")
    assert (entry.at, entry.size, len(entry.md5)) == (AT, 3, 32)


def test_the_translated_list_has_its_own_files() -> None:
    body = listing(b"zip", suffix=".translation.export.CSV.zip")
    assert newest(body, "translation", MIRROR).at == AT


BAD_LISTS = {
    "another host": (listing(b"zip", home="http://evil.example/gdeltv2"), "points to another host"),
    "a look-alike": (listing(b"zip", home="http://data.gdeltproject.org.evil.example/gdeltv2"), "another host"),
    "a way up": (listing(b"zip", home="http://data.gdeltproject.org/gdeltv2/.."), "another host"),
    "no stamp": (listing(b"zip", stamp="newest"), "without a time stamp"),
    "no such time": (listing(b"zip", stamp="20231399999999"), "without a time stamp"),
    "only mentions": (b"\n".join(listing(b"zip").splitlines()[1:]), "names no export file"),
    "a page": (b"<html>Service unavailable</html>", "names no export file"),
    "nothing": (b"", "names no export file"),
}


@pytest.mark.parametrize("case", BAD_LISTS)
def test_a_list_that_cannot_be_trusted_is_refused(case: str) -> None:
    body, reason = BAD_LISTS[case]
    with pytest.raises(BadAnswer, match=reason):
        newest(body, "export", MIRROR)


def test_the_first_poll_reads_only_the_newest_file() -> None:
    assert due(AT, None) == (AT,)


def test_nothing_is_due_when_the_newest_is_known_or_the_mirror_lags() -> None:
    assert due(AT, AT) == ()
    assert due(AT, AT + timedelta(minutes=15)) == ()


def test_missed_quarters_are_due_in_order_of_time() -> None:
    assert due(AT, AT - timedelta(minutes=45)) == (AT - timedelta(minutes=30), AT - timedelta(minutes=15), AT)


def test_after_a_long_pause_only_the_last_four_hours_are_due_eight_files_at_a_time() -> None:
    first = due(AT, AT - timedelta(days=3))
    assert first[0] == AT - timedelta(hours=4)
    assert len(first) == FILES_AT_ONCE
    assert due(AT, first[-1])[0] == first[-1] + timedelta(minutes=15)


def test_stamps_are_read_back() -> None:
    assert read_stamp(stamp(AT)) == AT
    assert [read_stamp(text) for text in ("", "2023110712150", "2023-11-07 12:1", "²0231107121500")] == [None] * 4
