"""The ledger: who held a place, from when to when, whatever the order of the reports."""

import random
from datetime import UTC, datetime

import pytest

from bot.domain.control import ControlClaim, ControlEntry, Shape, Site, ledger
from bot.domain.ids import ActorId, IncidentId, PlaceId

LINEAGES = {
    "minusma": "un",
    "csp_psd": "azawad",
    "fla": "azawad",
    "fama": "state",
    "malian_state": "state",
    "jnim": "jnim",
}


def entry(day, giver, taker, shape=Shape.CAPTURE, family="rfi"):
    actors = [name for name in (giver, taker) if name]
    return ControlEntry(
        place=PlaceId("ml/kidal/kidal:town"),
        at=datetime.fromisoformat(day).replace(tzinfo=UTC),
        claim=ControlClaim(
            shape=shape,
            site=Site.BASE,
            giver=ActorId(giver) if giver else None,
            taker=ActorId(taker) if taker else None,
        ),
        incident=IncidentId(f"{family}{day}{giver}{taker}"),
        families=frozenset({family}),
        lineages=tuple((ActorId(name), LINEAGES[name]) for name in actors),
    )


def told(entries):
    return [
        (h.holder, h.since and h.since.date().isoformat(), h.until and h.until.date().isoformat())
        for h in ledger(entries)
    ]


KIDAL = [entry("2023-10-31", "minusma", "csp_psd", Shape.ABANDONMENT), entry("2023-11-14", "csp_psd", "fama")]


def test_kidal_went_from_the_un_to_the_rebels_and_from_them_to_the_army():
    assert told(KIDAL) == [
        ("minusma", None, "2023-10-31"),
        ("csp_psd", "2023-10-31", "2023-11-14"),
        ("fama", "2023-11-14", None),
    ]


def test_no_entries_say_nothing():
    assert ledger([]) == ()


def test_the_order_of_the_entries_does_not_matter():
    entries = [*KIDAL, entry("2023-11-15", "csp_psd", "fama", family="ap"), entry("2026-04-26", "fama", "fla")]
    expected = ledger(entries)
    for seed in range(20):
        random.Random(seed).shuffle(entries)
        assert ledger(entries) == expected


def test_a_second_report_of_the_same_holder_adds_its_publisher_and_no_new_holding():
    holdings = ledger([*KIDAL, entry("2023-11-15", None, "malian_state", family="ap")])
    assert len(holdings) == 3
    assert holdings[-1].families == {"rfi", "ap"}


def test_a_renamed_group_stays_the_same_holder():
    assert len(ledger([entry("2024-01-01", "fama", "csp_psd"), entry("2025-01-01", "fama", "fla")])) == 2


def test_a_seizure_for_hours_gives_the_place_back():
    holdings = ledger([entry("2023-09-12", "fama", "csp_psd", Shape.SEIZURE)])
    assert [(h.holder, h.shape) for h in holdings] == [
        ("fama", None),
        ("csp_psd", Shape.SEIZURE),
        ("fama", Shape.RECAPTURE),
    ]
    assert holdings[-1].until is None


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_a_recapture_told_beside_the_seizure_of_the_same_day_adds_nothing(names):
    seizure = entry("2023-09-12", "fama", "csp_psd", Shape.SEIZURE, family=names[0])
    recapture = entry("2023-09-12", "csp_psd", "fama", Shape.RECAPTURE, family=names[1])
    assert [h.holder for h in ledger([seizure, recapture])] == ["fama", "csp_psd", "fama"]


def test_a_seizure_from_nobody_known_is_told_as_it_is():
    assert told([entry("2023-09-12", None, "csp_psd", Shape.SEIZURE)]) == [("csp_psd", "2023-09-12", None)]


@pytest.mark.parametrize("day", ["2023-10-30", "2023-10-31", "2023-11-02"])
def test_leaving_told_apart_from_entering_is_one_turn(day):
    holders = [holder for holder, _, _ in told([entry(day, "minusma", None), KIDAL[0]])]
    assert holders == ["minusma", "csp_psd"]


def test_leaving_with_nobody_named_leaves_the_place_to_nobody_known():
    assert told([entry("2023-10-31", "minusma", None)]) == [
        ("minusma", None, "2023-10-31"),
        (None, "2023-10-31", None),
    ]


def test_leaving_is_not_explained_away_by_the_leavers_own_arrival():
    holders = [holder for holder, _, _ in told([entry("2024-01-01", None, "fama"), entry("2024-01-02", "fama", None)])]
    assert holders == ["fama", None]
