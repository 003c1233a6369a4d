"""Answers `sources`: what is read, how fresh it is, and what a person can do about a source that fails."""

from __future__ import annotations

from bot.cards import sources as sources_card
from bot.cards.phrases import msgid
from bot.commands import feeds
from bot.commands.command import Command, Invocation, Reply
from bot.commands.desk import Desk


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of every feed with the manifests of their sources."""
    async with desk.store.read() as tx:
        health = feeds.health(await tx.feeds.health(), desk)
    card = sources_card.card(health, desk.manifests, reader=invocation.reader, now=desk.clock.now())
    return Reply(card=card)


COMMAND = Command(name="sources", help=msgid("Which sources are read, and how fresh each of them is."), run=run)
