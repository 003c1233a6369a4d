"""Distances on the globe, against cities whose distance is known, and the laws every distance keeps."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.place import EARTH_RADIUS_KM, PlaceKind, Point, distance_km, is_inside, off_line_km

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


def between(a, b, share):
    """The spot of a piece after that share of it, as a map with straight degrees draws it."""
    return Point(lat=a.lat + share * (b.lat - a.lat), lon=a.lon + share * (b.lon - a.lon))


def sampled_km(line, point):
    """The least great-circle distance to very many spots of a line: twice a thousand a piece, finest near the least."""
    least = math.inf
    for a, b in pairwise(line):
        near = min(range(1001), key=lambda number: distance_km(between(a, b, number / 1000), point))
        for number in range(-500, 501):
            share = min(1.0, max(0.0, (near + number / 500) / 1000))
            least = min(least, distance_km(between(a, b, share), point))
    return least


tropics = st.builds(Point, lat=st.floats(-35, 35), lon=st.floats(-170, 170))


@settings(max_examples=60, deadline=None)
@given(tropics, st.lists(st.tuples(st.floats(-4.4, 4.4), st.floats(-4.4, 4.4)), min_size=1, max_size=3), st.data())
def test_how_far_a_point_lies_from_a_line_is_what_very_many_spots_of_it_say(start, steps, draw):
    line = [start]
    for up, aside in steps:
        line.append(Point(lat=min(35.0, max(-35.0, line[-1].lat + up)), lon=line[-1].lon + aside))
        assume(distance_km(*line[-2:]) <= 500)
    beside = draw.draw(st.sampled_from(line)), draw.draw(st.floats(-3, 3)), draw.draw(st.floats(-3, 3))
    point = Point(lat=min(35.0, max(-35.0, beside[0].lat + beside[1])), lon=beside[0].lon + beside[2])
    assert off_line_km(line, point) == pytest.approx(sampled_km(line, point), rel=0.01, abs=0.1)


@given(tropics, tropics)
def test_a_line_of_one_place_is_as_far_as_that_place(a, b):
    near = between(a, b, min(1.0, 300 / max(300.0, distance_km(a, b))))
    assert off_line_km([a], near) == pytest.approx(distance_km(a, near), rel=0.02, abs=0.1)


@pytest.mark.parametrize(
    ("point", "km"),
    [
        pytest.param(Point(lat=0.5, lon=1), 55.6, id="beside it"),
        pytest.param(Point(lat=0, lon=1.234), 0, id="on it"),
        pytest.param(Point(lat=0, lon=-1), 111.2, id="before its beginning"),
        pytest.param(Point(lat=2.5, lon=2), 55.6, id="beyond its end"),
        pytest.param(Point(lat=1, lon=2), 0, id="on its second piece"),
        pytest.param(Point(lat=-0.3, lon=2.4), 55.6, id="off its corner"),
    ],
)
def test_a_line_is_as_far_as_its_nearest_spot(point, km):
    line = [Point(lat=0, lon=0), Point(lat=0, lon=2), Point(lat=2, lon=2)]
    assert off_line_km(line, point) == pytest.approx(km, abs=0.1)
    assert off_line_km(line[::-1], point) == pytest.approx(km, abs=0.1)


# A notch in the northern side; (0, 3) lies on a side, (2, 2) is a corner.
NOTCHED = [Point(lat=lat, lon=lon) for lat, lon in ((0, 0), (4, 0), (2, 2), (4, 4), (0, 4))]


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        pytest.param(1, 2, True, id="inside"),
        pytest.param(3, 0.5, True, id="beside the notch"),
        pytest.param(3, 2, False, id="in the notch"),
        pytest.param(2, 2, True, id="on a corner"),
        pytest.param(0, 3, True, id="on a side"),
        pytest.param(3, 1, True, id="on a slanting side"),
        pytest.param(0, 4.000001, False, id="on the line of a side, beyond it"),
        pytest.param(2, -1, False, id="level with corners, west of all"),
        pytest.param(2, 5, False, id="level with corners, east of all"),
        pytest.param(-1, 2, False, id="south of all"),
    ],
)
def test_a_point_is_inside_a_polygon_or_on_its_border(lat, lon, inside):
    point = Point(lat=lat, lon=lon)
    for turn in range(len(NOTCHED)):  # wherever the corners begin, and in either direction
        corners = [*NOTCHED[turn:], *NOTCHED[:turn]]
        assert is_inside(corners, point) is inside
        assert is_inside(corners[::-1], point) is inside


@given(tropics, st.floats(0.1, 3), st.floats(0.1, 3), tropics)
def test_a_box_holds_what_lies_between_its_sides(corner, height, width, point):
    north, east = corner.lat + height, corner.lon + width
    box = [corner, Point(lat=north, lon=corner.lon), Point(lat=north, lon=east), Point(lat=corner.lat, lon=east)]
    assert is_inside(box, point) is (corner.lat <= point.lat <= north and corner.lon <= point.lon <= east)
    middle = Point(lat=corner.lat + height / 2, lon=corner.lon + width / 2)
    assert is_inside(box, middle)


def test_what_a_crossing_border_encloses_twice_is_outside():
    star = [Point(lat=lat, lon=lon) for lat, lon in ((0, 2), (6, 4), (0, 6), (4, 1), (4, 7))]
    assert not is_inside(star, Point(lat=2.5, lon=4))
    assert is_inside(star, Point(lat=5, lon=4))


def test_areas_are_told_from_spots():
    assert {kind.value for kind in PlaceKind if kind.is_area} == {
        "country", "region", "province", "cercle", "river", "area",
    }  # fmt: skip
