"""The store's contract, on both databases: payloads, feeds and reports."""

import pytest

from bot.domain.health import Cursor, SourceHealth, SourceState
from bot.domain.ids import ReportId, SourceId
from bot.domain.report import Reason, Rejection, payload_id
from tests.store import make

pytestmark = pytest.mark.asyncio(loop_scope="session")

RSS, GDELT = SourceId("rss"), SourceId("gdelt")
HOSTILE = "a\x00b\\u0000 \\ \ud800 \U0001f4a3 \u202e'; DROP TABLE reports; --"


async def test_a_payload_is_kept_once_and_comes_back_byte_for_byte(store):
    payload = make.payload(bytes(range(256)) * 1000, url=HOSTILE, content_type=HOSTILE)
    async with store.write() as tx:
        assert await tx.payloads.add(payload)
    async with store.write() as tx:
        assert not await tx.payloads.add(payload)
    async with store.read() as tx:
        assert await tx.payloads.unread(10) == [payload]


async def test_unread_payloads_come_oldest_first_and_those_of_one_instant_as_they_came(store):
    late = make.payload(b"late", fetched_at=make.NOW + make.HOUR)
    same = [make.payload(f"{n}".encode()) for n in range(5)]
    async with store.write() as tx:
        for payload in (late, *same):
            await tx.payloads.add(payload)
    async with store.read() as tx:
        assert await tx.payloads.unread(10) == [*same, late]
        assert await tx.payloads.unread(2) == same[:2]


async def test_a_payload_that_was_read_is_not_unread_again(store):
    payload = make.payload()
    async with store.write() as tx:
        await tx.payloads.add(payload)
        await tx.payloads.mark_read(payload.id, make.NOW, 3, 2, "cut short")
        await tx.payloads.mark_read(payload.id, make.NOW, 3, 2, "cut short")
        assert not await tx.payloads.add(payload)
    async with store.read() as tx:
        assert await tx.payloads.unread(10) == []


async def test_equal_bytes_of_two_feeds_are_two_payloads(store):
    one, other = make.payload(), make.payload(feed="dw", id=payload_id(RSS, "dw", b"<rss/>"))
    async with store.write() as tx:
        assert await tx.payloads.add(one)
        assert await tx.payloads.add(other)


async def test_the_last_cursor_of_a_feed_stands(store):
    first = Cursor(source=RSS, feed="rfi", etag='W/"1"', mark=HOSTILE)
    second = Cursor(source=RSS, feed="rfi", etag='W/"2"', last_modified="Tue, 14 Nov 2023 12:00:00 GMT")
    async with store.write() as tx:
        assert await tx.feeds.cursor(RSS, "rfi") is None
        await tx.feeds.save_cursor(first)
        assert await tx.feeds.cursor(RSS, "rfi") == first
        await tx.feeds.save_cursor(second)
        await tx.feeds.save_cursor(second)
    async with store.read() as tx:
        assert await tx.feeds.cursor(RSS, "rfi") == second
        assert await tx.feeds.cursor(GDELT, "rfi") is None


async def test_the_last_health_of_every_feed_stands_in_order_of_source_and_feed(store):
    def health(feed, state, source=RSS):
        return SourceHealth(
            source=source, feed=feed, state=state, since=make.NOW, polled_at=make.NOW, item_at=None, failures=0,
            detail=HOSTILE,
        )  # fmt: skip

    async with store.write() as tx:
        for feed in ("rfi", "dw"):
            await tx.feeds.save_health(health(feed, SourceState.NEW))
        await tx.feeds.save_health(health("export", SourceState.DARK, GDELT))
        await tx.feeds.save_health(health("rfi", SourceState.OK))
    async with store.read() as tx:
        assert await tx.feeds.health() == [
            health("export", SourceState.DARK, GDELT), health("dw", SourceState.NEW), health("rfi", SourceState.OK)
        ]  # fmt: skip


async def test_known_reports_are_told_from_thousands_of_unknown_ones(store):
    stored = [make.report(f"r{n}") for n in range(30)]
    asked = [*(report.id for report in stored), *(ReportId(f"unknown{n}") for n in range(40_000))]
    async with store.write() as tx:
        await tx.payloads.add(make.payload())
        await tx.reports.add(stored, [])
    async with store.read() as tx:
        assert await tx.reports.known(asked) == {report.id for report in stored}
        assert await tx.reports.known([]) == frozenset()


async def test_outcomes_count_each_report_once_however_often_it_is_added(store):
    reports = [make.report(f"r{n}", title=HOSTILE, text=HOSTILE, fields={HOSTILE: HOSTILE}) for n in range(5)]
    rejections = [
        Rejection(report=reports[0].id, reason=Reason.NO_PLACE, detail=HOSTILE),
        Rejection(report=reports[1].id, reason=Reason.NO_PLACE),
        Rejection(report=reports[2].id, reason=Reason.TOO_OLD),
    ]
    for _ in range(2):
        async with store.write() as tx:
            await tx.payloads.add(make.payload())
            await tx.reports.add(reports, rejections)
    async with store.read() as tx:
        assert await tx.reports.outcomes() == {Reason.NO_PLACE: 2, Reason.TOO_OLD: 1, None: 2}
        assert await tx.reports.outcomes(RSS) == {Reason.NO_PLACE: 2, Reason.TOO_OLD: 1, None: 2}
        assert await tx.reports.outcomes(GDELT) == {}


async def test_a_report_can_be_rejected_after_it_was_stored(store):
    report = make.report()
    async with store.write() as tx:
        await tx.payloads.add(make.payload())
        await tx.reports.add([report], [])
        await tx.reports.add([], [Rejection(report=report.id, reason=Reason.DENIED)])
    async with store.read() as tx:
        assert await tx.reports.outcomes() == {Reason.DENIED: 1}
