"""Short reports per second, end to end on SQLite: stored feed bytes to a rendered card booked as sent.

Headlines and leads in English and French in the manner of the demo's. Each happening has its own town of the gazetteer,
day and toll and is told by three outlets, hours apart, in feeds of twenty items. The loops run side by side as they do
in `tocsin run`: cut, read, join, rules, routing, outbox, card, receipt.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime

from benchmarks.house import NOW, Counter, opened
from benchmarks.report import tell
from bot import app as house
from bot.domain.ids import SourceId
from bot.domain.place import PlaceKind
from bot.domain.report import Payload, payload_id

HAPPENINGS, PER_FEED, RUNS = 700, 20, 3
DAYS = 40
TEXTS = (
    ("{n} soldiers killed in ambush on army convoy near {place}",
     "Gunmen attacked a Malian army convoy near {place} on {day_en}, killing {n} soldiers, military sources said."),
    ("Mali : {n} civils tués dans une attaque près de {place}",
     "Au moins {n} civils ont été tués {day_fr} par des hommes armés près de {place}, selon des sources locales."),
    ("Roadside bomb hits UN peacekeepers near {place}",
     "{n} peacekeepers were wounded on {day_en} when their convoy struck an improvised explosive device near {place}."),
    ("Frappe de drone à {place} : {n} morts",
     "Une frappe de drone de l'armée a fait {n} morts {day_fr} à {place}, selon des habitants."),
)  # fmt: skip
EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
OUTLETS = ("rfi", "aljazeera", "studio_tamani")


def towns(app: house.App) -> list[str]:
    """Names of towns and villages of Mali that mean one place only."""
    regions = app.desk.places.regions("ML")
    near = {place.name for region in regions for place in app.desk.places.near(region, 150)
            if place.kind in (PlaceKind.TOWN, PlaceKind.VILLAGE) and place.country == "ML"}  # fmt: skip
    return sorted(name for name in near if name.isalpha() and len(name) > 4)


def feeds(names: list[str]) -> Iterator[tuple[str, bytes, datetime]]:
    """Feed name, bytes and download time, in order of time."""
    chance = random.Random(11)
    told: dict[str, list[tuple[datetime, str]]] = {outlet: [] for outlet in OUTLETS}
    for number in range(HAPPENINGS):
        day = NOW - timedelta(days=chance.uniform(0, DAYS) + 1)
        title, lead = chance.choice(TEXTS)
        values = {"n": chance.randint(2, 30), "place": chance.choice(names)}
        for outlet in OUTLETS:
            at = day + timedelta(hours=chance.uniform(4, 20))
            week = {"day_en": EN[day.weekday()], "day_fr": FR[day.weekday()]}
            told[outlet].append((at, _item(f"{outlet}{number}", at, title, lead, values | week)))
    made = []
    for outlet, items in told.items():
        items.sort()
        for first in range(0, len(items), PER_FEED):
            part = items[first : first + PER_FEED]
            xml = "".join(item for _, item in part)
            body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>b</title>{xml}</channel></rss>".encode()
            made.append((outlet, body, part[-1][0] + timedelta(minutes=5)))
    yield from sorted(made, key=lambda feed: feed[2])


def _item(guid: str, at: datetime, title: str, lead: str, values: dict[str, object]) -> str:
    return (
        f"<item><title>{title.format(**values)}</title><guid isPermaLink='false'>{guid}</guid>"
        f"<link>https://example.org/{guid}</link><pubDate>{format_datetime(at)}</pubDate>"
        f"<description>{lead.format(**values)}</description></item>"
    )


async def measure() -> tuple[float, int, int]:
    """Seconds for all reports, how many incidents they made and how many messages went out."""
    async with opened() as (app, counter, _):
        async with app.desk.store.write() as tx:
            for name, body, at in feeds(towns(app)):
                id_ = payload_id(SourceId("rss"), name, body)
                url, kind = "https://example.org/feed", "application/rss+xml"
                await tx.payloads.add(
                    Payload(
                        id=id_, source=SourceId("rss"), feed=name, url=url, content_type=kind, fetched_at=at, body=body
                    )
                )
        started = time.perf_counter()
        await _run_dry(app, counter)
        took = time.perf_counter() - started
        async with app.desk.store.read() as tx:
            incidents = await tx.incidents.recent(since=NOW - timedelta(days=2 * DAYS), limit=10_000)
        return took, len(incidents), counter.sent


async def _run_dry(app: house.App, counter: Counter) -> None:
    """Runs the loops side by side until every stage has nothing left."""
    stages = (app.ingest, app.evaluate, app.dispatch, app.deliver)
    tasks = [asyncio.create_task(stage.run()) for stage in stages]
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(0.1)  # looking costs time of its own, which would be counted
        async with app.desk.store.read() as tx:
            left = len(await tx.payloads.unread(1)) + await tx.outbox.waiting()
            seen = [await tx.changes.checkpoint(name) for name in ("evaluate", "dispatch")]
            left += len(await tx.changes.after(min(seen), 1))
        quiet = 0 if left else quiet + 1
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert counter.sent


async def main() -> None:
    runs = sorted([await measure() for _ in range(RUNS)])
    took, incidents, sent = runs[len(runs) // 2]
    total = HAPPENINGS * len(OUTLETS)
    tell(
        "short reports/s, end to end on SQLite",
        f"{total / took:,.0f}",
        "500",
        f"{total:,} reports by three outlets, {incidents} incidents, {sent} messages booked, median of {RUNS}",
    )


if __name__ == "__main__":
    asyncio.run(main())
