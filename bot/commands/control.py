"""Answers `control PLACE`: who holds a place, since when, on whose word, and who held it before."""

from __future__ import annotations

from bot.cards import ledger as ledger_card
from bot.cards.phrases import msgid
from bot.commands import lookup
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.status import held


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of the holders, newest first."""
    place = lookup.place(invocation.args["place"], invocation, desk)
    async with desk.store.read() as tx:
        holdings = await held(tx, place, desk)
        by = next((one.incident for one in reversed(holdings) if one.incident is not None), None)
        newest = await tx.incidents.get(by) if by is not None else None
    card = ledger_card.card(
        place,
        holdings,
        newest,
        names=desk.names,
        reader=invocation.reader,
        now=desk.clock.now(),
    )
    return Reply(card=card)


COMMAND = Command(
    name="control",
    help=msgid("Who holds a place, since when, on whose word, and who held it before."),
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
