"""Who hears of a change, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import matcher
from bot.domain.alert import Alert, alert_id
from bot.domain.delivery import DeliveryState, delivery_id
from bot.domain.ids import RuleId, SubscriptionId
from bot.domain.incident import Change, Severity, Standing
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from bot.routing import router
from bot.routing.router import Reason, route
from tests.fakes.world import changes_of, event

NOW = datetime(2023, 11, 7, 18, tzinfo=UTC)
KIDAL, GAO = (Destination(platform="terminal", tenant="here", channel=name) for name in ("kidal", "gao"))
STRIKES = matcher.Types(words=frozenset({"drone_strike"}))


def change(**more: object) -> Change:
    (made,) = changes_of(event("a", "Kidal", "2023-11-07", Operation.DRONE_STRIKE, killed=6, **more))
    return replace(made, seq=7)


def alert(severity: Severity = Severity.HIGH, rule: str = "sahel/drone_strike", of: Change | None = None) -> Alert:
    of = of or change()
    return Alert(
        id=alert_id(RuleId(rule), of.incident.id),
        rule=RuleId(rule),
        incident=of.incident.id,
        revision=1,
        change=of.seq,
        severity=severity,
        at=of.at,
        why=(),
    )


def wish(id_: str = "s1", to: Destination = KIDAL, wanted: Matcher = EVERYTHING, **more: object) -> Subscription:
    made = Subscription(
        id=SubscriptionId(id_),
        destination=to,
        label="everything",
        matcher=wanted,
        min_severity=Severity.LOW,
        min_standing=Standing.REPORTED,
        language="en",
        created_by="someone",
        created_at=NOW,
    )
    return replace(made, **more)


def reasons(of: Change, alerts: list[Alert], *wishes: Subscription) -> list[tuple[str, Reason]]:
    routed = route(of, alerts, wishes, NOW)
    assert routed.kept == ()
    return [(dropped.stage, dropped.reason) for dropped in routed.dropped]


def test_a_wish_that_matches_makes_a_delivery_that_is_due() -> None:
    (delivery,) = route(change(), [alert()], [wish(wanted=STRIKES)], NOW).kept
    assert delivery.id == delivery_id(KIDAL, change().incident.id, 7)
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 0)
    assert (delivery.created_at, delivery.next_at) == (NOW, NOW)
    assert (delivery.severity, delivery.language) == (Severity.HIGH, "en")
    assert delivery.alerts == (alert(),)


def test_several_wishes_of_one_channel_make_one_delivery() -> None:
    mild, grave = alert(Severity.LOW, "sahel/mild"), alert(Severity.CRITICAL, "sahel/grave")
    first = wish("s2", wanted=matcher.Rules(ids=frozenset({RuleId("sahel/mild")})), language="fr")
    second = wish("s1", wanted=STRIKES, created_at=NOW + timedelta(hours=1), min_severity=Severity.HIGH)
    (delivery,) = route(change(), [mild, grave], [second, first], NOW).kept
    assert delivery.subscriptions == ("s1", "s2")
    assert delivery.alerts == (grave, mild)
    assert delivery.severity is Severity.CRITICAL
    assert delivery.language == "fr"  # of the older wish


def test_each_channel_gets_its_own_in_order() -> None:
    kept = route(change(), [alert()], [wish("s1", KIDAL), wish("s2", GAO)], NOW).kept
    assert [delivery.destination for delivery in kept] == [GAO, KIDAL]


def test_a_wish_for_one_rule_hears_only_of_its_alerts() -> None:
    one, other = alert(Severity.LOW, "sahel/a"), alert(Severity.HIGH, "sahel/b")
    wanted = matcher.Rules(ids=frozenset({RuleId("sahel/a")}))
    (delivery,) = route(change(), [one, other], [wish(wanted=wanted)], NOW).kept
    assert (delivery.alerts, delivery.severity) == ((one,), Severity.LOW)


DROPS = {
    "nothing new": (
        replace(change(), kind=changes_of(event("a"))[0].kind.JOINED, fields=()),
        [alert()],
        wish(),
        ("material", Reason.NOT_MATERIAL),
    ),
    "taken back": (
        replace(change(), incident=replace(change().incident, standing=Standing.RETRACTED)),
        [alert()],
        wish(),
        ("material", Reason.RETRACTED),
    ),
    "no rule fired": (change(), [], wish(), ("match", Reason.NO_ALERT)),
    "another place": (
        change(),
        [alert()],
        wish(wanted=matcher.Within(label="Gao", country="ML", admin1="Gao")),
        ("match", Reason.NOT_WANTED),
    ),
    "too mild": (
        change(),
        [alert(Severity.MEDIUM)],
        wish(min_severity=Severity.HIGH),
        ("severity", Reason.TOO_MILD),
    ),
    "too unsure": (
        change(),
        [alert()],
        wish(min_standing=Standing.CORROBORATED),
        ("standing", Reason.TOO_UNSURE),
    ),
}


@pytest.mark.parametrize(("of", "alerts", "one", "wanted"), DROPS.values(), ids=DROPS.keys())
def test_every_dropped_wish_keeps_its_stage_and_reason(
    of: Change, alerts: list[Alert], one: Subscription, wanted: tuple
) -> None:
    assert reasons(of, alerts, one) == [wanted]


def test_a_drop_says_what_was_wanted_and_seen() -> None:
    (dropped,) = route(change(), [alert(Severity.LOW)], [wish(min_severity=Severity.HIGH)], NOW).dropped
    assert dropped.detail == "low is below high"
    assert dropped.destination == KIDAL


def test_a_promotion_reaches_those_who_waited_for_it() -> None:
    promoted = changes_of(
        event("a", "Kidal", "2023-11-07", Operation.DRONE_STRIKE),
        event("b", "Kidal", "2023-11-07", Operation.DRONE_STRIKE, outlet="ap"),
    )[-1]
    assert len(route(promoted, [alert(of=promoted)], [wish(min_standing=Standing.CORROBORATED)], NOW).kept) == 1


def test_routing_again_makes_the_same_deliveries() -> None:
    later = route(change(), [alert()], [wish()], NOW + timedelta(hours=1)).kept
    assert [d.id for d in later] == [d.id for d in route(change(), [alert()], [wish()], NOW).kept]


def test_every_stage_is_named_by_some_drop() -> None:
    assert {stage.__name__ for stage in router.STAGES} == {wanted[0] for *_, wanted in DROPS.values()}
    assert {wanted[1] for *_, wanted in DROPS.values()} == set(Reason)


@given(
    wishes=st.lists(
        st.builds(
            wish,
            id_=st.text("abc", min_size=1, max_size=3),
            to=st.sampled_from([KIDAL, GAO]),
            wanted=st.sampled_from([EVERYTHING, STRIKES, matcher.Killed(at_least=7)]),
            min_severity=st.sampled_from(Severity),
        ),
        max_size=8,
        unique_by=lambda one: one.id,
    )
)
def test_every_wish_is_kept_or_dropped_and_no_channel_hears_twice(wishes: list[Subscription]) -> None:
    routed = route(change(), [alert(Severity.MEDIUM)], wishes, NOW)
    kept = [id_ for delivery in routed.kept for id_ in delivery.subscriptions]
    dropped = [one.subscription.id for one in routed.dropped]
    assert sorted(kept + dropped) == sorted(one.id for one in wishes)
    destinations = [delivery.destination for delivery in routed.kept]
    assert len(destinations) == len(set(destinations))
