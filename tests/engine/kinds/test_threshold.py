"""When rules of kind `threshold` fire."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.event import Target
from bot.engine.explain import of_next
from tests.engine.kinds.happenings import AMBUSH, IED, Watch, faults_of, happening, rule_of, taken_back

COUNT = "kind: threshold\nwhen: {type: [ied, ambush]}\ncount: {at_least: 3}\nwithin: 7d\ngroup: cercle\n"
QUICK = COUNT + "cooldown: 1m\n"


def of(figure: str, more: str = "") -> str:
    return f"kind: threshold\nwhen: {{type: [ied, ambush]}}\n{figure}\nwithin: 7d\ncooldown: 1m\n{more}"


def test_it_fires_on_the_incident_that_makes_enough_and_names_the_others() -> None:
    watch = Watch(COUNT)
    assert watch.see(happening("A", 1), happening("B", 2)) == []
    (fired,) = watch.fired(happening("C", 5))
    assert (fired.incident, fired.others, fired.groups) == ("C", ("A", "B"), ("Kidal, Kidal, ML",))
    first = fired.why[0]
    assert (first.label, first.wanted, first.seen) == ("count", ">= 3 within 7 d in Kidal, Kidal, ML", "3")
    assert [one.label for one in fired.why[1:]] == ["type", "certainty"]
    assert all(one.held for one in fired.why)


def test_what_lies_further_apart_than_the_window_does_not_count_together() -> None:
    assert Watch(COUNT).see(happening("A", 1), happening("B", 2), happening("C", 8)) == []
    assert Watch(COUNT).see(happening("A", 1), happening("B", 2), happening("C", 7.99)) == ["C"]


def test_what_does_not_satisfy_the_condition_does_not_count() -> None:
    other = happening("C", 3, where="Kidal", certainty=0.1)
    assert Watch(COUNT).see(happening("A", 1), happening("B", 2), other) == []


def test_each_group_counts_by_itself() -> None:
    far = [happening("A", 1, where="Gao"), happening("B", 2), happening("C", 3, where="Tessalit"), happening("D", 3)]
    watch = Watch(COUNT)
    assert watch.see(*far) == []
    assert watch.see(happening("E", 4, where="Anéfis")) == ["E"]


def test_without_a_group_everything_counts_together() -> None:
    watch = Watch(of("count: 3"))
    assert watch.see(happening("A", 1), happening("B", 2, where="Gao"), happening("C", 3, where="Nowhere")) == ["C"]
    assert watch.engine.step(happening("D", 4))[0].why[0].wanted == ">= 3 within 7 d everywhere"


def test_what_belongs_to_no_group_counts_nowhere() -> None:
    nowhere = [happening(id_, 1, where="Nowhere") for id_ in "ABCD"]
    assert Watch(COUNT).see(*nowhere) == []


def test_an_incident_counts_for_each_of_its_groups_under_whatever_name() -> None:
    watch = Watch(of("count: 2", "group: actor\n"))
    assert watch.see(happening("A", 1, actors=["jnim", "cma"]), happening("B", 2, actors=["fama"])) == []
    (fired,) = watch.fired(happening("C", 3, actors=["csp_psd", "fama"]))
    assert set(fired.groups) == {"azawad_movements", "malian_state"}
    assert fired.others == ("A", "B")


def test_it_rests_for_as_long_as_the_window_unless_the_file_says_otherwise() -> None:
    days = [happening(f"I{day}", day) for day in range(16)]
    assert Watch(COUNT).see(*days) == ["I2", "I9"]
    assert rule_of(COUNT).cooldown == timedelta(days=7)
    assert Watch(QUICK).see(*days) == [f"I{day}" for day in range(2, 16)]


def test_a_group_that_rests_does_not_keep_another_silent() -> None:
    here = [happening(id_, day) for day, id_ in enumerate("ABCD")]
    there = [happening(id_, day, where="Gao") for day, id_ in enumerate("EFG", start=2)]
    assert Watch(COUNT).see(*here, *there) == ["C", "G"]


def test_what_is_reported_late_counts_by_when_it_happened() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), happening("B", 9), happening("C", 10), happening("D", 7, seen=10)) == ["D"]
    assert watch.fired(happening("E", 7.2, seen=10.1))[0].others == ("D", "B", "C")


def test_what_is_reported_too_late_counts_but_fires_nothing() -> None:
    late = happening("C", 5, seen=9)
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), happening("B", 4), late) == []
    assert watch.see(happening("D", 9)) == ["D"]
    assert Watch(QUICK + "lateness: 4d\n").see(happening("A", 1), happening("B", 4), late) == ["C"]


def test_a_further_copy_or_another_fact_does_not_count_twice() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), happening("A", 1, seen=2, fields=()), happening("A", 1, seen=2)) == []
    assert watch.see(happening("B", 2), happening("B", 2, seen=3, fields=("killed",), killed=4)) == []


def test_news_of_what_was_told_is_told_again() -> None:
    watch = Watch(COUNT)
    assert watch.see(happening("A", 1), happening("B", 2), happening("C", 3)) == ["C"]
    assert watch.see(happening("C", 3, seen=4, opened=3, fields=("killed",))) == ["C+"]
    assert watch.see(happening("B", 2, seen=4, opened=2, fields=("killed",))) == []


def test_what_was_taken_back_counts_no_more() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), taken_back(happening("A", 1), 2), happening("B", 2), happening("C", 3)) == []
    assert watch.see(happening("D", 4)) == ["D"]


def test_what_moves_counts_where_it_is_now() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), happening("B", 2), happening("C", 3, where="Gao")) == []
    assert watch.see(happening("C", 3, seen=4, opened=3, fields=("place",))) == ["C"]
    assert watch.see(happening("A", 1, where="Gao", seen=5, opened=1, fields=("place",)), happening("D", 5)) == ["D"]
    assert watch.fired(happening("E", 6))[0].others == ("B", "C", "D")


def test_what_no_longer_satisfies_the_condition_counts_no_more() -> None:
    watch = Watch(QUICK)
    lost = happening("A", 1, seen=2, certainty=0.2, fields=("type",))
    assert watch.see(happening("A", 1), lost, happening("B", 2), happening("C", 3)) == []


def test_what_comes_into_the_window_by_no_news_is_told_with_the_next_news_of_it() -> None:
    watch = Watch(QUICK)
    assert watch.see(happening("A", 1), happening("B", 2), happening("C", 3, certainty=0.3)) == []
    assert watch.see(happening("C", 3, seen=4, opened=3, fields=())) == []
    assert watch.see(happening("C", 3, seen=4.5, opened=3, fields=("killed",))) == ["C"]


def test_the_dead_are_summed_by_the_low_figures_and_a_rising_toll_can_reach_them() -> None:
    watch = Watch(of("killed: {at_least: 25}"))
    assert watch.see(happening("A", 1, killed=12), happening("B", 2), happening("C", 3, killed=10)) == []
    assert watch.see(happening("B", 2, seen=3, opened=2, killed=2, fields=("killed",))) == []
    (fired,) = watch.fired(happening("B", 2, seen=4, opened=2, killed=5, fields=("killed",)))
    assert (fired.incident, fired.why[0].seen, fired.others) == ("B", "27", ("A", "C"))


def test_the_wounded_are_summed_too() -> None:
    watch = Watch(of("wounded: 30"))
    assert watch.see(happening("A", 1, wounded=12, killed=90), happening("B", 2, wounded=18)) == ["B"]


DIFFERENT = {
    "place": [{"where": "Kidal"}, {"where": "Kidal"}, {"where": "Anéfis"}, {"where": "Gao"}],
    "actor": [{"actors": ["cma"]}, {"actors": ["csp_psd"]}, {"actors": ["jnim"]}, {"actors": ["fama"]}],
    "outlet": [{"outlets": ["rfi"]}, {"outlets": ["rfi"]}, {"outlets": ["afp"]}, {"outlets": ["ap", "rfi"]}],
    "target": [{"target": Target.CIVILIAN}, {}, {"target": Target.AID_WORKER}, {"target": Target.PEACEKEEPER}],
}


@pytest.mark.parametrize(("trait", "incidents"), DIFFERENT.items(), ids=DIFFERENT)
def test_what_is_different_counts_once(trait: str, incidents: list[dict[str, object]]) -> None:
    watch = Watch(of(f"distinct: {{of: {trait}, at_least: 3}}"))
    changes = [happening(id_, 1, **more) for id_, more in zip("ABCD", incidents, strict=True)]  # type: ignore[arg-type]
    (fired,) = watch.fired(*changes)
    assert (fired.incident, fired.why[0].label, fired.why[0].seen) == ("D", f"distinct {trait}", "3")


def test_types_and_operations_can_be_told_apart() -> None:
    both = [happening("A", 1, IED), happening("B", 2, AMBUSH), happening("C", 3, IED, AMBUSH)]
    assert Watch(of("distinct: {of: type, at_least: 2}")).see(*both) == ["B", "C"]
    assert Watch(of("distinct: {of: operation, at_least: 2}")).see(*both) == ["B", "C"]


def test_the_fullest_of_all_windows_that_hold_the_incident_is_told() -> None:
    watch = Watch(of("count: 3", "lateness: 9d\nfreshness: 9d\n"))
    days = {"A": 1, "B": 2, "C": 7.5, "D": 8, "E": 14, "F": 14.5}
    watch.see(*(happening(id_, day) for id_, day in days.items()))
    (fired,) = watch.fired(happening("X", 7, seen=15))
    assert fired.others == ("B", "C", "D")  # from day 2 on there are four, from day 7 on three
    assert fired.why[0].seen == "4"


def test_an_explanation_says_how_much_there_is_and_leaves_everything_as_it_was() -> None:
    watch = Watch(QUICK)
    watch.see(happening("A", 1), happening("B", 2))
    asked = [watch.engine.explain(watch.rule.key, happening("C", 3)) for _ in range(2)]
    assert asked[0] == asked[1]
    told = {one.label: (one.seen, one.held) for one in asked[0]}
    assert told["count"] == ("3", True)
    assert told["news of it"] == ("reached by this", True)
    other = {one.label: (one.seen, one.held) for one in watch.engine.explain(watch.rule.key, happening("C", 12))}
    assert other["count"] == ("1", False)
    late = {one.label: (one.seen, one.held) for one in watch.engine.explain(watch.rule.key, happening("C", 3, seen=7))}
    assert late["lateness"] == ("4.0 d", False)


def test_an_explanation_names_the_rest_that_keeps_a_rule_silent_and_does_not_disturb_it() -> None:
    watch = Watch(COUNT)
    watch.see(happening("A", 1), happening("B", 2), happening("C", 3))
    for _ in range(2):
        *_, last = watch.engine.explain(watch.rule.key, happening("D", 4))
        assert (last.label, last.wanted, last.seen, last.held) == (
            "cooldown", "nothing told for 7 d before", "C, 24.0 h before", False,
        )  # fmt: skip
    assert watch.see(happening("D", 4), happening("E", 9), happening("F", 10)) == ["F"]
    assert "cooldown" not in {one.label for one in watch.engine.explain(watch.rule.key, happening("G", 20))}


@pytest.mark.parametrize("text", [QUICK, COUNT], ids=["quick", "resting"])
def test_an_explanation_agrees_with_what_is_fired(text: str) -> None:
    watch = Watch(text)
    changes = [happening(id_, day) for day, id_ in enumerate("ABCDEF")]
    for one in [*changes, happening("F", 5, seen=6, opened=5, fields=("killed",)), happening("G", 3, seen=8)]:
        told = of_next(watch.engine, watch.rule.key, one)
        assert (told.fired is not None and not told.fired.again) == all(each.held for each in told.conditions)


FAULTS = {
    "nothing counted": (
        "kind: threshold\nwhen: {type: ied}\nwithin: 7d\n",
        "5:7: a threshold counts nothing (give one of count, distinct, killed, wounded)",
    ),
    "two things counted": (
        COUNT + "killed: 25\n",
        "10:1: a threshold counts two things (give one of count, distinct, killed, wounded)",
    ),
    "no window": ("kind: threshold\nwhen: {type: ied}\ncount: 3\n", "1:1: a rule of kind 'threshold' lacks 'within'"),
    "one is enough": (
        "kind: threshold\nwhen: {type: ied}\nwithin: 7d\ncount: {at_least: 1}\n",
        "8:19: count must be a whole number from 2 to 10000, not 1",
    ),
    "distinct of nothing": (of("distinct: {at_least: 3}"), "7:11: distinct lacks 'of'"),
    "distinct of something else": (
        of("distinct: {of: actors, at_least: 3}"),
        "7:16: of cannot be 'actors' (did you mean 'actor'?)",
    ),
    "distinct as a number": (of("distinct: 3"), "7:11: distinct must be a mapping, not whole number"),
    "misspelt": (of("count: {atleast: 3}"), "7:9: count has no key 'atleast' (did you mean 'at_least'?)"),
    "a window in words": (
        of("count: 3").replace("7d", "a week"),
        "8:9: within must be a time like 30m, 12h, 7d or 2w, at most a year, not 'a week'",
    ),
    "a key of another kind": (of("count: 3", "ratio: 2\n"), "10:1: a rule of kind 'threshold' has no key 'ratio' ("),
}


@pytest.mark.parametrize(("text", "wanted"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_is_refused_at_its_line(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults_of(text)), faults_of(text)
