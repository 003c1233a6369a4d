"""Answers `resend ID` and `resend all`: what was given up is tried again."""

from __future__ import annotations

import difflib

from bot.cards import outbox as outbox_card
from bot.cards.phrases import Phrases, msgid
from bot.commands.command import Access, Command, Invocation, Param, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.record import record
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.delivery import DeliveryState
from bot.domain.ids import DeliveryId
from bot.ports.store import Tx

ALL_WORDS = frozenset({"all", "tout", "tous"})
BATCH = 1000  # deliveries that are read at a time
OFFERED, COMPARED = 3, 200


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of how many are due again."""
    typed = invocation.args["id"].casefold()
    async with desk.store.write() as tx:
        number = await _all(tx, desk) if typed in ALL_WORDS else await _one(tx, DeliveryId(typed), invocation, desk)
        await record(tx, invocation, desk)
    return Reply(card=outbox_card.resent(number, reader=invocation.reader))


async def _all(tx: Tx, desk: Desk) -> int:
    number, now = 0, desk.clock.now()
    while moved := await tx.outbox.resend([one.id for one in await tx.outbox.parked(BATCH)], now):
        number += moved
    return number


async def _one(tx: Tx, wanted: DeliveryId, invocation: Invocation, desk: Desk) -> int:
    found = await tx.outbox.get(wanted)
    if found is not None and found.state is DeliveryState.PARKED:
        return await tx.outbox.resend([wanted], desk.clock.now())
    parked = [one.id for one in await tx.outbox.parked(COMPARED)]
    near = difflib.get_close_matches(wanted, parked, n=OFFERED, cutoff=0.8)
    say = Phrases(invocation.reader)
    raise Mistake(
        say("Nothing was given up under {id}", id=clipped(invocation.args["id"])),
        say("“outbox” lists what was given up with its id."),
        tuple(Action(label=one, command="resend", args=(("id", one),)) for one in near),
    )


COMMAND = Command(
    name="resend",
    help=msgid("Try again to deliver what was given up."),
    run=run,
    access=Access.OPERATOR,
    params=(Param(name="id", help=msgid("The delivery’s id, or “all”."), example="all", rest=True),),
)
