"""What deserves a new ping, and what only an edit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.delivery import Receipt, Told
from bot.domain.event import Count, Target
from bot.domain.ids import ActorId
from bot.domain.incident import Severity, Standing
from bot.routing.significance import deserves_ping
from tests.routing.making import NOW, change

BEFORE = change(killed=Count(low=3, high=3), standing=Standing.REPORTED, target=Target.STATE_FORCE)
TOLD = Told(receipt=Receipt(ref="1"), change=BEFORE, severity=Severity.HIGH, at=NOW)
TAKEN = ControlClaim(shape=Shape.CAPTURE, site=Site.TOWN, giver=None, taker=ActorId("fama"))


def test_the_first_news_pings() -> None:
    assert deserves_ping(None, BEFORE.incident, Severity.LOW)


@pytest.mark.parametrize(
    ("fields", "severity", "pings"),
    [
        ({}, Severity.HIGH, False),
        ({"standing": Standing.CORROBORATED}, Severity.HIGH, True),
        ({"standing": Standing.RETRACTED}, Severity.HIGH, False),
        ({}, Severity.CRITICAL, True),
        ({}, Severity.MEDIUM, False),
        ({"killed": Count(low=9, high=9)}, Severity.HIGH, False),
        ({"killed": Count(low=10, high=12)}, Severity.HIGH, True),
        ({"killed": Count(low=3, high=60)}, Severity.HIGH, False),
        ({"killed": Count(low=1, high=1)}, Severity.HIGH, False),
        ({"control": TAKEN}, Severity.HIGH, True),
        ({"target": Target.CIVILIAN}, Severity.HIGH, True),
        ({"target": None}, Severity.HIGH, False),
        ({"certainty": 0.9}, Severity.HIGH, False),
    ],
    ids=["a copy", "promotion", "retraction", "graver", "milder", "same class", "higher class", "a guess at the top",
         "corrected downwards", "control", "target", "target lost", "certainty"],
)  # fmt: skip
def test_later_news_pings_only_where_it_changes_a_decision(fields: dict, severity: Severity, pings: bool) -> None:
    assert deserves_ping(TOLD, replace(BEFORE.incident, **fields), severity) is pings
