"""When rules of kind `sequence` fire."""

from __future__ import annotations

import pytest

from bot.engine.explain import of_next
from tests.engine.kinds.happenings import (
    IED,
    LEFT,
    TAKEN,
    TRUCE,
    Watch,
    faults_of,
    happening,
    rule_of,
    taken_back,
)

PARTS = "kind: sequence\nfirst: {type: withdrawal}\nthen: {type: base_captured}\nwithin: 72h\n"
IN_CERCLE = PARTS + "group: cercle\n"
NEAR = PARTS + "near: 25km\n"
QUICK = IN_CERCLE + "cooldown: 1m\n"
UNLESS = QUICK + "unless: {type: ceasefire}\n"
ANY_ORDER = QUICK + "ordered: false\n"


def test_it_fires_on_what_follows_and_names_what_came_first() -> None:
    watch = Watch(IN_CERCLE)
    assert watch.see(happening("A", 1, LEFT)) == []
    (fired,) = watch.fired(happening("B", 2.5, TAKEN))
    assert (fired.incident, fired.others, fired.groups) == ("B", ("A",), ("Kidal, Kidal, ML",))
    first = fired.why[0]
    assert first.wanted == "the second after the first, at most 3 d, in Kidal, Kidal, ML"
    assert first.seen == "1, the nearest A, 36.0 h before"
    assert [one.label for one in fired.why[1:]] == ["type", "certainty"]


@pytest.mark.parametrize(("day", "fires"), [(1, True), (4, True), (4.01, False), (0.99, False)])
def test_it_has_to_follow_in_time_and_not_before(day: float, fires: bool) -> None:
    then = happening("B", day, TAKEN, seen=max(1, day))
    assert Watch(IN_CERCLE).see(happening("A", 1, LEFT), then) == (["B"] if fires else [])


def test_one_alone_and_one_elsewhere_are_no_sequence() -> None:
    watch = Watch(IN_CERCLE)
    assert watch.see(happening("A", 1, LEFT, where="Gao"), happening("B", 2, TAKEN), happening("C", 2.5, TAKEN)) == []
    assert watch.see(happening("D", 2.6, TAKEN, where="Gao")) == ["D"]


def test_an_incident_does_not_follow_itself() -> None:
    watch = Watch(IN_CERCLE)
    assert watch.see(happening("A", 1, LEFT, TAKEN)) == []
    assert watch.see(happening("B", 2, LEFT, TAKEN)) == ["B"]


def test_where_the_first_is_reported_after_the_second_it_fires_on_the_first() -> None:
    watch = Watch(IN_CERCLE)
    (fired,) = watch.fired(happening("B", 2, TAKEN), happening("A", 1, LEFT, seen=3))
    assert (fired.incident, fired.others) == ("A", ("B",))
    assert fired.why[0].seen == "1, the nearest B, 24.0 h after"


def test_what_is_reported_too_late_completes_nothing_but_can_be_followed() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("B", 2, TAKEN), happening("A", 1, LEFT, seen=4.5)) == []
    assert watch.see(happening("C", 4, TAKEN, seen=4.6)) == ["C"]


def test_either_may_come_first_where_order_does_not_matter() -> None:
    assert Watch(ANY_ORDER).see(happening("A", 1, TAKEN), happening("B", 2, LEFT)) == ["B"]
    assert Watch(QUICK).see(happening("A", 1, TAKEN), happening("B", 2, LEFT)) == []
    assert Watch(ANY_ORDER).see(happening("A", 1, TAKEN), happening("B", 4.5, LEFT)) == []


@pytest.mark.parametrize(
    ("day", "where", "cancels"),
    [
        (1, "Kidal", True),
        (2, "Kidal", True),
        (3, "Kidal", True),
        (0.9, "Kidal", False),
        (3.1, "Kidal", False),
        (2, "Gao", False),
    ],
)
def test_what_lies_between_them_in_the_group_cancels_it(day: float, where: str, cancels: bool) -> None:
    seen = [happening("A", 1, LEFT, seen=3.2), happening("C", day, TRUCE, where=where, seen=3.3)]
    assert Watch(UNLESS).see(*seen, happening("B", 3, TAKEN, seen=3.4)) == ([] if cancels else ["B"])
    assert Watch(UNLESS + "ordered: false\n").see(*seen, happening("B", 3, TAKEN, seen=3.4)) == (
        [] if cancels else ["B"]
    )


def test_one_first_that_is_not_cancelled_is_enough() -> None:
    watch = Watch(UNLESS)
    watch.see(happening("A", 1, LEFT), happening("C", 1.5, TRUCE), happening("D", 2, LEFT))
    assert watch.fired(happening("B", 3, TAKEN))[0].others == ("D",)


def test_distance_can_take_the_place_of_a_group() -> None:
    watch = Watch(NEAR)
    assert watch.see(happening("A", 1, LEFT), happening("B", 2, TAKEN, where="Anéfis")) == []
    (fired,) = watch.fired(happening("C", 2, TAKEN, where="Amassine"))
    assert (fired.incident, fired.others, fired.groups) == ("C", ("A",), ("Amassine, Kidal, ML",))
    assert fired.why[0].wanted == "the second after the first, at most 3 d, within 25 km"


def test_what_cancels_has_to_lie_near_as_well() -> None:
    unless = NEAR + "unless: {type: ceasefire}\n"
    far = [happening("A", 1, LEFT), happening("C", 2, TRUCE, where="Anéfis"), happening("B", 3, TAKEN)]
    near = [happening("A", 1, LEFT), happening("C", 2, TRUCE, where="Amassine"), happening("B", 3, TAKEN)]
    assert Watch(unless).see(*far) == ["B"]
    assert Watch(unless).see(*near) == []


def test_it_rests_in_its_group_for_as_long_as_a_first_can_be_followed() -> None:
    watch = Watch(IN_CERCLE)
    assert watch.see(happening("A", 1, LEFT), happening("B", 2, TAKEN), happening("C", 3, TAKEN)) == ["B"]
    assert watch.see(happening("D", 3, LEFT, where="Gao"), happening("E", 3, TAKEN, where="Gao")) == ["E"]
    assert watch.see(happening("F", 4, LEFT), happening("G", 6, TAKEN)) == ["G"]
    assert rule_of(IN_CERCLE).cooldown.days == 3


def test_a_rest_near_one_base_leaves_others_alone() -> None:
    watch = Watch(NEAR)
    assert watch.see(happening("A", 1, LEFT), happening("B", 2, TAKEN), happening("C", 2, TAKEN)) == ["B"]
    assert watch.see(happening("D", 2, LEFT, where="Gao"), happening("E", 2, TAKEN, where="Gao")) == ["E"]


def test_what_was_taken_back_is_followed_by_nothing() -> None:
    assert Watch(QUICK).see(
        happening("A", 1, LEFT), taken_back(happening("A", 1, LEFT), 1.5), happening("B", 2, TAKEN)
    ) == []  # fmt: skip


def test_a_cancellation_that_was_taken_back_cancels_nothing() -> None:
    truce = happening("C", 2, TRUCE)
    assert Watch(UNLESS).see(happening("A", 1, LEFT), truce, taken_back(truce, 2.5), happening("B", 3, TAKEN)) == ["B"]


def test_an_incident_that_turns_out_to_be_what_follows_completes_it() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1, LEFT), happening("B", 2, IED)) == []
    assert watch.see(happening("B", 2, TAKEN, seen=3, opened=2, fields=("operations",))) == ["B"]
    assert watch.see(happening("B", 2, TAKEN, seen=4, opened=2, fields=("killed",))) == ["B+"]


def test_an_incident_that_moves_completes_it_where_it_is_now() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1, LEFT), happening("B", 2, TAKEN, where="Gao")) == []
    assert watch.see(happening("B", 2, TAKEN, seen=3, opened=2, fields=("place",))) == ["B"]


def test_an_explanation_names_each_part_and_agrees_with_what_is_fired() -> None:
    watch = Watch(UNLESS)
    steps = [
        happening("A", 1, LEFT),
        happening("B", 2, TAKEN),
        happening("C", 2.5, IED),
        happening("B", 2, TAKEN, seen=3, opened=2, fields=("killed",)),
        happening("D", 2.5, TAKEN, seen=6),
    ]
    wanted = [None, "B", None, None, None]
    for change, fires in zip(steps, wanted, strict=True):
        told = of_next(watch.engine, watch.rule.key, change)
        labels = {one.label: one for one in told.conditions}
        assert {"first: type", "then: type", "unless: type", "lateness", "sequence", "news of it"} <= set(labels)
        assert (labels["sequence"].held and labels["news of it"].held and labels["lateness"].held) == (
            fires is not None
        )
        assert (told.fired.incident if told.fired and not told.fired.again else None) == fires


FAULTS = {
    "nothing follows": (PARTS.replace("then", "than"), "1:1: a rule of kind 'sequence' lacks 'then'"),
    "misspelt": (PARTS.replace("then", "than"), "7:1: a rule has no key 'than' (did you mean 'then'?)"),
    "near and group": (NEAR + "group: cercle\n", "9:1: 'near' and 'group' stand together (keep one of them)"),
    "near a place": (
        PARTS + "near: Kidal/25km\n",
        "9:7: near must be a distance like 25km, at most 2000, not 'Kidal/25km'",
    ),
    "too far": (PARTS + "near: 2500\n", "9:7: near must be a distance like 25km, at most 2000, not 2500"),
    "not near": (PARTS + "near: true\n", "9:7: near must be a distance like 25km, at most 2000, not True"),
    "order": (PARTS + "ordered: no\n", "9:10: ordered must be true or false, not 'no'"),
    "an empty part": (PARTS + "unless: {}\n", "9:9: a condition must not be empty"),
    "a key of another kind": (PARTS + "when: {type: ied}\n", "9:1: a rule of kind 'sequence' has no key 'when' ("),
}


@pytest.mark.parametrize(("text", "wanted"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_is_refused_at_its_line(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults_of(text)), faults_of(text)


@pytest.mark.parametrize("near", ["near: 25km", "near: 25 km", "near: 25", "near: 25.0"])
def test_a_distance_may_be_written_with_or_without_its_unit(near: str) -> None:
    assert rule_of(PARTS + near) == rule_of(NEAR)
