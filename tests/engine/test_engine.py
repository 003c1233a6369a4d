"""What the engine adds to every kind: order, cooldown, news of what was told, and a past that can be recalled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import IncidentId
from bot.domain.incident import Change, ChangeKind
from bot.domain.taxonomy import Operation
from bot.engine import load
from bot.engine.alerts import alert_of, fired_of
from bot.engine.rule import Fired, Rule
from bot.engine.run import Engine
from tests.fakes.world import SmallActors, SmallPlaces, changes_of, event

HEAD = "title: T\ndescription: D\nkind: match\nstatus: stable\nseverity: medium\n"
CALM = HEAD + "when: {type: convoy_attack}\ngroup: region\ncooldown: 6h\n"


def rule(text: str = CALM, name: str = "calm") -> Rule:
    (made,) = load.rules({f"sahel/{name}.yml": text}, SmallPlaces(), SmallActors())
    return made


def happening(id_: str, where: str = "Kidal", hours: float = 0, **more: object) -> Change:
    """A convoy attack that is read so many hours after the first."""
    (made,) = changes_of(event(id_, where, "2023-11-07", Operation.CONVOY_ATTACK))
    incident = replace(made.incident, id=IncidentId(id_))
    return replace(made, incident=incident, at=made.at + timedelta(hours=hours), **more)


def fired(engine: Engine, changes: Sequence[Change]) -> list[tuple[str, ...]]:
    return [tuple(one.incident for one in engine.step(change)) for change in changes]


def engine(*rules: Rule) -> Engine:
    return Engine(rules or (rule(),), began=happening("A").at)


def test_after_an_alert_other_incidents_of_the_group_wait_for_the_cooldown() -> None:
    changes = [happening("A"), happening("B", hours=1), happening("C", "Gao", 2), happening("D", hours=7)]
    assert fired(engine(), changes) == [("A",), (), ("C",), ("D",)]


def test_what_was_kept_silent_does_not_prolong_the_silence() -> None:
    changes = [happening("A"), happening("B", hours=5), happening("C", hours=6.5)]
    assert fired(engine(), changes) == [("A",), (), ("C",)]


def test_news_of_the_incident_that_was_told_is_told_in_spite_of_the_cooldown() -> None:
    news = happening("A", hours=1, kind=ChangeKind.REVISED, fields=("killed",))
    other = happening("B", hours=2)
    again = happening("B", hours=3, kind=ChangeKind.REVISED, fields=("killed",))
    assert fired(engine(), [happening("A"), news, other, again]) == [("A",), ("A",), (), ()]


def test_a_rule_that_goes_is_asked_no_more_and_its_place_is_used_again() -> None:
    it = engine(rule(), rule(HEAD + "when: {type: convoy_attack}\n", "plain"))
    it.drop("sahel/plain")
    it.drop("sahel/unknown")
    it.put(rule(HEAD + "when: {type: convoy_attack}\n", "new"))
    assert [one.rule for one in it.step(happening("A"))] == ["sahel/calm", "sahel/new"]
    assert len(it) == 2


def test_a_rule_put_again_takes_the_place_of_the_former() -> None:
    it = engine(rule(HEAD + "when: {type: ied}\n", "one"))
    it.put(rule(HEAD + "when: {type: convoy_attack}\n", "one"))
    assert fired(it, [happening("A")]) == [("A",)]
    assert len(it) == 1


@pytest.mark.parametrize("restart", range(6))
def test_a_restart_at_any_point_changes_nothing(restart: int) -> None:
    changes = [
        happening("A"),
        happening("B", hours=1),
        happening("A", hours=2, kind=ChangeKind.REVISED, fields=("killed",)),
        happening("C", hours=5.9),
        happening("D", hours=6.1),
        happening("C", hours=7, kind=ChangeKind.REVISED, fields=("place",)),
    ]
    whole = engine()
    expected = [whole.step(change) for change in changes]
    first = engine()
    told: list[tuple[Change, tuple[Fired, ...]]] = [(change, first.step(change)) for change in changes[:restart]]
    second = engine()
    for change, then in told:
        second.recall(change, then)
    assert [then for _, then in told] + [second.step(change) for change in changes[restart:]] == expected


def test_an_alert_remembers_the_whole_firing() -> None:
    (one,) = engine().step(happening("A"))
    whole = replace(one, others=(IncidentId("X"),), groups=("Kidal, ML",), again=True, variant="abc")
    alert = alert_of(whole, happening("A"))
    assert fired_of(alert) == whole
    assert alert.key == "sahel/calm#abc"


def test_a_rule_without_a_memory_asks_for_no_past() -> None:
    assert engine(rule(HEAD + "when: {type: ied}\n")).memory == timedelta()
    assert engine().memory >= timedelta(hours=6)
