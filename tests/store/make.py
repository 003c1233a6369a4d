"""Domain values that are valid by default; a test names only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.alert import Alert, Condition, alert_id
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.delivery import Delivery, DeliveryState, News, delivery_id
from bot.domain.event import Count, Event, Evidence, Realis, Target, Toll
from bot.domain.ids import (
    ActorId,
    EventId,
    IncidentId,
    OutletId,
    PlaceId,
    ReportId,
    RuleId,
    SourceId,
    SubscriptionId,
    digest,
)
from bot.domain.incident import Change, ChangeKind, Incident, Member, Severity, Standing, TollClaim
from bot.domain.matcher import EVERYTHING
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.report import Payload, Report, payload_id
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import EventType, Operation, SubType

NOW = datetime(2023, 11, 14, 12, 0, tzinfo=UTC)
KIDAL = Point(lat=18.4411, lon=1.4078)
CHANNEL = Destination(platform="terminal", tenant="here", channel="screen")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def place(point=KIDAL, **fields):
    given = {
        "id": PlaceId("ml/kidal/kidal:town"),
        "name": "Kidal",
        "kind": PlaceKind.TOWN,
        "country": "ML",
        "admin1": "Kidal",
        "admin2": "Kidal",
        "point": point,
        "precision_km": 2.0,
    }
    return Place(**(given | fields))


def payload(body=b"<rss/>", **fields):
    given = {
        "id": payload_id(SourceId("rss"), "rfi", body),
        "source": SourceId("rss"),
        "feed": "rfi",
        "url": "https://example.org/feed",
        "content_type": "application/rss+xml",
        "fetched_at": NOW,
        "body": body,
    }
    return Payload(**(given | fields))


def report(name="r1", **fields):
    given = {
        "id": ReportId(digest("report", name)),
        "origin": digest("origin", name),
        "payload": payload().id,
        "locator": "item 1",
        "source": SourceId("rss"),
        "outlet": OutletId("rfi"),
        "family": "rfi",
        "url": "https://example.org/1",
        "title": "L’armée entre dans Kidal",
        "text": "L’armée malienne a annoncé …",
        "language": "fr",
        "published_at": NOW,
        "seen_at": NOW,
    }
    return Report(**(given | fields))


def event(name="e1", **fields):
    given = {
        "id": EventId(digest("event", name)),
        "report": ReportId(digest("report", name)),
        "origin": digest("origin", name),
        "source": SourceId("rss"),
        "outlet": OutletId("rfi"),
        "family": "rfi",
        "party": "",
        "type": EventType.BATTLES,
        "sub_type": SubType.GOVERNMENT_REGAINS,
        "operations": frozenset({Operation.TOWN_CAPTURED, Operation.BASE_CAPTURED}),
        "place": place(),
        "start": NOW,
        "end": NOW + HOUR,
        "time_precision": timedelta(hours=12),
        "published_at": NOW,
        "seen_at": NOW,
        "participants": (Participant(actor=ActorId("fama"), kind=ActorKind.STATE_FORCE, role=Role.AGENT),),
        "target": Target.ARMED_GROUP,
        "toll": Toll(killed=Count(low=3, high=None), claimant="fama"),
        "control": None,
        "realis": Realis.NEW,
        "certainty": 0.8,
        "lead": False,
        "title": "L’armée entre dans Kidal",
        "url": "https://example.org/1",
        "language": "fr",
        "evidence": (Evidence(field="place", quote="Kidal", start=20, end=25, entry="places/kidal"),),
    }
    return Event(**(given | fields))


def member(name="e1", **fields):
    given = {
        "event": EventId(digest("event", name)),
        "origin": digest("origin", name),
        "outlet": OutletId("rfi"),
        "family": "rfi",
        "party": "",
        "url": "https://example.org/1",
        "title": "L’armée entre dans Kidal",
        "language": "fr",
        "published_at": NOW,
        "certainty": 0.8,
        "lead": False,
        "official": False,
    }
    return Member(**(given | fields))


def incident(name="i1", **fields):
    one = member(name)
    claim = TollClaim(
        event=one.event, origin=one.origin, outlet=one.outlet, claimant="fama", at=NOW,
        killed=Count(low=3, high=None), wounded=None, captured=None, displaced=None,
    )  # fmt: skip
    given = {
        "id": IncidentId(digest("incident", name)[:8]),
        "revision": 1,
        "type": EventType.BATTLES,
        "sub_type": SubType.GOVERNMENT_REGAINS,
        "operations": frozenset({Operation.TOWN_CAPTURED}),
        "place": place(),
        "start": NOW,
        "end": NOW + HOUR,
        "participants": (Participant(actor=ActorId("fama"), kind=ActorKind.STATE_FORCE, role=Role.AGENT),),
        "target": Target.ARMED_GROUP,
        "killed": Count(low=3, high=None),
        "wounded": None,
        "claims": (claim,),
        "control": None,
        "standing": Standing.REPORTED,
        "disputed": False,
        "certainty": 0.8,
        "members": (one,),
        "opened_at": NOW,
        "updated_at": NOW,
    }
    return Incident(**(given | fields))


def capture(giver="csp_psd", taker="fama"):
    return ControlClaim(shape=Shape.CAPTURE, site=Site.TOWN, giver=ActorId(giver), taker=ActorId(taker))


def change(of, kind=ChangeKind.OPENED, **fields):
    given = {
        "seq": 0,
        "kind": kind,
        "incident": of,
        "event": of.members[0].event,
        "fields": (),
        "at": NOW,
        "why": "first report",
    }
    return Change(**(given | fields))


def alert(of, rule="sahel/town_captured", **fields):
    given = {
        "id": alert_id(RuleId(rule), of.incident.id),
        "rule": RuleId(rule),
        "incident": of.incident.id,
        "revision": of.incident.revision,
        "change": of.seq,
        "severity": Severity.HIGH,
        "at": NOW,
        "why": (Condition(label="type", wanted="town_captured", seen="town_captured", held=True),),
    }
    return Alert(**(given | fields))


def subscription(name="s1", **fields):
    given = {
        "id": SubscriptionId(name),
        "destination": CHANNEL,
        "label": "everything",
        "matcher": EVERYTHING,
        "min_severity": Severity.LOW,
        "min_standing": Standing.REPORTED,
        "language": "fr",
        "created_by": "someone",
        "created_at": NOW,
    }
    return Subscription(**(given | fields))


def delivery(of, *alerts, destination=CHANNEL, **fields):
    given = {
        "id": delivery_id(destination, of.incident.id, of.seq),
        "destination": destination,
        "about": News(change=of, alerts=alerts),
        "subscriptions": (SubscriptionId("s1"),),
        "severity": Severity.HIGH,
        "language": "fr",
        "state": DeliveryState.PENDING,
        "created_at": NOW,
        "next_at": NOW,
        "theatre": "sahel",
        "is_first": of.incident.revision == 1,
    }
    return Delivery(**(given | fields))


def again(value, **fields):
    """The next revision of an incident."""
    return replace(value, revision=value.revision + 1, **fields)
