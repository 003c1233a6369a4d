"""The grid never hides what is near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.dedupe.blocking import DAYS, NEAR_KM, Blocks
from bot.domain.ids import IncidentId
from bot.domain.place import Point, distance_km

ONE = IncidentId("ONE")
DAY = datetime(2023, 11, 7, tzinfo=UTC)
points = st.builds(Point, lat=st.floats(-75, 75), lon=st.floats(-179, 179))
shifts = st.floats(-0.9, 0.9)


@given(point=points, lat=shifts, lon=st.floats(-3, 3), days=st.integers(-10, 10), length=st.integers(0, 40))
def test_whatever_lies_within_60_km_and_3_days_is_found(
    point: Point, lat: float, lon: float, days: int, length: int
) -> None:
    blocks = Blocks()
    other = Point(lat=point.lat + lat, lon=max(-179.9, min(179.9, point.lon + lon)))
    start = DAY + timedelta(days=days)
    end = start + timedelta(days=length)
    blocks.put(ONE, other, start, end)
    found = blocks.near(point, DAY, DAY + timedelta(days=1))
    is_near = distance_km(point, other) <= NEAR_KM
    is_soon = start - DAYS <= DAY + timedelta(days=1) and end + DAYS >= DAY
    assert not (is_near and is_soon) or found == {ONE}


def test_an_incident_that_moved_is_found_at_its_new_place_only() -> None:
    blocks, kidal, gao = Blocks(), Point(lat=18.44, lon=1.41), Point(lat=16.27, lon=-0.04)
    blocks.put(ONE, kidal, DAY, DAY)
    blocks.put(ONE, gao, DAY, DAY)
    assert blocks.near(kidal, DAY, DAY) == set()
    assert blocks.near(gao, DAY, DAY) == {ONE}
