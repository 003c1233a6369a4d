"""One subscription against one change: what each stage keeps and drops, and why."""

from __future__ import annotations

import random

import pytest

from bot.domain import matcher
from bot.domain.alert import Alert
from bot.domain.incident import Change, ChangeKind, Severity, Standing
from bot.domain.subscription import Subscription
from bot.domain.trace import Dropped, Reason
from bot.routing import wish as stages
from bot.routing.wish import Wish, through
from tests.routing.making import KIDAL, any_alerts, any_change, any_wish, change, wish
from tests.routing.making import alert as made_alert

RETRACTED = change(standing=Standing.RETRACTED, kind=ChangeKind.RETRACTED, fields=("standing",))


def walked(of: Change, alerts: list[Alert], one: Subscription, *, is_known: bool = False) -> Wish | Dropped:
    return through(Wish(change=of, subscription=one, alerts=tuple(alerts), is_known=is_known))


DROPS = {
    "nothing new": (change(kind=ChangeKind.JOINED), Severity.HIGH, wish(), ("material", Reason.NOT_MATERIAL)),
    "taken back before it was told": (RETRACTED, Severity.HIGH, wish(), ("material", Reason.RETRACTED)),
    "no rule fired": (change(), None, wish(), ("match", Reason.NO_ALERT)),
    "another place": (
        change(), Severity.HIGH, wish(wanted=matcher.Within(label="Gao", country="ML", admin1="Gao")),
        ("match", Reason.NOT_WANTED),
    ),
    "too mild": (change(), Severity.MEDIUM, wish(min_severity=Severity.HIGH), ("severity", Reason.TOO_MILD)),
    "too unsure": (
        change(), Severity.HIGH, wish(min_standing=Standing.CORROBORATED), ("standing", Reason.TOO_UNSURE),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("of", "severity", "one", "wanted"), DROPS.values(), ids=DROPS.keys())
def test_every_dropped_wish_keeps_its_stage_and_reason(
    of: Change, severity: Severity | None, one: Subscription, wanted: tuple[str, Reason]
) -> None:
    dropped = walked(of, [made_alert(of, severity)] if severity else [], one)
    assert isinstance(dropped, Dropped)
    assert (dropped.stage, dropped.reason) == wanted


def test_every_stage_and_reason_is_named_by_some_drop() -> None:
    assert {stage.__name__ for stage in stages.STAGES} == {wanted[0] for *_, wanted in DROPS.values()}
    assert {wanted[1] for *_, wanted in DROPS.values()} == set(Reason)


def test_a_drop_says_what_was_wanted_and_seen() -> None:
    dropped = walked(change(), [made_alert(change(), Severity.LOW)], wish(min_severity=Severity.HIGH))
    assert isinstance(dropped, Dropped)
    assert (dropped.wanted, dropped.seen) == ("high", "low")


def test_a_retraction_is_news_for_a_channel_that_was_told() -> None:
    kept = walked(RETRACTED, [made_alert(RETRACTED)], wish(min_standing=Standing.CORROBORATED), is_known=True)
    assert isinstance(kept, Wish)


def test_every_stage_agrees_with_a_naive_reading_of_the_wish_in_ten_thousand_random_cases() -> None:
    chance = random.Random(31)
    kept = 0
    for number in range(10_000):
        of = any_change(chance)
        alerts, one, is_known = any_alerts(chance, of), any_wish(chance, f"s{number}", KIDAL), chance.random() < 0.3
        fitting = [a for a in alerts if matcher.holds(one.matcher, of.incident, frozenset({a.rule}))]
        is_back = of.incident.standing is Standing.RETRACTED
        expected = (
            (of.kind is ChangeKind.OPENED or len(of.fields) > 0)
            and not (is_back and not is_known)
            and any(a.severity >= one.min_severity for a in fitting)
            and (is_back or of.incident.standing >= one.min_standing)
        )
        result = walked(of, alerts, one, is_known=is_known)
        assert isinstance(result, Wish) == expected
        if isinstance(result, Wish):
            assert list(result.alerts) == fitting
            kept += 1
    assert 500 < kept < 9500
