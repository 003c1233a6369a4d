"""Cells of the globe: what lies in a cell that is covered wholly, and that no cell is forgotten."""

from itertools import pairwise
from random import Random

import pytest

from bot.domain.grid import Grid
from bot.domain.place import Point, distance_km, is_inside, off_line_km
from tests.domain import draws
from tests.store.make import KIDAL

SIZES_KM = (8.0, 64.0, 1024.0)


def outline(grid, cell):
    """The middle of a cell, its corners, and the middles of its sides, a hair inside of it."""
    row, column = grid._row(cell >> 32), cell & 0xFFFFFFFF
    height, width = row.north - row.south, row.width
    for up in (-0.5, 0, 0.5):
        for aside in (-0.5, 0, 0.5):
            lat = row.middle + up * (1 - 1e-9) * height
            yield Point(lat=lat, lon=(column + 0.5 + aside * (1 - 1e-9)) * width - 180)


def covered(pairs):
    """Every cell with whether it lies wholly inside; one that comes again may say so later."""
    cells = {}
    for cell, is_wholly in pairs:
        cells[cell] = cells.get(cell, False) or is_wholly
    return cells


def on_globe(chance):
    return (
        draws.spot(chance)
        if chance.random() < 0.5
        else Point(lat=chance.uniform(-90, 90), lon=chance.uniform(-180, 180))
    )


@pytest.mark.parametrize("size", SIZES_KM)
def test_every_point_of_the_map_has_a_cell_around_it_no_larger_than_was_asked(size):
    grid, chance = Grid(size), Random(1)
    edges = [Point(lat=lat, lon=lon) for lat in (-90, 0, 90) for lon in (-180, 0, 180)]
    for point in edges + [Point(lat=chance.uniform(-90, 90), lon=chance.uniform(-180, 180)) for _ in range(500)]:
        middle, *around = sorted(outline(grid, grid.cell(point)), key=lambda one: distance_km(one, point))
        assert distance_km(middle, point) <= 0.75 * size
        assert all(distance_km(a, b) <= 1.5 * size for a, b in pairwise(around))


@pytest.mark.parametrize("size", SIZES_KM)
def test_the_cells_of_a_circle_are_those_that_it_touches_and_the_inner_ones_lie_in_it(size):
    grid, chance = Grid(size), Random(2)
    inner = 0
    for _ in range(60):
        centre, radius_km = on_globe(chance), size * chance.choice((0, 0.3, 1, 2.5, 4, 4.8))
        if abs(centre.lon) > 180:
            continue
        cells = covered(grid.circle(centre, radius_km))
        for cell, is_wholly in cells.items():
            inner += is_wholly
            farthest = max(distance_km(centre, point) for point in outline(grid, cell))
            assert not is_wholly or farthest <= radius_km
            assert min(distance_km(centre, point) for point in outline(grid, cell)) <= radius_km + size
        for _ in range(30):
            near = Point(lat=centre.lat + chance.uniform(-1, 1), lon=centre.lon + chance.uniform(-2, 2))
            if abs(near.lat) <= 90 and abs(near.lon) <= 180 and distance_km(centre, near) <= radius_km:
                assert grid.cell(near) in cells
    assert inner > 500


@pytest.mark.parametrize("size", SIZES_KM)
def test_the_cells_of_a_road_are_those_that_it_touches_and_the_inner_ones_lie_beside_it(size):
    grid, chance = Grid(size), Random(3)
    inner = 0
    degree = size / 111
    for _ in range(150):
        # Near the poles degrees of longitude change within a cell, which is what an inner cell must allow for.
        points = [Point(lat=chance.choice((1, -1)) * chance.uniform(0, 88), lon=chance.uniform(-170, 170))]
        for _ in range(chance.randint(0, 3)):
            lat = min(90.0, max(-90.0, points[-1].lat + chance.uniform(-4, 4) * degree))
            points.append(Point(lat=lat, lon=points[-1].lon + chance.uniform(-6, 6) * degree))
        width_km = size * chance.choice((0, 0.7, 1, 1.7, 2.6))
        cells = covered(grid.road(points, width_km))
        for cell, is_wholly in cells.items():
            inner += is_wholly
            assert not is_wholly or max(off_line_km(points, point) for point in outline(grid, cell)) <= width_km
        for point in points:
            for _ in range(30):
                beside = Point(
                    lat=point.lat + chance.uniform(-2, 2) * degree, lon=point.lon + chance.uniform(-4, 4) * degree
                )
                if abs(beside.lat) <= 90 and abs(beside.lon) <= 180 and off_line_km(points, beside) <= width_km:
                    assert grid.cell(beside) in cells
    assert inner > 1_000


@pytest.mark.parametrize("size", SIZES_KM)
def test_the_cells_of_a_polygon_are_those_that_it_touches_and_the_inner_ones_lie_in_it(size):
    grid, chance = Grid(size), Random(4)
    inner = 0
    degree = size / 111
    for _ in range(80):
        lat, lon = chance.uniform(-80, 80), chance.uniform(-160, 160)
        corners = [
            Point(
                lat=max(-90.0, min(90.0, lat + chance.uniform(-6, 6) * degree)),
                lon=max(-180.0, min(180.0, lon + chance.uniform(-6, 6) * degree)),
            )
            for _ in range(chance.randint(3, 7))
        ]
        cells = dict(grid.area(corners))
        for cell, is_wholly in cells.items():
            inner += is_wholly
            assert not is_wholly or all(is_inside(corners, point) for point in outline(grid, cell))
        for _ in range(60):
            near = Point(lat=lat + chance.uniform(-6, 6) * degree, lon=lon + chance.uniform(-6, 6) * degree)
            if abs(near.lat) <= 90 and abs(near.lon) <= 180 and is_inside(corners, near):
                assert grid.cell(near) in cells
        assert all(grid.cell(corner) in cells for corner in corners)
    assert inner > 200


def test_few_cells_of_a_circle_are_asked_for_more():
    cells = covered(Grid(8.0).circle(KIDAL, 50))
    assert 120 < len(cells) < 170
    assert sum(cells.values()) > len(cells) / 2
