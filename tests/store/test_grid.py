"""The grid never loses a neighbour, and chords agree with great-circle distances."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import Point, distance_km
from bot.store import grid

points = st.builds(
    Point,
    lat=st.floats(-90, 90) | st.sampled_from([-90.0, 0.0, 18.5, 89.9, 90.0]),
    lon=st.floats(-180, 180) | st.sampled_from([-180.0, 0.0, 179.99, 180.0]),
)
radii = st.floats(0.1, 2000)


@st.composite
def neighbours(draw):
    one = draw(points)
    step = st.floats(-1.2, 1.2)
    lat = min(max(one.lat + draw(step), -90), 90)
    return one, Point(lat=lat, lon=(one.lon + draw(step) * draw(st.sampled_from([1, 5, 100])) + 180) % 360 - 180)


@given(neighbours(), st.sampled_from([1.0, 60.0, 300.0]))
def test_a_point_within_the_radius_lies_in_one_of_the_cells(pair, radius):
    one, other = pair
    if distance_km(one, other) <= radius:
        assert grid.cell(other) in grid.cells_within(one, radius)


@given(points, points, radii)
def test_any_two_points_agree_with_the_cells(one, other, radius):
    if distance_km(one, other) <= radius:
        assert grid.cell(other) in grid.cells_within(one, radius)


@given(neighbours(), radii)
def test_chords_and_distances_agree_to_a_metre(pair, radius):
    one, other = pair
    far = distance_km(one, other)
    if abs(far - radius) > 0.001:
        within = grid.is_within(grid.vector(one), grid.vector(other), grid.squared_chord(radius))
        assert within == (far <= radius)


def test_sixty_km_in_the_sahel_take_few_cells():
    assert 9 <= len(grid.cells_within(Point(lat=18.44, lon=1.41), 60)) <= 20


def test_the_date_line_does_not_part_neighbours():
    west, east = Point(lat=10, lon=-179.9), Point(lat=10, lon=179.9)
    assert grid.cell(east) in grid.cells_within(west, 60)
    assert grid.cell(Point(lat=10, lon=180)) == grid.cell(Point(lat=10, lon=-180))


def test_a_circle_that_holds_a_pole_takes_every_longitude():
    assert grid.cell(Point(lat=89.9, lon=-170)) in grid.cells_within(Point(lat=89.8, lon=10), 60)
