"""Changes of hands: one incident whatever it is called, apart from what else happened there."""

from __future__ import annotations

import pytest

from bot.domain.control import Shape, Site
from bot.domain.taxonomy import Operation
from tests.fakes.world import changes_of, event, hands, incident_of, join, place

CONVOY, ATTACK = Operation.CONVOY_ATTACK, Operation.BASE_ATTACK
HANDOVER, CAPTURED, LEFT = Operation.BASE_HANDOVER, Operation.BASE_CAPTURED, Operation.WITHDRAWAL


def test_a_handover_and_the_attack_on_the_leaving_convoy_stay_apart() -> None:
    made = join(
        [
            event("a", "Ber", "2023-08-13", HANDOVER, LEFT, control=hands("fama", "minusma")),
            event("b", "Ber", "2023-08-13", CONVOY, Operation.PEACEKEEPER_ATTACK, outlet="reuters"),
            event("c", "Ber", "2023-08-13", CONVOY, HANDOVER, outlet="ap", control=hands("fama", "minusma")),
        ]
    )
    assert made.assignments[event("b", "Ber", outlet="reuters").id] != made.assignments[event("a", "Ber").id]
    assert made.assignments[event("c", "Ber", outlet="ap").id] != made.assignments[event("a", "Ber").id]


CHANGES_OF_HANDS = {
    "withdrawal and capture": (
        event("a", "Kidal", "2023-10-31", LEFT, control=hands(None, "minusma", Shape.ABANDONMENT)),
        event("b", "Kidal", "2023-11-01", CAPTURED, control=hands("csp_psd", None, Shape.CAPTURE), outlet="ap"),
    ),
    "renamed taker": (
        event("a", "Kidal", "2023-10-31", CAPTURED, control=hands("cma", "minusma", Shape.CAPTURE)),
        event("b", "Kidal", "2023-10-31", CAPTURED, control=hands("csp_psd", "minusma", Shape.CAPTURE), outlet="ap"),
    ),
    "dated by the statement": (
        event("a", "Tessalit", "2023-10-21", HANDOVER, control=hands("fama", "minusma")),
        event("b", "Tessalit", "2023-10-23", HANDOVER, control=hands("malian_state", "minusma"), outlet="ap"),
    ),
}


@pytest.mark.parametrize("pair", CHANGES_OF_HANDS.values(), ids=CHANGES_OF_HANDS.keys())
def test_one_change_of_hands_is_one_incident_whatever_it_is_called(pair: tuple) -> None:
    assert incident_of(*pair).control is not None


def test_a_base_taken_and_retaken_within_two_weeks_is_two_incidents() -> None:
    made = join(
        [
            event("a", "Kidal", "2023-10-31", CAPTURED, control=hands("csp_psd", "minusma", Shape.CAPTURE)),
            event("b", "Kidal", "2023-11-14", CAPTURED, control=hands("fama", "csp_psd", Shape.CAPTURE, Site.TOWN)),
        ]
    )
    assert len(made.incidents) == 2


def test_rival_claims_to_one_battle_are_one_disputed_incident() -> None:
    incident = incident_of(
        event("a", "Bourem", "2023-09-12", CAPTURED, ATTACK, control=hands("csp_psd", "fama", Shape.CAPTURE)),
        event("b", "Bourem", "2023-09-12", ATTACK, control=hands("fama", "csp_psd", Shape.RECAPTURE), outlet="ap"),
    )
    assert incident.disputed


def test_a_rival_claim_is_news() -> None:
    claim = event("a", "Bourem", "2023-09-12", ATTACK, CAPTURED, control=hands("csp_psd", "fama", Shape.CAPTURE))
    rival = event(
        "b", "Bourem", "2023-09-12", ATTACK, control=hands("fama", None, Shape.RECAPTURE), hours=1, outlet="ap"
    )
    assert changes_of(claim, rival)[-1].fields == ("disputed", "standing")


def test_a_camp_named_after_the_next_town_is_one_on_the_same_day_only() -> None:
    taoussa = place("Taoussa", 16.95, -0.57, "Gao")
    told = event("a", taoussa, "2023-10-04", CAPTURED, control=hands("csp_psd", "fama", Shape.CAPTURE))
    assert len(join([told, _bourem("2023-10-04")]).incidents) == 1
    assert len(join([told, _bourem("2023-10-06")]).incidents) == 2


def _bourem(day: str) -> object:
    return event("b", "Bourem", day, CAPTURED, control=hands("csp_psd", "fama", Shape.CAPTURE), outlet="ap")
