"""Words about who tells of an incident and how: outlets, tiers, leans, languages, headlines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.outlet import Tier
from bot.engine import reports
from bot.engine.terms import BadWord, Names, Problem
from tests.fakes.world import OUTLETS, SmallActors, SmallPlaces, outlet

BAMADA = replace(outlet("bamada", Tier.LOCAL), name="Bamada.net", lean="pro_junta", language="bm")
NAMES = Names(places=SmallPlaces(), actors=SmallActors(), outlets={**OUTLETS, BAMADA.id: BAMADA})
NO_PACK = replace(NAMES, outlets={})


@pytest.mark.parametrize(
    ("typed", "id_"),
    [
        ("rfi", "rfi"),
        ("RFI", "rfi"),
        ("bamada.net", "bamada"),
        ("Bamada.net", "bamada"),
        ("maliweb.net", "maliweb.net"),
    ],
)
def test_an_outlet_is_named_by_its_id_its_name_or_the_domain_of_one_that_no_pack_knows(typed: str, id_: str) -> None:
    assert reports.outlets([typed], NAMES).ids == {id_}


def test_without_packs_any_id_may_be_an_outlet() -> None:
    assert reports.outlets(["whoever"], NO_PACK).ids == {"whoever"}


def test_a_tier_stands_for_all_outlets_of_the_packs_that_have_it() -> None:
    made = reports.tiers(["Official", "partisan"], NAMES)
    assert made.words == {"official", "partisan"}
    assert made.ids == {"un_news", "fama_communiques"}
    assert "bamada" in reports.tiers(["local"], NAMES).ids


def test_a_lean_stands_for_all_outlets_of_the_packs_that_have_it() -> None:
    assert reports.leans(["pro-junta"], NAMES).ids == {"bamada"}
    assert reports.leans(["none"], NAMES).ids == OUTLETS.keys()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("fr", "fr"), ("FR", "fr"), ("French", "fr"), ("français", "fr"), ("bm", "bm"), ("anglais", "en")],
)
def test_a_language_is_named_by_its_code_or_in_words(typed: str, code: str) -> None:
    assert reports.languages([typed], NAMES).codes == {code}


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [("Fuel  Convoy", "fuel convoy"), ("Citernes*", "citernes*"), ("l'armée mali*", "l armee mali*")],
)
def test_a_phrase_is_folded(typed: str, phrase: str) -> None:
    assert reports.headlines([typed]).phrases == {phrase}


@pytest.mark.parametrize(
    "typed",
    ["", "…", "*", "**", "ci*", "ca mi*", "fuel *", "con*voy", "*voy", "a b c d e f", "fuel **", "[a-z]+*"],
)
def test_what_is_no_phrase_is_refused(typed: str) -> None:
    with pytest.raises(BadWord) as caught:
        reports.headlines([typed])
    assert (caught.value.problem, caught.value.word) == (Problem.BAD_WORDS, typed)
    assert caught.value.fix


def test_only_so_many_phrases_are_looked_for_at_once() -> None:
    assert len(reports.headlines([f"word{n}" for n in range(reports.MOST_PHRASES)]).phrases) == reports.MOST_PHRASES
    with pytest.raises(BadWord, match="more than 50"):
        reports.headlines([f"word{n}" for n in range(reports.MOST_PHRASES + 1)])


def test_a_source_that_is_spelt_nearly_so_is_offered() -> None:
    with pytest.raises(BadWord) as caught:
        reports.outlets(["bamda"], NAMES)
    assert (caught.value.problem, caught.value.nearest) == (Problem.UNKNOWN_SOURCE, ("bamada",))
