"""Packs loaded from texts: the shipped one whole, and every way of breaking a small one."""

import csv
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import located
from bot.domain.errors import BadFile
from bot.domain.ids import OutletId
from bot.domain.outlet import Tier
from bot.extract import pack as packs
from bot.theatre import read_theatre, shipped_rules

HEAD = "name,aliases,kind,country,admin1,admin2,lat,lon,precision_km\n"
PLACES = HEAD + "Tycho,Tycho City|Ty-cho,town,LU,South,,10.5,-3.25,2\nSouth,,region,LU,South,,10,-3,100\n"
ACTORS = """\
actors:
  guard:
    name: Lunar Guard
    name_fr: Garde lunaire
    short: LG
    kind: state_force
    countries: [LU]
    party: true
    cameo: [LUNMIL]
    aliases:
      - moon army
      - {caps: true, since: 2020-01-01, until: 2023-12-31, texts: [LGX]}
  miners:
    name: Miners' Front
    name_fr: Front des mineurs
    kind: rebel
    lineage: diggers
    countries: [LU]
    aliases: []
shared:
  - meant: [{actor: guard, until: 2020-12-31}, {actor: miners, since: 2021-01-01}]
    texts: [the moles]
"""
OUTLETS = """\
outlets:
  crater_post: {name: Crater Post, tier: press, language: en, country: LU, feeds: ["https://crater.example.org/rss"]}
  front_news: {name: Front News, tier: partisan, party: diggers, lean: rebel, language: fr, country: LU}
"""
SMALL = {
    "rules/moon/pack/places.csv": PLACES,
    "rules/moon/pack/actors.yml": ACTORS,
    "rules/moon/pack/outlets.yml": OUTLETS,
}


def faults_of(files: Mapping[str, str]) -> list[str]:
    with pytest.raises(BadFile) as refusal:
        packs.load_pack(files)
    return [str(fault).removeprefix("rules/moon/pack/") for fault in refusal.value.faults]


def broken(file: str, old: str, new: str) -> dict[str, str]:
    """The small pack with one text of one file replaced."""
    name = f"rules/moon/pack/{file}"
    assert SMALL[name].count(old) >= 1
    return SMALL | {name: SMALL[name].replace(old, new, 1)}


def test_a_small_pack_loads() -> None:
    pack = packs.load_pack(SMALL)
    assert pack.places.find("ty cho") is not None
    assert {ident for _, ident, _ in pack.actors.names()} == {"guard", "miners"}
    assert pack.outlets[OutletId("front_news")].party == "diggers"
    assert (pack.triggers, pack.cues) == ({}, {})


# One mistake each: what is written instead of what, and the whole fault that comes back.
PLACE_FAULTS = [
    ("town,LU", "twon,LU", "places.csv:2:1: unknown kind 'twon' (did you mean 'town'?)"),
    ("town,LU", "point,LU", "places.csv:2:1: unknown kind 'point'"),
    ("town,LU", "town,Lune", "places.csv:2:1: country 'Lune' is not a country code (the two capital letters"),
    ("10.5,-3.25", "91,-3.25", "places.csv:2:1: lat '91' is not allowed (a number from -90 to 90"),
    ("10.5,-3.25", "nan,-3.25", "places.csv:2:1: lat 'nan' is not allowed"),
    ("10.5,-3.25", "10.5,1e2", "places.csv:2:1: lon '1e2' is not allowed"),
    ("-3.25,2", '-3.25,"2,5"', "places.csv:2:1: precision_km '2,5' is not allowed"),
    ("-3.25,2", "-3.25,0", "places.csv:2:1: precision_km '0' is not allowed"),
    ("Tycho,Tycho", ",Tycho", "places.csv:2:1: name '' has no Latin letter"),
    (
        "Tycho City",
        "Tycho\u202e City",
        "places.csv:2:1: alias 'Tycho\\u202e City' holds the invisible character U+202E",
    ),
    ("Tycho City|", "Tycho City||", "places.csv:2:1: alias '' is empty (aliases are separated by |)"),
    ("LU,South,,10,", "LU,Sud,,10,", "places.csv:3:1: region 'South' has admin1 'Sud' (write its own name)"),
    ("admin2,lat", "admin2,latitude", "places.csv:1:41: unknown column 'latitude' (allowed: admin1"),
    ("-3.25,2\n", "-3.25\n", "places.csv:2:1: 8 cells where the header has 9"),
    ("South,,region", "Tycho,,town", "places.csv:3:1: place 'lu/south/tycho:town' stands twice (it stands in"),
    ("South,,region", '"South,,region', "places.csv:3:1: 1 cells where the header has 9"),
]
ACTOR_FAULTS = [
    ("state_force", "state_forse", "actors.yml:6:11: unknown kind 'state_forse' (did you mean 'state_force'?)"),
    ("kind: state_force", "kind: 3", "actors.yml:6:11: unknown kind 3 (allowed: "),
    ("    name: Lunar Guard\n", "", "actors.yml:3:5: 'name' is missing"),
    ("name_fr: Garde lunaire", "name_fr: 12", "actors.yml:4:14: name_fr is whole number, not text"),
    ("party: true", "party: yes", "actors.yml:8:12: party is text (write true or false)"),
    ("cameo:", "cameos:", "actors.yml:9:5: unknown key 'cameos' (did you mean 'cameo'?)"),
    ("[LUNMIL]", "[lun]", "actors.yml:9:13: cameo 'lun' is not a code (3 to 15 capital letters"),
    ("[LUNMIL]", "LUNMIL", "actors.yml:9:12: cameo is text (write a list"),
    ("countries: [LU]", "countries: [Moon]", "actors.yml:7:17: countries 'Moon' is not a code"),
    ("2020-01-01", "2020-13-01", "actors.yml:12:29: since '2020-13-01' is not a day (write it like 2023-10-31)"),
    ("2020-01-01", "20200101", "actors.yml:12:29: since 20200101 is not a day"),
    ("until: 2023-12-31", "until: 2019-12-31", "actors.yml:12:9: until 2019-12-31 lies before since 2020-01-01"),
    ("texts: [LGX]", "text: [LGX]", "actors.yml:12:9: 'texts' is missing or empty"),
    ("[LGX]", "[!!!]", "actors.yml:12:71: not valid YAML"),
    ("[LGX]", '["..."]', "actors.yml:12:68: alias '...' has no letter"),
    ("- moon army", "- moon\u200barmy", "actors.yml:11:9: alias holds the invisible character U+200B"),
    ("- moon army", "- true", "actors.yml:11:9: alias is true/false, not text"),
    ("- moon army", f"- {'x' * 201}", "actors.yml:11:9: alias longer than 200 characters"),
    ("  miners:", "  guard:", "actors.yml:13:3: 'guard' stands twice (keep one)"),
    ("  miners:", "  Miners!:", "actors.yml:13:3: id 'Miners!' cannot be an id (2 to 40 small letters"),
    ("aliases: []", "aliases: [Lunar Guard]", "actors.yml:19:15: 'Lunar Guard' already means guard"),
    ("aliases: []", "cameo: [LUNMIL]", "actors.yml:14:5: CAMEO code LUNMIL of miners already belongs to guard"),
    ("actor: miners", "actor: miner", "actors.yml:21:56: unknown actor 'miner' (did you mean 'miners'?)"),
    (", since: 2021-01-01", "", "actors.yml:22:13: 'the moles' already means guard"),
    (", {actor: miners, since: 2021-01-01}", "", "actors.yml:21:5: 'meant' names fewer than two actors"),
    ("shared:", "sharde:", "actors.yml:20:1: unknown key 'sharde' (did you mean 'shared'?)"),
    ("actors:\n", "actors: none\nothers:\n", "actors.yml:1:9: actors is text (write a mapping"),
    ("    kind: rebel", "   kind: rebel", "actors.yml:16:4: not valid YAML"),
    ("kind: rebel", "kind: [[[", "actors.yml:"),
]  # fmt: skip
FEED = "https://crater.example.org/rss"
OUTLET_FAULTS = [
    ("tier: press", "tier: pres", "outlets.yml:2:42: unknown tier 'pres' (did you mean 'press'?)"),
    ("tier: press", "tier: 3", "outlets.yml:2:42: unknown tier 3"),
    ("lean: rebel", "lean: rebels", "outlets.yml:3:72: unknown lean 'rebels' (did you mean 'rebel'?)"),
    (": diggers", ": digers", "outlets.yml:3:57: party 'digers' of front_news is no lineage of an actor (did you mean"),
    ("party: diggers, lean: rebel, ", "", "outlets.yml:3:15: a partisan outlet needs a party or a lean"),
    ("language: en", "language: English", "outlets.yml:2:59: language 'English' is not a code"),
    ("country: LU, feeds", "contry: LU, feeds", "outlets.yml:2:63: unknown key 'contry' (did you mean 'country'?)"),
    ("https://crater", "file:///etc", "outlets.yml:2:84: feed 'file:///etc.example.org/rss' is not allowed"),
    (FEED, "http://127.0.0.1/rss", "outlets.yml:2:84: feed 'http://127.0.0.1/rss' is not allowed"),
    (FEED, "http://[::1]/rss", "outlets.yml:2:84: feed 'http://[::1]/rss' is not allowed"),
    (FEED, "https://localhost/rss", "outlets.yml:2:84: feed"),
    (FEED, "https://me:pw@example.org/", "outlets.yml:2:84: feed"),
    (FEED, "https://example.org:22/", "outlets.yml:2:84: feed"),
    (FEED, "javascript:alert(1)", "outlets.yml:2:84: feed"),
    ("lean: rebel", f"feeds: ['{FEED}']", f"outlets.yml:3:74: feed '{FEED}' already belongs to crater_post"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(f"{kind}", old, new, fault, id=f"{fault[:48]}")
        for kind, cases in (("places.csv", PLACE_FAULTS), ("actors.yml", ACTOR_FAULTS), ("outlets.yml", OUTLET_FAULTS))
        for old, new, fault in cases
    ],
)
def test_a_mistake_is_told_with_file_line_and_what_would_be_right(file: str, old: str, new: str, fault: str) -> None:
    told = faults_of(broken(file, old, new))
    assert any(each.startswith(fault) for each in told), told


def test_all_mistakes_of_all_files_are_told_at_once_in_order() -> None:
    files = broken("places.csv", "town,LU", "twon,lu") | {
        "rules/moon/pack/actors.yml": ACTORS.replace("state_force", "force").replace("cameo", "cemeo"),
        "rules/moon/pack/outlets.yml": OUTLETS.replace("tier: press", "tier: pres").replace(
            "country: LU", "country: lu"
        ),
        "rules/moon/pack/triggers.en.yml": "triggers: [",
    }
    told = faults_of(files)
    places = [each.rsplit(":", 2)[0].split(": ")[0] for each in told]
    assert len(told) == 8
    assert [each.partition(":")[0] for each in told] == ["actors.yml"] * 2 + ["outlets.yml"] * 3 + [
        "places.csv"
    ] * 2 + ["triggers.en.yml"]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("name", "hint"), [("actor.yml", "did you mean 'actors.yml'?"), ("places.tsv", "did you mean 'places.csv'?")]
)
def test_a_file_of_another_name_is_refused(name: str, hint: str) -> None:
    assert faults_of(SMALL | {f"rules/moon/pack/{name}": ""}) == [f"{name}: not a pack file ({hint})"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "{a: " * 10_000,
        "- " * 20_000,
        "a: &a [*a]",
        "\x00",
        "actors: !!python/object/apply:os.system [ls]",
    ],
    ids=["brackets", "braces", "dashes", "anchor in itself", "NUL", "code"],
)
def test_a_bomb_is_refused_like_any_mistake(text: str) -> None:
    assert len(faults_of(SMALL | {"rules/moon/pack/actors.yml": text})) >= 1


def test_an_anchor_that_doubles_thirty_times_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(located, "MAX_NODES", 5000)
    lines = ["a0: &a0 [x, x]", *(f"a{step}: &a{step} [*a{step - 1}, *a{step - 1}]" for step in range(1, 31))]
    assert "more than 5000 values" in faults_of({"rules/moon/pack/cues.en.yml": "\n".join(lines)})[0]


@given(st.sampled_from(sorted(SMALL)), st.integers(0, 900), st.text(max_size=12))
def test_whatever_is_typed_into_a_file_it_loads_or_is_refused_by_name(name: str, at: int, typed: str) -> None:
    text = SMALL[name]
    blamed = set()
    try:
        packs.load_pack(SMALL | {name: text[:at] + typed + text[at + 3 :]})
    except BadFile as error:
        blamed = {fault.where for fault in error.faults}
    assert blamed <= set(SMALL)


def test_two_theatres_may_not_share_an_actor_or_an_outlet() -> None:
    mars = {name.replace("moon", "mars"): text for name, text in SMALL.items()}
    with pytest.raises(BadFile) as refusal:
        packs.load_pack(SMALL | mars)
    told = [str(fault).partition(" (")[0] for fault in refusal.value.faults]
    assert told == [
        "rules/mars/pack/actors.yml:2:3: actor 'guard' stands twice",
        "rules/mars/pack/actors.yml:13:3: actor 'miners' stands twice",
        "rules/mars/pack/outlets.yml:2:3: outlet 'crater_post' stands twice",
        "rules/mars/pack/outlets.yml:3:3: outlet 'front_news' stands twice",
    ]


def test_two_theatres_make_one_pack_in_which_a_shared_place_has_the_names_of_both() -> None:
    mars = {
        "rules/mars/pack/places.csv": HEAD
        + "Tycho,Old Tycho,town,LU,South,,0,0,9\nOlympus,,town,MA,North,,18,-134,5\n",
        "rules/mars/pack/triggers.en.yml": "triggers: {}",
    }
    pack = packs.load_pack(SMALL | {"rules/moon/pack/triggers.en.yml": "triggers: {}"} | mars)
    tycho = pack.places.find("Old Tycho")
    assert tycho is not None
    assert (tycho.name, tycho.point.lat, pack.places.find("Ty-cho")) == ("Tycho", 10.5, tycho)
    assert pack.places.find("Olympus") is not None
    assert [node.mark.name for node in pack.triggers["en"]] == [
        "rules/moon/pack/triggers.en.yml",
        "rules/mars/pack/triggers.en.yml",
    ]


def test_the_shipped_pack_loads_whole() -> None:
    files = read_theatre(shipped_rules(), "sahel").pack
    pack = packs.load_pack(files)
    assert len(list(csv.reader(files["rules/sahel/pack/places.csv"].splitlines()))) > 1200
    assert set(pack.triggers) == set(pack.cues) == {"en", "fr"}


def test_the_shipped_outlets_know_families_sides_and_feeds() -> None:
    outlets = packs.load_pack(read_theatre(shipped_rules(), "sahel").pack).outlets
    family = {str(outlet.id): outlet.family for outlet in outlets.values()}
    assert family["rfi"] == family["france24"] == family["mcd"] == "france_medias_monde"
    assert family["bbc_afrique"] == family["bbc_africa"]
    assert len({family["afp"], family["reuters"], family["ap"], family["jeuneafrique"]}) == 4
    assert (outlets[OutletId("un_news")].tier, family["un_news"]) == (Tier.OFFICIAL, "un_system")
    assert outlets[OutletId("fama_communiques")].party == outlets[OutletId("ortm")].party == "malian_state"
    assert outlets[OutletId("csp_communiques")].party == "azawad_movements"
    assert all(outlet.party or outlet.tier is not Tier.PARTISAN for outlet in outlets.values())
    assert not [outlet.id for outlet in outlets.values() if outlet.broken and outlet.feeds]
    assert sum(bool(outlet.feeds) for outlet in outlets.values()) >= 20
    assert len(outlets) >= 25
