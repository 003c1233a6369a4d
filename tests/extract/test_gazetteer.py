"""Places by name, by misspelt name, by coordinates."""

import csv
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PlaceId
from bot.domain.place import PlaceKind, Point, distance_km
from bot.extract import pack as packs
from bot.extract.gazetteer import EDGE_KM, NEAR_KM, Gazetteer
from bot.extract.names import name_key, slug
from bot.extract.nearby import Nearby, wind
from bot.extract.pack import Pack
from bot.theatre import read_theatre, shipped_rules

PACK: Pack = packs.load_pack(read_theatre(shipped_rules(), "sahel").pack)
PLACES: Gazetteer = PACK.places


def found(name: str) -> str | None:
    place = PLACES.find(name)
    return place.id if place else None


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Kidal", "ml/kidal/kidal:town"),
        ("  KIDAL ", "ml/kidal/kidal:town"),
        ("ml/kidal/kidal:town", "ml/kidal/kidal:town"),
        ("Kidal region", "ml/kidal/kidal:region"),
        ("the Kidal region of Mali", "ml/kidal/kidal:region"),
        ("région de Kidal", "ml/kidal/kidal:region"),
        ("Région de Tombouctou", "ml/tombouctou/tombouctou:region"),
        ("Kidal region, Mali", "ml/kidal/kidal:region"),
        ("cercle d'Ansongo", "ml/gao/ansongo:cercle"),
        ("cercle d’Ansongo", "ml/gao/ansongo:cercle"),
        ("Kidal, Mali", "ml/kidal/kidal:town"),
        ("Kidal (ML)", "ml/kidal/kidal:town"),
        ("base de Kidal", "ml/kidal/kidal-base:base"),
        ("Kidal camp", "ml/kidal/kidal-base:base"),
        ("Timbuktu", "ml/tombouctou/tombouctou:town"),
        ("Timbuktu base", "ml/tombouctou/tombouctou-base:base"),
        ("Aguelhoc", "ml/kidal/aguelhok:town"),
        ("Agelhok", "ml/kidal/aguelhok:town"),
        ("Anéfif", "ml/kidal/anefis:town"),
        ("Tin-Zaouatine", "ml/kidal/tinzaouaten:town"),
        ("Boulikessi", "ml/douentza/boulkessi:village"),
        ("Sevare", "ml/mopti/sevare:town"),
        ("Menaka", "ml/menaka/menaka:town"),
        ("Tabricha", "ml/gao/tabrichat:village"),
        ("Mali", "ml/mali:country"),
        ("Niger", "ne/niger:country"),
        ("Bamba", "ml/gao/bamba:town"),
        ("Bamba, Koro", "ml/bandiagara/bamba:town"),
        ("Bamba, Bandiagara", "ml/bandiagara/bamba:town"),
        ("Mopti (Sévaré)", "ml/mopti/sevare:town"),
        ("Tinzaouaten (south)", "ml/kidal/tinzaouaten:town"),
        ("Niger river near Gourma-Rharous", "ml/tombouctou/gourma-rharous:town"),
        ("près de Ouatagouna", "ml/gao/ouatagouna:town"),
        ("Ber-Timbuktu road", "ml/tombouctou/ber-tombouctou-road:area"),
    ],
)
def test_a_name_finds_the_place_that_people_mean(name: str, place: str) -> None:
    assert found(name) == place


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Atlantis",
        "Kidal, France",
        "Kidal, Niger",
        "Bamba (Burkina Faso)",
        ",,,,",
        "((((",
        "region",
        "x" * 5000,
        "region " * 5000,
        "a, " * 5000,
        "\u202eladiK",
        "New York (UN)",
    ],
    ids=lambda name: repr(name[:20]),
)
def test_a_name_of_nothing_here_finds_nothing(name: str) -> None:
    assert PLACES.find(name) is None


@given(st.text(max_size=300))
def test_no_text_makes_find_or_suggest_fail(name: str) -> None:
    PLACES.find(name)
    assert len(PLACES.suggest(name, 3)) <= 3


def test_every_place_of_the_timeline_is_known_near_where_it_lies(shared_data: Path) -> None:
    rows = csv.DictReader((shared_data / "mali_timeline.csv").read_text(encoding="utf-8").splitlines())
    far = {}
    for row in rows:
        if row["country"] == "US":
            continue  # New York, where the Security Council sits, is in no theatre
        place = PLACES.find(row["place"])
        point = Point(lat=float(row["lat"]), lon=float(row["lon"]))
        slack = 40 if row["coord_basis"] in ("approx", "near", "road") else 20
        if place is None or distance_km(place.point, point) > slack + place.precision_km:
            far[row["place"]] = place
    assert far == {}


def test_every_id_is_unique_and_made_of_country_area_name_and_kind() -> None:
    ids = [place for _, candidates in PLACES.names() for place in candidates]
    for ident in set(ids):
        place = PLACES.get(ident)
        assert place is not None
        parts = [place.country.lower(), slug(place.admin1), slug(place.name)]
        assert ident == "/".join(part for part in parts if part) + f":{place.kind.value}"
        assert re.fullmatch(r"[a-z]{2}/[a-z0-9/-]+:[a-z_]+", ident)


def test_names_come_as_written_and_lead_to_candidates_with_the_town_first() -> None:
    names = dict(PLACES.names())
    assert names["Kidal"] == ("ml/kidal/kidal:town", "ml/kidal/kidal:cercle", "ml/kidal/kidal:region")
    assert names["Tombouctou"][0] == names["Timbuktu"][0] == "ml/tombouctou/tombouctou:town"
    assert len(names) > 2000


def test_no_country_is_named_by_its_code_in_running_text() -> None:
    # "ne", "ML" or "CI" in a sentence is no country.
    assert not {name for name, _ in PLACES.names() if re.fullmatch(r"[A-Za-z]{2,3}", name)} & {
        "ML",
        "NE",
        "BF",
        "CI",
        "SN",
    }


def test_suggestions_put_beginnings_before_slips_and_name_each_place_once() -> None:
    ids = [place.id for place in PLACES.suggest("Kid")]
    assert ids[:3] == ["ml/kidal/kidal:town", "ml/kidal/kidal:cercle", "ml/kidal/kidal:region"]
    assert len(ids) == len(set(ids)) == 5


@pytest.mark.parametrize(
    ("slip", "name"), [("Tesalit", "Tessalit"), ("Tombuctu", "Tombouctou"), ("Menka", "Ménaka"), ("Kidla", "Kidal")]
)
def test_a_misspelt_name_suggests_the_right_one_first(slip: str, name: str) -> None:
    assert PLACES.suggest(slip, 1)[0].name == name


def test_a_point_in_a_town_is_the_town_with_the_given_precision() -> None:
    place = PLACES.at(Point(lat=18.44, lon=1.41), 5)
    assert place is not None
    assert (place.id, place.precision_km) == ("ml/kidal/kidal:town", 5)


def test_a_point_beside_a_town_is_never_told_more_exactly_than_its_distance() -> None:
    point = Point(lat=18.55, lon=1.41)
    place = PLACES.at(point, 1)
    assert place is not None
    assert place.id == "ml/kidal/kidal:town"
    assert place.precision_km == pytest.approx(distance_km(point, place.point), abs=0.1)


def test_a_point_in_the_desert_is_told_by_distance_and_wind_with_the_areas_of_its_neighbour() -> None:
    place = PLACES.at(Point(lat=20.6, lon=-1.2), 3)
    assert place is not None
    assert place.kind is PlaceKind.POINT
    assert re.fullmatch(r"\d+ km (N|NE|E|SE|S|SW|W|NW) of .+", place.name)
    assert (place.country, place.precision_km, place.point.lat) == ("ML", 3, 20.6)
    again = PLACES.get(place.id)
    assert again is not None
    assert (again.id, again.name) == (place.id, place.name)


@pytest.mark.parametrize("point", [(48.85, 2.35), (-33.9, 18.4), (90.0, 0.0), (-90.0, 180.0), (40.75, -73.97)])
def test_a_point_far_from_every_place_is_nowhere(point: tuple[float, float]) -> None:
    assert PLACES.at(Point(lat=point[0], lon=point[1]), 5) is None


def test_a_name_beside_the_coordinates_decides_between_neighbours() -> None:
    between = Point(lat=14.51, lon=-4.14)
    assert [PLACES.at(between, 5, name).name for name in ("Mopti", "Sévaré")] == ["Mopti", "Sévaré"]  # type: ignore[union-attr]


def test_a_name_far_from_the_coordinates_is_not_believed() -> None:
    place = PLACES.at(Point(lat=18.44, lon=1.41), 5, "Bamako")
    assert place is not None
    assert place.name == "Kidal"


def test_a_vague_point_with_a_name_is_the_area_of_that_name() -> None:
    place = PLACES.at(Point(lat=17.5, lon=-4.0), 500, "Mali")
    assert place is not None
    assert (place.id, place.kind) == ("ml/mali:country", PlaceKind.COUNTRY)


@given(st.floats(-60, 60), st.floats(-170, 170), st.integers(0, 1000))
def test_the_grid_finds_what_a_scan_of_all_points_finds(lat: float, lon: float, seed: int) -> None:
    chance = random.Random(seed)
    points = [Point(lat=lat + chance.uniform(-3, 3), lon=lon + chance.uniform(-3, 3)) for _ in range(40)]
    here = Point(lat=lat, lon=lon)
    away = sorted((distance_km(here, point), index) for index, point in enumerate(points))
    nearest = Nearby(points).nearest(here, EDGE_KM)
    assert (nearest is None) == (away[0][0] > EDGE_KM)
    assert nearest is None or nearest[1] == away[0][0]
    assert Nearby(points).within(here, 100) == [each for each in away if each[0] <= 100]


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [(1, 0, "N"), (1, 1, "NE"), (0, 1, "E"), (-1, 1, "SE"), (-1, 0, "S"), (0, -1, "W"), (1, -1, "NW")],
)
def test_the_wind_is_named_from_the_first_place_to_the_second(lat: float, lon: float, name: str) -> None:
    assert wind(Point(lat=0, lon=0), Point(lat=lat, lon=lon)) == name


def test_regions_and_countries_are_those_of_the_pack() -> None:
    assert [region.name for region in PLACES.regions("ml")].count("Kidal") == 1
    assert len(PLACES.regions("ML")) == 20
    assert PLACES.regions("FR") == ()
    assert {"ML", "BF", "NE"} <= PLACES.countries
    assert "XX" not in PLACES.countries


def test_what_is_near_a_place_comes_nearest_first_without_the_place_itself() -> None:
    kidal = PLACES.get(PlaceId("ml/kidal/kidal:town"))
    assert kidal is not None
    near = PLACES.near(kidal, 60)
    away = [distance_km(kidal.point, place.point) for place in near]
    assert near[0].id == "ml/kidal/kidal-base:base"
    assert away == sorted(away)
    assert away[-1] <= 60
    assert kidal not in near


def test_the_settlement_of_a_base_is_its_town_and_an_area_stays_itself() -> None:
    base = PLACES.get(PlaceId("ml/kidal/tessalit-base:base"))
    region = PLACES.get(PlaceId("ml/kidal/kidal:region"))
    assert base is not None
    assert region is not None
    assert PLACES.settlement(base).id == "ml/kidal/tessalit:town"
    assert PLACES.settlement(region) is region


def test_every_base_lies_beside_a_settlement_of_its_region() -> None:
    # A wrong coordinate or area of a base would send an alert to the wrong subscribers.
    strays = []
    for ident in {place for _, candidates in PLACES.names() for place in candidates}:
        place = PLACES.get(ident)
        if place is not None and place.kind is PlaceKind.BASE and place.country == "ML":
            town = PLACES.settlement(place)
            if town is place or town.admin1 != place.admin1 or distance_km(town.point, place.point) > NEAR_KM:
                strays.append((place.id, town.id))
    assert strays == []


def test_a_place_lies_within_the_precision_of_its_region() -> None:
    regions = {(region.country, region.name): region for region in PLACES.regions("ML")}
    for ident in {place for _, candidates in PLACES.names() for place in candidates}:
        place = PLACES.get(ident)
        assert place is not None
        region = regions.get((place.country, place.admin1))
        if region is not None and not place.kind.is_area:
            assert distance_km(region.point, place.point) <= region.precision_km, place.id


def test_names_are_compared_without_case_accents_and_hyphens() -> None:
    assert name_key("I-n-Délimane") == name_key("In Delimane") == "indelimane"
    assert name_key("كيدال") == "كيدال"
    assert slug("Tombouctou–Niafunké road") == "tombouctou-niafunke-road"
