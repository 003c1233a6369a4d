"""Changes, alerts and wishes for the routing tests: valid by default, and by chance."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.domain import matcher
from bot.domain.alert import Alert, alert_id
from bot.domain.channel import Channel
from bot.domain.event import Count
from bot.domain.ids import IncidentId, MuteId, RuleId, SubscriptionId
from bot.domain.incident import Change, ChangeKind, Incident, Severity, Standing
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.mute import Mute
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from tests.fakes.world import PLACES, incident_of
from tests.fakes.world import event as world_event

NOW = datetime(2023, 11, 7, 18, tzinfo=UTC)
KIDAL, GAO = (Destination(platform="terminal", tenant="here", channel=name) for name in ("kidal", "gao"))
STRIKES = matcher.Types(words=frozenset({"drone_strike"}))
RULES = tuple(RuleId(name) for name in ("sahel/drone_strike", "sahel/massacre", "sudan/siege"))
TOWNS = ("Kidal", "Gao", "Ber", "Tessalit", "Ansongo")
MATCHERS: tuple[Matcher, ...] = (
    EVERYTHING,
    STRIKES,
    matcher.Killed(at_least=7),
    matcher.Within(label="Gao", country="ML", admin1="Gao"),
    matcher.Near(place=PLACES["Kidal"].id, label="Kidal", point=PLACES["Kidal"].point, radius_km=60),
    matcher.Rules(ids=frozenset({RULES[1]})),
    matcher.Not(part=STRIKES),
    matcher.All(parts=(STRIKES, matcher.Not(part=matcher.Rules(ids=frozenset({RULES[0]}))))),
    matcher.Any(parts=(matcher.Killed(at_least=20), matcher.Within(label="Kidal", country="ML", admin1="Kidal"))),
)


@cache
def base(town: str, operation: Operation) -> Incident:
    return incident_of(world_event("a", town, "2023-11-07", operation, killed=6))


def change(
    town: str = "Kidal", operation: Operation = Operation.DRONE_STRIKE, *, seq: int = 7,
    kind: ChangeKind = ChangeKind.OPENED, fields: tuple[str, ...] = (), **more: object,
) -> Change:  # fmt: skip
    incident = replace(base(town, operation), **more)
    return Change(
        seq=seq, kind=kind, incident=incident, event=incident.members[0].event, fields=fields, at=NOW, why="first"
    )


def alert(of: Change, severity: Severity = Severity.HIGH, rule: str = RULES[0]) -> Alert:
    return Alert(
        id=alert_id(RuleId(rule), of.incident.id), rule=RuleId(rule), incident=of.incident.id,
        revision=of.incident.revision, change=of.seq, severity=severity, at=of.at, why=(),
    )  # fmt: skip


def wish(id_: str = "s1", to: Destination = KIDAL, wanted: Matcher = EVERYTHING, **more: object) -> Subscription:
    made = Subscription(
        id=SubscriptionId(id_), destination=to, label="everything", matcher=wanted, min_severity=Severity.LOW,
        min_standing=Standing.REPORTED, language="en", created_by="someone", created_at=NOW,
    )  # fmt: skip
    return replace(made, **more)


def muted(wanted: Matcher = EVERYTHING, to: Destination = KIDAL, **more: object) -> Mute:
    made = Mute(
        id=MuteId("m1"), destination=to, label="everything", matcher=wanted, since=NOW - timedelta(hours=1),
        until=NOW + timedelta(hours=1), by="someone",
    )  # fmt: skip
    return replace(made, **more)


def channel(to: Destination = KIDAL, **more: object) -> Channel:
    return replace(Channel(destination=to), **more)


def any_change(chance: random.Random, *, seq: int = 7) -> Change:
    kind = chance.choice([ChangeKind.OPENED, ChangeKind.OPENED, ChangeKind.REVISED, ChangeKind.PROMOTED])
    fields = () if kind is ChangeKind.OPENED else tuple(chance.sample(["killed", "place", "date", "standing"], 2))
    return change(
        chance.choice(TOWNS), chance.choice([Operation.DRONE_STRIKE, Operation.AMBUSH, Operation.MASSACRE]),
        seq=seq, kind=kind, fields=chance.choice([fields, fields, ()]),
        id=IncidentId(f"{chance.randrange(10**8):08}"), revision=1 if kind is ChangeKind.OPENED else 2,
        standing=chance.choice(list(Standing)),
        killed=chance.choice([None, Count(low=3, high=3), Count(low=30, high=40)]),
    )  # fmt: skip


def any_alerts(chance: random.Random, of: Change) -> list[Alert]:
    rules = chance.sample(RULES, chance.randint(0, len(RULES)))
    return [alert(of, chance.choice(list(Severity)), rule) for rule in rules]


def any_wish(chance: random.Random, id_: str, to: Destination) -> Subscription:
    return wish(
        id_, to, chance.choice(MATCHERS), min_severity=chance.choice(list(Severity)),
        min_standing=chance.choice([Standing.REPORTED, Standing.CORROBORATED, Standing.CONFIRMED]),
        created_at=NOW + timedelta(minutes=chance.randrange(100)),
    )  # fmt: skip
