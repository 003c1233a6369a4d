"""Cases beside rules: what passes, what fails with which words, and which files are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.errors import BadFile
from bot.domain.event import Event
from bot.domain.report import Report
from bot.domain.taxonomy import Operation
from bot.engine.testing import Failure, run_tests
from tests.engine.test_templates import HEAD, template
from tests.fakes.world import changes_of, event

NAME = "rules/sahel/convoy.test.yml"
TEXT = "    texts: [{lang: fr, published: 2023-11-07T18:00:00Z, title: Convoi}]\n"


def convoys(report: Report) -> Iterator[Event]:
    """Reads every text about a convoy as an attack on one at Kidal."""
    if "Convoi" in report.title:
        assert report.published_at is not None
        yield event(report.origin, "Kidal", "2023-11-07", Operation.CONVOY_ATTACK, published_at=report.published_at)


def run(text: str, rule: str = "when: {type: convoy_attack}\n") -> tuple[Failure, ...]:
    made = template(HEAD.replace("medium", "high") + rule, "sahel/convoy")
    return run_tests(made, NAME, text, read=convoys, join=lambda events: changes_of(*events)).failures


def test_cases_that_come_out_as_they_say_give_no_failure() -> None:
    assert run(f"cases:\n  - name: fires\n    fires: true\n    alerts: 1\n    severity: high\n{TEXT}") == ()


def test_a_rule_that_stays_silent_says_what_was_missing() -> None:
    (failure,) = run(
        "cases:\n  - name: strike\n    fires: true\n"
        "    events: [{operations: drone_strike, place: Kidal, date: 2023-11-07}]\n"
    )
    assert str(failure) == (
        f"{NAME}:2: sahel/convoy: strike: stayed silent: "
        "type wanted convoy_attack, seen air_drone_strike, drone_strike, explosions_remote_violence"
    )


def test_a_rule_that_fires_where_it_must_not_says_what_held() -> None:
    (failure,) = run(f"cases:\n  - name: trap\n    fires: false\n{TEXT}")
    assert failure.what.startswith("fired: news opened, freshness 0.8 d,")


def test_a_text_from_which_nothing_is_read_is_told_apart() -> None:
    (failure,) = run(
        "cases:\n  - name: x\n    fires: true\n    texts: [{lang: en, published: 2023-11-07, title: Rain}]\n"
    )
    assert failure.what == "stayed silent: no event was read from the texts"


def test_the_number_of_incidents_and_the_severity_are_asked_for() -> None:
    failures = run(f"cases:\n  - name: two\n    fires: true\n    alerts: 2\n    severity: low\n{TEXT}")
    assert [failure.what for failure in failures] == [
        "fired on 1 incidents instead of 2",
        "severity high instead of low",
    ]


def test_a_bad_test_file_is_refused_with_all_its_faults() -> None:
    with pytest.raises(BadFile) as caught:
        run(
            "cases:\n"
            "  - name: a\n"
            "    fires: maybe\n"
            "    texts: [{lang: de, title: T, published: yesterday}]\n"
            "  - nmae: b\n"
            "    fires: true\n"
            "    events: [{operations: convoi, place: Kidall, date: 2023-11-07T01:00:00}]\n"
        )
    assert [str(fault).removeprefix(f"{NAME}:") for fault in caught.value.faults] == [
        "4:20: lang cannot be 'de' (allowed: ar, en, fr)",
        "4:45: not a time (write it like 2023-10-31T09:00:00Z, or 2023-10-31 for a day)",
        "3:12: fires must be true or false, not text",
        "5:5: a case has no key 'nmae' (did you mean 'name'?)",
        "5:5: the case lacks 'name'",
        "7:27: unknown operation 'convoi' (allowed: abduction, aid_worker_attack, air_strike, ambush, base_abandoned, "
        "base_attack, base_captured, base_handover, blockade, ceasefire, convoy_attack, coup, displacement, "
        "drone_strike, ied, massacre, peacekeeper_attack, shelling, suicide_bombing, town_captured, troop_movement, "
        "withdrawal)",
        "7:56: a time needs its zone (put a Z at the end for UTC)",
        "7:42: unknown place 'Kidall' (did you mean 'Kidal'?)",
    ]
