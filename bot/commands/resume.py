"""Answers `resume`: a channel that rested, because it could not be written to, is told again."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import settings as settings_card
from bot.cards.phrases import msgid
from bot.commands.command import Access, Command, Invocation, Reply
from bot.commands.desk import Desk
from bot.commands.record import record


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card that says so, or that the channel did not rest."""
    async with desk.store.write() as tx:
        channel = await tx.channels.get(invocation.caller.destination)
        if channel.suspended:
            await tx.channels.save(replace(channel, suspended="", suspended_at=None))
            await record(tx, invocation, desk)
    return Reply(card=settings_card.resumed(channel, reader=invocation.reader))


COMMAND = Command(
    name="resume",
    help=msgid("Tell this channel again after it could not be written to."),
    run=run,
    access=Access.CHANNEL,
)
