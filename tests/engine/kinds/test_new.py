"""When rules of kind `new` fire."""

from __future__ import annotations

import pytest

from bot.domain.event import Target
from bot.engine.explain import of_next
from tests.engine.kinds.happenings import AMBUSH, IED, Watch, faults_of, happening, rule_of, taken_back

HEAD = "kind: new\nfor: 90d\ngroup: region\n"
OPERATION = HEAD + "of: operation\n"
ACTOR = HEAD + "of: actor\nwhen: {type: [ied, ambush]}\n"


def test_it_fires_on_what_was_not_seen_in_the_group_before() -> None:
    watch = Watch(OPERATION)
    (fired,) = watch.fired(happening("A", 1))
    assert (fired.incident, fired.groups, fired.others) == ("A", ("Kidal, ML",), ())
    first = fired.why[0]
    assert (first.label, first.wanted, first.seen) == ("new operation", "not seen for 90 d in Kidal, ML", "ied")
    assert watch.see(happening("B", 2), happening("C", 50), happening("D", 139.9)) == []
    assert watch.see(happening("E", 140, AMBUSH)) == ["E"]
    assert watch.see(happening("F", 229.9)) == ["F"]  # 90 days after D


def test_what_is_known_in_one_group_is_new_in_another() -> None:
    assert Watch(OPERATION).see(happening("A", 1), happening("B", 2, where="Gao"), happening("C", 3)) == ["A", "B"]


def test_several_new_things_of_one_incident_are_told_together() -> None:
    watch = Watch(OPERATION)
    watch.see(happening("A", 1))
    (fired,) = watch.fired(happening("B", 2, IED, AMBUSH))
    assert [one.seen for one in fired.why if one.label == "new operation"] == ["ambush"]
    (fired,) = watch.fired(happening("C", 2, AMBUSH, IED, where="Gao"))
    assert [one.seen for one in fired.why if one.label == "new operation"] == ["ambush", "ied"]


def test_it_is_silent_until_it_was_watched_for_long_enough() -> None:
    days = [happening(f"I{day}", day, where=where) for day, where in ((10, "Kidal"), (60, "Gao"), (95, "Nowhere"))]
    country = OPERATION.replace("group: region", "group: place")
    assert Watch(country, began=0).see(*days) == ["I95"]
    assert Watch(country + "warm_up: 30d\n", began=0).see(*days) == ["I60", "I95"]


def test_an_actor_under_another_name_is_not_new() -> None:
    watch = Watch(ACTOR)
    assert watch.see(happening("A", 1, actors=["cma"]), happening("B", 2, actors=["csp_psd"])) == ["A"]
    assert watch.see(happening("C", 3, actors=["jnim", "civilians"]), happening("D", 4, actors=["civilians"])) == ["C"]


def test_types_targets_places_and_outlets_can_be_new() -> None:
    pairs = {
        "type": (happening("A", 1), happening("B", 2, AMBUSH)),
        "target": (happening("A", 1, target=Target.CIVILIAN), happening("B", 2, target=Target.PEACEKEEPER)),
        "place": (happening("A", 1), happening("B", 2, where="Anéfis")),
        "outlet": (happening("A", 1), happening("B", 2, outlets=["rfi", "afp"])),
    }
    for of, (one, other) in pairs.items():
        again = happening("C", 3, *other.incident.operations, where=other.incident.place.name,
                          target=other.incident.target, outlets=["afp"])  # fmt: skip
        assert Watch(f"{HEAD}of: {of}\n").see(one, other, again) == ["A", "B"], of
    assert Watch(f"{HEAD}of: target\n").see(happening("A", 1)) == []


def test_what_is_reported_late_is_not_new_where_it_is_known_since() -> None:
    watch = Watch(OPERATION)
    assert watch.see(happening("A", 10), happening("B", 8, seen=10)) == ["A"]


def test_what_comes_too_late_is_known_from_then_on_but_not_told() -> None:
    watch = Watch(OPERATION)
    assert watch.see(happening("A", 1, seen=5), happening("B", 6)) == []
    assert Watch(OPERATION + "lateness: 5d\n").see(happening("A", 1, seen=5)) == ["A"]


def test_what_was_taken_back_was_never_seen() -> None:
    first = happening("A", 1)
    assert Watch(OPERATION).see(first, taken_back(first, 2), happening("B", 3)) == ["A", "B"]


def test_what_turns_out_to_be_new_is_told() -> None:
    watch = Watch(OPERATION)
    assert watch.see(happening("A", 1), happening("B", 2)) == ["A"]
    assert watch.see(happening("B", 2, IED, AMBUSH, seen=3, opened=2, fields=("operations",))) == ["B"]
    assert watch.see(happening("B", 2, IED, AMBUSH, seen=4, opened=2, fields=("killed",))) == ["B+"]


def test_what_moves_is_new_where_it_goes() -> None:
    watch = Watch(OPERATION + "freshness: 20d\n")
    assert watch.see(happening("A", 1), happening("B", 2)) == ["A"]
    assert watch.see(happening("B", 2, where="Gao", seen=3, opened=2, fields=("place",))) == ["B"]


def test_it_knows_no_rest_unless_the_file_says_so() -> None:
    both = [happening("A", 1), happening("B", 2, AMBUSH)]
    assert rule_of(OPERATION).cooldown.total_seconds() == 0
    assert Watch(OPERATION).see(*both) == ["A", "B"]
    assert Watch(OPERATION + "cooldown: 2d\n").see(*both) == ["A"]


def test_an_explanation_agrees_with_what_is_fired() -> None:
    watch = Watch(OPERATION, began=-89.5)
    steps = [
        happening("Z", 0),
        happening("A", 1),
        happening("B", 2, AMBUSH),
        happening("C", 3),
        happening("B", 2, AMBUSH, seen=4, opened=2, fields=("killed",)),
        happening("D", 1, where="Gao", seen=9),
    ]
    for one in steps:
        told = of_next(watch.engine, watch.rule.key, one)
        assert (told.fired is not None and not told.fired.again) == all(each.held for each in told.conditions)
    labels = {one.label: one.seen for one in watch.engine.explain(watch.rule.key, happening("E", 5))}
    assert labels["new operation"] == "ied, seen there before"
    assert labels["warm-up"] == "since 2022-10-03"


FAULTS = {
    "of nothing": (HEAD, "1:1: a rule of kind 'new' lacks 'of'"),
    "of something else": (
        HEAD + "of: weapon\n",
        "8:5: of cannot be 'weapon' (allowed: actor, operation, outlet, place,",
    ),
    "for ever": (
        OPERATION.replace("90d", "ever"),
        "6:6: for must be a time like 30m, 12h, 7d or 2w, at most a year, not 'ever'",
    ),
    "a long warm-up": (OPERATION + "warm_up: 100d\n", "9:10: warm_up is longer than for (at most 90 d)"),
    "misspelt": (OPERATION + "warmup: 10d\n", "9:1: a rule has no key 'warmup' (did you mean 'warm_up'?)"),
    "a key of another kind": (OPERATION + "within: 7d\n", "9:1: a rule of kind 'new' has no key 'within' ("),
}


@pytest.mark.parametrize(("text", "wanted"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_is_refused_at_its_line(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults_of(text)), faults_of(text)
