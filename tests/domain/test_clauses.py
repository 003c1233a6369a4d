"""Matchers taken apart: what is wanted, refused and left to be asked, and that together it means the same."""

from random import Random

import pytest

from bot.domain.clauses import Facet, asks_for_rules, taken_apart
from bot.domain.matcher import EVERYTHING, All, Any, Killed, Not, Rules, Types, Within, holds
from tests.domain import draws

MALI, NIGER = (Within(label="there", country=code) for code in ("ML", "NE"))
BATTLES, PROTESTS = (Types(words=frozenset({word})) for word in ("battles", "protests"))
COUP = Rules(ids=frozenset({"sahel/coup"}))


def a(*parts):
    return All(parts=parts)


def one(*parts):
    return Any(parts=parts)


def no(part):
    return Not(part=part)


@pytest.mark.parametrize(
    ("matcher", "wanted", "refused"),
    [
        (EVERYTHING, {}, []),
        (MALI, {Facet.PLACE: (MALI,)}, []),
        (a(MALI, a(BATTLES, a(COUP))), {Facet.PLACE: (MALI,), Facet.TYPE: (BATTLES,), Facet.RULE: (COUP,)}, []),
        (one(MALI, one(NIGER, no(no(draws.circle(Random(1)))))),
         {Facet.PLACE: (MALI, NIGER, draws.circle(Random(1)))}, []),
        (a(MALI, no(BATTLES)), {Facet.PLACE: (MALI,)}, [BATTLES]),
        (no(no(a(MALI, BATTLES))), {Facet.PLACE: (MALI,), Facet.TYPE: (BATTLES,)}, []),
        (no(one(MALI, BATTLES, PROTESTS)), {}, [MALI, BATTLES, PROTESTS]),
        (no(a(no(BATTLES), no(PROTESTS))), {Facet.TYPE: (BATTLES, PROTESTS)}, []),
        (one(a(MALI, BATTLES)), {Facet.PLACE: (MALI,), Facet.TYPE: (BATTLES,)}, []),
        (no(a(MALI)), {}, [MALI]),
        (one(a(MALI), no(one(no(NIGER)))), {Facet.PLACE: (MALI, NIGER)}, []),
    ],
    ids=["everything", "a term", "all", "any of one facet", "not", "twice not", "none of", "not all not", "any of one",
         "not all of one", "any of lists of one"],
)  # fmt: skip
def test_what_people_usually_state_leaves_nothing_to_be_asked(matcher, wanted, refused):
    clauses = taken_apart(matcher)
    assert (clauses.wanted, clauses.refused, clauses.odd) == (wanted, refused, [])


@pytest.mark.parametrize(
    ("matcher", "odd"),
    [
        (one(MALI, BATTLES), [one(MALI, BATTLES)]),
        (one(MALI, no(NIGER)), [one(MALI, no(NIGER))]),
        (no(a(MALI, BATTLES)), [one(no(MALI), no(BATTLES))]),
        (one(MALI, a(NIGER, BATTLES)), [one(MALI, a(NIGER, BATTLES))]),
        (a(MALI, NIGER), [one(NIGER)]),
        (one(), [one()]),
        (no(EVERYTHING), [one()]),
    ],
    ids=["any of two facets", "or not", "not all", "a tree in an any", "twice the same facet", "nothing", "never"],
)
def test_what_has_no_clause_is_left_to_be_asked(matcher, odd):
    assert taken_apart(matcher).odd == odd


def test_the_clauses_hold_together_exactly_where_the_matcher_holds():
    chance = Random(5)
    outcomes = set()
    for _ in range(5_000):
        matcher, of, rules = draws.matcher(chance), draws.happening(chance), draws.some(chance, draws.RULES)
        clauses = taken_apart(matcher)
        together = (
            all(any(holds(term, of, rules) for term in terms) for terms in clauses.wanted.values())
            and not any(holds(term, of, rules) for term in clauses.refused)
            and all(holds(part, of, rules) for part in clauses.odd)
        )
        assert together is holds(matcher, of, rules)
        outcomes.add((together, bool(clauses.wanted), bool(clauses.refused), bool(clauses.odd)))
    assert len(outcomes) == 15  # all but "nothing is asked, and it does not hold"


@pytest.mark.parametrize(
    ("matcher", "asks"),
    [(MALI, False), (COUP, True), (a(MALI, one(NIGER, no(COUP))), True), (one(MALI, a(Killed(at_least=1))), False)],
    ids=["a term", "a rule", "a rule deep inside", "no rule"],
)
def test_who_asks_for_rules_is_known(matcher, asks):
    assert asks_for_rules(matcher) is asks
