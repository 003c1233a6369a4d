"""Answers `verdict ID OPINION`: keeps what a person thinks of an alert that was told in their channel.

No entry is made in the audit log: it would show who gave which verdict, and that is shown to nobody.
"""

from __future__ import annotations

from bot.cards import verdict as verdict_card
from bot.cards.phrases import Phrases, msgid
from bot.commands import lookup
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.domain.card import Action
from bot.domain.delivery import DeliveryState
from bot.domain.verdict import Opinion, Verdict

TOLD = frozenset({DeliveryState.SENT, DeliveryState.FOLDED})


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of what was noted; a later verdict of the same person takes the place of the earlier one."""
    caller = invocation.caller
    async with desk.store.write() as tx:
        incident = await lookup.incident(invocation.args["id"], invocation, desk, tx)
        told = await tx.outbox.of(caller.destination, incident.id)
        if not any(one.state in TOLD for one in told):
            raise _not_told(incident.id, invocation)
        verdict = Verdict(
            destination=caller.destination,
            incident=incident.id,
            user=caller.user,
            opinion=Opinion(invocation.args["opinion"]),
            at=desk.clock.now(),
        )
        await tx.verdicts.save(verdict)
    card = verdict_card.card(incident, verdict.opinion, names=desk.names, reader=invocation.reader)
    return Reply(card=card)


def _not_told(incident: str, invocation: Invocation) -> Mistake:
    say = Phrases(invocation.reader)
    return Mistake(
        say("This channel was not told of {id}", id=incident),
        say("A verdict is on an alert; of this incident there was none here. You can still read about it."),
        (Action(label=incident, command="incident", args=(("id", incident),)),),
    )


COMMAND = Command(
    name="verdict",
    help=msgid("Say what an alert was worth: useful, wrong or a duplicate."),
    run=run,
    params=(
        Param(
            name="id",
            help=msgid("The eight letters and digits at the foot of an alert."),
            example="7K3M9QXZ",
            kind=ParamKind.INCIDENT,
        ),
        Param(
            name="opinion",
            help=msgid("What you think of the alert."),
            example=Opinion.USEFUL.value,
            kind=ParamKind.CHOICE,
            choices=tuple(opinion.value for opinion in Opinion),
        ),
    ),
)
