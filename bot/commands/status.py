"""Answers `status PLACE`: who holds it since when, what happened, how unusual that is, and how well it is watched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import status as status_card
from bot.cards.phrases import msgid
from bot.cards.status import Status, WindowCount
from bot.commands import area, feeds, lookup
from bot.commands.area import Area
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.domain.control import ControlEntry, Holding, ledger
from bot.domain.place import Place, PlaceKind
from bot.ports.store import Tx

BASES_KM = 10.0  # a base this near to a town is the town's
LOOK_BACK = timedelta(days=90)
WINDOWS_H = (24, 7 * 24, 30 * 24)
BASELINE = timedelta(days=90)  # before the longest window, so that the rows can be compared with each other
LEAST_FOR_RATIO = 3  # incidents in the 90 days: below it "10 times as many" would mean one where there was one before
SHOWN = 5
SETTLED = frozenset({PlaceKind.TOWN, PlaceKind.VILLAGE})


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The status card of a place."""
    now = desk.clock.now()
    place = lookup.place(invocation.args["place"], invocation, desk)
    around = area.of(place)
    async with desk.store.read() as tx:
        status = Status(
            place=place,
            holdings=await held(tx, place, desk),
            recent=tuple(await around.recent(tx, since=now - LOOK_BACK, limit=SHOWN)),
            counts=await counted(tx, around, now),
            sources=feeds.seen(await tx.feeds.health(), desk),
            radius_km=around.radius_km,
        )
    card = status_card.card(status, names=desk.names, reader=invocation.reader, now=now)
    return Reply(card=card)


async def held(tx: Tx, place: Place, desk: Desk) -> tuple[Holding, ...]:
    """One history of who held a place: of the town and of the bases beside it.

    A region or country is answered for by the town that bears its name; without such a town there is no history.
    """
    town = _town(place, desk)
    if town is None:
        return ()
    bases = [near for near in desk.places.near(town, BASES_KM) if near.kind is PlaceKind.BASE]
    entries: list[ControlEntry] = []
    for spot in (town, *bases):
        entries += [replace(entry, place=town.id) for entry in await tx.incidents.control(spot.id)]
    return ledger(entries)


def _town(place: Place, desk: Desk) -> Place | None:
    if place.kind is PlaceKind.BASE:
        beside = (near for near in desk.places.near(place, BASES_KM) if near.kind in SETTLED)
        return next(beside, place)
    if not place.kind.is_area:
        return place
    namesake = desk.places.find(place.name)
    return namesake if namesake and not namesake.kind.is_area and namesake.country == place.country else None


async def counted(tx: Tx, around: Area, now: datetime) -> tuple[WindowCount, ...]:
    """Counts of each window, beside what the 90 days before the longest lead one to expect in a time of its length."""
    spans = [timedelta(hours=hours) for hours in WINDOWS_H]
    usual_until = now - max(spans)
    windows = [*((now - span, now) for span in spans), (usual_until - BASELINE, usual_until)]
    *counts, before = await around.counts(tx, windows)
    rows = []
    for hours, span, seen in zip(WINDOWS_H, spans, counts, strict=True):
        expected = before.incidents * (span / BASELINE)
        ratio = seen.incidents / expected if before.incidents >= LEAST_FOR_RATIO else None
        rows.append(WindowCount(hours=hours, counts=seen, baseline=expected, ratio=ratio))
    return tuple(rows)


COMMAND = Command(
    name="status",
    help=msgid("Who holds a place, what happened there lately, and how unusual that is."),
    run=run,
    params=(
        Param(
            name="place",
            help=msgid("A town, base, region or country."),
            example="Kidal",
            kind=ParamKind.PLACE,
            rest=True,
        ),
    ),
)
