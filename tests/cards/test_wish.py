"""A matcher is said back in words, every part of it."""

from __future__ import annotations

import pytest

from bot.cards import subscription, wish
from bot.cards.phrases import Phrases
from bot.domain.card import Code, Facts
from bot.domain.ids import ActorId, OutletId, RuleId
from bot.domain.incident import Standing
from bot.domain.matcher import (
    EVERYTHING,
    Actors,
    All,
    Any,
    Certain,
    Families,
    Killed,
    Matcher,
    Near,
    Not,
    Outlets,
    Rules,
    Stands,
    Targets,
    Types,
    Within,
    Wounded,
)  # fmt: skip
from tests.cards.answers import WISH
from tests.cards.samples import KIDAL

NEAR = Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50)


@pytest.mark.parametrize(
    ("matcher", "english"),
    [
        (EVERYTHING, "everything"),
        (NEAR, "within 50 km of Kidal"),
        (Within(label="Mali", country="ML"), "in Mali"),
        (Within(label="Gao", country="ML", admin1="Gao"), "in Gao region (Mali)"),
        (
            Within(label="Bourem", country="ML", admin1="Gao", admin2="Bourem"),
            "in the area of Bourem, Gao region (Mali)",
        ),
        (Types(words=frozenset({"ied", "battles"})), "what happened is: battle or mine or improvised bomb"),
        (Actors(ids=frozenset({ActorId("jnim")}), label="JNIM"), "takes part: JNIM"),
        (Targets(targets=frozenset({"civilian"})), "target: civilians"),
        (Killed(at_least=3), "at least 3 killed"),
        (Wounded(at_least=3), "at least 3 wounded"),
        (Certain(at_least=0.5), "certainty at least 50%"),
        (Stands(at_least=Standing.CORROBORATED), "at least corroborated"),
        (Families(at_least=1), "from 1 publisher"),
        (Families(at_least=2), "from at least 2 independent publishers"),
        (Outlets(ids=frozenset({OutletId("rfi")})), "told by: rfi"),
        (Rules(ids=frozenset({RuleId("a/b"), RuleId("a/a")})), "fired by: a/a or a/b"),
        (All(parts=(NEAR, Not(part=Killed(at_least=1)))), "within 50 km of Kidal, and not: at least 1 killed"),
        (Any(parts=(NEAR, Killed(at_least=9))), "(within 50 km of Kidal, or at least 9 killed)"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_part_of_a_matcher_has_words(matcher: Matcher, english: str) -> None:
    assert wish.sentence(matcher, Phrases("en")) == english
    assert wish.sentence(matcher, Phrases("fr")) != english


@pytest.mark.parametrize(
    ("per_week", "expected"),
    [(0.3, "less than one incident a week"), (1.2, "about 1 incident a week"), (40.0, "about 40 incidents a week")],
)
def test_a_new_wish_says_how_much_news_to_expect(per_week: float, expected: str) -> None:
    card = subscription.added(WISH, language="en", per_week=per_week)
    rows = {label: spans for block in card.blocks if isinstance(block, Facts) for label, spans in block.rows}
    assert rows["To expect"][0].text == f"{expected}, as in the last 90 days"
    assert rows["Id"] == (Code("Q4XN7B2P"),)


def test_a_wish_that_stands_already_is_told_so() -> None:
    assert subscription.added(WISH, language="en", known=True).title == "This wish stands already"


def test_a_channel_without_wishes_is_told_how_to_state_one() -> None:
    card = subscription.listed((), language="en")
    assert any(isinstance(span, Code) and span.text.startswith("subscribe ") for span in card.blocks[0].spans)
