"""Recorded real input through the whole of Tocsin: each row is an event or a rejection with a reason."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from bot import app as house
from bot.demo.conductor import demo_settings
from bot.domain.clock import SteppedClock
from bot.domain.ids import SourceId
from bot.domain.report import Payload, Reason, payload_id
from tests.pipeline.conftest import Screen

GDELT_AT = datetime(2019, 10, 24, 14, 31, tzinfo=UTC)
FEEDS_AT = datetime(2023, 11, 20, tzinfo=UTC)


@pytest.fixture
async def app(tmp_path):
    screen = Screen()
    settings = demo_settings(tmp_path, "en").model_copy(update={"sources_off": []})
    async with house.assemble(settings, SteppedClock(FEEDS_AT), {screen.name: screen}) as app:
        await house.seed_screen(app.desk, "en")
        yield app


def payload(source, feed, path, at):
    body = path.read_bytes()
    url, kind = f"https://example.org/{path.name}", "application/octet-stream"
    return Payload(
        id=payload_id(SourceId(source), feed, body),
        source=SourceId(source),
        feed=feed,
        url=url,
        content_type=kind,
        fetched_at=at,
        body=body,
    )


async def ingest(app, payloads):
    async with app.desk.store.write() as tx:
        for each in payloads:
            await tx.payloads.add(each)
    outcomes = []
    while (outcome := await app.ingest.step()) is not None:
        outcomes.append(outcome)
    await app.drain()
    return outcomes


async def test_the_recorded_gdelt_file_comes_whole_to_events_and_reasons(app, shared_data):
    path = shared_data / "gdelt" / "20191024143000.export.CSV"
    (outcome,) = await ingest(app, [payload("gdelt", "export", path, GDELT_AT)])
    assert (outcome.reports, outcome.events + outcome.rejections) == (2111, 2111)
    async with app.desk.store.read() as tx:
        stored = await tx.reports.outcomes(SourceId("gdelt"))
    assert stored == {
        Reason.REPEATED: 788,
        Reason.OTHER_TOPIC: 1108,
        Reason.NO_PLACE: 66,
        Reason.OUTSIDE: 149,
    }


async def test_every_recorded_feed_is_read_or_kept_with_the_reason_why_not(app, shared_data, caplog):
    files = sorted(path for path in (shared_data / "feeds" / "real").rglob("*") if path.is_file())
    files += sorted((shared_data / "other").glob("*.xml")) + sorted((shared_data / "other").glob("*.atom"))
    outcomes = await ingest(app, [payload("rss", f"f{number}", path, FEEDS_AT) for number, path in enumerate(files)])
    assert len(outcomes) == len(files)
    assert all(one.reports == one.events + one.rejections for one in outcomes)
    refused = [record for record in caplog.records if getattr(record, "action", "") == "unreadable"]
    assert all(record.reason for record in refused)
    assert Counter(record.reason for record in refused) == {"HTML where a feed was promised": 5}
    async with app.desk.store.read() as tx:
        stored = await tx.reports.outcomes(SourceId("rss"))
    assert sum(stored.values()) == sum(one.reports for one in outcomes) == 923
