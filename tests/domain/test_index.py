"""The index of matchers beside the loop over `holds` that it stands for."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.clauses import Facet
from bot.domain.event import Count
from bot.domain.index import MatcherIndex
from bot.domain.matcher import (
    EVERYTHING,
    Actors,
    All,
    Any,
    Captured,
    Certain,
    Displaced,
    Families,
    Incidents,
    Inside,
    Killed,
    Languages,
    Leans,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Tiers,
    Types,
    Within,
    Words,
    Wounded,
    holds,
)
from bot.domain.place import Point
from bot.domain.shelves import MOST_KEPT, MOST_SPOTS
from bot.domain.taxonomy import Operation
from tests.domain import draws
from tests.store.make import KIDAL, incident, place

COUP, IED = frozenset({"sahel/coup"}), frozenset({"sahel/ied"})
NEVER = Any(parts=())
KIDAL_50 = Near(place="ml/kidal/kidal:town", label="Kidal", point=KIDAL, radius_km=50)
MALI, NIGER = (Within(label="there", country=code) for code in ("ML", "NE"))
FAMA = Actors(ids=frozenset({"fama"}), label="FAMa")
BATTLES, PROTESTS = (Types(words=frozenset({word})) for word in ("battles", "protests"))
OF_COUP = Rules(ids=COUP)


def index_of(*matchers):
    index = MatcherIndex()
    for key, matcher in enumerate(matchers):
        index.add(key, matcher)
    return index


def found(index, of=None, rules=frozenset()):
    return set(index.matching(of or incident()).for_rules(rules))


def looped(matchers, of, rules):
    return {key for key, matcher in matchers.items() if holds(matcher, of, rules)}


def fired(chance):
    return draws.some(chance, draws.RULES)


def test_a_hundred_thousand_pairs_of_matcher_and_incident_are_told_as_holds_tells_them():
    chance = Random(20231114)
    matchers = {key: draws.matcher(chance) for key in range(1_000)}
    index = index_of(*matchers.values())
    answers = Counter()
    for _ in range(100):
        of, rules = draws.happening(chance), fired(chance)
        expected = looped(matchers, of, rules)
        assert found(index, of, rules) == expected
        answers.update(hit=len(expected), miss=len(matchers) - len(expected))
    # Neither answer is so rare that always giving the other would nearly pass.
    assert min(answers.values()) > 20_000


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_index_agrees_with_holds_whatever_was_added_and_removed(chance):
    index, live = MatcherIndex(), {}
    for _ in range(chance.randint(1, 25)):
        key = chance.randint(0, 9)
        if key in live:
            del live[key]
            index.remove(key)
        else:
            live[key] = draws.matcher(chance)
            index.add(key, live[key])
        assert len(index) == len(live)
        of = draws.happening(chance)
        answer = index.matching(of)
        for rules in (frozenset(), fired(chance), fired(chance)):
            assert set(answer.for_rules(rules)) == looped(live, of, rules)


def test_many_matchers_that_come_and_go_leave_the_right_ones():
    chance = Random(7)
    index, live = MatcherIndex(), {}
    for _ in range(4_000):
        key = chance.randrange(300)
        if live.pop(key, None) is None:
            live[key] = draws.matcher(chance)
            index.add(key, live[key])
        else:
            index.remove(key)
        if chance.random() < 0.03:
            of, rules = draws.happening(chance), fired(chance)
            assert found(index, of, rules) == looped(live, of, rules)


# One of each kind that the incident of the tests satisfies, and one that it does not.
HERE = incident(wounded=None, claims=(replace(draws.CLAIM, captured=Count(low=2, high=5)),))
CORNERS = tuple(Point(lat=lat, lon=lon) for lat, lon in ((18, 1), (19, 1), (19, 2), (18, 2)))
TERMS = [
    pytest.param(BATTLES, PROTESTS, id="type"),
    pytest.param(FAMA, Actors(ids=frozenset({"jnim"}), label="x"), id="actor"),
    pytest.param(replace(FAMA, roles=frozenset({"agent"})), replace(FAMA, roles=frozenset({"target"})), id="part"),
    pytest.param(Targets(targets=frozenset({"armed_group"})), Targets(targets=frozenset({"civilian"})), id="target"),
    pytest.param(KIDAL_50, replace(KIDAL_50, point=Point(lat=17, lon=1.4)), id="near"),
    pytest.param(MALI, NIGER, id="country"),
    pytest.param(replace(MALI, admin1="Kidal"), replace(MALI, admin1="Gao"), id="region"),
    pytest.param(replace(MALI, admin2="Kidal"), replace(MALI, admin1="Kidal", admin2="Gao"), id="cercle"),
    pytest.param(Inside(corners=CORNERS), Inside(corners=CORNERS[1:]), id="area"),
    pytest.param(Captured(at_least=2), Captured(at_least=3), id="captured"),
    pytest.param(Displaced(at_least=0), Displaced(at_least=1), id="displaced"),
    pytest.param(Killed(at_least=3), Killed(at_least=4), id="killed"),
    pytest.param(Wounded(at_least=0), Wounded(at_least=1), id="wounded"),
    pytest.param(Certain(at_least=0.8), Certain(at_least=0.81), id="certain"),
    pytest.param(Stands(at_least=HERE.standing), Stands(at_least=HERE.standing + 1), id="stands"),
    pytest.param(Families(at_least=1), Families(at_least=2), id="families"),
    pytest.param(Outlets(ids=frozenset({"rfi"})), Outlets(ids=frozenset({"afp"})), id="outlet"),
    pytest.param(
        Tiers(words=frozenset({"agency"}), ids=frozenset({"rfi"})),
        Tiers(words=frozenset({"local"}), ids=frozenset({"afp"})),
        id="tier",
    ),
    pytest.param(
        Leans(words=frozenset({"none"}), ids=frozenset({"rfi"})), Leans(words=frozenset(), ids=frozenset()), id="lean"
    ),
    pytest.param(Languages(codes=frozenset({"fr"})), Languages(codes=frozenset({"en", "ar"})), id="language"),
    pytest.param(Words(phrases=frozenset({"entre dans kidal"})), Words(phrases=frozenset({"kidal entre"})), id="words"),
    pytest.param(Words(phrases=frozenset({"l arm*"})), Words(phrases=frozenset({"arme", "ntre*"})), id="beginning"),
    pytest.param(OF_COUP, Rules(ids=IED), id="rule"),
    pytest.param(Incidents(ids=frozenset({HERE.id})), Incidents(ids=frozenset({"other"})), id="incident"),
]


@pytest.mark.parametrize(("fitting", "other"), TERMS)
def test_each_kind_of_term_finds_refuses_and_narrows(fitting, other):
    index = index_of(
        fitting, other,
        Not(part=fitting), Not(part=other),
        All(parts=(MALI, fitting)), All(parts=(MALI, other)),
        All(parts=(BATTLES, Not(part=fitting))), All(parts=(BATTLES, Not(part=other))),
        Any(parts=(other, fitting)), Any(parts=(other, other)),
    )  # fmt: skip
    assert found(index, HERE, COUP) == {0, 3, 4, 7, 8}
    for key in (0, 3, 4, 7, 8):
        index.remove(key)
    assert found(index, HERE, COUP) == set()


def test_a_matcher_without_rules_is_in_every_answer_and_one_with_rules_only_where_they_fired():
    index = index_of(
        MALI, All(parts=(MALI, OF_COUP)), All(parts=(MALI, Not(part=OF_COUP))), Any(parts=(NIGER, OF_COUP)), EVERYTHING
    )
    answer = index.matching(incident())
    assert set(answer.for_rules(COUP)) == {0, 1, 3, 4}
    assert set(answer.for_rules(IED)) == {0, 2, 4}
    assert set(answer.for_rules(COUP | IED)) == {0, 1, 3, 4}
    assert set(answer.for_rules(frozenset())) == {0, 2, 4}


def test_an_answer_belongs_to_the_caller():
    answer = index_of(MALI, EVERYTHING).matching(incident())
    answer.for_rules(COUP).clear()
    assert set(answer.for_rules(COUP)) == {0, 1}


def test_a_key_is_free_again_after_its_matcher_was_removed():
    index = index_of(MALI)
    with pytest.raises(ValueError, match="key 0 is in use"):
        index.add(0, NIGER)
    assert found(index) == {0}
    index.remove(0)
    assert found(index) == set()
    index.add(0, NIGER)
    assert found(index) == set()
    assert found(index, incident(place=place(country="NE"))) == {0}


def test_a_key_that_was_never_given_cannot_be_removed():
    index = index_of(MALI)
    with pytest.raises(KeyError):
        index.remove(1)
    assert len(index) == 1


def test_an_empty_index_finds_nothing():
    assert found(MatcherIndex()) == set()


def test_who_misses_a_type_is_asked_anew_after_a_change():
    index = index_of(All(parts=(MALI, BATTLES)), All(parts=(MALI, PROTESTS)))
    assert found(index) == {0}
    index.add(2, All(parts=(MALI, PROTESTS)))
    assert found(index) == {0}
    index.remove(1)
    index.add(1, MALI)
    assert found(index) == {0, 1}


def test_who_is_found_around_a_place_is_asked_anew_after_a_change():
    index = index_of(KIDAL_50)
    assert found(index) == {0}
    index.add(1, KIDAL_50)
    index.add(2, replace(KIDAL_50, radius_km=500))
    assert found(index) == {0, 1, 2}
    index.remove(0)
    assert found(index) == {1, 2}
    index.remove(1)
    index.add(0, Not(part=KIDAL_50))
    assert found(index) == {2}
    index.remove(2)
    assert found(index) == set()


def test_more_places_than_are_kept_are_told_right():
    wishes = [KIDAL_50, replace(KIDAL_50, radius_km=2_000)]
    index = index_of(*wishes)
    for number in range(MOST_SPOTS + 100):
        of = incident(place=place(Point(lat=17 + number % 60 / 10, lon=number // 60 / 10)))
        assert found(index, of) == looped(dict(enumerate(wishes)), of, frozenset())
    assert len(index._shelves[Facet.PLACE]._kept) == MOST_SPOTS


def test_nothing_is_kept_of_matchers_that_were_removed():
    chance = Random(6)
    index = index_of(*(draws.matcher(chance) for _ in range(200)))
    for key in range(200):
        index.remove(key)
    assert len(index) == 0
    assert not any((*index._shelves.values(), index._rules, index._unopened))
    assert not index._shelves[Facet.WORDS]._forms
    assert index._ground.holding(KIDAL) == []


def test_more_combinations_of_types_than_are_kept_are_told_right():
    pairs = [frozenset({a, b}) for a in Operation for b in Operation][: 2 * MOST_KEPT]
    wishes = [All(parts=(MALI, Types(words=frozenset({operation.value})))) for operation in Operation]
    index = index_of(*wishes)
    for operations in pairs * 2:
        of = incident(operations=operations)
        assert found(index, of) == looped(dict(enumerate(wishes)), of, frozenset())
