"""Answers `incidents [PLACE] [days=7]`: the newest incidents, everywhere or at a place."""

from __future__ import annotations

from datetime import timedelta

from bot.cards import incidents as incidents_card
from bot.cards.phrases import Phrases, msgid
from bot.commands import area, lookup
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk

DAYS = 7
MOST_DAYS = 365
SHOWN = 10


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card, newest first."""
    now = desk.clock.now()
    since = now - timedelta(days=int(invocation.args.get("days", DAYS)))
    name = invocation.args.get("place", "")
    place = lookup.place(name, invocation, desk) if name else None
    async with desk.store.read() as tx:
        found = await (area.of(place) if place else area.EVERYWHERE).recent(tx, since=since, limit=SHOWN)
    language = invocation.caller.language
    label = place.name if place else Phrases(language)("all places")
    card = incidents_card.card(label, found, names=desk.names, language=language, now=now)
    return Reply(card=card)


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
