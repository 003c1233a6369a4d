"""The predicate language: what each term holds of, and the laws of All, Any and Not."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.actor import ActorKind, Participant, Role
from bot.domain.alert import Condition
from bot.domain.event import Count
from bot.domain.incident import Standing
from bot.domain.matcher import (
    EVERYTHING,
    Actors,
    All,
    Along,
    Any,
    Certain,
    Families,
    Incidents,
    Killed,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Types,
    Within,
    Wounded,
    explain,
    holds,
)
from bot.domain.place import Point, distance_km, off_line_km
from bot.domain.taxonomy import Operation
from tests.domain import draws
from tests.store.make import KIDAL, incident, member, place

GAO = Point(lat=16.2717, lon=-0.0447)
TO_GAO = distance_km(KIDAL, GAO)
ROAD = (GAO, Point(lat=16.9543, lon=-0.3487), Point(lat=18.4, lon=1.3))  # by Bourem, and not quite to Kidal
FIRED = frozenset({"sahel/town_captured", "sahel/coup"})


def types(*words):
    return Types(words=frozenset(words))


def actors(*ids, roles=()):
    return Actors(ids=frozenset(ids), label="/".join(ids), roles=frozenset(roles))


def near(point=GAO, radius_km=100.0):
    return Near(place="ml/gao/gao:town", label="Gao", point=point, radius_km=radius_km)


def along(*points, width_km=15.0):
    return Along(label="Gao–Kidal", points=points, width_km=width_km)


def within(country="ML", admin1="", admin2=""):
    return Within(label="there", country=country, admin1=admin1, admin2=admin2)


def outlets(*ids):
    return Outlets(ids=frozenset(ids))


def rules(*ids):
    return Rules(ids=frozenset(ids))


# Two families stand behind the capture of Kidal; a pointer and the army's own page do not count.
CAPTURE = incident(
    operations=frozenset({Operation.TOWN_CAPTURED, Operation.BASE_CAPTURED}),
    participants=(
        Participant(actor="fama", kind=ActorKind.STATE_FORCE, role=Role.TAKES),
        Participant(actor="csp_psd", kind=ActorKind.REBEL, role=Role.LEAVES),
    ),
    killed=Count(low=3, high=10),
    wounded=Count(low=5, high=None),
    certainty=0.8,
    standing=Standing.CORROBORATED,
    members=(
        member("a", outlet="rfi", family="rfi"),
        member("b", outlet="afp", family="afp"),
        member("c", outlet="unknown", family="gdelt", lead=True),
        member("d", outlet="fama_communiques", family="fama", party="malian_state"),
    ),
)
BARE = replace(CAPTURE, target=None, killed=None, wounded=None, participants=(), members=(), operations=frozenset())

TERMS = [
    pytest.param(types("battles"), True, id="type"),
    pytest.param(types("government_regains_territory"), True, id="sub-type"),
    pytest.param(types("coup", "base_captured"), True, id="one of two operations"),
    pytest.param(types("base_handover", "protests"), False, id="other words"),
    pytest.param(types(), False, id="no word at all"),
    pytest.param(actors("jnim", "fama"), True, id="actor"),
    pytest.param(actors("jnim"), False, id="actor not there"),
    pytest.param(actors("fama", roles=["takes", "agent"]), True, id="actor in its part"),
    pytest.param(actors("fama", roles=["leaves"]), False, id="another actor has the part"),
    pytest.param(Targets(targets=frozenset({"civilian", "armed_group"})), True, id="target"),
    pytest.param(Targets(targets=frozenset({"civilian"})), False, id="other target"),
    pytest.param(near(KIDAL, 0), True, id="on the spot"),
    pytest.param(near(GAO, 100), False, id="too far"),
    pytest.param(along(*ROAD), True, id="beside the end of a road"),
    pytest.param(along(*ROAD, width_km=5), False, id="too far from a road"),
    pytest.param(along(Point(lat=18, lon=1), Point(lat=19, lon=2)), True, id="beside the middle of a road"),
    pytest.param(along(KIDAL, width_km=0), True, id="a road of one place"),
    pytest.param(within("ML"), True, id="country"),
    pytest.param(within("NE"), False, id="other country"),
    pytest.param(within("ML", "Kidal"), True, id="region"),
    pytest.param(within("ML", "Gao"), False, id="other region"),
    pytest.param(within("NE", "Kidal"), False, id="region of that name in another country"),
    pytest.param(within("ML", "Kidal", "Kidal"), True, id="cercle"),
    pytest.param(within("ML", "Kidal", "Tessalit"), False, id="other cercle"),
    pytest.param(within("ML", "", "Kidal"), True, id="cercle without its region"),
    pytest.param(Killed(at_least=3), True, id="killed: the low figure"),
    pytest.param(Killed(at_least=4), False, id="killed: the high figure is not enough"),
    pytest.param(Wounded(at_least=5), True, id="wounded"),
    pytest.param(Wounded(at_least=6), False, id="fewer wounded"),
    pytest.param(Certain(at_least=0.8), True, id="certain"),
    pytest.param(Certain(at_least=0.81), False, id="less certain"),
    pytest.param(Stands(at_least=Standing.REPORTED), True, id="stands higher"),
    pytest.param(Stands(at_least=Standing.CORROBORATED), True, id="stands so"),
    pytest.param(Stands(at_least=Standing.CONFIRMED), False, id="stands lower"),
    pytest.param(Families(at_least=2), True, id="families"),
    pytest.param(Families(at_least=3), False, id="leads and parties are no families"),
    pytest.param(outlets("bbc_africa", "afp"), True, id="outlet"),
    pytest.param(outlets("fama_communiques"), True, id="outlet of a party"),
    pytest.param(outlets("bbc_africa"), False, id="other outlet"),
    pytest.param(Incidents(ids=frozenset({"other", CAPTURE.id})), True, id="incident"),
    pytest.param(Incidents(ids=frozenset({"other"})), False, id="other incident"),
    pytest.param(rules("sahel/coup"), True, id="rule"),
    pytest.param(rules("sahel/ied"), False, id="other rule"),
]


@pytest.mark.parametrize(("term", "expected"), TERMS)
def test_a_term_holds_where_it_should_and_its_explanation_agrees(term, expected):
    assert holds(term, CAPTURE, FIRED) is expected
    (condition,) = explain(term, CAPTURE, FIRED)
    assert condition.held is expected


@pytest.mark.parametrize(
    "term",
    [
        types("town_captured"), actors("fama"), actors("fama", roles=["takes"]), Killed(at_least=1),
        Targets(targets=frozenset({"armed_group"})), Wounded(at_least=1), Families(at_least=1), outlets("rfi"),
    ],
)  # fmt: skip
def test_what_is_not_known_does_not_hold(term):
    assert holds(term, CAPTURE)
    assert not holds(term, BARE)


@pytest.mark.parametrize("term", [Killed(at_least=0), Wounded(at_least=0)])
def test_a_toll_of_none_or_more_holds_also_where_nobody_counted(term):
    assert holds(term, BARE)


def test_no_rule_has_fired_where_none_is_given():
    assert not holds(rules("sahel/coup"), CAPTURE)


def test_the_edge_of_a_radius_belongs_to_it():
    assert holds(near(GAO, TO_GAO), CAPTURE)
    assert not holds(near(GAO, TO_GAO - 0.001), CAPTURE)


def test_the_edge_of_a_road_belongs_to_it():
    off = off_line_km(ROAD, KIDAL)
    assert holds(along(*ROAD, width_km=off), CAPTURE)
    assert not holds(along(*ROAD, width_km=off - 0.001), CAPTURE)


def test_an_area_does_not_hold_a_place_known_less_well():
    mali = replace(CAPTURE, place=place(name="Mali", admin1="", admin2=""))
    assert holds(within("ML"), mali)
    assert not holds(within("ML", "Kidal"), mali)


@pytest.mark.parametrize(
    ("term", "of", "wanted", "seen"),
    [
        (types("coup", "battles"), CAPTURE, ("type", "battles, coup"),
         "base_captured, battles, government_regains_territory, town_captured"),
        (actors("jnim"), CAPTURE, ("actor", "jnim"), "csp_psd, fama"),
        (actors("fama", roles=["takes"]), CAPTURE, ("actor", "fama as takes"), "fama"),
        (actors("jnim"), BARE, ("actor", "jnim"), "none"),
        (Targets(targets=frozenset({"civilian"})), CAPTURE, ("target", "civilian"), "armed_group"),
        (Targets(targets=frozenset({"civilian"})), BARE, ("target", "civilian"), "unknown"),
        (near(GAO, 50), CAPTURE, ("near", "Gao/50km"), "Kidal, 286 km"),
        (along(*ROAD), CAPTURE, ("road", "Gao–Kidal/15km"), "Kidal, 12 km"),
        (Incidents(ids=frozenset({"B", "A"})), CAPTURE, ("incident", "A, B"), CAPTURE.id),
        (within("NE"), CAPTURE, ("region", "there"), "Kidal, Kidal, ML"),
        (Killed(at_least=4), CAPTURE, ("killed", ">= 4"), "3"),
        (Wounded(at_least=4), BARE, ("wounded", ">= 4"), "unknown"),
        (Certain(at_least=0.9), CAPTURE, ("certainty", ">= 0.9"), "0.80"),
        (Stands(at_least=Standing.CONFIRMED), CAPTURE, ("standing", ">= confirmed"), "corroborated"),
        (Families(at_least=3), CAPTURE, ("corroboration", ">= 3"), "2"),
        (outlets("ap"), CAPTURE, ("source", "ap"), "afp, fama_communiques, rfi, unknown"),
        (rules("sahel/ied"), CAPTURE, ("rule", "sahel/ied"), "sahel/coup, sahel/town_captured"),
    ],
)  # fmt: skip
def test_an_explanation_tells_what_was_wanted_and_seen(term, of, wanted, seen):
    (condition,) = explain(term, of, FIRED)
    assert (condition.label, condition.wanted, condition.seen) == (*wanted, seen)


def test_what_stands_under_not_is_labelled_so():
    told = explain(Not(part=Any(parts=(Killed(at_least=4), types("battles")))), CAPTURE)
    assert told[0] == Condition(label="not killed", wanted="not >= 4", seen="3", held=True)
    assert (told[1].label, told[1].wanted, told[1].held) == ("not type", "not battles", False)


def test_an_explanation_keeps_the_order_of_the_tree():
    tree = All(parts=(types("coup"), Any(parts=(within("NE"), Not(part=Families(at_least=9)))), Killed(at_least=1)))
    assert [c.label for c in explain(tree, CAPTURE)] == ["type", "region", "not corroboration", "killed"]


trees, several = draws.MATCHERS, st.lists(draws.MATCHERS, max_size=4).map(tuple)
incidents = st.randoms(use_true_random=False).map(draws.happening)


@settings(max_examples=60)
@given(several, incidents)
def test_de_morgan_holds(parts, of):
    negated = tuple(Not(part=part) for part in parts)
    assert holds(Not(part=All(parts=parts)), of, FIRED) == holds(Any(parts=negated), of, FIRED)
    assert holds(Not(part=Any(parts=parts)), of, FIRED) == holds(All(parts=negated), of, FIRED)


@settings(max_examples=60)
@given(trees, incidents)
def test_a_tree_or_its_contrary_holds_and_never_both(tree, of):
    assert holds(Not(part=tree), of, FIRED) is not holds(tree, of, FIRED)
    assert holds(Not(part=Not(part=tree)), of, FIRED) is holds(tree, of, FIRED)


@settings(max_examples=60)
@given(several, incidents)
def test_all_is_and_any_is_or_in_whatever_order(parts, of):
    one_by_one = [holds(part, of, FIRED) for part in parts]
    assert holds(All(parts=parts), of, FIRED) is all(one_by_one)
    assert holds(Any(parts=parts), of, FIRED) is any(one_by_one)
    assert holds(All(parts=parts[::-1]), of, FIRED) is all(one_by_one)


@given(incidents)
def test_an_empty_all_holds_and_an_empty_any_does_not(of):
    assert holds(All(parts=()), of)
    assert holds(EVERYTHING, of)
    assert not holds(Any(parts=()), of)
    assert explain(EVERYTHING, of) == ()


@settings(max_examples=60)
@given(trees, incidents)
def test_the_leaves_of_an_explanation_add_up_to_what_holds(tree, of):
    leaves = iter(explain(tree, of, FIRED))
    assert added_up(tree, leaves, False) is holds(tree, of, FIRED)
    assert next(leaves, None) is None


def added_up(tree, leaves, negated):
    """The value of the tree from its explained leaves alone; under an odd number of Nots a leaf tells the contrary."""
    match tree:
        case All(parts=parts) | Any(parts=parts):
            values = [added_up(part, leaves, negated) for part in parts]  # a list: every leaf is to be read
            return all(values) if isinstance(tree, All) else any(values)
        case Not(part=part):
            return not added_up(part, leaves, not negated)
        case _:
            return next(leaves).held is not negated
