"""Milliseconds for `status PLACE` with 100,000 incidents in the store, from typed text to rendered card."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import replace
from datetime import timedelta

from benchmarks.house import NOW, opened
from benchmarks.report import tell
from bot import app as house
from bot.commands.command import Caller
from bot.commands.perform import perform
from bot.domain.event import Count, Event
from bot.domain.ids import EventId, IncidentId, OutletId, ReportId, SourceId, short_code
from bot.domain.incident import Incident
from bot.domain.report import Report
from bot.platforms.terminal import render

INCIDENTS, ASKED, BATCH = 100_000, 300, 2000
PLACES = ("Kidal", "Gao", "Mopti", "Tessalit", "région de Kidal", "Ménaka", "Djibo", "Tillabéri", "Mali", "Anefis")


def one_event(app: house.App) -> Event:
    """A real event of the reader, to be copied with other places and days."""
    report = Report(
        id=ReportId("r"), origin="o", payload="p", locator="item 1", source=SourceId("rss"), outlet=OutletId("rfi"),
        family="rfi", url="https://example.org/1", title="Five soldiers killed in ambush near Kidal",
        text="Gunmen ambushed an army convoy near Kidal on Monday, killing five soldiers.", language="en",
        published_at=NOW, seen_at=NOW,
    )  # fmt: skip
    return next(result for result in app.extractor.read(report) if isinstance(result, Event))


async def fill(app: house.App) -> None:
    """Stores 100,000 incidents over 400 days, spread over the theatre's places."""
    from bot.dedupe import assign

    event = one_event(app)
    joined = assign.join([event], [], app.extractor.actors, app.extractor.outlets, NOW)
    template = joined.incidents[0]
    places = [place for name in PLACES for place in app.desk.places.suggest(name, 10)]
    chance = random.Random(3)
    for first in range(0, INCIDENTS, BATCH):
        made = [_copy(template, places, number, chance) for number in range(first, first + BATCH)]
        async with app.desk.store.write() as tx:
            await tx.incidents.save(made, [])


def _copy(template: Incident, places: list, number: int, chance: random.Random) -> Incident:  # type: ignore[type-arg]
    start = NOW - timedelta(minutes=chance.randrange(400 * 24 * 60))
    member = replace(template.members[0], event=EventId(f"e{number}"), origin=f"o{number}")
    return replace(
        template, id=IncidentId(short_code("bench", str(number))), place=chance.choice(places), start=start,
        end=start, opened_at=start, updated_at=start, members=(member,), killed=Count(low=chance.randint(0, 9), high=9),
    )  # fmt: skip


async def main() -> None:
    async with opened() as (app, _, clock):
        await fill(app)
        caller = Caller(destination=house.SCREEN, user="bench", language="en", may_change=True, is_operator=True)
        took = []
        for number in range(ASKED):
            started = time.perf_counter()
            reply = await perform(f"status {PLACES[number % len(PLACES)]}", caller, app.desk)
            render.render(reply.card, width=80, colour=False, now=clock.now())
            took.append((time.perf_counter() - started) * 1000)
            assert reply.ok
    took.sort()
    tell("status over 100,000 incidents, p99 ms", f"{took[int(ASKED * 0.99)]:.1f}", "50",
         f"{ASKED} askings for {len(PLACES)} places (towns, regions, a country), text to rendered card; "
         f"median {took[ASKED // 2]:.1f} ms")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
