"""Answers `forget-me`: shows what is stored of a person in a server, and erases it after a second word."""

from __future__ import annotations

from bot.cards import forget as forget_card
from bot.cards.forget import Stored
from bot.cards.phrases import msgid
from bot.commands.command import Caller, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.parse import line
from bot.domain.audit import FORGOTTEN, Entry
from bot.domain.errors import BotError
from bot.ports.store import Tx


class _OnlyLooked(BotError):
    """Nothing was meant to be erased: the transaction is taken back."""


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of what is stored; with `confirm=yes` of what was erased."""
    caller = invocation.caller
    if "confirm" not in invocation.args:
        return Reply(card=forget_card.asked(await _counted(caller, desk), reader=invocation.reader))
    async with desk.store.write() as tx:
        erased = await _erased(tx, caller)
        said = line(invocation.command, invocation.args)
        # That somebody was forgotten may be known in the channel, who it was may not.
        entry = Entry(at=desk.clock.now(), destination=caller.destination, user=FORGOTTEN, line=said)
        await tx.audit.add(entry)
    return Reply(card=forget_card.done(erased, reader=invocation.reader))


async def _counted(caller: Caller, desk: Desk) -> Stored:
    """What an erasure would find: it is carried out and taken back, so that the announced and the done agree."""
    stored = Stored(subscriptions=0, mutes=0, rules=0, entries=0, verdicts=0, letters=0)
    try:
        async with desk.store.write() as tx:
            stored = await _erased(tx, caller)
            raise _OnlyLooked
    except _OnlyLooked:
        return stored


async def _erased(tx: Tx, caller: Caller) -> Stored:
    near, user = caller.destination, caller.user
    return Stored(
        letters=await tx.outbox.forget(near, user),
        subscriptions=await tx.subscriptions.forget(near, user),
        mutes=await tx.mutes.forget(near, user),
        rules=await tx.tunings.forget(near, user) + await tx.watches.forget(near, user),
        entries=await tx.audit.forget(near, user),
        verdicts=await tx.verdicts.forget(near, user),
    )


COMMAND = Command(
    name="forget-me",
    help=msgid("See what is stored of you in this server, and have it erased."),
    run=run,
    params=(
        Param(
            name="confirm",
            help=msgid("“yes” erases it; without it you are only shown what there is."),
            example="yes",
            required=False,
            kind=ParamKind.CHOICE,
            choices=("yes",),
        ),
    ),
)
