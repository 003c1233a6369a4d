"""Writes into the audit log what a command changed, in the transaction of the change itself. Must not know any verb."""

from __future__ import annotations

from bot.commands.command import Invocation
from bot.commands.desk import Desk
from bot.commands.parse import line
from bot.domain.audit import Entry
from bot.ports.store import Tx


async def record(tx: Tx, invocation: Invocation, desk: Desk) -> None:
    """Keeps who changed what, as a line that can be typed."""
    caller = invocation.caller
    said = line(invocation.command, invocation.args)
    await tx.audit.add(Entry(at=desk.clock.now(), destination=caller.destination, user=caller.user, line=said))
