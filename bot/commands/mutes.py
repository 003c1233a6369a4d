"""Answers `mutes`: what this channel does not hear of at present, and how much was kept back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.cards import mutes as mutes_card
from bot.cards.mutes import Kept
from bot.cards.phrases import msgid
from bot.commands.command import Command, Invocation, Reply
from bot.commands.desk import Desk
from bot.domain.delivery import News
from bot.domain.ids import IncidentId
from bot.domain.incident import Severity
from bot.domain.mute import Mute
from bot.ports.store import Tx
from bot.routing.mute import hold_of


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The list card of the caller's own channel."""
    async with desk.store.read() as tx:
        kept = await kept_back(tx, await tx.mutes.of(invocation.caller.destination, desk.clock.now()))
    return Reply(card=mutes_card.listed(kept, reader=invocation.reader))


async def kept_back(tx: Tx, mutes: Sequence[Mute]) -> list[Kept]:
    """Each mute with the alerts that wait for its end: one for each incident, with its highest severity."""
    found: list[Kept] = []
    for mute in mutes:
        severities: dict[IncidentId, Severity] = {}
        for one in await tx.outbox.held(hold_of(mute).id):
            if isinstance(one.about, News):
                id_ = one.about.incident
                severities[id_] = max(one.severity, severities.get(id_, one.severity))
        found.append(Kept(mute=mute, alerts=Counter(severities.values())))
    return found


COMMAND = Command(name="mutes", help=msgid("What this channel does not hear of for a while."), run=run)
