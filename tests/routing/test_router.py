"""From a change to rows of the outbox."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivery import DeliveryState, News, delivery_id
from bot.domain.hold import HoldKind
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.wallclock import Period, Schedule
from bot.routing.pace import Circumstances
from bot.routing.recent import Recent
from bot.routing.roster import Roster
from bot.routing.router import route
from bot.routing.trace import trace
from tests.routing.making import GAO, KIDAL, NOW, RULES, alert, any_alerts, any_change, any_wish, change, channel, wish


def roster(*subscriptions: object, **settings: object) -> Roster:
    made = Roster()
    for to in (KIDAL, GAO):
        made.put(channel(to, **settings), [one for one in subscriptions if one.destination == to], ())
    return made


def routed(of: object, alerts: list, known: dict[str, datetime | None] | None = None, **more: object) -> list:
    given = more.pop("roster", None) or roster(wish("s1", KIDAL), wish("s2", GAO))
    return list(route(of, alerts, given, known or {}, Circumstances(Recent()), NOW).deliveries)


def test_a_wish_that_matches_makes_a_delivery_that_is_due() -> None:
    of = change()
    gao, kidal = routed(of, [alert(of)])
    assert [gao.destination, kidal.destination] == [GAO, KIDAL]
    assert kidal.id == delivery_id(KIDAL, of.incident.id, of.seq)
    assert (kidal.state, kidal.created_at, kidal.next_at, kidal.attempts) == (DeliveryState.PENDING, NOW, NOW, 0)
    assert (kidal.severity, kidal.language, kidal.theatre) == (Severity.HIGH, "en", "sahel")
    assert kidal.about == News(change=of, alerts=(alert(of),))
    assert kidal.is_first


def test_several_wishes_of_one_channel_make_one_delivery_in_the_oldest_ones_language() -> None:
    of = change()
    young = wish("s1", language="fr", created_at=NOW + timedelta(hours=1), delay=timedelta(minutes=5), precision_km=20)
    (delivery,) = routed(of, [alert(of)], roster=roster(young, wish("s2", language="en", threads=False)))
    assert delivery.subscriptions == ("s1", "s2")
    assert delivery.language == "en"
    # A wish for secrecy counts for all of the channel's wishes.
    assert (delivery.next_at, delivery.manner.precision_km) == (NOW + timedelta(minutes=5), 20)
    assert delivery.manner.threads


def test_what_is_held_goes_to_the_outbox_with_its_hold() -> None:
    of = change()
    daily = wish(digest=Schedule(period=Period.DAILY, minute=8 * 60))
    result = route(of, [alert(of)], roster(daily), {}, Circumstances(Recent()), NOW)
    (delivery,), (hold,) = result.deliveries, result.holds
    assert (hold.kind, hold.key) == (HoldKind.DIGEST, daily.id)
    assert (delivery.state, delivery.hold, delivery.next_at) == (DeliveryState.HELD, hold.id, hold.until)
    assert delivery.reason == "digest"


def test_news_of_an_incident_that_was_told_is_no_new_message() -> None:
    of = change(kind=ChangeKind.REVISED, fields=("killed",))
    gao, kidal = routed(of, [alert(of)], {KIDAL.key: NOW})
    assert (gao.is_first, kidal.is_first) == (True, False)


def test_a_retraction_reaches_only_those_who_were_told() -> None:
    of = change(kind=ChangeKind.RETRACTED, fields=("standing",), standing=Standing.RETRACTED)
    (delivery,) = routed(of, [alert(of)], {KIDAL.key: None})
    assert delivery.destination == KIDAL


def test_whom_to_call_is_the_wishs_own_or_the_channels_from_a_severity_on() -> None:
    of = change()
    for one, settings, called in [
        (wish(), {}, ""),
        (wish(), {"mention": "r1"}, "r1"),
        (wish(), {"mention": "r1", "mention_from": Severity.CRITICAL}, ""),
        (wish(mention="r2"), {"mention": "r1"}, "r2"),
        (wish(mention="r2", mention_from=Severity.CRITICAL), {}, ""),
        (wish(mention_from=Severity.LOW), {"mention": "r1", "mention_from": Severity.CRITICAL}, "r1"),
    ]:
        (delivery,) = routed(of, [alert(of)], roster=roster(one, **settings))
        assert delivery.manner.mention == called


def test_low_news_makes_no_sound() -> None:
    of = change()
    (delivery,) = routed(of, [alert(of, Severity.LOW)], roster=roster(wish()))
    assert delivery.manner.silent


def test_routing_again_makes_the_same_rows() -> None:
    of = change()
    first = [(one.id, one.hold) for one in routed(of, [alert(of)])]
    assert first == [(one.id, one.hold) for one in routed(of, [alert(of)])]


def test_the_trace_decides_as_the_router_does() -> None:
    chance = random.Random(12)
    kept = 0
    for number in range(2000):
        of = any_change(chance)
        alerts = any_alerts(chance, of)
        one = replace(any_wish(chance, f"s{number}", KIDAL), delay=timedelta(minutes=chance.choice([0, 5])))
        is_known = chance.random() < 0.5
        everyone = roster(one, cap=4)
        deliveries = routed(of, alerts, {KIDAL.key: NOW} if is_known else {}, roster=everyone)
        local = everyone.get(KIDAL.key)
        assert local is not None
        seen = trace(of, alerts, local, Recent(), is_known=is_known, now=NOW)
        assert bool(seen.kept) == bool(deliveries)
        if deliveries:
            kept += 1
            assert seen.alerts == deliveries[0].about.alerts
            assert [step.until for step in seen.steps if step.until] == ([deliveries[0].next_at] if one.delay else [])
    assert kept > 200


def test_the_trace_names_who_dropped_and_the_hold_that_would_keep_it() -> None:
    of = change()
    daily = wish("s2", digest=Schedule(period=Period.DAILY))
    everyone = roster(wish("s1", min_severity=Severity.CRITICAL), daily)
    local = everyone.get(KIDAL.key)
    assert local is not None
    seen = trace(of, [alert(of, rule=RULES[1])], local, Recent(), is_known=False, now=NOW)
    assert [drop.subscription.id for drop in seen.dropped] == ["s1"]
    assert [one.id for one in seen.kept] == ["s2"]
    assert [(step.stage, step.hold.kind) for step in seen.steps if step.hold] == [("digest", HoldKind.DIGEST)]
