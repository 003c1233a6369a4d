"""When rules of kind `lull` fire."""

from __future__ import annotations

import pytest

from bot.domain.incident import Change
from tests.engine.kinds.happenings import (
    AMBUSH,
    IED,
    LEFT,
    TAKEN,
    Watch,
    faults_of,
    happening,
    rule_of,
    taken_back,
)

SILENT = "kind: lull\nwhen: {type: ied}\nsilent_for: 14d\nusual: {at_least: 4, within: 28d}\ngroup: cercle\n"
UNANSWERED = "kind: lull\nafter: {type: withdrawal}\nexpect: {type: base_captured}\nwithin: 48h\n"
IN_CERCLE = UNANSWERED + "group: cercle\n"


def usual(where: str = "Kidal", until: float = 20) -> list[Change]:
    """An incident every four days."""
    return [happening(f"{where}{day}", day, where=where) for day in range(0, int(until) + 1, 4)]


def test_it_fires_once_on_the_last_incident_when_a_place_has_been_silent_for_long_enough() -> None:
    watch = Watch(SILENT)
    assert watch.see(*usual()) == []
    assert watch.hours(20, 60) == [("Kidal20", 34.0)]


def test_it_says_why() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    watch.hours(20, 33.97)
    (fired,) = watch.hour(34)
    assert (fired.groups, fired.others) == (("Kidal, Kidal, ML",), ())
    assert [(one.label, one.wanted, one.seen) for one in fired.why] == [
        ("silence", "nothing for 14 d in Kidal, Kidal, ML", "336 h"),
        ("usual", ">= 4 within 28 d before", "6"),
    ]


def test_a_place_where_little_happens_is_not_silent() -> None:
    watch = Watch(SILENT)
    watch.see(*usual(until=8))
    assert watch.hours(8, 60) == []


def test_each_group_falls_silent_by_itself() -> None:
    watch = Watch(SILENT)
    watch.see(*usual(), *usual("Gao", 25))
    assert watch.hours(20, 60) == [("Kidal20", 34.0), ("Gao24", 38.0)]


def test_hours_in_which_too_few_feeds_were_well_do_not_count() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    assert watch.hours(20, 25, well=0.4) == []
    assert watch.hours(25, 60) == [("Kidal20", 39.0)]
    lenient = Watch(SILENT + "well: 0.4\n")
    lenient.see(*usual())
    assert lenient.hours(20, 60, well=0.4) == [("Kidal20", 34.0)]


def test_hours_in_which_nobody_watched_do_not_count() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    assert watch.hours(20, 25) == []
    assert watch.hours(30, 60) == [("Kidal20", 39.0)]


def test_a_silence_that_takes_twice_as_long_by_the_calendar_is_given_up() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    assert watch.hours(20, 33) == []
    assert watch.hours(48, 60) == []


def test_a_new_report_breaks_the_silence_and_another_can_follow() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    assert watch.hours(20, 33) == []
    watch.see(happening("B", 33))
    assert watch.hours(33, 46) == []
    assert watch.hours(46, 60) == [("B", 47.0)]


def test_what_is_told_late_breaks_the_silence_too_but_not_what_is_history() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    watch.see(happening("L", 10, seen=22), happening("H", -10, seen=25))
    assert watch.hours(20, 60) == [("L", 36.0)]


def test_a_further_copy_does_not_break_the_silence() -> None:
    watch = Watch(SILENT)
    watch.see(*usual(), happening("Kidal20", 20, seen=30, opened=20, fields=()))
    assert watch.hours(20, 60) == [("Kidal20", 34.0)]


def test_where_the_last_incident_is_taken_back_the_silence_is_as_long_as_it_was_without_it() -> None:
    watch = Watch(SILENT)
    last = happening("B", 25)
    watch.see(*usual(), last)
    assert watch.hours(20, 36) == []
    watch.see(taken_back(last, 36))
    assert [(id_, round(day * 24)) for id_, day in watch.hours(36, 60)] == [("Kidal20", 36 * 24 + 1)]


def test_it_is_silent_where_it_is_not_known_what_was_usual() -> None:
    early, later = Watch(SILENT, began=-7.9), Watch(SILENT, began=-8)
    for watch in (early, later):
        watch.see(*usual())
    assert early.hours(20, 60) == []
    assert later.hours(20, 60) == [("Kidal20", 34.0)]


def test_an_incident_of_several_silent_groups_is_told_once() -> None:
    watch = Watch(SILENT.replace("cercle", "actor"))
    watch.see(*(happening(f"I{day}", day, actors=["jnim", "fama"]) for day in range(0, 21, 4)))
    watch.hours(20, 33.97)
    (fired,) = watch.hour(34)
    assert fired.groups == ("jnim", "malian_state")


def test_it_fires_on_what_was_followed_by_nothing() -> None:
    watch = Watch(IN_CERCLE)
    assert watch.see(happening("A", 1, LEFT)) == []
    assert watch.hours(1, 10) == [("A", 3.0)]


@pytest.mark.parametrize(
    ("day", "seen", "where", "answers"),
    [
        (1, 1.5, "Kidal", True),
        (2, 3.5, "Kidal", False),
        (0.9, 1.5, "Kidal", False),
        (2, 2.5, "Gao", False),
        (2, 2.5, "Anéfis", True),
    ],
)
def test_an_answer_is_what_was_expected_in_the_group_in_time(
    day: float, seen: float, where: str, answers: bool
) -> None:
    watch = Watch(IN_CERCLE)
    watch.see(happening("A", 1, LEFT))
    told = watch.hours(1, seen)
    watch.see(happening("B", day, TAKEN, where=where, seen=seen))
    assert told + watch.hours(seen, 10) == ([] if answers else [("A", 3.0)])


def test_distance_can_take_the_place_of_a_group() -> None:
    watch = Watch(UNANSWERED + "near: 25km\n")
    watch.see(happening("A", 1, LEFT), happening("B", 1, TAKEN, where="Anéfis"))
    watch.see(happening("C", 1, LEFT, where="Gao"), happening("D", 2, TAKEN, where="Gao"))
    watch.hours(1, 2.97)
    (fired,) = watch.hour(3)
    assert (fired.incident, fired.groups) == ("A", ("Kidal, Kidal, ML",))
    assert [(one.label, one.wanted, one.seen) for one in fired.why] == [
        ("silence", "nothing for 2 d within 25 km", "48 h"),
        ("expected", "none was seen", "none"),
    ]


def test_what_does_not_answer_itself_needs_another() -> None:
    watch = Watch(IN_CERCLE)
    watch.see(happening("A", 1, LEFT, TAKEN))
    assert watch.hours(1, 10) == [("A", 3.0)]


def test_what_was_told_too_late_or_taken_back_asks_for_nothing() -> None:
    watch = Watch(IN_CERCLE)
    watch.see(happening("A", 1, LEFT, seen=5), happening("B", 5, LEFT), taken_back(happening("B", 5, LEFT), 5.5))
    assert watch.hours(5, 15) == []


def test_an_answer_that_was_taken_back_is_none() -> None:
    watch = Watch(IN_CERCLE)
    answer = happening("B", 1.5, TAKEN)
    watch.see(happening("A", 1, LEFT), answer)
    assert watch.hours(1, 4) == []
    watch.see(taken_back(answer, 4))
    assert [(id_, round(day * 24)) for id_, day in watch.hours(4, 10)] == [("A", 4 * 24 + 1)]


def test_a_rest_holds_for_silences_too() -> None:
    watch = Watch(IN_CERCLE + "cooldown: 5d\n")
    watch.see(happening("A", 1, LEFT), happening("B", 2, LEFT), happening("C", 2, LEFT, where="Gao"))
    assert watch.hours(1, 10) == [("A", 3.0), ("C", 4.0)]
    assert rule_of(IN_CERCLE).cooldown.total_seconds() == 0


def test_news_of_what_was_told_is_told_again() -> None:
    watch = Watch(IN_CERCLE)
    watch.see(happening("A", 1, LEFT))
    watch.hours(1, 4)
    assert watch.see(happening("A", 1, LEFT, seen=5, opened=1, killed=5, fields=("killed",))) == ["A+"]


def test_an_explanation_says_how_far_a_silence_has_come() -> None:
    watch = Watch(SILENT)
    watch.see(*usual())
    watch.hours(20, 25)
    old = happening("Kidal20", 20, seen=25, opened=20, fields=())
    told = {one.label: (one.seen, one.held) for one in watch.engine.explain(watch.rule.key, old)}
    assert told["silence"] == ("120 h", False)
    assert told["usual"] == ("6", True)
    assert told["watch"] == ("since 2020-04-06", True)
    fresh = {one.label: one.seen for one in watch.engine.explain(watch.rule.key, happening("B", 25))}
    assert fresh["silence"] == "0 h"


def test_an_explanation_names_the_answer() -> None:
    watch = Watch(IN_CERCLE)
    watch.see(happening("A", 1, LEFT), happening("B", 2, TAKEN))
    watch.hours(1, 2)
    again = happening("A", 1, LEFT, seen=2, opened=1, fields=())
    told = {one.label: (one.seen, one.held) for one in watch.engine.explain(watch.rule.key, again)}
    assert told["expected"] == ("B", False)
    assert told["silence"] == ("24 h", False)
    assert told["after: type"][1]
    assert not told["expect: type"][1]


def test_both_kinds_of_attack_may_be_usual() -> None:
    watch = Watch(SILENT.replace("{type: ied}", "{type: [ied, ambush]}"))
    watch.see(*(happening(f"I{day}", day, IED if day % 8 else AMBUSH) for day in range(0, 21, 4)))
    assert watch.hours(20, 60) == [("I20", 34.0)]


FAULTS = {
    "neither form": ("kind: lull\ngroup: cercle\n", "5:7: a lull has neither 'when' nor 'after' (give one of them)"),
    "half a form": ("kind: lull\nwhen: {type: ied}\nsilent_for: 14d\n", "5:7: a lull with 'when' lacks 'usual'"),
    "both forms": (
        SILENT + "expect: {type: ied}\n",
        "10:1: 'expect' does not go with 'when' (keep when, silent_for, usual)",
    ),
    "within of the other form": (SILENT + "within: 48h\n", "10:1: 'within' does not go with 'when'"),
    "a group that is near": (SILENT + "near: 25km\n", "10:1: 'near' does not go with 'when'"),
    "near and group": (IN_CERCLE + "near: 25km\n", "10:1: 'near' and 'group' stand together (keep one of them)"),
    "half of the other form": (
        "kind: lull\nafter: {type: ied}\nwithin: 2d\n",
        "5:7: a lull with 'after' lacks 'expect'",
    ),
    "usual without a time": (SILENT.replace(", within: 28d", ""), "8:8: usual lacks 'within'"),
    "usual as a number": (
        SILENT.replace("{at_least: 4, within: 28d}", "4"),
        "8:8: usual must be a mapping, not whole number",
    ),
    "well in per cent": (SILENT + "well: 50\n", "10:7: well must be a number from 0 to 1, not 50"),
}


@pytest.mark.parametrize(("text", "wanted"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_is_refused_at_its_line(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults_of(text)), faults_of(text)
