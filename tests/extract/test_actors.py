"""Who a name, an id or a code means, and when."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from bot.domain.actor import Actor, ActorKind
from bot.domain.ids import ActorId
from bot.extract import pack as packs
from bot.extract.actors import ActorIndex
from bot.theatre import read_theatre, shipped_rules

ACTORS: ActorIndex = packs.load_pack(read_theatre(shipped_rules(), "sahel").pack).actors


def everybody() -> list[Actor]:
    ids = dict.fromkeys(ident for _, ident, _ in ACTORS.names())
    return [actor for ident in ids if (actor := ACTORS.get(ident)) is not None]


def meant(name: str, on: date | None = None, country: str = "") -> str | None:
    actor = ACTORS.find(name, on, country)
    return actor.id if actor else None


@pytest.mark.parametrize(
    ("name", "day", "actor"),
    [
        ("rebelles", "2012-04-01", "mnla"),
        ("rebelles", "2020-01-01", "cma"),
        ("rebelles", "2023-10-31", "csp_psd"),
        ("Tuareg rebels", "2024-07-27", "csp_dpa"),
        ("Tuareg rebels", "2024-11-29", "csp_dpa"),
        ("Tuareg rebels", "2024-11-30", "fla"),
        ("CSP", "2023-11-14", "csp_psd"),
        ("CSP", "2024-07-27", "csp_dpa"),
        ("FLA", "2026-04-25", "fla"),
        ("FLA", "2023-04-25", None),
        ("Wagner", "2023-11-14", "wagner"),
        ("Wagner", "2025-06-30", "wagner"),
        ("Wagner", "2025-07-01", "africa_corps"),
        ("mercenaires russes", "2026-05-01", "africa_corps"),
        ("casques bleus", "2023-10-31", "minusma"),
        ("casques bleus", "2023-12-31", "minusma"),
        ("casques bleus", "2024-01-01", None),
        ("Minusma", "2024-06-01", "minusma"),
        ("EIGS", "2020-01-01", "isgs"),
        ("EIGS", "2025-06-04", "issp"),
        ("GSIM", "2023-09-07", "jnim"),
        ("armée malienne", "2023-11-14", "fama"),
        ("L’armée malienne", "2023-11-14", None),
        ("Macina Liberation Front", "2019-03-23", "katiba_macina"),
        ("Dan Nan Ambassagou", "2019-03-23", "dan_na_ambassagou"),
        ("MINUSMA (Chad)", "2023-10-21", "minusma"),
    ],
)
def test_a_name_means_who_bore_it_on_that_day(name: str, day: str, actor: str | None) -> None:
    assert meant(name, date.fromisoformat(day)) == actor


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("wagner", "wagner"),
        ("Wagner", "wagner"),
        ("csp_psd", "csp_psd"),
        ("CSP", "fla"),
        ("rebels", "fla"),
        ("eigs", "issp"),
        ("FAMA", "fama"),
        ("peacekeepers", "minusma"),
        ("FDS (BF)", "burkina_forces"),
        ("nobody", None),
        ("", None),
        ("x" * 5000, None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_without_a_day_a_name_means_its_living_bearer_or_else_the_last_one(name: str, actor: str | None) -> None:
    assert meant(name) == actor


@pytest.mark.parametrize(
    ("country", "actor"), [("ML", "fama"), ("BF", "burkina_forces"), ("NE", "niger_forces"), ("", "fama")]
)
def test_the_army_is_that_of_the_country_where_it_happens(country: str, actor: str) -> None:
    assert meant("l'armée", date(2024, 1, 1), country) == actor
    assert meant("soldiers", None, country) == actor


def test_a_name_that_nobody_bears_in_a_country_still_means_its_bearer_elsewhere() -> None:
    assert meant("FLA", date(2025, 1, 1), "NE") == "fla"


def test_renamed_groups_share_a_lineage() -> None:
    movements = {"mnla", "cma", "csp_psd", "csp_dpa", "fla"}
    assert all(ACTORS.lineage(ActorId(name)) == movements for name in movements)
    assert ACTORS.lineage(ActorId("wagner")) == {"wagner", "africa_corps"}
    assert ACTORS.lineage(ActorId("isgs")) == {"isgs", "issp"}
    assert {"fama", "malian_state"} <= ACTORS.lineage(ActorId("fama"))
    assert ACTORS.lineage(ActorId("nobody")) == frozenset()


@pytest.mark.parametrize(
    ("code", "country", "actor"),
    [
        ("MLIMIL", "ML", "fama"),
        ("mlimil", "ml", "fama"),
        ("MIL", "ML", "fama"),
        ("MIL", "BF", "burkina_forces"),
        ("COP", "ML", "mali_police"),
        ("COP", "NE", "niger_forces"),
        ("UNO", "ML", "minusma"),
        ("UNO", "BF", None),
        ("UAF", "ML", "unknown_gunmen"),
        ("UAFUAF", "ML", "unknown_gunmen"),
        ("CVL", "TG", "civilians"),
        ("HLH", "ML", "aid_workers"),
        ("REB", "ML", "fla"),
        ("FRAMIL", "ML", "barkhane"),
        ("FRA", "ML", None),
        ("IGOUNODEVWBK", "ML", None),
        ("BUS", "ML", None),
        ("", "ML", None),
    ],
)
def test_a_cameo_code_means_somebody_only_where_the_pack_says_so(code: str, country: str, actor: str | None) -> None:
    known = ACTORS.cameo(code, country)
    assert (known.id if known else None) == actor


def test_every_actor_of_the_issue_is_known_with_its_kind() -> None:
    kinds = {actor.id: actor.kind for actor in everybody()}
    assert kinds["fama"] is kinds["mali_gendarmerie"] is ActorKind.STATE_FORCE
    assert kinds["minusma"] is ActorKind.PEACEKEEPER
    assert kinds["wagner"] is ActorKind.PRIVATE_MILITARY
    assert kinds["barkhane"] is ActorKind.FOREIGN_FORCE
    assert kinds["fla"] is kinds["cma"] is ActorKind.REBEL
    assert {kinds[ActorId(name)] for name in ("jnim", "aqim", "katiba_macina", "ansar_dine", "isgs", "issp")} == {
        ActorKind.JIHADIST
    }
    assert {kinds[ActorId(name)] for name in ("gatia", "msa", "dan_na_ambassagou", "dozo", "vdp")} == {
        ActorKind.MILITIA
    }
    assert kinds["malian_state"] is ActorKind.AUTHORITY
    assert (kinds["civilians"], kinds["aid_workers"], kinds["un_staff"]) == (
        ActorKind.CIVILIAN,
        ActorKind.AID_WORKER,
        ActorKind.AID_WORKER,
    )


def test_every_actor_of_2023_in_the_timeline_is_known_on_its_day(shared_data: Path) -> None:
    unknown = []
    for row in csv.DictReader((shared_data / "mali_timeline.csv").read_text(encoding="utf-8").splitlines()):
        for name in re.split(r"; |/", f"{row['actor1']}; {row['actor2']}"):
            # "MINUSMA contractor convoy" says what was hit: who it belonged to stands first.
            owner = re.sub(r"( contractor)? convoy$", "", name.strip())
            if owner and row["date"].startswith("2023") and not ACTORS.find(owner, date.fromisoformat(row["date"])):
                unknown.append((row["id"], name))
    assert unknown == []


def test_acronyms_that_are_words_or_names_elsewhere_count_in_capitals_only() -> None:
    caps = {name for name, _, only_capitals in ACTORS.names() if only_capitals}
    assert {"CSP", "FLA", "MSA", "VDP", "FDS", "UN"} <= caps
    assert "FAMa" not in caps


def test_every_name_finds_its_actor_on_a_day_when_it_was_borne() -> None:
    for actor in everybody():
        for alias in actor.aliases:
            day = alias.since or alias.until or date(2023, 10, 1)
            assert actor in ACTORS.candidates(alias.text, day), alias
