"""Who took part is told once for every body, on one side, in the reader's language."""

from __future__ import annotations

from bot.cards import alert, who
from bot.domain.actor import Role
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.ids import ActorId
from tests.cards.reading import facts
from tests.cards.samples import NAMES, abandoned, captured, convoy, lead, part


def test_who_tells_every_actor_once_with_its_part() -> None:
    assert facts(captured())["Who"] == (
        "FAMa (state force) with Wagner (private military company) against CSP-PSD (rebel group); "
        "also named: MINUSMA (UN peacekeepers)"
    )
    assert facts(lead())["Who"] == "against state forces, by whom is not known"
    assert facts(captured(participants=(), target=None))["Who"] == "not known"


def test_one_body_is_named_once() -> None:
    hit = (part("united_nations", Role.TARGET), part("minusma", Role.TARGET), part("gunmen", Role.AGENT))
    assert facts(convoy(participants=hit))["Who"] == "unknown gunmen against MINUSMA (UN peacekeepers)"
    mentioned = (part("united_nations", Role.TARGET), part("minusma", Role.PRESENT))
    assert facts(convoy(participants=mentioned))["Who"] == ("against MINUSMA (UN peacekeepers), by whom is not known")
    alone = (part("united_nations", Role.TARGET),)
    assert facts(convoy(participants=alone))["Who"] == "against United Nations, by whom is not known"
    assert facts(abandoned())["Who"] == (
        "leaving: MINUSMA (UN peacekeepers); taking over: CSP-PSD (rebel group); also named: FAMa (state force)"
    )


def test_gunmen_without_a_name_are_those_of_the_group_that_is_named() -> None:
    both = (part("gunmen", Role.AGENT), part("jnim", Role.AGENT), part("gunmen", Role.TARGET))
    assert facts(convoy(participants=both))["Who"] == "JNIM (jihadist group) against state forces"


def test_who_takes_a_place_by_force_is_told_as_its_attacker() -> None:
    moved = (part("csp_psd", Role.TAKES), part("fama", Role.LEAVES), part("wagner", Role.PRESENT))
    claim = ControlClaim(shape=Shape.SEIZURE, site=Site.BASE, giver=ActorId("fama"), taker=ActorId("csp_psd"))
    assert facts(captured(participants=moved, control=claim))["Who"] == (
        "CSP-PSD (rebel group) against FAMa (state force); also named: Wagner (private military company)"
    )


def test_people_without_a_name_are_said_in_the_readers_language() -> None:
    about = convoy(participants=(part("gunmen", Role.AGENT), part("civilians", Role.TARGET)))
    assert who.sentence(about, NAMES, alert.Phrases("fr")) == "des hommes armés contre des civils"
