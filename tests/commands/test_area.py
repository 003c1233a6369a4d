"""Which part of the map a place stands for, and that a wish is searched where it can be met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import area
from bot.domain import matcher
from bot.domain.event import Target
from bot.domain.matcher import EVERYTHING
from bot.domain.place import Point, distance_km, is_inside, off_line_km
from bot.extract import pack as packs
from tests.commands.conftest import NOW, event, incident


@pytest.mark.parametrize(
    ("name", "radius_km", "country", "admin1"),
    [
        ("Kidal", 50, "", ""),
        ("Kidal base", 50, "", ""),
        ("Kidal region", None, "ML", "Kidal"),
        ("Mali", None, "ML", ""),
        ("cercle d'Ansongo", 50, "", ""),
    ],
)
def test_a_place_stands_for_its_surroundings_its_region_or_its_country(
    pack: packs.Pack, name: str, radius_km: float | None, country: str, admin1: str
) -> None:
    place = pack.places.find(name)
    assert place is not None
    around = area.of(place)

    assert (around.country, around.admin1) == (country, admin1)
    assert around.radius_km == radius_km or (radius_km and around.radius_km and around.radius_km > radius_km)


@pytest.mark.parametrize("name", ["Kidal", "Kidal base", "Kidal region", "Mali", "cercle d'Ansongo", "Niger"])
def test_what_happens_at_a_place_meets_the_wish_for_that_place(pack: packs.Pack, name: str) -> None:
    place = pack.places.find(name)
    assert place is not None

    assert matcher.holds(area.matcher_of(place), incident(event(place, NOW)))


def test_a_wish_is_searched_in_the_narrowest_part_that_surely_holds_all_of_it(pack: packs.Pack) -> None:
    kidal = pack.places.find("Kidal")
    assert kidal is not None
    near = area.matcher_of(kidal)
    civilians = matcher.Targets(targets=frozenset({Target.CIVILIAN.value}))

    assert area.covering(near) == area.of(kidal)
    assert area.covering(matcher.All(parts=(civilians, near))) == area.of(kidal)
    # These hold incidents elsewhere too.
    for wide in (EVERYTHING, civilians, matcher.Not(part=near), matcher.Any(parts=(near, civilians))):
        assert area.covering(wide) == area.EVERYWHERE


def test_an_area_too_large_for_a_circle_is_searched_everywhere() -> None:
    corners = tuple(Point(lat=lat, lon=lon) for lat, lon in ((0, -40), (40, -40), (40, 40)))
    assert area.covering(matcher.Inside(corners=corners)) == area.EVERYWHERE


SPOTS = st.builds(Point, lat=st.floats(8, 25), lon=st.floats(-12, 16))


@given(st.lists(SPOTS, min_size=2, max_size=5), st.floats(1, 200), SPOTS)
def test_the_circle_around_a_road_holds_all_that_lies_beside_it(
    stops: list[Point], width_km: float, where: Point
) -> None:
    # A spot somewhere near the road is drawn towards it, so that many of them lie within its width.
    near = Point(lat=stops[0].lat + (where.lat - 16) / 9, lon=stops[0].lon + (where.lon - 2) / 9)
    road = matcher.Along(label="R", points=tuple(stops), width_km=width_km)

    around = area.covering(road).near

    assert around is not None
    for spot in (near, where, *stops):
        assert off_line_km(stops, spot) > width_km or distance_km(around[0], spot) <= around[1]


@given(st.lists(SPOTS, min_size=3, max_size=6), SPOTS, st.floats(0, 1))
def test_the_circle_around_a_polygon_holds_all_that_lies_in_it(
    corners: list[Point], where: Point, share: float
) -> None:
    wish = matcher.Inside(corners=tuple(corners))
    around = area.covering(wish).near
    first, second = corners[:2]
    between = Point(lat=first.lat + share * (second.lat - first.lat), lon=first.lon + share * (second.lon - first.lon))
    for spot in (where, between, *corners):
        held = spot is not where or is_inside(corners, spot)
        assert around is None or not held or distance_km(around[0], spot) <= around[1]
