"""When rules of kind `match` fire, how severely, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.incident import Change, ChangeKind, Severity, Standing
from bot.domain.taxonomy import Operation
from bot.engine import explain, load, run
from bot.engine.rule import Rule
from tests.fakes.world import SmallActors, SmallPlaces, changes_of, event, lead

CONVOY, STRIKE = Operation.CONVOY_ATTACK, Operation.DRONE_STRIKE


def rule(when: str, name: str = "convoy", severity: str = "high", freshness: str = "7d") -> Rule:
    text = (
        f"title: T\ndescription: D\nkind: match\nstatus: stable\nseverity: {severity}\n"
        f"freshness: {freshness}\nwhen: {{{when}}}\n"
    )
    (made,) = load.rules({f"sahel/{name}.yml": text}, SmallPlaces(), SmallActors())
    return made


def opened(*operations: Operation, **more: object) -> Change:
    return changes_of(event("a", "Kidal", "2023-11-07", *operations, **more))[0]


def test_a_match_fires_with_the_conditions_that_held() -> None:
    (fired,) = run.step((rule("type: convoy_attack, killed: 3"),), opened(CONVOY, killed=5))
    assert (fired.rule, fired.severity) == ("sahel/convoy", Severity.HIGH)
    assert [(c.label, c.wanted, c.held) for c in fired.why] == [
        ("type", "convoy_attack", True),
        ("killed", ">= 3", True),
        ("certainty", ">= 0.35", True),
    ]


def test_every_rule_is_asked_in_order() -> None:
    both = (rule("type: convoy_attack"), rule("near: Kidal/10km", "kidal"), rule("near: Gao/10km", "gao"))
    assert [fired.rule for fired in run.step(both, opened(CONVOY))] == ["sahel/convoy", "sahel/kidal"]


def test_one_missing_condition_keeps_it_silent() -> None:
    assert run.step((rule("type: convoy_attack, killed: 3"),), opened(CONVOY, killed=2)) == ()
    assert run.step((rule("type: convoy_attack, killed: 3"),), opened(CONVOY)) == ()


def test_another_copy_is_no_news_and_a_changed_fact_is() -> None:
    copy = changes_of(
        event("a", "Kidal", "2023-11-07", CONVOY), event("b", "Kidal", "2023-11-07", CONVOY, family="rfi")
    )[-1]
    toll = changes_of(
        event("a", "Kidal", "2023-11-07", CONVOY),
        event("b", "Kidal", "2023-11-07", CONVOY, family="rfi", killed=5),
    )[-1]
    assert run.step((rule("type: convoy_attack"),), copy) == ()
    assert len(run.step((rule("type: convoy_attack"),), toll)) == 1


def test_an_old_incident_is_recorded_and_not_alerted() -> None:
    late = timedelta(days=8)
    old = event("a", "Kidal", "2023-11-07", CONVOY)
    old = replace(old, published_at=old.published_at + late, seen_at=old.seen_at + late)
    (change,) = changes_of(old)
    assert run.step((rule("type: convoy_attack"),), change) == ()
    assert len(run.step((rule("type: convoy_attack", freshness="10d"),), change)) == 1


def test_pointers_alone_fire_only_where_a_rule_asks_for_them_and_never_above_low() -> None:
    (change,) = changes_of(lead("g", "Kidal", "2023-11-07", CONVOY))
    assert run.step((rule("type: convoy_attack"),), change) == ()
    (fired,) = run.step((rule("type: convoy_attack, certainty: 0.1", severity="critical"),), change)
    assert fired.severity is Severity.LOW


def test_a_retracted_incident_fires_nothing() -> None:
    change = opened(CONVOY)
    gone = replace(
        change, kind=ChangeKind.RETRACTED, fields=("standing",),
        incident=replace(change.incident, standing=Standing.RETRACTED),
    )  # fmt: skip
    assert run.step((rule("type: convoy_attack"),), gone) == ()


def test_an_explanation_lists_every_condition_with_what_was_seen() -> None:
    told = explain.explain(rule("type: convoy_attack, not: {near: Gao/10km}"), opened(STRIKE))
    assert told.fired is None
    assert {c.label: c.held for c in told.conditions} == {
        "news": True,
        "freshness": True,
        "standing": True,
        "type": False,
        "not near": True,
        "certainty": True,
    }
    seen = {c.label: c.seen for c in told.conditions}
    assert "drone_strike" in seen["type"]
    assert seen["freshness"] == "0.8 d"


def test_an_explanation_of_a_rule_that_fires_says_so() -> None:
    told = explain.explain(rule("type: convoy_attack"), opened(CONVOY))
    assert told.fired is not None
    assert all(condition.held for condition in told.conditions)


def test_the_same_change_fires_the_same_again() -> None:
    rules, change = (rule("type: convoy_attack"),), opened(CONVOY)
    assert run.step(rules, change) == run.step(rules, change)
