"""Downloading GDELT's files: checked, in order, caught up after a pause, and never lost for a bad one."""

import logging
from dataclasses import replace

import pytest

from bot.domain.errors import BadAnswer, Unreachable
from bot.domain.health import Cursor
from bot.domain.ids import SourceId
from bot.sources.gdelt.fetch import feeds, fetch, unzip
from bot.sources.http import Client
from tests.fakes import publisher as fake
from tests.fakes.publisher import Publisher
from tests.sources.gdelt.sample import ENTRY, NOW, STAMP, export, feed, listing, publish, row, zipped

NEWEST = f"/gdelt/{STAMP}.export.CSV.zip"
OLDER = ["20231107113000", "20231107114500", "20231107120000"]


def cursor(mark: str) -> Cursor:
    return Cursor(source=SourceId("gdelt"), feed="export", mark=mark)


def zips(publisher: Publisher) -> list[str]:
    return [request.path.rpartition("/")[2][:14] for request in publisher.asked if request.path.endswith(".zip")]


def test_there_are_two_feeds_by_the_mirror() -> None:
    assert [(one.name, one.url.rpartition("/")[2]) for one in feeds({})] == [
        ("export", "lastupdate.txt"),
        ("translation", "lastupdate-translation.txt"),
    ]
    assert all(one.url.startswith("https://storage.googleapis.com/data.gdeltproject.org/") for one in feeds({}))


async def test_the_first_poll_brings_the_newest_file_unpacked(publisher: Publisher, http: Client) -> None:
    publish(publisher, STAMP, row())
    fetched = await fetch(http, feed(publisher), None, NOW)
    (payload,) = fetched.payloads
    assert payload.body == export(row())
    assert (payload.feed, payload.fetched_at, payload.url) == ("export", NOW, publisher.url(NEWEST))
    assert (fetched.cursor.mark, fetched.cursor.etag) == (STAMP, '"list"')


async def test_an_unchanged_list_costs_one_request(publisher: Publisher, http: Client) -> None:
    publish(publisher, STAMP, row())
    first = await fetch(http, feed(publisher), None, NOW)
    asked = len(publisher.asked)
    again = await fetch(http, feed(publisher), first.cursor, NOW)
    assert (again.payloads, again.cursor) == ((), first.cursor)
    assert len(publisher.asked) == asked + 1


async def test_the_option_base_moves_list_and_files(publisher: Publisher, http: Client) -> None:
    publish(publisher, STAMP, row())
    moved = replace(feed(publisher), url="https://storage.example/x.txt", options={"base": publisher.url("/gdelt/")})
    assert len((await fetch(http, moved, None, NOW)).payloads) == 1


async def test_missed_files_are_caught_up_in_order(publisher: Publisher, http: Client) -> None:
    publish(publisher, STAMP, row(), older=OLDER)
    fetched = await fetch(http, feed(publisher), cursor("20231107111500"), NOW)
    assert zips(publisher) == [*OLDER, STAMP]
    assert len(fetched.payloads) == 4
    assert fetched.cursor.mark == STAMP


async def test_a_missing_or_broken_old_file_is_skipped_with_a_note(
    publisher: Publisher, http: Client, caplog: pytest.LogCaptureFixture
) -> None:
    publish(publisher, STAMP, row(), older=OLDER)
    del publisher.scripts[f"/gdelt/{OLDER[0]}.export.CSV.zip"]
    publisher[f"/gdelt/{OLDER[1]}.export.CSV.zip"] = fake.page(b"PK broken")
    with caplog.at_level(logging.INFO, logger="bot.sources.gdelt.fetch"):
        fetched = await fetch(http, feed(publisher), cursor("20231107111500"), NOW)
    assert len(fetched.payloads) == 2
    assert fetched.cursor.mark == STAMP
    assert [(record.file, record.reason) for record in caplog.records] == [  # type: ignore[attr-defined]
        (OLDER[0], "HTTP 404 Not Found"),
        (OLDER[1], "the archive is damaged"),
    ]


async def test_what_came_before_a_breakdown_is_kept_and_the_rest_is_asked_for_again(
    publisher: Publisher, http: Client
) -> None:
    publish(publisher, STAMP, row(), older=OLDER)
    good = publisher.scripts[f"/gdelt/{OLDER[1]}.export.CSV.zip"]
    publisher[f"/gdelt/{OLDER[1]}.export.CSV.zip"] = fake.page(status=503)
    first = await fetch(http, feed(publisher), cursor("20231107111500"), NOW)
    assert (len(first.payloads), first.cursor.mark, first.cursor.etag) == (1, OLDER[0], "")
    publisher[f"/gdelt/{OLDER[1]}.export.CSV.zip"] = good
    second = await fetch(http, feed(publisher), first.cursor, NOW)
    assert (len(second.payloads), second.cursor.mark) == (3, STAMP)


async def test_more_than_eight_missed_files_take_two_polls(publisher: Publisher, http: Client) -> None:
    stamps = [f"20231107{hour:02}{minute:02}00" for hour in (9, 10, 11) for minute in (0, 15, 30, 45)]
    publish(publisher, STAMP, row(), older=[*stamps, "20231107120000"])
    first = await fetch(http, feed(publisher), cursor("20231107084500"), NOW)
    second = await fetch(http, feed(publisher), first.cursor, NOW)
    assert (len(first.payloads), first.cursor.etag, len(second.payloads)) == (8, "", 6)
    assert second.cursor.mark == STAMP


@pytest.mark.parametrize("status", [404, 503])
async def test_a_newest_file_that_is_not_there_yet_is_asked_for_again(
    publisher: Publisher, http: Client, status: int
) -> None:
    publish(publisher, STAMP, row())
    publisher[NEWEST] = fake.in_turn(fake.page(status=status), publisher.scripts[NEWEST])
    with pytest.raises((BadAnswer, Unreachable), match=str(status)):
        await fetch(http, feed(publisher), None, NOW)
    assert len((await fetch(http, feed(publisher), None, NOW)).payloads) == 1


async def test_a_file_that_is_not_the_listed_one_is_refused(publisher: Publisher, http: Client) -> None:
    promised, other = zipped(export(row())), zipped(export(row(GlobalEventID="7")))
    publisher[ENTRY] = fake.page(listing(promised))
    publisher[NEWEST] = fake.page(other[:-1] + bytes([other[-1] ^ 1]) if len(other) == len(promised) else other)
    with pytest.raises(BadAnswer, match=r"does not match its checksum|bytes instead of"):
        await fetch(http, feed(publisher), None, NOW)
    publisher[NEWEST] = fake.page(promised + b"x")
    with pytest.raises(BadAnswer, match=f"{len(promised) + 1} bytes instead of {len(promised)}"):
        await fetch(http, feed(publisher), None, NOW)


async def test_the_list_never_sends_us_to_another_host(publisher: Publisher, http: Client) -> None:
    publish(publisher, STAMP, row())
    publisher[ENTRY] = fake.page(listing(b"zip", home="http://127.0.0.1:9/gdeltv2"))
    with pytest.raises(BadAnswer, match="another host"):
        await fetch(http, feed(publisher), None, NOW)
    assert zips(publisher) == []


def test_an_archive_gives_its_one_member() -> None:
    assert unzip(zipped(b"rows")) == b"rows"
    assert unzip(zipped(b"x" * 100), cap=100) == b"x" * 100


def with_flag(packed: bytes) -> bytes:
    """The archive with the bit set that says its member is encrypted."""
    at = packed.index(b"PK\x01\x02") + 8
    return packed[:at] + bytes([packed[at] | 1]) + packed[at + 1 :]


BAD_ARCHIVES = {
    "a bomb": (zipped(bytes(1_000_000)), "decompresses to more than 1,000 bytes"),
    "two files": (zipped(b"a", b"b"), "holds 2 files instead of one"),
    "no file": (zipped(), "holds 0 files instead of one"),
    "cut short": (zipped(b"a" * 500)[:-30], "the archive is damaged"),
    "flipped": (zipped(b"abc" * 50).replace(b"\x4b", b"\x4c", 1)[:80] + zipped(b"abc" * 50)[80:], "damaged"),
    "encrypted": (with_flag(zipped(b"a")), "encrypted"),
    "no archive": (b"GIF89a", "the archive is damaged"),
    "nothing": (b"", "the archive is damaged"),
}


@pytest.mark.parametrize("case", BAD_ARCHIVES)
def test_any_other_archive_is_refused(case: str) -> None:
    packed, reason = BAD_ARCHIVES[case]
    with pytest.raises(BadAnswer, match=reason):
        unzip(packed, cap=1000)
