"""Answers `unsubscribe ID` and `unsubscribe all`: a channel no longer wants to hear of something."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import subscription as subscription_card
from bot.cards.phrases import Phrases, msgid
from bot.commands import lookup
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.record import record
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.ids import RuleId
from bot.domain.subscription import Subscription
from bot.domain.tuning import WATCHES

ALL_WORDS = frozenset({"all", "tout", "tous"})
OFFERED = 5


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of what was ended. Only wishes of the caller's own channel can be ended."""
    caller = invocation.caller
    async with desk.store.write() as tx:
        standing = await tx.subscriptions.of(caller.destination)
        ended = _meant(invocation, standing)
        for subscription in ended:
            await tx.subscriptions.remove(caller.destination, subscription.id)
            await tx.watches.remove(caller.destination, RuleId(f"{WATCHES}{subscription.id}"))
        await record(tx, invocation, desk)
    cards = [subscription_card.removed(one, reader=invocation.reader) for one in ended]
    return Reply(card=replace(cards[0], blocks=tuple(block for card in cards for block in card.blocks)))


def _meant(invocation: Invocation, standing: list[Subscription]) -> tuple[Subscription, ...]:
    """The wishes that an argument names by id or by what was typed. Raises Mistake where it names none."""
    say = Phrases(invocation.reader)
    if not standing:
        raise Mistake(say("Nothing to end"), say("This channel has no subscriptions."))
    typed = invocation.args["id"]
    if typed.casefold() in ALL_WORDS:
        return tuple(standing)
    by_id = [one for one in standing if one.id == lookup.code(typed)]
    found = by_id or [one for one in standing if one.label.casefold() == typed.casefold()]
    if found:
        return tuple(found)
    offers = tuple(
        Action(label=clipped(one.label), command="unsubscribe", args=(("id", one.id),)) for one in standing[:OFFERED]
    )
    title = say("No subscription {id} in this channel", id=clipped(typed))
    raise Mistake(title, say("“subscriptions” lists them with their ids."), offers)


COMMAND = Command(
    name="unsubscribe",
    help=msgid("End one of this channel’s subscriptions, or all of them."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(
            name="id",
            help=msgid("The subscription’s id, or “all”."),
            example="all",
            kind=ParamKind.SUBSCRIPTION,
            rest=True,
        ),
    ),
)
