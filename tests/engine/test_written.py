"""Both forms of a matcher are read back as the matcher, and as the same one."""

from __future__ import annotations

import re
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import matcher
from bot.domain.errors import Fault
from bot.domain.matcher import Matcher, normal
from bot.engine import conditions, text, vocabulary
from bot.engine.terms import Names
from bot.located import read_yaml
from bot.theatre import shipped_rules
from tests.engine import named
from tests.fakes.world import OUTLETS, SmallActors, SmallPlaces

SMALL = Names(places=SmallPlaces(), actors=SmallActors(), outlets=OUTLETS)
NEVER = matcher.Any(parts=())


def from_file(written: object, names: Names) -> Matcher:
    faults: list[Fault] = []
    made = conditions.matcher_of(
        read_yaml("rule.yml", yaml.safe_dump(written, allow_unicode=True, sort_keys=False)), names, faults
    )
    assert faults == []
    return made


# Line, and what a file says for it.
BOTH = {
    "type": ("type:ambush,ied", {"type": ["ambush", "ied"]}),
    "actor": ("actor:JNIM", {"actor": "JNIM"}),
    "actor in a part": ("actor:JNIM/agent/ally", {"actor": "JNIM/agent/ally"}),
    "target": ("target:civilian", {"target": "civilian"}),
    "near": ("near:Kidal/50km", {"near": "Kidal/50km"}),
    "any of two": ("near:Kidal/50km,Gao/25km", {"near": ["Kidal/50km", "Gao/25km"]}),
    "road": ("road:Gao–Kidal/20km", {"road": "Gao–Kidal/20km"}),
    "region": ("region:Kidal", {"region": "Kidal"}),
    "country": ("country:ML", {"country": "ML"}),
    "area": ('area:"16,-1 17,-1 17,1.5"', {"area": [[16.0, -1.0], [17.0, -1.0], [17.0, 1.5]]}),
    "killed": ("killed>=3", {"killed": 3}),
    "wounded": ("wounded>=3", {"wounded": 3}),
    "captured": ("captured>=3", {"captured": 3}),
    "displaced": ("displaced>=300", {"displaced": 300}),
    "families": ("families>=2", {"families": 2}),
    "certainty": ("certainty>=0.5", {"certainty": 0.5}),
    "standing": ("standing:confirmed", {"standing": "confirmed"}),
    "source": ("source:afp,rfi", {"source": ["afp", "rfi"]}),
    "tier": ("tier:official,agency", {"tier": ["official", "agency"]}),
    "lean": ("lean:pro_junta", {"lean": "pro_junta"}),
    "lang": ("lang:fr", {"lang": "fr"}),
    "words": ('words:citerne*,"fuel convoy"', {"words": ["citerne*", "fuel convoy"]}),
    "all": ("type:ied near:Kidal/50km", {"type": "ied", "near": "Kidal/50km"}),
    "any": ("type:ied or near:Kidal/50km", {"any": [{"type": "ied"}, {"near": "Kidal/50km"}]}),
    "not": ("not type:ied", {"not": {"type": "ied"}}),
    "twice a key": ("near:Kidal/50km near:Gao/500km", {"all": [{"near": "Kidal/50km"}, {"near": "Gao/500km"}]}),
    "all of it": (
        "type:convoy_attack near:Kidal/50km (actor:JNIM or actor:WAGNER) not killed>=3",
        {
            "type": "convoy_attack",
            "near": "Kidal/50km",
            "any": [{"actor": "JNIM"}, {"actor": "WAGNER"}],
            "not": {"killed": 3},
        },
    ),
    "nested": (
        "not (type:ied or (killed>=3 not wounded>=9))",
        {"not": {"any": [{"type": "ied"}, {"killed": 3, "not": {"wounded": 9}}]}},
    ),
}


@pytest.mark.parametrize(("line", "file"), BOTH.values(), ids=BOTH.keys())
def test_both_forms_mean_the_same_and_are_written_as_people_write_them(line: str, file: dict[str, object]) -> None:
    made = text.parsed(line, SMALL)
    assert from_file(file, SMALL) == made
    assert text.written(made, SMALL) == line
    assert conditions.written(made, SMALL) == file


def test_every_key_is_shown_in_both_forms() -> None:
    keys = {key for _, file in BOTH.values() for key in file}
    assert keys == set(conditions.KEYS) - {"role"}


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_a_person_can_ask_for_is_read_back_from_its_line(chance: Random) -> None:
    made = named.matcher(chance)
    line = text.written(made, named.names())
    assert text.parsed(line, named.names()) == normal(made)
    assert text.written(text.parsed(line, named.names()), named.names()) == line


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_whatever_a_file_can_say_is_read_back_from_both_forms(chance: Random) -> None:
    made = named.matcher(chance, named.OF_FILES)
    line, file = text.written(made, named.names()), conditions.written(made, named.names())
    assert from_file(file, named.names()) == normal(made)
    assert text.parsed(line, named.names()) == from_file(file, named.names())
    assert conditions.written(text.parsed(line, named.names()), named.names()) == file


@pytest.mark.parametrize(
    "made",
    [pytest.param(read, id=key) for key, read in zip([*named.DRAWN, *vocabulary.FIGURES, "place"],
     [*map(named.read, named.DRAWN), *named.FIGURES.values(), named.by_button], strict=True)],
)  # fmt: skip
def test_every_kind_of_term_is_read_back_many_times_over(made) -> None:
    chance = Random(9)
    for _ in range(60):
        term = made(chance)
        assert text.parsed(text.written(term, named.names()), named.names()) == normal(term)


def test_names_that_the_packs_no_longer_know_are_kept_as_they_were_called() -> None:
    gone = matcher.Near(place="ml/x:town", label="Taoudenni", point=named.places()[0].point, radius_km=50)
    group = matcher.Actors(ids=frozenset({"gone"}), label="Gone Group")
    assert text.written(gone, SMALL) == "near:Taoudenni/50km"
    assert text.written(group, SMALL) == "actor:gone"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("certainty>=0.00012", "certainty>=0.0001"),
        ("near:Kidal/0.00001", "near:Kidal/0.00001km"),
        ("near:Kidal/050.50", "near:Kidal/50.5km"),
        ('area:"0.00001,-0.00001 17,-1 17.00004,1"', 'area:"0,0 17,-1 17,1"'),
    ],
)
def test_numbers_are_written_as_short_as_can_be_and_never_with_an_exponent(line: str, expected: str) -> None:
    assert text.written(text.parsed(line, SMALL), SMALL) == expected


@pytest.mark.parametrize(
    "part", [NEVER, matcher.Not(part=matcher.EVERYTHING), matcher.All(parts=(NEVER, matcher.Killed(at_least=1)))]
)
def test_what_holds_always_or_never_cannot_be_said(part: Matcher) -> None:
    for write in (text.written, conditions.written):
        with pytest.raises(ValueError, match="always, or never"):
            write(part, SMALL)


def test_everything_is_an_empty_line() -> None:
    assert text.written(matcher.EVERYTHING, SMALL) == ""


@pytest.mark.parametrize("line", ["rule:sahel/ied", "type:ied not incident:7K3QF2MX"])
def test_what_only_wishes_ask_for_has_no_form_in_files(line: str) -> None:
    made = text.parsed(line, SMALL)
    assert text.written(made, SMALL) == line
    with pytest.raises(ValueError, match="no rule asks for"):
        conditions.written(made, SMALL)


def _documented() -> list[tuple[str, str]]:
    """The first example of each form in every row of the table that rule authors read."""
    text = (shipped_rules() / "README.md").read_text("utf-8")
    rows = [line.split("|")[1:3] for line in text.partition("| a file says |")[2].splitlines() if line.startswith("| ")]
    first = [[re.findall("`([^`]+)`", cell)[:1] for cell in row] for row in rows]
    return [(file[0], line[0]) for file, line in first if file and line]


@pytest.mark.parametrize(("file", "line"), _documented())
def test_the_forms_that_are_documented_side_by_side_mean_the_same(file: str, line: str) -> None:
    assert from_file(yaml.safe_load(file), named.names()) == text.parsed(line, named.names())


def test_every_key_of_the_language_is_documented_with_both_forms() -> None:
    found = [re.findall(r"[a-z]+(?=:|>=)", line) for _, line in _documented()]
    shown = {key for keys in found for key in keys} | {"wounded", "captured", "displaced"}  # beside killed
    assert shown >= {*vocabulary.READERS, *vocabulary.FIGURES} - {*vocabulary.OF_WISHES}
