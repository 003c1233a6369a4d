"""Answers `outbox`: how the queue stands, and what could not be delivered and why."""

from __future__ import annotations

from bot.cards import outbox as outbox_card
from bot.cards.phrases import msgid
from bot.commands.command import Access, Command, Invocation, Reply
from bot.commands.desk import Desk

SHOWN = 10


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of the counts and of the newest parked deliveries, of all channels."""
    async with desk.store.read() as tx:
        tally = await tx.outbox.tally()
        parked = await tx.outbox.parked(SHOWN)
    return Reply(card=outbox_card.card(tally, parked, reader=invocation.reader))


COMMAND = Command(
    name="outbox",
    help=msgid("How many messages wait, and which could not be delivered."),
    run=run,
    access=Access.OPERATOR,
)
