"""Changes put straight into the store, as if they had been read and judged, and channels that wish to hear of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.alert import Alert, alert_id
from bot.domain.ids import EventId, IncidentId, RuleId, SubscriptionId, digest, short_code
from bot.domain.incident import Change, ChangeKind, Severity, Standing
from bot.domain.matcher import EVERYTHING
from bot.domain.subscription import Destination, Subscription
from bot.pipeline.dispatch import UPSTREAM
from tests.fakes.world import event, incident_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def somewhere(name="kidal", platform="terminal"):
    return Destination(platform=platform, tenant="here", channel=name)


def incident(name, clock, town="Kidal", **more):
    """One incident of its own, that began an hour before now."""
    made = incident_of(event(name, town, "2023-10-21", killed=6))
    member = replace(made.members[0], event=EventId(digest(name)))
    given = {
        "id": IncidentId(short_code(name)), "members": (member,), "start": clock.now() - HOUR,
        "end": clock.now(), "opened_at": clock.now(), "updated_at": clock.now(),
    }  # fmt: skip
    return replace(made, **(given | more))


async def happens(app, clock, of, *, severity=Severity.HIGH, kind=ChangeKind.OPENED, fields=(), rules=("sahel/x",)):
    """Stores a change of an incident, and an alert of each rule, as the stages before dispatch would have."""
    made = Change(
        seq=0, kind=kind, incident=of, event=of.members[0].event, fields=fields, at=clock.now(), why="first"
    )  # fmt: skip
    async with app.desk.store.write() as tx:
        await tx.incidents.save([of], [])
        (change,) = await tx.changes.append([made])
        await tx.alerts.add([alert(change, severity, rule) for rule in rules])
        await tx.changes.save_checkpoint(UPSTREAM, change.seq)
    return change


def alert(change, severity, rule):
    return Alert(
        id=alert_id(RuleId(rule), change.incident.id), rule=RuleId(rule), incident=change.incident.id,
        revision=change.incident.revision, change=change.seq, severity=severity, at=change.at, why=(),
    )  # fmt: skip


def revised(of, clock, **more):
    return replace(of, revision=of.revision + 1, updated_at=clock.now(), **more)


async def subscribe(app, clock, to=None, **more):
    """A channel's wish for everything."""
    to = to or somewhere()
    given = {
        "id": SubscriptionId("s1"), "destination": to, "label": "everything", "matcher": EVERYTHING,
        "min_severity": Severity.LOW, "min_standing": Standing.REPORTED, "language": "en", "created_by": "u1",
        "created_at": clock.now(),
    }  # fmt: skip
    made = Subscription(**(given | more))
    async with app.desk.store.write() as tx:
        assert await tx.subscriptions.add(made)
    return made


async def settings(app, to=None, **more):
    async with app.desk.store.write() as tx:
        await tx.channels.save(replace(await tx.channels.get(to or somewhere()), **more))


async def walk(app):
    """Routes and delivers until nothing moves."""
    await app.drain_after_reading()
