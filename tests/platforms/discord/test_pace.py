"""How fast requests go to Discord, in which order, and when none go any more. The clock is turned by hand."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Busy
from bot.platforms.discord.limits import INVALID, REQUESTS
from bot.platforms.discord.pace import INVALID_WINDOW_S, MOST_INVALID, PER_SECOND, Gate


class Clock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def now(self) -> float:
        return self.now_s

    async def sleep(self, seconds: float) -> None:
        self.now_s += seconds
        await asyncio.sleep(0)


def gate(clock: Clock) -> Gate:
    return Gate(now=clock.now, sleep=clock.sleep)


async def entered(clock: Clock, through: Gate, count: int, *, critical: bool = False) -> list[float]:
    """When each of so many requests that come at once is let through."""
    times: list[float] = []

    async def one() -> None:
        await through.enter(critical=critical)
        times.append(clock.now_s)

    await asyncio.gather(*(one() for _ in range(count)))
    return times


def most_in_a_second(times: list[float]) -> int:
    return max(index - bisect_left(times, time - 1) + 1 for index, time in enumerate(times))


async def test_a_crowd_goes_through_at_45_a_second_and_never_faster_than_discord_allows() -> None:
    clock = Clock()
    times = await entered(clock, gate(clock), 1000)
    assert 1000 / PER_SECOND * 0.98 <= times[-1] - times[0] <= 1000 / PER_SECOND * 1.02
    assert most_in_a_second(times) < REQUESTS.value


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 120), st.floats(0, 3)), min_size=1, max_size=12))
def test_however_requests_come_no_second_sees_fifty(crowds: list[tuple[int, float]]) -> None:
    async def come() -> list[float]:
        clock = Clock()
        through, times = gate(clock), list[float]()
        for count, pause in crowds:
            times += await entered(clock, through, count)
            clock.now_s += pause
        return times

    assert most_in_a_second(asyncio.run(come())) < REQUESTS.value


async def test_the_first_one_waits_for_nothing() -> None:
    clock = Clock()
    assert await entered(clock, gate(clock), 1) == [1000.0]


async def test_critical_ones_overtake_and_else_the_order_of_asking_holds() -> None:
    clock = Clock()
    through, order = gate(clock), list[str]()

    async def one(name: str, *, critical: bool) -> None:
        await through.enter(critical=critical)
        order.append(name)

    async with asyncio.TaskGroup() as group:
        for number in range(10):
            group.create_task(one(f"news {number}", critical=False))
        await asyncio.sleep(0)
        for number in range(2):
            group.create_task(one(f"critical {number}", critical=True))
    first = order.index("critical 0")
    assert order[first : first + 2] == ["critical 0", "critical 1"]
    assert first <= 4  # those that had been let through before it came
    assert [name for name in order if name.startswith("news")] == [f"news {number}" for number in range(10)]


async def test_who_gives_up_waiting_costs_nobody_a_turn() -> None:
    clock = Clock()
    through = gate(clock)
    waiting = [asyncio.create_task(through.enter(critical=False)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in waiting[5:45]:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert clock.now_s - 1000 < 12 / PER_SECOND


async def test_a_pause_holds_everybody_back() -> None:
    clock = Clock()
    through = gate(clock)
    through.pause(3)
    assert (await entered(clock, through, 1, critical=True))[0] == pytest.approx(1003)


async def test_nobody_waits_through_a_long_pause() -> None:
    clock = Clock()
    through = gate(clock)
    through.pause(3600)
    with pytest.raises(Busy) as busy:
        await through.enter(critical=True)
    assert busy.value.retry_after.total_seconds() == pytest.approx(3600)
    clock.now_s += 3600
    await through.enter(critical=False)


async def test_too_many_refusals_shut_the_gate_until_they_are_ten_minutes_old(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock = Clock()
    through = gate(clock)
    for number in range(MOST_INVALID):
        await through.enter(critical=False)
        through.count(403 if number % 2 else 401)
        clock.now_s += 1
    for critical in (False, True):
        with pytest.raises(Busy) as shut:
            await through.enter(critical=critical)
        assert 0 < shut.value.retry_after.total_seconds() <= INVALID_WINDOW_S
    clock.now_s += shut.value.retry_after.total_seconds()
    await through.enter(critical=False)
    through.count(429)
    with pytest.raises(Busy):
        await through.enter(critical=False)
    said = ["Discord refused too many requests; nothing is sent for some minutes", "messages are sent to Discord again"]
    assert caplog.messages == [*said, said[0]]


async def test_the_budget_is_a_hundredth_of_what_shuts_a_bot_out() -> None:
    assert INVALID.value == MOST_INVALID * 100


@pytest.mark.parametrize(("status", "shared"), [(200, False), (400, False), (404, False), (500, False), (429, True)])
async def test_other_answers_do_not_count(status: int, shared: bool) -> None:
    clock = Clock()
    through = gate(clock)
    for _ in range(2 * MOST_INVALID):
        through.count(status, shared=shared)
    await through.enter(critical=False)


async def test_those_who_wait_when_the_gate_is_shut_are_sent_away() -> None:
    clock = Clock()
    through = gate(clock)
    waiting = [asyncio.create_task(through.enter(critical=False)) for _ in range(20)]
    await asyncio.sleep(0)
    for _ in range(MOST_INVALID):
        through.count(401)
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert sum(isinstance(outcome, Busy) for outcome in outcomes) >= 16
