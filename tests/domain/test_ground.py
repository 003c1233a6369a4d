"""Shapes found by their cells, beside measuring each: at borders, at the poles, over the date line."""

import math
from itertools import pairwise
from random import Random

import pytest

from bot.domain.ground import LARGEST_KM, Ground
from bot.domain.matcher import Along, Inside, Near
from bot.domain.place import EARTH_RADIUS_KM, Point, distance_km, is_inside, off_line_km
from tests.domain import draws
from tests.store.make import KIDAL

POLES = [Point(lat=90, lon=0), Point(lat=-90, lon=33), Point(lat=89.97, lon=-120)]
DATE_LINE = [Point(lat=-17, lon=179.9), Point(lat=51, lon=-180), Point(lat=0, lon=180)]
# Closer to the border than a cosine tells, as close as an index may err, and the last bit of a number.
CLOSE = [1 - 1e-6, 1 - 1e-9, 1 - 1e-12, 1.0, 1 + 1e-12, 1 + 1e-9, 1 + 1e-6]


def circle(centre=KIDAL, radius_km=50.0):
    return Near(place="x", label="x", point=centre, radius_km=radius_km)


def road(*points, width_km=15.0):
    return Along(label="x", points=points, width_km=width_km)


def away(start, bearing, km):
    """The point so far from another in that direction (radians from north), on the map."""
    lat, arc = math.radians(start.lat), km / EARTH_RADIUS_KM
    up = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing)
    aside = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * min(1.0, max(-1.0, up))
    )
    lon = (start.lon + math.degrees(aside) + 180) % 360 - 180
    return Point(lat=math.degrees(math.asin(min(1.0, max(-1.0, up)))), lon=lon)


def holds(shape, point):
    if isinstance(shape, Near):
        return distance_km(shape.point, point) <= shape.radius_km
    if isinstance(shape, Inside):
        return is_inside(shape.corners, point)
    return off_line_km(shape.points, point) <= shape.width_km


def polygon(*corners):
    return Inside(corners=tuple(Point(lat=lat, lon=lon) for lat, lon in corners))


def laid(shapes):
    ground = Ground()
    return ground, {ground.add(shape): shape for shape in shapes}


def assert_told_as_measured(ground, shapes, points):
    for point in points:
        held = ground.holding(point)
        assert len(held) == len(set(held))
        assert set(held) == {number for number, shape in shapes.items() if holds(shape, point)}, point


@pytest.mark.parametrize("radius_km", [0.0, 0.001, 1.0, 24.9, 50.0, 100.0, 333.0, LARGEST_KM, LARGEST_KM + 1, 20_100.0])
@pytest.mark.parametrize("centre", [KIDAL, *POLES, *DATE_LINE], ids=str)
def test_points_at_the_border_of_a_circle_are_told_as_they_are_measured(centre, radius_km):
    chance = Random(1)
    points = [away(centre, chance.uniform(0, 7), radius_km * near) for near in CLOSE for _ in range(20)]
    points += [away(centre, chance.uniform(0, 7), chance.uniform(0, 2 * radius_km + 1)) for _ in range(60)]
    ground, shapes = laid([circle(centre, radius_km)])
    assert_told_as_measured(ground, shapes, [centre, *points])


def test_a_radius_that_ends_at_the_very_point_holds_it_and_the_next_smaller_one_does_not():
    chance = Random(2)
    for _ in range(400):
        centre, point = draws.spot(chance), draws.spot(chance)
        far = distance_km(centre, point)
        exact, less = circle(centre, far), circle(centre, math.nextafter(far, 0))
        ground, _ = laid([exact, less])
        # At no distance there is no smaller radius: both are one circle.
        assert ground.holding(point) == [ground.add(exact)]


def test_shapes_all_over_the_globe_are_told_as_they_are_measured():
    chance = Random(3)
    for _ in range(25):
        ground, shapes = laid([chance.choice((draws.circle, draws.road, draws.polygon))(chance) for _ in range(40)])
        points = [draws.spot(chance) for _ in range(40)]
        for shape in shapes.values():
            if isinstance(shape, Along):
                points += [away(chance.choice(shape.points), chance.uniform(0, 7), shape.width_km)]
            if isinstance(shape, Inside):
                points += shape.corners[:2]
        assert_told_as_measured(ground, shapes, points)


@pytest.mark.parametrize("width_km", [0.0, 5.0, 15.0, 60.0, 200.0])
def test_points_beside_a_long_road_are_told_as_they_are_measured(width_km):
    places = [Point(lat=12.6, lon=-8.0), Point(lat=14.5, lon=-4.2), Point(lat=16.3, lon=0.0), Point(lat=18.4, lon=1.4)]
    ground, shapes = laid([road(*places, width_km=width_km)])
    chance = Random(4)
    points = []
    for a, b in pairwise(places):
        for _ in range(150):
            share = chance.random()
            on_it = Point(lat=a.lat + share * (b.lat - a.lat), lon=a.lon + share * (b.lon - a.lon))
            points += [on_it, away(on_it, chance.uniform(0, 7), chance.uniform(0.5, 1.5) * width_km)]
    assert_told_as_measured(ground, shapes, points)


BOX, NOTCH = ((16, -1), (17, -1), (17, 1), (16, 1)), ((10, -5), (19, -5), (14, 0), (19, 4), (10, 4))
ALONG = [1e-6, 1e-9, 1e-12, 0.0, -1e-12, -1e-9, -1e-6]


@pytest.mark.parametrize(
    "corners",
    [BOX, NOTCH, ((89, -180), (90, 0), (89, 180), (80, 0)), ((-1, 0), (0, 0), (1, 1e-7)), (BOX[0],) * 3],
    ids=["box", "notch", "at the pole", "sliver", "no extent"],
)
def test_points_at_the_border_of_a_polygon_are_told_as_they_are_measured(corners):
    chance, points = Random(5), []
    for (lat, lon), (to_lat, to_lon) in pairwise((*corners, corners[0])):
        for share in (0, 0.5, 1, chance.random(), chance.random()):
            on = lat + share * (to_lat - lat), lon + share * (to_lon - lon)
            points += [Point(lat=on[0] + beside, lon=on[1] + beside) for beside in ALONG]
            points += [Point(lat=on[0] + chance.uniform(-2, 2), lon=on[1] + chance.uniform(-2, 2)) for _ in range(8)]
    ground, shapes = laid([polygon(*corners)])
    assert_told_as_measured(ground, shapes, points)


def test_only_the_circles_around_a_point_hold_it():
    ground, _ = laid([circle(away(KIDAL, number, 20 * number), 50) for number in range(100)])
    assert len(ground.holding(KIDAL)) == 3
    assert ground.holding(Point(lat=-30, lon=100)) == []


@pytest.mark.parametrize(
    "point",
    [Point(lat=18.4411, lon=361.4078), Point(lat=161.5589, lon=-178.5922), Point(lat=math.nan, lon=1.4)],
    ids=["a turn further", "over the pole", "no number"],
)
def test_a_point_off_the_map_is_told_as_it_is_measured(point):
    far = polygon((0, 0), (0, 400), (90, 400))
    ground, shapes = laid([circle(), circle(radius_km=20_100), road(KIDAL, draws.GAO), far])
    assert_told_as_measured(ground, shapes, [point])


OFF = [
    circle(Point(lat=18.4, lon=361.4)),
    circle(Point(lat=161.5589, lon=-178.5922)),  # Kidal by the way over the pole
    *(circle(radius_km=km) for km in (-1, math.inf, math.nan)),
    road(KIDAL, Point(lat=18, lon=181)),
    road(KIDAL, Point(lat=18, lon=math.inf)),
    *(road(KIDAL, width_km=km) for km in (-1, 9e9)),
    polygon((18, 1), (19, 181), (20, 2)),
    polygon((-80, -170), (80, -170), (80, 170), (-80, 170)),
    polygon((18, 1), (19, math.nan), (20, 2)),
    polygon(),
]


@pytest.mark.parametrize("shape", OFF, ids=str)
def test_a_shape_off_the_map_or_out_of_measure_is_told_as_it_is_measured(shape):
    ground, shapes = laid([shape])
    assert_told_as_measured(ground, shapes, [KIDAL, draws.GAO, Point(lat=0, lon=0), POLES[0]])
    ground.drop(shape)
    assert ground.holding(KIDAL) == []


def test_a_geometry_has_one_number_whatever_it_is_called():
    ground = Ground()
    number = ground.add(circle())
    assert ground.add(Near(place="other", label="Kidal", point=KIDAL, radius_km=50)) == number
    assert ground.add(circle(radius_km=51)) != number
    assert ground.drop(circle()) == number
    assert number in ground.holding(KIDAL)
    assert ground.drop(circle()) == number
    assert number not in ground.holding(KIDAL)


def test_the_number_of_a_shape_that_nobody_uses_any_more_is_given_again():
    ground, shapes = laid([circle(radius_km=km) for km in (10, 20, 30)])
    assert sorted(shapes) == [0, 1, 2]
    ground.drop(circle(radius_km=20))
    assert ground.add(road(KIDAL, draws.GAO)) == 1
    assert set(ground.holding(KIDAL)) == {0, 1, 2}


def test_a_shape_that_is_not_in_use_cannot_be_dropped():
    ground, _ = laid([circle()])
    ground.drop(circle())
    with pytest.raises(KeyError):
        ground.drop(circle())
