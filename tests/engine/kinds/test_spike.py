"""When rules of kind `spike` fire."""

from __future__ import annotations

import pytest

from bot.domain.incident import Change
from bot.engine.explain import of_next
from bot.engine.rates import chance_of_rise
from tests.engine.kinds.happenings import Watch, faults_of, happening, rule_of, taken_back

WEEKLY = "kind: spike\nwhen: {type: ied}\nwithin: 7d\nbaseline: 84d\nat_least: 4\nratio: 3\ngroup: region\n"
QUICK = WEEKLY + "cooldown: 1m\n"


def quiet(where: str = "Kidal", every: int = 7, until: int = 100) -> list[Change]:
    """One incident every so many days."""
    return [happening(f"{where}{day}", day, where=where) for day in range(0, until, every)]


def burst(count: int, day: float = 100, where: str = "Kidal") -> list[Change]:
    """So many incidents on one day after another, some hours apart."""
    return [happening(f"{where}X{number}", day + number / 10, where=where) for number in range(count)]


def test_it_fires_when_there_are_many_more_than_there_were() -> None:
    watch = Watch(WEEKLY)
    assert watch.see(*quiet()) == []
    told = watch.see(*burst(5))
    (fired,) = Watch(WEEKLY).fired(*quiet(), *burst(5))
    assert told == [fired.incident] == ["KidalX3"]
    assert fired.others == ("Kidal98", "KidalX0", "KidalX1", "KidalX2")
    assert fired.groups == ("Kidal, ML",)
    told_of = {one.label: (one.wanted, one.seen) for one in fired.why}
    assert told_of["count"] == (">= 4 within 7 d in Kidal, ML", "5")
    assert told_of["ratio"] == (">= 3 times what the 84 d before let expect", "5 against 1.0")
    assert told_of["significance"] == ("chance <= 0.01 at an even rate", f"{chance_of_rise(5, 12, 1 / 13):.2g}")
    assert told_of["baseline"] == ("watched for all of 84 d before", "watched")


def test_the_usual_number_is_no_spike_however_great() -> None:
    often = [happening(f"I{n}", n / 3) for n in range(600)]
    assert Watch(QUICK, began=0).see(*often) == []


@pytest.mark.parametrize(
    ("more", "fires"),
    [("at_least: 6", False), ("ratio: 5.5", False), ("significance: 0.001", False), ("ratio: 4", True)],
)
def test_count_ratio_and_significance_have_all_to_be_reached(more: str, fires: bool) -> None:
    key, _, _ = more.partition(":")
    text = "".join(line + "\n" for line in QUICK.splitlines() if not line.startswith(key)) + more + "\n"
    assert bool(Watch(text).see(*quiet(), *burst(4))) is fires


def test_a_place_where_nothing_ever_happened_needs_the_least_count() -> None:
    assert Watch(QUICK).see(*burst(3)) == []
    assert Watch(QUICK).see(*burst(5)) == ["KidalX3", "KidalX4"]


def test_it_is_silent_until_the_whole_baseline_was_watched() -> None:
    assert (
        Watch(QUICK, began=0).see(*burst(5, day=90)) == []
    )  # the time ends on day 90, so that the baseline began before
    assert Watch(QUICK, began=0).see(*burst(5, day=91)) == ["KidalX3", "KidalX4"]


@pytest.mark.parametrize(("day", "counts"), [(8.99, False), (9, False), (9.01, True), (93, True)])
def test_the_baseline_lies_directly_before(day: float, counts: bool) -> None:
    """Four within the week are four times what twelve let expect, and less than four times what thirteen do."""
    before = [happening(f"B{n}", 20 + n) for n in range(12)]
    late = [happening(f"X{n}", 97 + n) for n in range(4)]
    fires = Watch(QUICK.replace("ratio: 3", "ratio: 4") + "significance: 0.2\n").see(
        *before, happening("B", day), *late
    )
    assert ("X3" in fires) is not counts


def test_each_group_has_a_baseline_of_its_own() -> None:
    often = [happening(f"I{n}", n / 2) for n in range(220)]
    watch = Watch(QUICK, began=0)
    assert watch.see(*often) == []
    assert watch.see(*burst(4, day=110, where="Gao")) == ["GaoX3"]
    assert watch.see(*burst(5, day=110.5)) == []


def test_what_is_reported_late_counts_by_when_it_happened() -> None:
    watch = Watch(QUICK)
    watch.see(*quiet())
    old = [happening(f"O{n}", 60 + n / 10, seen=100) for n in range(8)]
    assert watch.see(*old) == []
    assert watch.see(*burst(5, day=101)) == []  # the old ones have made the baseline higher
    late = Watch(QUICK)
    late.see(*quiet(), *burst(3))
    assert late.see(happening("L", 98.5, seen=101)) == ["L"]


def test_what_comes_too_late_counts_but_fires_nothing() -> None:
    watch = Watch(QUICK)
    watch.see(*quiet(), *burst(3))
    assert watch.see(happening("L", 98.5, seen=103)) == []
    assert watch.see(happening("M", 103)) == ["M"]


def test_it_rests_for_as_long_as_the_window() -> None:
    assert Watch(WEEKLY).see(*quiet(), *burst(20)) == ["KidalX3"]
    assert rule_of(WEEKLY).cooldown.days == 7


def test_what_was_taken_back_or_moved_away_makes_no_spike() -> None:
    watch = Watch(QUICK)
    watch.see(*quiet(until=97), *burst(3))
    watch.see(taken_back(burst(3)[0], 100.3))
    assert watch.see(happening("KidalX1", 100.1, where="Gao", seen=100.4, fields=("place",))) == []
    assert watch.see(happening("Y", 100.5), happening("Z", 100.6), happening("V", 100.7)) == []
    assert watch.see(happening("W", 100.8)) == ["W"]


def test_an_incident_that_joins_the_group_can_make_it() -> None:
    watch = Watch(QUICK)
    watch.see(*quiet(), *burst(3), happening("Y", 100, where="Gao"), happening("Z", 100, where="Gao"))
    assert watch.see(happening("Y", 100, seen=101, opened=100, fields=("place",))) == ["Y"]


def test_an_explanation_agrees_with_what_is_fired() -> None:
    watch = Watch(QUICK, began=10)
    for one in [*quiet(), *burst(6), happening("KidalX5", 100.5, seen=101, opened=100.5, fields=("killed",))]:
        told = of_next(watch.engine, watch.rule.key, one)
        assert (told.fired is not None and not told.fired.again) == all(each.held for each in told.conditions)
        assert {"count", "ratio", "significance", "baseline", "lateness"} <= {each.label for each in told.conditions}


def test_an_explanation_of_what_does_not_count_leaves_it_out() -> None:
    watch = Watch(QUICK)
    watch.see(*burst(3))
    other = happening("O", 100.5, certainty=0.1)
    assert {one.label: one.seen for one in watch.engine.explain(watch.rule.key, other)}["count"] == "3"
    assert {one.label: one.seen for one in watch.engine.explain(watch.rule.key, happening("O", 100.5))}["count"] == "4"


FAULTS = {
    "no ratio": (WEEKLY.replace("ratio: 3\n", ""), "1:1: a rule of kind 'spike' lacks 'ratio'"),
    "short baseline": (
        WEEKLY.replace("84d", "14d"),
        "8:11: the baseline is too short to tell what is usual (at least 4 times 7 d)",
    ),
    "one incident": (
        WEEKLY.replace("at_least: 4", "at_least: 1"),
        "9:11: at_least must be a whole number from 2 to 10000, not 1",
    ),
    "a ratio below one": (
        WEEKLY.replace("ratio: 3", "ratio: 0.5"),
        "10:8: ratio must be a number from 1 to 1000, not 0.5",
    ),
    "a percentage": (WEEKLY + "significance: 5%\n", "12:15: significance must be a number from 1e-09 to 0.2, not '5%'"),
    "no significance at all": (
        WEEKLY + "significance: 0.5\n",
        "12:15: significance must be a number from 1e-09 to 0.2",
    ),
    "misspelt": (
        WEEKLY + "significanse: 0.05\n",
        "12:1: a rule has no key 'significanse' (did you mean 'significance'?)",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_is_refused_at_its_line(text: str, wanted: str) -> None:
    assert any(fault.startswith(wanted) for fault in faults_of(text)), faults_of(text)
