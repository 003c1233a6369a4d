"""Terms on who tells of an incident and how, on areas, and on people taken and driven away; and when two are equal."""

from dataclasses import replace

import pytest

from bot.domain.event import Count
from bot.domain.ids import ActorId, OutletId, PlaceId
from bot.domain.matcher import (
    EVERYTHING,
    Actors,
    All,
    Along,
    Any,
    Captured,
    Displaced,
    Inside,
    Killed,
    Languages,
    Leans,
    Near,
    Not,
    Term,
    Tiers,
    Within,
    Words,
    all_of,
    any_of,
    explain,
    normal,
)
from bot.domain.place import Point
from tests.domain import draws
from tests.store.make import KIDAL, incident, member

TOLD = incident(
    claims=(
        replace(draws.CLAIM, captured=Count(low=4, high=4), displaced=None),
        replace(draws.CLAIM, captured=Count(low=2, high=None), displaced=None),
    ),
    members=(
        member("a", outlet="rfi", title="Mali : un convoi de carburant attaqué", language="fr"),
        member("b", outlet="afp", title="Fuel convoy attacked in Mali", language="en"),
        member("c", outlet="gdelt", title="", language=""),
    ),
)
SILENT = replace(TOLD, claims=(), members=())
BOX = tuple(Point(lat=lat, lon=lon) for lat, lon in ((18, 1), (19, 1), (19, 2.5), (18, 2.5)))
EAST = tuple(replace(corner, lon=corner.lon + 0.5) for corner in BOX)


def tiers(*ids: str) -> Tiers:
    return Tiers(words=frozenset({"agency"}), ids=frozenset(map(OutletId, ids)))


def words(*phrases: str) -> Words:
    return Words(phrases=frozenset(phrases))


@pytest.mark.parametrize(
    ("term", "label", "wanted", "seen", "held"),
    [
        (tiers("afp", "reuters"), "tier", "agency", "afp, gdelt, rfi", True),
        (tiers("reuters"), "tier", "agency", "afp, gdelt, rfi", False),
        (Leans(words=frozenset({"rebel"}), ids=frozenset()), "lean", "rebel", "afp, gdelt, rfi", False),
        (Languages(codes=frozenset({"en", "ar"})), "lang", "ar, en", "en, fr", True),
        (Languages(codes=frozenset({"ar"})), "lang", "ar", "en, fr", False),
        (words("carburant", "essence"), "words", "carburant, essence", "carburant", True),
        (words("convoi de carb*"), "words", "convoi de carb*", "convoi de carb*", True),
        (words("convoy in mali", "mali attacked"), "words", "convoy in mali, mali attacked", "none", False),
        (Inside(corners=BOX), "area", "18,1 19,1 19,2.5 18,2.5", "Kidal, 18.44,1.41", True),
        (Inside(corners=EAST), "area", "18,1.5 19,1.5 19,3 18,3", "Kidal, 18.44,1.41", False),
        (Captured(at_least=2), "captured", ">= 2", "2", True),
        (Captured(at_least=3), "captured", ">= 3", "2", False),
        (Displaced(at_least=1), "displaced", ">= 1", "unknown", False),
        (Displaced(at_least=0), "displaced", ">= 0", "unknown", True),
    ],
)  # fmt: skip
def test_a_term_tells_what_it_wants_and_what_it_sees(
    term: Term, label: str, wanted: str, seen: str, held: bool
) -> None:
    (told,) = explain(term, TOLD)
    assert (told.label, told.wanted, told.seen, told.held) == (label, wanted, seen, held)


@pytest.mark.parametrize(
    "term", [tiers("afp"), Languages(codes=frozenset({"fr"})), words("mali"), Captured(at_least=1)], ids=repr
)
def test_of_what_nobody_tells_nothing_holds(term: Term) -> None:
    (told,) = explain(term, SILENT)
    assert (told.seen, told.held) in (("none", False), ("unknown", False))


@pytest.mark.parametrize(
    ("term", "change"),
    [
        (Actors(ids=frozenset({ActorId("jnim")}), label="JNIM"), {"roles": frozenset({"agent"})}),
        (Near(place=PlaceId("ml/kidal/kidal:town"), label="Kidal", point=KIDAL, radius_km=50), {"radius_km": 51.0}),
        (Along(label="RN18", points=BOX, width_km=15), {"width_km": 16.0}),
        (Within(label="Kidal region", country="ML", admin1="Kidal"), {"admin1": "Gao"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_means_the_same_is_equal_whatever_it_is_called(term: Term, change: dict[str, object]) -> None:
    assert replace(term, label="otherwise") == term
    assert hash(replace(term, label="otherwise")) == hash(term)
    assert replace(term, **change) != term


A, B, C = Killed(at_least=1), Killed(at_least=2), Killed(at_least=3)


def test_parts_of_the_same_kind_are_opened_and_one_part_stands_alone() -> None:
    assert all_of((A, All(parts=(B, C)))) == All(parts=(A, B, C))
    assert any_of((Any(parts=(A, B)), C)) == Any(parts=(A, B, C))
    assert all_of((A, Any(parts=(B, C)))) == All(parts=(A, Any(parts=(B, C))))
    assert all_of((A,)) == any_of((A,)) == A
    assert all_of((EVERYTHING, A)) == A
    assert all_of(()) == EVERYTHING


def test_a_tree_is_brought_to_the_simplest_form_throughout() -> None:
    tree = Any(parts=(All(parts=(Any(parts=(A,)), All(parts=(B,)))), Not(part=Any(parts=(Any(parts=(B, C)),)))))
    assert normal(tree) == Any(parts=(All(parts=(A, B)), Not(part=Any(parts=(B, C)))))
