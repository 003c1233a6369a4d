"""Rule files: what is read from a good one, and what is said of the fifteen worst."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain import matcher
from bot.domain.errors import BadFile
from bot.domain.ids import ActorId
from bot.domain.incident import Severity
from bot.engine import load
from bot.engine.kinds.match import Fields
from bot.engine.rule import Rule, Status
from tests.fakes.world import PLACES, SmallActors, SmallPlaces

HEAD = """\
title: Convoy attacked
description: A convoy is attacked.
kind: match
status: stable
severity: high
"""
NAME = "rules/sahel/convoy_attack.yml"


def loaded(text: str, name: str = NAME) -> Rule:
    (rule,) = load.rules({name: text}, SmallPlaces(), SmallActors())
    return rule


def when(text: str) -> matcher.Matcher:
    """The condition of a rule, without the certainty that is asked for by default."""
    rule = loaded(HEAD + "when:\n" + "".join(f"  {line}\n" for line in text.splitlines()))
    assert isinstance(rule.fields, Fields)
    whole = rule.fields.when
    if isinstance(whole, matcher.All) and whole.parts[-1] == matcher.Certain(at_least=0.35):
        return whole.parts[0]
    return whole


def faults(text: str, name: str = NAME) -> list[str]:
    with pytest.raises(BadFile) as caught:
        load.rules({name: text}, SmallPlaces(), SmallActors())
    return [str(fault) for fault in caught.value.faults]


def test_a_whole_file_is_read() -> None:
    rule = loaded(
        HEAD
        + "when: {type: convoy_attack}\nfreshness: 36h\n"
        + "references: [https://example.org]\nfalse_positives: [Funerals]\n"
    )
    assert (rule.id, rule.title, rule.kind) == ("sahel/convoy_attack", "Convoy attacked", "match")
    assert (rule.status, rule.severity) == (Status.STABLE, Severity.HIGH)
    assert rule.freshness == timedelta(hours=36)
    assert (rule.references, rule.false_positives) == (("https://example.org",), ("Funerals",))


def test_freshness_is_seven_days_where_a_file_does_not_say() -> None:
    assert loaded(HEAD + "when: {type: ied}\n").freshness == timedelta(days=7)


def test_certainty_is_asked_for_unless_the_file_speaks_of_it() -> None:
    unsaid = loaded(HEAD + "when: {type: ied}\n").fields
    said = loaded(HEAD + "when: {type: ied, certainty: {at_least: 0.1}}\n").fields
    nested = loaded(HEAD + "when: {type: ied, not: {certainty: 0.9}}\n").fields
    assert "Certain(at_least=0.35)" in repr(unsaid)
    assert "0.35" not in repr(said) + repr(nested)


def test_keys_of_one_mapping_must_all_hold() -> None:
    assert when("type: [ied, convoy_attack]\nkilled: {at_least: 3}") == matcher.All(
        parts=(matcher.Types(words=frozenset({"ied", "convoy_attack"})), matcher.Killed(at_least=3))
    )


TERMS = {
    "type: battles": matcher.Types(words=frozenset({"battles"})),
    "killed: 3": matcher.Killed(at_least=3),
    "wounded: {at_least: 2}": matcher.Wounded(at_least=2),
    "certainty: 0.5": matcher.Certain(at_least=0.5),
    "families: 2": matcher.Families(at_least=2),
    "target: peacekeeper": matcher.Targets(targets=frozenset({"peacekeeper"})),
    "source: [rfi, afp]": matcher.Outlets(ids=frozenset({"rfi", "afp"})),
    "country: ML": matcher.Within(label="ML", country="ML"),
    "country: Mali": matcher.Within(label="Mali", country="ML"),
    "region: Kidal": matcher.Within(label="Kidal region", country="ML", admin1="Kidal"),
    "region: Kidal, Mali": matcher.Within(label="Kidal region", country="ML", admin1="Kidal"),
}


@pytest.mark.parametrize(("text", "wanted"), TERMS.items(), ids=TERMS.keys())
def test_each_word_means_one_term(text: str, wanted: matcher.Matcher) -> None:
    assert when(text) == wanted


@pytest.mark.parametrize("text", ["near: Kidal/50km", "near: {place: Kidal, radius_km: 50}", "near: kidal / 50"])
def test_a_place_with_its_radius_may_be_spelt_in_three_ways(text: str) -> None:
    kidal = PLACES["Kidal"]
    assert when(text) == matcher.Near(place=kidal.id, label="Kidal", point=kidal.point, radius_km=50)


def test_an_actor_stands_for_its_whole_lineage() -> None:
    term = when("actor: CMA\nrole: agent")
    assert isinstance(term, matcher.Actors)
    assert term.ids == {ActorId("cma"), ActorId("csp_psd")}
    assert (term.roles, term.label) == ({"agent"}, "CMA")


def test_any_all_and_not_nest() -> None:
    assert when("any:\n- {type: ied}\n- {not: {killed: 3}}") == matcher.Any(
        parts=(matcher.Types(words=frozenset({"ied"})), matcher.Not(part=matcher.Killed(at_least=3)))
    )


def test_several_places_mean_any_of_them() -> None:
    term = when("near: [Kidal/10km, Gao/10km]")
    assert isinstance(term, matcher.Any)
    assert [part.label for part in term.parts] == ["Kidal", "Gao"]


WORST = {
    "unknown key": ("when: {type: ied}\nseverty: low\n", "7:1: a rule has no key 'severty' (did you mean 'severity'?)"),
    "unknown condition": ("when: {tpye: ied}\n", "6:8: a condition has no key 'tpye' (did you mean 'type'?)"),
    "unknown type": (
        "when: {type: convoi_attack}\n",
        "6:14: unknown type 'convoi_attack' (did you mean 'convoy_attack'?)",
    ),
    "wrong kind of value": (
        "when: {killed: many}\n",
        "6:16: killed must be a whole number from 0 to 1000000, not 'many'",
    ),
    "number where text belongs": (
        "references: [1]\nwhen: {type: ied}\n",
        "6:14: an item of references must be text, not whole number",
    ),
    "unknown place": ("when:\n  near: Kidall/50km\n", "7:9: unknown place 'Kidall' (did you mean 'Kidal'?)"),
    "bad radius": (
        "when:\n  near: {place: Kidal, radius_km: -5}\n",
        "7:35: radius_km must be a number from 0.1 to 2000, not -5",
    ),
    "no region": (
        "when:\n  region: Fafa\n",
        "7:11: Fafa is no region but a village (its region is Gao; or use near)",
    ),
    "unknown actor": ("when: {actor: [JNIM, WAGNR]}\n", "6:22: unknown actor 'WAGNR' (did you mean 'WAGNER'?)"),
    "role without actor": (
        "when: {type: ied, role: agent}\n",
        "6:19: 'role' stands without 'actor' (say whose role it is)",
    ),
    "no condition": ("", "1:1: a rule of kind 'match' lacks 'when'"),
    "list as condition": ("when: [ied]\n", "6:7: a condition must be a mapping, not list"),
    "duration": (
        "freshness: 7 days\nwhen: {type: ied}\n",
        "6:12: freshness must be a time like 30m, 12h, 7d or 2w, at most a year, not '7 days'",
    ),
    "key twice": ("when: {type: ied}\nwhen: {type: ied}\n", "7:1: 'when' stands twice (keep one)"),
    "country of nowhere": ("when: {country: Atlantis}\n", "6:17: unknown country 'Atlantis' (allowed: ML)"),
    "deep nesting": (
        f"when: {'{not: ' * 10}{{type: ied}}{'}' * 10}\n",
        "6:61: conditions nest deeper than 8 levels",
    ),
    "any of nothing": ("when: {any: []}\n", "6:13: 'any' must hold at least one condition"),
    "boolean figure": (
        "when: {killed: {at_least: true}}\n",
        "6:27: killed must be a whole number from 0 to 1000000, not True",
    ),
}


@pytest.mark.parametrize(("text", "wanted"), WORST.values(), ids=WORST.keys())
def test_a_bad_file_is_refused_at_its_line_with_what_would_be_right(text: str, wanted: str) -> None:
    assert faults(HEAD + text) == [f"{NAME}:{wanted}"]


def test_an_empty_condition_is_refused_because_it_would_fire_on_everything() -> None:
    (found,) = faults(HEAD + "when: {}\n")
    assert found.startswith(f"{NAME}:6:7: a condition must not be empty (allowed: type, actor,")


@pytest.mark.parametrize("text", ["when: &a {any: [*a]}\n", "when: !!python/object:os.system {}\n", "when: {type: [\n"])
def test_hostile_yaml_is_refused(text: str) -> None:
    assert faults(HEAD + text)


def test_all_faults_of_all_files_come_at_once_in_order_of_files() -> None:
    with pytest.raises(BadFile) as caught:
        load.rules(
            {
                "b/two.yml": "title: [\n",
                "a/one.yml": "title: ''\nkind: macth\nseverity: grave\nstatus: 3\nwhen: {type: ied}\n",
            },
            SmallPlaces(),
            SmallActors(),
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "a/one.yml:1:1: the rule lacks 'description'",
        "a/one.yml:2:7: kind cannot be 'macth' (did you mean 'match'?)",
        "a/one.yml:1:8: title must be text, not empty",
        "a/one.yml:3:11: severity cannot be 'grave' (allowed: critical, high, low, medium)",
        "a/one.yml:4:9: status cannot be whole number (allowed: experimental, stable)",
        "b/two.yml:2:1: not valid YAML: did not find expected node content",
    ]


def test_two_files_cannot_be_one_rule() -> None:
    good = HEAD + "when: {type: ied}\n"
    with pytest.raises(BadFile, match="another file is rule 'sahel/a' already"):
        load.rules({"rules/sahel/a.yml": good, "own/sahel/a.yml": good}, SmallPlaces(), SmallActors())


def test_one_bad_file_keeps_the_good_ones_out_too() -> None:
    with pytest.raises(BadFile):
        load.rules({"s/a.yml": HEAD + "when: {type: ied}\n", "s/b.yml": "title: 1\n"}, SmallPlaces(), SmallActors())


def test_rules_come_in_order_of_their_ids() -> None:
    good = HEAD + "when: {type: ied}\n"
    found = load.rules({"z/a.yml": good, "a/z.yml": good}, SmallPlaces(), SmallActors())
    assert [rule.id for rule in found] == ["a/z", "z/a"]


def test_a_town_that_bears_its_regions_name_is_the_region_after_region_and_the_town_after_near() -> None:
    near, region = when("near: Kidal"), when("region: Kidal")
    assert isinstance(near, matcher.Near)
    assert near.place == PLACES["Kidal"].id
    assert isinstance(region, matcher.Within)
    assert region.admin1 == "Kidal"
