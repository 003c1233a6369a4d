"""One request to Discord: what its answer means, that it is sent once, and whom it keeps waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest

from bot.domain.errors import Busy, Gone, Lost, Refused, Uncertain
from bot.platforms.discord.call import Declined
from bot.platforms.discord.pace import Gate
from bot.platforms.discord.wire import Wire
from tests.fakes.discord import fake, stage
from tests.fakes.discord.faults import Fault
from tests.platforms.discord.stage import far, hurried, logged_in

BODY = {"content": "Town captured by FAMa: Kidal", "allowed_mentions": {"parse": []}}
QUICKLY = 0.3  # seconds; only where Discord hangs


@asynccontextmanager
async def talking(
    speed: float = 1000.0, *, patience_s: float = 5.0, gate: Gate | None = None
) -> AsyncIterator[tuple[fake.Discord, Wire, str]]:
    """A Discord, a wire to it and a channel there."""
    async with stage.here(far(speed=speed)) as there, logged_in() as client:
        wire = Wire(lambda: client, gate or hurried(), patience_s=patience_s)
        channel = there.channel(there.guild("Mali desk"), "alerts")
        try:
            yield there, wire, channel
        finally:
            await wire.close()
        assert there.complaints == []


def body(key: str = "k1") -> dict[str, Any]:
    return {**BODY, "nonce": key, "enforce_nonce": True}


async def until(reached: Callable[[], bool]) -> None:
    """Waits for what comes from the other side of a socket."""
    async with asyncio.timeout(5):
        while not reached():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def requests(there: fake.Discord, route: str = "POST /channels/{channel_id}/messages") -> int:
    return there.counted()[route]


@pytest.mark.parametrize(
    ("fault", "error", "stands"),
    [
        (Fault.LIMITED, Busy, False),
        (Fault.LIMITED_GLOBAL, Busy, False),
        (Fault.LIMITED_SHARED, Busy, False),
        (Fault.CLOUDFLARE, Busy, False),
        (Fault.AWAY, Busy, False),
        (Fault.BROKEN, Uncertain, False),
        (Fault.BROKEN_AFTER, Uncertain, True),
        (Fault.BAD_GATEWAY, Uncertain, False),
        (Fault.BAD_GATEWAY_AFTER, Uncertain, True),
        (Fault.RESET, Uncertain, False),
        (Fault.RESET_AFTER, Uncertain, True),
        (Fault.HANG, Uncertain, False),
        (Fault.HANG_AFTER, Uncertain, True),
        (Fault.GARBLED, Uncertain, False),
        (Fault.GARBLED_AFTER, Uncertain, True),
        (Fault.TORN_AFTER, Uncertain, True),
        (Fault.FORBIDDEN, Lost, False),
        (Fault.NO_ACCESS, Lost, False),
        (Fault.UNKNOWN_CHANNEL, Lost, False),
        (Fault.REFUSED, Declined, False),
    ],
    ids=lambda value: value.value if isinstance(value, Fault) else "",
)
async def test_what_goes_wrong_is_named_and_tried_once(fault: Fault, error: type[Exception], stands: bool) -> None:
    async with talking(patience_s=QUICKLY) as (there, wire, channel):
        there.script([fault])
        with pytest.raises(error) as raised:
            await wire.create(channel, body())
        assert type(raised.value) is error
        assert requests(there) == 1
        assert [one.nonce for one in there.standing(channel)] == (["k1"] if stands else [])


@pytest.mark.parametrize("fault", [Fault.UNKNOWN_MESSAGE])
async def test_a_message_that_is_not_there_is_gone(fault: Fault) -> None:
    async with talking() as (there, wire, channel):
        made = await wire.create(channel, body())
        there.script([fault])
        with pytest.raises(Gone):
            await wire.edit(channel, made["id"], dict(BODY))


async def test_an_answer_to_a_message_that_is_not_there_says_that_it_is_gone() -> None:
    async with talking() as (there, wire, channel):
        made = await wire.create(channel, body())
        there.delete(made["id"])
        reference = {"message_id": made["id"], "channel_id": channel, "fail_if_not_exists": True}
        with pytest.raises(Gone):
            await wire.create(channel, {**body("k2"), "message_reference": reference})


async def test_what_was_sent_before_the_connection_broke_is_not_made_twice() -> None:
    async with talking() as (there, wire, channel):
        there.script([Fault.RESET_AFTER])
        with pytest.raises(Uncertain):
            await wire.create(channel, body())
        again = await wire.create(channel, body())
        (only,) = there.standing(channel)
        assert again["id"] == only.id


async def test_the_wait_that_discord_asks_for_is_told_and_kept_without_asking_again() -> None:
    async with talking(speed=1.0) as (there, wire, channel):
        there.script([Fault.LIMITED])
        for _ in range(3):
            with pytest.raises(Busy) as busy:
                await wire.create(channel, body())
            assert 1.5 < busy.value.retry_after.total_seconds() <= 2
        assert requests(there) == 1
        other = there.channel(there.guild("other"), "other")
        await wire.create(other, body())  # the limit was that channel's alone


async def test_a_limit_of_all_requests_holds_back_all_and_answers_to_people_go_on() -> None:
    async with talking(speed=10.0, gate=Gate(per_second=450)) as (there, wire, channel):
        there.script([Fault.LIMITED_GLOBAL])
        with pytest.raises(Busy):
            await wire.create(channel, body())
        begun = time.monotonic()
        with pytest.raises(Refused):
            await wire.respond("1", "no-such-token", {"type": 6})
        assert time.monotonic() - begun < 0.15
        await wire.create(there.channel(there.guild("other"), "other"), body())
        assert time.monotonic() - begun >= 0.18  # two seconds of Discord's clock


@pytest.mark.parametrize(("fault", "counts"), [(Fault.LIMITED, True), (Fault.LIMITED_SHARED, False)])
async def test_refusals_are_counted_as_discord_counts_them(fault: Fault, counts: bool) -> None:
    gate = Gate(per_second=45_000, most_invalid=1)
    async with talking(gate=gate) as (there, wire, channel):
        there.script([fault])
        with pytest.raises(Busy):
            await wire.create(channel, body())
        assert (there.pace.invalid == 1) is counts
        if counts:
            with pytest.raises(Busy):
                await wire.history(channel)
        else:
            assert await wire.history(channel) == []


async def test_the_message_that_uses_up_a_channels_limit_returns_as_soon_as_it_is_there() -> None:
    # discord.py itself comes back when the channel is free again: here half a second later, in reality five.
    async with talking(speed=10.0, patience_s=QUICKLY) as (there, wire, channel):
        begun = time.monotonic()
        for number in range(5):
            await wire.create(channel, body(f"k{number}"))
        assert time.monotonic() - begun < 0.3
        await wire.create(channel, body("k5"))  # waits longer than the patience for one request: it was not yet sent
        arrived = [one.arrived for one in there.standing(channel)]
        assert arrived[5] - arrived[0] >= 0.5
        assert there.pace.refused == {}


async def test_a_refused_message_is_told_at_once_although_the_channel_is_at_its_limit() -> None:
    async with talking(speed=10.0) as (there, wire, channel):
        for number in range(4):
            await wire.create(channel, body(f"k{number}"))
        there.script([Fault.REFUSED])
        begun = time.monotonic()
        with pytest.raises(Declined):
            await wire.create(channel, body("k4"))
        assert time.monotonic() - begun < 0.3


async def test_who_has_to_wait_too_long_for_his_turn_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.discord.wire.QUEUE_S", 0.2)
    async with talking(speed=1.0) as (there, wire, channel):
        for number in range(5):
            await wire.create(channel, body(f"k{number}"))
        with pytest.raises(Busy):
            await wire.create(channel, body("k5"))
        assert len(there.standing(channel)) == 5


async def test_a_request_that_nobody_wants_any_more_is_given_up() -> None:
    async with talking() as (there, wire, channel):
        there.script([Fault.HANG])
        asking = asyncio.create_task(wire.create(channel, body()))
        await until(lambda: requests(there) > 0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.sleep(0.01)
        assert wire._under_way == set()


async def test_without_a_client_discord_is_busy() -> None:
    with pytest.raises(Busy):
        await Wire(lambda: None, hurried()).create("1", body())
    with pytest.raises(Busy):
        _ = Wire(lambda: None, hurried()).me


async def test_after_its_client_was_closed_discord_is_busy() -> None:
    async with talking() as (_, wire, channel):
        client = wire._client()
        assert client is not None
        await client.close()
        with pytest.raises(Busy):
            await wire.create(channel, body())


async def test_where_nothing_listens_nothing_was_sent() -> None:
    async with logged_in_to_nobody() as wire:
        with pytest.raises(Busy):
            await wire.create("1", body())


@asynccontextmanager
async def logged_in_to_nobody() -> AsyncIterator[Wire]:
    async with stage.here(far()), logged_in() as client:
        with stage.pointed("http://127.0.0.1:1"):
            wire = Wire(lambda: client, hurried())
            yield wire
            await wire.close()


async def test_a_token_that_was_changed_is_no_channels_fault() -> None:
    async with talking() as (there, wire, channel):
        there.token = "another"
        with pytest.raises(Busy):
            await wire.create(channel, body())


async def test_one_client_after_another_can_serve() -> None:
    async with stage.here(far()) as there:
        channel = there.channel(there.guild("Mali desk"), "alerts")
        current: list[discord.Client | None] = [None]
        wire = Wire(lambda: current[0], hurried())
        for number in range(2):
            async with logged_in() as client:
                current[0] = client
                await wire.create(channel, body(f"k{number}"))
            current[0] = None
        await wire.close()
        assert [one.nonce for one in there.standing(channel)] == ["k0", "k1"]
