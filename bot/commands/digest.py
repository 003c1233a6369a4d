"""Answers `digest ID [page=1]`: everything that one gathered message of this channel tells, page by page.

What is usual at that time is left to the message itself: who asks on has read it there.
"""

from __future__ import annotations

from bot.cards import gathering as gathering_card
from bot.cards.gathering import Gathered
from bot.cards.phrases import Phrases, msgid
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.typed import clipped
from bot.domain.delivery import Delivery, Gathering, latest
from bot.domain.hold import Hold, HoldKind
from bot.domain.ids import DeliveryId, MuteId
from bot.ports.store import Tx

MOST_PAGES = 1000


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of one page; a page beyond the last is the last. Only the caller's own channel is told of."""
    wanted = DeliveryId(invocation.args["id"].casefold())
    async with desk.store.read() as tx:
        delivery = await tx.outbox.get(wanted)
        if delivery is None or delivery.destination != invocation.caller.destination:
            raise _unknown(invocation)
        if not isinstance(delivery.about, Gathering):
            raise _unknown(invocation)
        gathered = await _gathered(tx, delivery, delivery.about)
    card = gathering_card.card(
        gathered,
        names=desk.names,
        reader=invocation.reader,
        now=desk.clock.now(),
        page=int(invocation.args.get("page", 1)),
        precision_km=delivery.manner.precision_km,
    )
    return Reply(card=card)


async def _gathered(tx: Tx, delivery: Delivery, about: Gathering) -> Gathered:
    hold = about.hold
    return Gathered(
        about=about,
        parts=latest(await tx.outbox.parts(delivery.id)),
        mute=await tx.mutes.get(hold.destination, MuteId(hold.key)) if hold.kind is HoldKind.MUTE else None,
        wish=await _wish(tx, hold) if hold.kind is HoldKind.DIGEST else "",
        usual={},
        delivery=delivery.id,
    )


async def _wish(tx: Tx, hold: Hold) -> str:
    """The digest's subscription as it was typed; empty where it has been ended since."""
    return next((one.label for one in await tx.subscriptions.of(hold.destination) if one.id == hold.key), "")


def _unknown(invocation: Invocation) -> Mistake:
    """The same words for what does not exist and for what is another channel's."""
    say = Phrases(invocation.reader)
    return Mistake(
        say("No gathered message {id} in this channel", id=clipped(invocation.args["id"])),
        say("Its id stands at the foot of the message, where it has more than one page."),
    )


COMMAND = Command(
    name="digest",
    help=msgid("Everything in a digest, recap or summary that has more than one page."),
    run=run,
    params=(
        Param(
            name="id",
            help=msgid("The message’s id, as its foot gives it."),
            example="3f9a0c77be21b80d4e5512aa",
        ),
        Param(
            name="page",
            help=msgid("Which page of it."),
            example="2",
            required=False,
            kind=ParamKind.NUMBER,
            least=1,
            most=MOST_PAGES,
        ),
    ),
)
