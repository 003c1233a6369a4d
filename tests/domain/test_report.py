"""Payloads are known by their bytes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import SourceId
from bot.domain.report import payload_id
from tests.store.make import report

RSS, GDELT = SourceId("rss"), SourceId("gdelt")


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_the_same_bytes_of_a_feed_are_the_same_payload_and_others_are_not(a, b):
    assert (payload_id(RSS, "rfi", a) == payload_id(RSS, "rfi", bytes(b))) == (a == b)


def test_the_id_of_a_payload_stays_the_same_from_release_to_release():
    assert payload_id(RSS, "rfi", b"<rss/>") == "78b28f2fa7a37b9a4bf2e20f"


def test_the_same_bytes_of_another_feed_or_source_are_another_payload():
    ids = {payload_id(RSS, "rfi", b"x"), payload_id(RSS, "bbc_africa", b"x"), payload_id(GDELT, "rfi", b"x")}
    assert len(ids) == 3


def test_bytes_that_are_no_utf8_have_ids_of_their_own():
    # Decoded with "replace", all of these would be one and the same text.
    bodies = [b"\xff", b"\xfe", b"\xc3\x28", b"\xed\xa0\x80", "é".encode("latin-1"), "é".encode(), b""]
    assert len({payload_id(RSS, "rfi", body) for body in bodies}) == len(bodies)


def test_a_name_cannot_pass_for_another_feed_of_another_source():
    assert payload_id(SourceId("rss\x1frfi"), "x", b"") != payload_id(RSS, "rfi\x1fx", b"")


def test_reports_do_not_share_their_columns():
    assert report("a").fields == {}
    assert report("a").fields is not report("b").fields
