"""What every source promises, whoever its publisher is. A new source needs a `sample.py` beside its tests, no more."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadAnswer, Unreachable
from bot.domain.event import Event
from bot.domain.ids import SourceId
from bot.domain.report import Rejection, payload_id
from bot.ports.source import Source
from bot.sources.http import Client
from bot.sources.registry import load
from tests.fakes import publisher as fake
from tests.fakes.publisher import Publisher
from tests.fakes.theatre import OUTLETS, SmallExtractor

SOURCES = load()


def sample(source: SourceId) -> ModuleType:
    return import_module(f"tests.sources.{source}.sample")


@pytest.fixture(params=sorted(SOURCES))
def source(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


def test_its_manifest_says_who_publishes_and_on_what_terms(source: Source) -> None:
    manifest = source.manifest
    assert manifest.id in SOURCES
    assert manifest.licence
    assert manifest.attribution
    assert manifest.rows_high > 0


def test_it_names_its_feeds_uniquely_and_as_its_own(source: Source) -> None:
    feeds = source.feeds(OUTLETS)
    assert feeds
    assert len({feed.name for feed in feeds}) == len(feeds)
    assert {feed.source for feed in feeds} == {source.manifest.id}
    assert all(feed.url.startswith("https://") for feed in feeds)


async def test_a_second_download_of_the_same_brings_nothing(source: Source, publisher: Publisher, http: Client) -> None:
    made = sample(source.manifest.id)
    feed = made.serve(publisher)
    first = await source.fetch(http, feed, None, made.NOW)
    second = await source.fetch(http, feed, first.cursor, made.NOW)
    again = await source.fetch(http, feed, None, made.NOW)
    assert len(first.payloads) == 1
    assert second.payloads == ()
    assert second.cursor == first.cursor
    assert again.payloads == first.payloads
    assert (first.cursor.source, first.cursor.feed) == (feed.source, feed.name)


FAULTS: dict[str, tuple[Any, type[Exception], str]] = {
    "down": (fake.page(status=503), Unreachable, "HTTP 503 Service Unavailable"),
    "asks to wait": (fake.page(status=429, headers={"Retry-After": "60"}), Unreachable, "HTTP 429 Too Many Requests"),
    "forbidden": (fake.page(status=403), BadAnswer, "HTTP 403 Forbidden"),
    "gone": (fake.page(status=404), BadAnswer, "HTTP 404 Not Found"),
    "broken line": (
        fake.breaking(b"x" * 100, after=10),
        Unreachable,
        "the connection with 127.0.0.1 broke off in the middle of the body",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_failing_publisher_is_told_in_plain_words_and_comes_back(
    source: Source, publisher: Publisher, http: Client, fault: str
) -> None:
    made = sample(source.manifest.id)
    feed = made.serve(publisher)
    good = publisher.scripts[made.ENTRY]
    script, kind, reason = FAULTS[fault]
    publisher[made.ENTRY] = script
    with pytest.raises(kind) as caught:
        await source.fetch(http, feed, None, made.NOW)
    assert str(caught.value) == reason
    publisher[made.ENTRY] = good
    assert len((await source.fetch(http, feed, None, made.NOW)).payloads) == 1


async def test_a_silent_publisher_is_left_after_a_while(source: Source, publisher: Publisher, hasty: Client) -> None:
    made = sample(source.manifest.id)
    feed = made.serve(publisher)
    publisher[made.ENTRY] = fake.dripping()
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 gave no complete answer within 0\.2 s"):
        await source.fetch(hasty, feed, None, made.NOW)


HUGE = {
    "2 GB": fake.announcing(2 * 1024**3),
    "endless": fake.endless(),
    "gzip bomb": fake.packed(b"<rss>" + b" " * 20 * 1024**2),
    "truncated gzip": fake.packed(b"<rss/>" * 100, cut=9),
    "a web page": fake.page(b"<!DOCTYPE html><html><body>Attention required</body></html>", kind="text/html"),
    "nothing": fake.page(b""),
}


@pytest.mark.parametrize("case", HUGE)
async def test_a_body_that_was_not_promised_is_a_bad_answer(
    source: Source, publisher: Publisher, http: Client, case: str
) -> None:
    made = sample(source.manifest.id)
    feed = made.serve(publisher)
    publisher[made.ENTRY] = HUGE[case]
    with pytest.raises(BadAnswer) as caught:
        await source.fetch(http, feed, None, made.NOW)
    assert caught.value.reason


async def test_reports_are_the_same_at_every_reading_and_each_comes_to_something(
    source: Source, publisher: Publisher, http: Client
) -> None:
    made = sample(source.manifest.id)
    fetched = await source.fetch(http, made.serve(publisher), None, made.NOW)
    payload = fetched.payloads[0]
    reports = list(source.split(payload, OUTLETS))
    later = list(source.split(replace(payload, fetched_at=payload.fetched_at.replace(hour=23)), OUTLETS))
    assert reports
    assert [report.id for report in later] == [report.id for report in reports]
    assert len({report.id for report in reports}) == len(reports)
    assert {report.payload for report in reports} == {payload.id}
    assert {report.seen_at for report in reports} == {payload.fetched_at}
    for report in reports:
        assert_whole(list(source.read(report, SmallExtractor())))


def assert_whole(results: list[Event | Rejection]) -> None:
    """The events of one report, or exactly one rejection."""
    assert results
    if any(isinstance(result, Rejection) for result in results):
        assert len(results) == 1


def mutated(body: bytes) -> st.SearchStrategy[bytes]:
    """The body with bytes changed, cut out, doubled or put in."""
    edits = st.tuples(st.integers(0, len(body)), st.integers(0, 40), st.binary(max_size=40))

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        changed = body
        for at, length, new in changes:
            changed = changed[:at] + new + changed[at + length :]
        return changed

    return st.lists(edits, min_size=1, max_size=6).map(apply)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("name", sorted(SOURCES))
def test_no_bytes_bring_a_parser_down(name: str, data: st.DataObject) -> None:
    made = sample(SourceId(name)).fuzz_seed()
    body = data.draw(st.one_of(mutated(made.body), st.binary(max_size=300)))
    payload = replace(made, body=body, id=payload_id(made.source, made.feed, body))
    source = SOURCES[SourceId(name)]
    try:
        reports = list(source.split(payload, OUTLETS))
    except BadAnswer:
        return
    for report in reports:
        assert_whole(list(source.read(report, SmallExtractor())))
        assert "\0" not in report.title + report.text + report.url
