"""Distances on the globe, against cities whose distance is known, and the laws every distance keeps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import EARTH_RADIUS_KM, PlaceKind, Point, distance_km

PARIS = Point(lat=48.8566, lon=2.3522)
LONDON = Point(lat=51.5074, lon=-0.1278)
NEW_YORK = Point(lat=40.7128, lon=-74.0060)
SYDNEY = Point(lat=-33.8688, lon=151.2093)
TOKYO = Point(lat=35.6762, lon=139.6503)
BAMAKO = Point(lat=12.6392, lon=-8.0029)
OUAGADOUGOU = Point(lat=12.3714, lon=-1.5197)
NORTH_POLE, SOUTH_POLE = Point(lat=90, lon=0), Point(lat=-90, lon=0)
HALF_ROUND = math.pi * EARTH_RADIUS_KM

points = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180))


# A sphere is within half a per cent of the ellipsoid.
@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        pytest.param(PARIS, LONDON, 344, id="Paris to London"),
        pytest.param(LONDON, NEW_YORK, 5570, id="London to New York"),
        pytest.param(SYDNEY, TOKYO, 7820, id="Sydney to Tokyo, over the equator"),
        pytest.param(BAMAKO, OUAGADOUGOU, 705, id="Bamako to Ouagadougou, over the meridian"),
        pytest.param(Point(lat=0, lon=0), NORTH_POLE, 10_002, id="equator to pole"),
        pytest.param(Point(lat=10, lon=1.5), Point(lat=11, lon=1.5), 111, id="one degree of latitude"),
    ],
)
def test_known_distances_come_out_right(a, b, km):
    assert distance_km(a, b) == pytest.approx(km, rel=0.005)


def test_a_degree_of_longitude_shrinks_away_from_the_equator():
    assert distance_km(Point(lat=60, lon=0), Point(lat=60, lon=1)) == pytest.approx(111.19 / 2, rel=0.001)


def test_the_date_line_is_no_distance():
    assert distance_km(Point(lat=-17, lon=179.9), Point(lat=-17, lon=-179.9)) == pytest.approx(21.3, abs=0.1)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (NORTH_POLE, SOUTH_POLE),
        (Point(lat=0, lon=0), Point(lat=0, lon=180)),
        (PARIS, Point(lat=-48.8566, lon=-177.6478)),
    ],
    ids=["poles", "equator", "Paris and the sea off New Zealand"],
)
def test_antipodes_are_half_the_way_round(a, b):
    assert distance_km(a, b) == pytest.approx(HALF_ROUND)


@given(points)
def test_every_point_has_its_antipode_half_the_way_round(point):
    other = Point(lat=-point.lat, lon=point.lon - 180 if point.lon > 0 else point.lon + 180)
    assert distance_km(point, other) == pytest.approx(HALF_ROUND, abs=0.001)


@given(points)
def test_a_point_is_no_way_from_itself(point):
    assert distance_km(point, point) == 0


@given(points, points)
def test_the_way_there_is_as_long_as_the_way_back_and_never_over_half_round(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= distance_km(a, b) <= HALF_ROUND + 1e-6


@given(points, points, points)
def test_a_detour_is_never_shorter(a, b, c):
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 0.001


@given(points, points, st.sampled_from([-360, 360]))
def test_a_whole_turn_of_longitude_is_the_same_point(a, b, turn):
    assert distance_km(a, Point(lat=b.lat, lon=b.lon + turn)) == pytest.approx(distance_km(a, b), abs=0.001)


def test_areas_are_told_from_spots():
    assert {kind.value for kind in PlaceKind if kind.is_area} == {
        "country", "region", "province", "cercle", "river", "area",
    }  # fmt: skip
