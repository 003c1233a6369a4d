"""Answers `incidents [PLACE] [days=7]`: the newest incidents, everywhere or at a place."""

from __future__ import annotations

from datetime import timedelta

from bot.cards import headline
from bot.cards import incidents as incidents_card
from bot.cards.phrases import Phrases, msgid
from bot.commands import area, lookup
from bot.commands.area import Area
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.domain.place import Place

DAYS = 7
MOST_DAYS = 365
SHOWN = 10


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card, newest first."""
    now = desk.clock.now()
    days = int(invocation.args.get("days", DAYS))
    name = invocation.args.get("place", "")
    place = lookup.place(name, invocation, desk) if name else None
    around = area.of(place) if place else area.EVERYWHERE
    async with desk.store.read() as tx:
        found = await around.recent(tx, since=now - timedelta(days=days), limit=SHOWN + 1)
    card = incidents_card.card(
        _label(place, around, Phrases(invocation.reader)), days, found[:SHOWN],
        names=desk.names, reader=invocation.reader, now=now, more=len(found) > SHOWN,
    )  # fmt: skip
    return Reply(card=card)


def _label(place: Place | None, around: Area, say: Phrases) -> str:
    if place is None:
        return say("all places")
    if around.radius_km is None:
        return headline.where(place, say)
    return say("within {distance} of {place}", distance=say.distance(around.radius_km), place=place.name)


COMMAND = Command(
    name="incidents",
    help=msgid("The latest incidents, everywhere or at a place."),
    run=run,
    params=(
        Param(
            name="place",
            help=msgid("A town, base, region or country."),
            example="Kidal",
            required=False,
            kind=ParamKind.PLACE,
            rest=True,
        ),
        Param(
            name="days",
            help=msgid("How many days back."),
            example=str(DAYS),
            required=False,
            kind=ParamKind.NUMBER,
            least=1,
            most=MOST_DAYS,
        ),
    ),
)
