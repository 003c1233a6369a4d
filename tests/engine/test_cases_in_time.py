"""Cases with times: when alerts come, hours that pass, other values of parameters, actors of coded events."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadFile
from bot.engine.testing import run_tests
from tests.engine.test_templates import HEAD, TUNED, template
from tests.fakes.world import changes_of

THRESHOLD = HEAD.replace("match", "threshold") + (
    "when: {type: convoy_attack}\ncount: {at_least: 2}\nwithin: 7d\ngroup: region\n"
)
EVENTS = """\
    events:
      - {operations: convoy_attack, place: Kidal, date: 2023-11-07T08:00:00Z, seen: 2023-11-07T10:30:00Z}
      - {operations: convoy_attack, place: Tessalit, date: 2023-11-10T08:00:00Z, seen: 2023-11-10T12:00:00Z}
"""


def failed(rule: str, case: str) -> list[str]:
    made = template(rule, "sahel/it")
    text = f"cases:\n  - name: it\n{case}"
    ran = run_tests(made, "rules/sahel/it.test.yml", text, read=lambda _: (), join=lambda ev: changes_of(*ev))
    assert ran.cases == 1
    return [one.what for one in ran.failures]


def test_an_alert_comes_when_it_should() -> None:
    assert failed(THRESHOLD, f"    fires: true\n    alerts: 1\n    at: [2023-11-10T12:00:00Z]\n{EVENTS}") == []
    (wrong,) = failed(THRESHOLD, f"    fires: true\n    at: [2023-11-07T10:30:00Z]\n{EVENTS}")
    assert wrong == "fired at 2023-11-10T12:00Z instead of 2023-11-07T10:30Z"


def test_a_case_may_set_parameters() -> None:
    one = "    events: [{operations: convoy_attack, place: Kidal, date: 2023-11-07, killed: 4}]\n"
    assert failed(TUNED, f"    fires: true\n{one}") == []
    assert failed(TUNED, f"    fires: false\n    parameters: {{killed: 5}}\n{one}") == []


@pytest.mark.parametrize(
    ("given", "fault"), [("{kiled: 5}", "no parameter 'kiled'"), ("{killed: 500}", "allowed: 1 to 50")]
)
def test_a_parameter_that_the_rule_does_not_take_is_a_fault(given: str, fault: str) -> None:
    one = "    events: [{operations: convoy_attack, place: Kidal, date: 2023-11-07}]\n"
    with pytest.raises(BadFile, match=fault):
        failed(TUNED, f"    fires: true\n    parameters: {given}\n{one}")


def test_the_actors_and_the_target_of_a_coded_event_are_asked_for() -> None:
    rule = HEAD + "when: {actor: CSP_PSD, role: agent, target: state_force}\n"
    who = "actors: [CSP_PSD/agent, FAMa/target], target: state_force"
    event = f"{{operations: ambush, place: Kidal, date: 2023-11-07, {who}}}"
    assert failed(rule, f"    fires: true\n    events: [{event}]\n") == []
    assert failed(rule, f"    fires: false\n    events: [{event.replace('/agent', '/ally')}]\n") == []


LULL = HEAD.replace("match", "lull") + (
    "when: {type: convoy_attack}\nsilent_for: 3d\nusual: {at_least: 2, within: 14d}\ngroup: region\n"
)


def test_hours_pass_up_to_the_end_of_a_case() -> None:
    began = "    began: 2023-01-01\n"
    assert failed(LULL, f"    fires: false\n{began}    until: 2023-11-12\n{EVENTS}") == []
    assert failed(LULL, f"    fires: true\n    alerts: 1\n{began}    until: 2023-11-15\n{EVENTS}") == []
    assert failed(LULL, f"    fires: false\n    well: 0.1\n{began}    until: 2023-11-15\n{EVENTS}") == []
    assert failed(LULL, f"    fires: false\n{began}    until: 2023-11-15\n{EVENTS}") == ["fired: as time went by"]
