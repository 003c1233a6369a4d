"""Answers `incident ID`: the full record of one incident with its changes, claims and evidence."""

from __future__ import annotations

from bot.cards import incident as incident_card
from bot.cards.phrases import msgid
from bot.commands import lookup
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The record card."""
    async with desk.store.read() as tx:
        incident = await lookup.incident(invocation.args["id"], invocation, desk, tx)
        events = await tx.incidents.events(incident.id)
        changes = await tx.changes.of(incident.id)
        told = await tx.outbox.of(invocation.caller.destination, incident.id)
    # What a channel was told coarsely is not told exactly in it because somebody asks.
    precision_km = max((one.manner.precision_km for one in told), default=0.0)
    card = incident_card.card(
        incident,
        tuple(events),
        tuple(changes),
        names=desk.names,
        reader=invocation.reader,
        now=desk.clock.now(),
        precision_km=precision_km,
    )
    return Reply(card=card)


COMMAND = Command(
    name="incident",
    help=msgid("Everything known about one incident: claims, sources, and how it changed."),
    run=run,
    params=(
        Param(
            name="id",
            help=msgid("The eight letters and digits at the foot of an alert."),
            example="7K3M9QXZ",
            kind=ParamKind.INCIDENT,
            rest=True,
        ),
    ),
)
