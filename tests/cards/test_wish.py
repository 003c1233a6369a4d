"""A matcher is said back in words, every part of it."""

from __future__ import annotations

import pytest

from bot.cards import preview, wish
from bot.cards.phrases import Phrases
from bot.cards.preview import Expected, Way, Ways
from bot.domain.card import Facts, Text
from bot.domain.channel import Channel
from bot.domain.ids import ActorId, IncidentId, OutletId, RuleId
from bot.domain.incident import Standing
from bot.domain.matcher import (
    EVERYTHING,
    Actors,
    All,
    Along,
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
    Matcher,
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
)  # fmt: skip
from bot.domain.place import Point
from bot.domain.reader import Reader, Units
from tests.cards.answers import WISH
from tests.cards.samples import HERE, KIDAL, NAMES, NOW

CORNERS = (Point(lat=16, lon=-1), Point(lat=17, lon=-1), Point(lat=17, lon=1.5))
NEAR = Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50)


@pytest.mark.parametrize(
    ("matcher", "english"),
    [
        (EVERYTHING, "everything"),
        (NEAR, "within 50 km of Kidal"),
        (Along(label="RN18", points=(KIDAL.point,), width_km=20), "within 20 km of the road RN18"),
        (Incidents(ids=frozenset({IncidentId("7K2M9QXD")})), "incident 7K2M9QXD"),
        (Within(label="Mali", country="ML"), "in Mali"),
        (Within(label="Gao", country="ML", admin1="Gao"), "in Gao region (Mali)"),
        (
            Within(label="Bourem", country="ML", admin1="Gao", admin2="Bourem"),
            "in the area of Bourem, Gao region (Mali)",
        ),
        (Types(words=frozenset({"ied", "battles"})), "what happened is: battle or mine or improvised bomb"),
        (Actors(ids=frozenset({ActorId("jnim")}), label="JNIM"), "takes part: JNIM"),
        (
            Actors(ids=frozenset({ActorId("jnim")}), label="JNIM", roles=frozenset({"agent", "ally"})),
            "takes part: JNIM (its part: attacker or on the attacker’s side)",
        ),
        (Targets(targets=frozenset({"civilian"})), "target: civilians"),
        (Inside(corners=CORNERS), "inside the area with the corners 16,-1 17,-1 17,1.5"),
        (Inside(corners=CORNERS * 3), "inside an area with 9 corners, from 16,-1 on"),
        (Captured(at_least=3), "at least 3 captured or abducted"),
        (Displaced(at_least=300), "at least 300 displaced"),
        (
            Tiers(words=frozenset({"official", "local"}), ids=frozenset()),
            "told by: an official source or a local site",
        ),
        (
            Leans(words=frozenset({"pro_junta", "rebel"}), ids=frozenset()),
            "told by sources that lean: to the junta or to the rebels",
        ),
        (Languages(codes=frozenset({"fr", "ar"})), "told in: Arabic or French"),
        (Words(phrases=frozenset({"fuel convoy", "citerne*"})), "a headline has: “citerne…” or “fuel convoy”"),
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
        (
            Any(parts=(Not(part=All(parts=(NEAR, Killed(at_least=9)))), Wounded(at_least=3))),
            "(not: (within 50 km of Kidal, and at least 9 killed), or at least 3 wounded)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_every_part_of_a_matcher_has_words(matcher: Matcher, english: str) -> None:
    assert wish.sentence(matcher, Phrases("en")) == english
    assert wish.sentence(matcher, Phrases("fr")) != english or isinstance(matcher, Incidents)


def test_distances_are_told_in_the_readers_units() -> None:
    assert wish.sentence(NEAR, Phrases(Reader(language="en", units=Units.IMPERIAL))) == "within 31 mi of Kidal"


@pytest.mark.parametrize(
    ("told", "per_week", "days", "expected"),
    [
        (0, 0.0, 0, "not known yet: nothing has been read so far"),
        (0, 0.0, 1, "nothing, as in the last day"),
        (0, 0.0, 90, "nothing, as in the last 90 days"),
        (4, 0.3, 90, "less than one message a week, as in the last 90 days"),
        (15, 1.2, 90, "about 1 message a week, as in the last 90 days"),
        (514, 40.0, 1, "about 40 messages a week, as in the last day"),
    ],
)
def test_a_preview_says_how_much_news_to_expect(told: int, per_week: float, days: int, expected: str) -> None:
    seen = Expected(told=told, per_week=per_week, days=days, examples=())
    ways = Ways(confirm=Way(args=(), line="subscribe Kidal confirm=yes"))
    card = preview.card(
        WISH, seen, ways, Channel(destination=HERE), loud=False, names=NAMES, reader=Reader(language="en"), now=NOW
    )
    rows = {label: spans for block in card.blocks if isinstance(block, Facts) for label, spans in block.rows}
    assert rows["To expect"] == (Text(expected),)
