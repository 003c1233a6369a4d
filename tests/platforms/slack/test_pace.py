"""How fast requests go to Slack, in which order, and who is sent away for how long. Time is made by hand.

Whether Slack would have refused something is said by the fake's own counting of its limits.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Later
from bot.platforms.slack.pace import (
    AT_ONCE,
    CHANNEL_S,
    HUNDREDS,
    LONGEST_TURN_S,
    PER_MINUTE,
    POST,
    STEADY,
    TIER_2,
    TIER_3,
    Gate,
    Gates,
)
from tests.fakes.slack import pace as slack
from tests.platforms.slack.clockwork import Clock

A_SECOND = HUNDREDS * STEADY / 60  # messages in a workspace, after those that go at once
BURST = int(HUNDREDS * AT_ONCE)


class Far:
    """A workspace whose counting raises where Slack would have said no."""

    def __init__(self, clock: Clock, *, team: str = "T1") -> None:
        self.clock, self.team = clock, team
        self.gate = Gate(now=clock.now, sleep=clock.sleep)
        self.went: list[tuple[float, str]] = []
        self.sent_away = 0
        self._pace = slack.Pace(clock.now)

    async def ask(self, method: str = POST, channel: str = "C1", *, critical: bool = False, name: str = "") -> None:
        """One request that comes again whenever it is told to, as the outbox makes it."""
        while True:
            try:
                await self.gate.enter(method, channel, critical=critical)
                break
            except Later as error:
                self.sent_away += 1
                await self.clock.sleep(error.retry_after.total_seconds())
        self._pace.admit(method, self.team, channel)
        self.went.append((self.clock.now_s, name or channel))

    async def all(self, channels: Iterable[str]) -> float:
        """A message for each channel at the same moment; gives how many seconds they took."""
        begun = self.clock.now_s
        await asyncio.gather(*(self.ask(channel=channel) for channel in channels))
        return self.went[-1][0] - begun


def channels(count: int) -> list[str]:
    return [f"C{number}" for number in range(count)]


async def test_a_workspace_takes_some_messages_at_once_and_the_rest_at_its_steady_pace() -> None:
    far = Far(clock := Clock())
    took = await clock.run(far.all(channels(500)))
    assert took == pytest.approx((500 - BURST) / A_SECOND, rel=0.02)
    assert sum(at == far.went[0][0] for at, _ in far.went) == BURST


async def test_whoever_is_sent_away_finds_a_place_when_he_comes_as_told() -> None:
    far = Far(clock := Clock())
    await clock.run(far.all(channels(500)))
    assert 0 < far.sent_away <= 500 - BURST


async def test_messages_of_one_channel_keep_their_distance() -> None:
    far = Far(clock := Clock())
    await clock.run(far.all(["C1"] * 5))
    times = [at for at, _ in far.went]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= CHANNEL_S - 1e-6


async def test_a_crowded_channel_does_not_hold_up_another() -> None:
    far = Far(clock := Clock())
    await clock.run(far.all(["C1"] * 5 + ["C2"]))
    assert {name: at for at, name in far.went}["C2"] == far.went[0][0]


@pytest.mark.parametrize("method", ["chat.update", "conversations.history", "users.info", "a.method.nobody.knows"])
async def test_every_method_keeps_its_own_limit(method: str) -> None:
    far = Far(clock := Clock())
    begun, count = clock.now_s, 200
    await clock.run(_together(far.ask(method) for _ in range(count)))
    limit = PER_MINUTE.get(method, TIER_2)
    assert far.went[-1][0] - begun == pytest.approx((count - int(limit * AT_ONCE)) * 60 / (limit * STEADY), rel=0.05)


async def test_one_method_at_its_limit_does_not_hold_up_another() -> None:
    far = Far(clock := Clock())

    async def acts() -> float:
        editing = asyncio.gather(*(far.ask("chat.update") for _ in range(TIER_3)))
        await asyncio.sleep(0)
        begun = clock.now_s
        await far.ask(POST)
        took = clock.now_s - begun
        await editing
        return took

    assert await clock.run(acts()) == 0


async def test_critical_news_goes_before_all_that_waits() -> None:
    far = Far(clock := Clock())

    async def acts() -> None:
        waiting = asyncio.gather(*(far.ask(channel=channel) for channel in channels(300)))
        await clock.sleep(10)
        await _together(far.ask(channel=f"C9{number}", critical=True, name="grave") for number in range(10))
        await waiting

    begun = clock.now_s + 10
    await clock.run(acts())
    grave = [at - begun for at, name in far.went if name == "grave"]
    others = sum(begun < at < begun + grave[-1] and name != "grave" for at, name in far.went)
    # Those that stand before the gate already, and those that are sent away and come in the second that is waited.
    assert grave[-1] <= 10 / A_SECOND + LONGEST_TURN_S
    assert others <= LONGEST_TURN_S * A_SECOND


async def test_critical_news_goes_before_those_that_stand_at_the_gate_already() -> None:
    far = Far(clock := Clock())

    async def acts() -> None:
        await far.all(channels(BURST))
        standing = [asyncio.create_task(far.ask(channel=f"C8{number}")) for number in range(4)]
        await asyncio.sleep(0)
        await far.ask(channel="C99", critical=True, name="grave")
        await _together(standing)

    await clock.run(acts())
    assert [name for _, name in far.went[BURST:]] == ["grave", "C80", "C81", "C82", "C83"]


async def test_a_closed_method_tells_everybody_to_come_when_it_opens() -> None:
    far = Far(clock := Clock())
    far.gate.close(POST, 30)
    with pytest.raises(Later) as later:
        await far.gate.enter(POST, "C1")
    assert later.value.retry_after.total_seconds() == pytest.approx(30)
    await far.gate.enter("chat.update")
    clock.now_s += 30
    await far.gate.enter(POST, "C1")


async def test_after_a_pause_that_slack_asked_for_the_crowd_comes_one_by_one() -> None:
    far = Far(clock := Clock())
    far.gate.close(POST, 30)
    begun = clock.now_s
    await clock.run(far.all(channels(50)))
    times = [at for at, _ in far.went]
    assert times[0] >= begun + 30
    assert times[-1] - times[0] == pytest.approx(49 / A_SECOND, rel=0.05)


async def test_workspaces_do_not_wait_for_one_another() -> None:
    clock = Clock()
    teams = [Far(clock, team=f"T{number}") for number in range(20)]
    await clock.run(_together(team.all(channels(50)) for team in teams))
    assert {round(team.went[-1][0], 3) for team in teams} == {round(1000 + (50 - BURST) / A_SECOND, 3)}


async def test_a_request_that_nobody_waits_for_takes_no_place() -> None:
    far = Far(clock := Clock())

    async def acts() -> float:
        await far.all(channels(BURST))
        given_up = asyncio.create_task(far.ask(channel="C90"))
        kept = asyncio.create_task(far.ask(channel="C91"))
        await asyncio.sleep(0)
        given_up.cancel()
        begun = clock.now_s
        await kept
        return clock.now_s - begun

    assert await clock.run(acts()) == pytest.approx(1 / A_SECOND)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0, 40),
            st.sampled_from([POST, POST, POST, "chat.update", "conversations.history"]),
            st.integers(1, 60),
            st.integers(1, 12),
            st.booleans(),
        ),
        min_size=1,
        max_size=8,
    )
)
async def test_whatever_comes_when_nothing_is_lost_and_slack_never_says_no(
    crowds: list[tuple[float, str, int, int, bool]],
) -> None:
    far = Far(clock := Clock())

    async def crowd(after: float, method: str, count: int, rooms: int, critical: bool) -> None:
        await clock.sleep(after)
        await _together(far.ask(method, f"C{number % rooms}", critical=critical) for number in range(count))

    await clock.run(_together(crowd(*one) for one in crowds))  # raises Limited where Slack would have refused
    assert len(far.went) == sum(count for _, _, count, _, _ in crowds)


async def test_a_process_has_one_gate_for_a_workspace() -> None:
    gates = Gates()
    assert gates.of("T1") is gates.of("T1") is not gates.of("T2")


async def test_gates_that_count_nothing_are_forgotten_and_those_that_do_are_kept() -> None:
    clock = Clock()
    gates = Gates(lambda: Gate(now=clock.now, sleep=clock.sleep), most=3)
    busy, closed = gates.of("T1"), gates.of("T2")
    await busy.enter(POST, "C1")
    closed.close("chat.update", 60)
    idle = gates.of("T3")
    assert gates.of("T4") is not None
    assert gates.of("T1") is busy
    assert gates.of("T2") is closed
    assert gates.of("T3") is not idle
    clock.now_s += 120
    assert busy.is_idle
    assert closed.is_idle


async def _together(acts: Iterable[object]) -> None:
    await asyncio.gather(*acts)  # type: ignore[call-overload]
