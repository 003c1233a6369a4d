"""Seconds to replay a year of the Sahel (10,000 incidents, every third with news) through every shipped rule.

Twice: out of the store, as `tocsin backtest` and the preview of `/tune` do, and out of a file of coded lines.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from benchmarks.house import NOW, opened
from benchmarks.report import tell
from benchmarks.status import one_event
from bot import app as house
from bot.dedupe import assign
from bot.domain.actor import Participant, Role
from bot.domain.event import Count
from bot.domain.ids import EventId, IncidentId, short_code
from bot.domain.incident import Change, ChangeKind, Incident
from bot.domain.place import Place
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, Operation
from bot.tools.backtest import of_lines, of_store

INCIDENTS, YEAR, NEWS_EVERY, BATCH = 10_000, timedelta(days=365), 3, 500
ACTORS = ("jnim", "isgs", "fama", "wagner", "csp_psd", "minusma")


def happened(app: house.App) -> Iterator[Change]:
    """A year of incidents in order of time, where and of what kind such happen, some of which change a little later."""
    template = assign.join([one_event(app)], [], app.extractor.actors, app.extractor.outlets, NOW).incidents[0]
    chance = random.Random(6)
    places = [place for name in ("Kidal", "Gao", "Mopti", "Ménaka", "Djibo", "Tillabéri", "Tombouctou", "Ségou")
              for place in app.desk.places.suggest(name, 40)]  # fmt: skip
    for number in range(INCIDENTS):
        at = NOW - YEAR + YEAR * number / INCIDENTS
        one = _one(app, template, number, at, chance.choice(places), chance)
        yield _change(ChangeKind.OPENED, one, (), at)
        if number % NEWS_EVERY == 0:
            more = replace(one, revision=2, killed=Count(low=chance.randint(1, 30), high=None))
            yield _change(ChangeKind.REVISED, more, ("killed",), at + timedelta(minutes=20))


def _one(
    app: house.App, template: Incident, number: int, at: datetime, place: Place, chance: random.Random
) -> Incident:
    operation = chance.choice(list(Operation))
    actors = [app.desk.actors.get(id_) for id_ in chance.sample(ACTORS, 2)]  # type: ignore[arg-type]
    parts = tuple(Participant(actor=a.id, kind=a.kind, role=r)
                  for a, r in zip(actors, (Role.AGENT, Role.TARGET), strict=True) if a)  # fmt: skip
    member = replace(template.members[0], event=EventId(f"e{number}"), origin=f"o{number}")
    sub_type = USUAL_SUB_TYPE[operation]
    return replace(
        template, id=IncidentId(short_code("year", str(number))), place=place, start=at - timedelta(hours=9),
        end=at - timedelta(hours=9), opened_at=at, updated_at=at, members=(member,), operations=frozenset({operation}),
        type=TYPE_OF[sub_type], sub_type=sub_type, participants=parts, killed=Count(low=chance.randint(0, 9), high=9),
    )  # fmt: skip


def _change(kind: ChangeKind, one: Incident, fields: tuple[str, ...], at: datetime) -> Change:
    return Change(seq=0, kind=kind, incident=one, event=one.members[0].event, fields=fields, at=at, why="")


def lines(app: house.App) -> list[str]:
    """The same year as coded lines."""
    return [
        json.dumps({
            "id": str(number), "date_start": change.incident.start.isoformat(),
            "lat": change.incident.place.point.lat, "lon": change.incident.place.point.lon,
            "type": next(iter(change.incident.operations)).value, "killed": change.incident.killed.low,
            "actors": [p.actor for p in change.incident.participants],
        })
        for number, change in enumerate(happened(app)) if change.kind is ChangeKind.OPENED and change.incident.killed
    ]  # fmt: skip


async def main() -> None:
    async with opened() as (app, _, _clock):
        made = list(happened(app))
        for first in range(0, len(made), BATCH):
            part = made[first : first + BATCH]
            async with app.desk.store.write() as tx:
                await tx.incidents.save(list({one.incident.id: one.incident for one in part}.values()), [])
                await tx.changes.append(part)
        rules = app.desk.rules
        started = time.perf_counter()
        stored = await of_store(rules, app.desk.store, NOW - YEAR, NOW, lambda _: None)
        took = time.perf_counter() - started
        hits = sum(len(one.hits) for one in stored)
        tell("a year through every shipped rule, from the store, s", f"{took:.1f}", "30",
             f"{len(rules)} rules, {INCIDENTS:,} incidents, {len(made):,} changes, {hits:,} alerts; "
             f"{len(made) / took:,.0f} changes/s")  # fmt: skip
        text = lines(app)
        started = time.perf_counter()
        filed = of_lines(rules, text, "year.jsonl", app.extractor, since=None, until=None, progress=lambda _: None)
        took = time.perf_counter() - started
        hits = sum(len(one.hits) for one in filed)
        tell("the same from a file of coded lines, s", f"{took:.1f}", "30",
             f"{len(text):,} lines joined to incidents first; {hits:,} alerts")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
