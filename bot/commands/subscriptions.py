"""Answers `subscriptions`: what this channel is told of."""

from __future__ import annotations

from bot.cards import subscription as subscription_card
from bot.cards.phrases import msgid
from bot.commands.command import Command, Invocation, Reply
from bot.commands.desk import Desk


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card of the caller's own channel; what others watch is shown to nobody."""
    async with desk.store.read() as tx:
        standing = await tx.subscriptions.of(invocation.caller.destination)
    card = subscription_card.listed(standing, invocation.channel, reader=invocation.reader, now=desk.clock.now())
    return Reply(card=card)


COMMAND = Command(name="subscriptions", help=msgid("What this channel is told of."), run=run)
