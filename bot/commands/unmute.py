"""Answers `unmute ID` and `unmute all`: a channel wants to hear of something again, and at once of what it missed."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import mutes as mutes_card
from bot.cards.phrases import Phrases, msgid
from bot.commands import lookup
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.mutes import kept_back
from bot.commands.record import record
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.mute import Mute
from bot.routing.mute import hold_of

ALL_WORDS = frozenset({"all", "tout", "tous"})
OFFERED = 5


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of what was ended. Only mutes of the caller's own channel can be ended."""
    here, now = invocation.caller.destination, desk.clock.now()
    async with desk.store.write() as tx:
        meant = _meant(invocation, await tx.mutes.of(here, now))
        kept = await kept_back(tx, meant)
        for mute in meant:
            await tx.mutes.end(here, mute.id, now)
            hold = await tx.holds.get(hold_of(mute).id)
            if hold is not None:  # its end is now, so that what it kept back is told by the next round
                await tx.holds.put([replace(hold, until=now)])
        await record(tx, invocation, desk)
    return Reply(card=mutes_card.ended(kept, reader=invocation.reader))


def _meant(invocation: Invocation, in_force: list[Mute]) -> list[Mute]:
    """The mutes that an argument names by id or by what was typed. Raises Mistake where it names none."""
    say = Phrases(invocation.reader)
    if not in_force:
        raise Mistake(say("Nothing to end"), say("Nothing is muted in this channel."))
    typed = invocation.args["id"]
    if typed.casefold() in ALL_WORDS:
        return in_force
    by_id = [one for one in in_force if one.id == lookup.code(typed)]
    found = by_id or [one for one in in_force if one.label.casefold() == typed.casefold()]
    if found:
        return found
    offers = tuple(
        Action(label=clipped(one.label), command="unmute", args=(("id", one.id),)) for one in in_force[:OFFERED]
    )
    title = say("No mute {id} in this channel", id=clipped(typed))
    raise Mistake(title, say("“mutes” lists them with their ids."), offers)


COMMAND = Command(
    name="unmute",
    help=msgid("End one of this channel’s mutes, or all of them, and hear what was kept back."),
    run=run,
    access=Access.CHANNEL,
    params=(Param(name="id", help=msgid("The mute’s id, or “all”."), example="all", kind=ParamKind.MUTE, rest=True),),
)
