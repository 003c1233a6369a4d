"""Limits: what is let through, what the headers say about it, how discord.py paces itself by them, and bans."""

from __future__ import annotations

import asyncio
import time

import discord
import pytest

from tests.fakes.discord.asking import asking
from tests.fakes.discord.clerk import clerk
from tests.fakes.discord.fake import Discord
from tests.fakes.discord.pace import Limit, Limited, Pace

SEND = "POST /channels/{channel_id}/messages"


class Watch:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def wait(pace: Pace, channel: str, *, exempt: bool = False) -> float:
    """How long a message has to wait; 0 is at once."""
    try:
        pace.admit(SEND, channel, exempt=exempt)
    except Limited as limited:
        return limited.wait
    return 0


def test_a_channel_takes_five_messages_in_five_seconds_from_the_first_of_them() -> None:
    watch = Watch()
    pace = Pace(watch)
    for watch.now in (10.0, 11.0, 12.0, 13.0, 14.0):
        assert wait(pace, "here") == 0
    assert pace.headers(SEND, "here")["X-RateLimit-Remaining"] == "0"
    assert (wait(pace, "here"), wait(pace, "there")) == (1, 0)
    watch.now = 15.0
    assert [wait(pace, "here") for _ in range(6)] == [0, 0, 0, 0, 0, 5]
    assert pace.refused == {"user": 2}


def test_all_requests_together_have_a_limit_that_a_refused_one_does_not_use_up() -> None:
    watch = Watch()
    pace = Pace(watch)
    assert [wait(pace, str(number)) for number in range(51)] == [0] * 50 + [1]
    assert wait(pace, "51", exempt=True) == 0
    watch.now = 1.0
    assert [wait(pace, str(number)) for number in range(60, 111)] == [0] * 50 + [1]
    assert pace.refused == {"global": 2}


def test_the_strictest_reading_lets_no_fifty_one_through_in_any_second() -> None:
    watch = Watch()
    fixed, sliding = Pace(watch), Pace(watch)
    sliding.set_global(Limit(requests=50, seconds=1), sliding=True)
    for pace in (fixed, sliding):
        watch.now = 0.0
        wait(pace, "a")
        watch.now = 0.9
        assert [wait(pace, f"b{number}") for number in range(49)] == [0] * 49
        watch.now = 1.0
        rest = [wait(pace, f"c{number}") for number in range(50)]
        assert rest.count(0) == (50 if pace is fixed else 1)


def test_headers_and_waits_speak_of_the_seconds_of_the_wire() -> None:
    watch = Watch()
    pace = Pace(watch, speed=10)
    assert [wait(pace, "here") for _ in range(6)] == [0] * 5 + [0.5]
    headers = pace.headers(SEND, "here")
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Reset-After"]) == ("5", "0.500")
    assert 0 <= float(headers["X-RateLimit-Reset"]) - time.time() < 1


async def test_seven_sends_into_one_channel_are_paced_by_the_library_without_a_429() -> None:
    fake = Discord(speed=20)
    async with clerk(fake) as (client, channel):
        room = client.get_partial_messageable(int(channel))
        await asyncio.gather(*(room.send(str(number)) for number in range(7)))
    arrived = [message.at for message in fake.messages(channel)]
    assert len(arrived) == 7
    assert arrived[5] - arrived[0] >= 4.9
    assert (fake.pace.refused, fake.pace.invalid) == ({}, 0)


async def test_sixty_sends_to_sixty_channels_at_once_meet_the_global_limit_and_all_arrive_after_it() -> None:
    fake = Discord()
    channels = fake.channels(fake.guild("Mali desk"), 60)
    async with clerk(fake) as (client, _):
        fake.limit((50, 1))  # a new window, to which logging in does not belong
        await asyncio.gather(*(client.get_partial_messageable(int(channel)).send("x") for channel in channels))
    assert fake.pace.refused["global"] == fake.pace.invalid >= 10
    arrived = [message.at for message in fake.all()]
    assert len(arrived) == len({message.channel for message in fake.all()}) == 60
    assert arrived[50] - arrived[0] >= 1


async def test_a_client_that_met_the_global_limit_waits_as_told_and_loses_nothing() -> None:
    fake = Discord(speed=10)
    fake.limit((5, 1))
    guild = fake.guild("Mali desk")
    async with asking(fake) as ask:
        for channel in fake.channels(guild, 12):
            while (answer := await ask(f"POST /channels/{channel}/messages", {"content": "x"})).status == 429:
                assert answer.body["global"]
                assert (answer.headers["X-RateLimit-Global"], answer.headers["X-RateLimit-Scope"]) == ("true", "global")
                assert answer.headers["Via"]
                assert int(answer.headers["Retry-After"]) >= answer.body["retry_after"] > 0
                await asyncio.sleep(answer.body["retry_after"])
    assert len(fake.all()) == 12
    assert fake.pace.refused["global"] == fake.pace.invalid == 2


async def test_a_refused_message_says_of_which_bucket() -> None:
    fake = Discord(now=lambda: 0)
    channel = fake.channel(fake.guild("Mali desk"), "alerts")
    async with asking(fake) as ask:
        answers = [await ask(f"POST /channels/{channel}/messages", {"content": "x"}) for _ in range(6)]
        other = await ask(f"PATCH /channels/{channel}/messages/1", {"content": "x"})
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["4", "3", "2", "1", "0", "0"]
    assert (answers[5].status, answers[5].body["retry_after"], answers[5].body["global"]) == (429, 5, False)
    assert answers[5].headers["X-RateLimit-Scope"] == "user"
    assert len({answer.headers["X-RateLimit-Bucket"] for answer in answers}) == 1
    assert other.status == 404


async def test_interactions_are_answered_while_the_bot_may_send_nothing_else() -> None:
    fake = Discord()
    async with clerk(fake) as (_, channel):
        fake.limit((0, 1000))
        assert (await fake.slash("amina", channel, "slow", place="Gao")).in_time
    assert fake.pace.refused == {}


@pytest.mark.parametrize(("fault", "counts"), [("limited", 1), ("limited_shared", 0), ("limited_global", 1)])
async def test_a_planned_429_is_waited_for_and_counted_unless_it_is_shared(fault: str, counts: int) -> None:
    fake = Discord(speed=100)
    async with clerk(fake) as (client, channel):
        fake.script([fault])
        await client.get_partial_messageable(int(channel)).send("x")
    assert [one.content for one in fake.messages(channel)] == ["x"]
    assert fake.pace.invalid == counts


@pytest.mark.parametrize("by", ["a fault", "a switch"])
async def test_a_429_without_via_is_taken_for_a_ban_and_raises_at_once(by: str) -> None:
    fake = Discord(now=lambda: 0)
    async with clerk(fake) as (client, channel):
        room = client.get_partial_messageable(int(channel))
        if by == "a fault":
            fake.script(["cloudflare"])
        else:
            fake.pace.via = False
            fake.limit((0, 1000))
        with pytest.raises(discord.HTTPException) as raised:
            await room.send("x")
    assert (raised.value.status, raised.value.text) == (429, "error code: 1015")
    assert fake.pace.invalid == 1


async def test_too_many_invalid_requests_in_ten_minutes_ban_the_bot_until_they_are_old() -> None:
    fake = Discord()
    fake.pace.ban_at = 3
    channel = fake.channel(fake.guild("Mali desk"), "alerts")
    fake.set_door(channel, "forbidden")
    async with asking(fake) as ask:
        statuses = [(await ask(f"POST /channels/{channel}/messages", {"content": "x"})).status for _ in range(4)]
        assert statuses == [403, 403, 403, 429]
        assert (await ask("GET /users/@me")).body == "error code: 1015"
        fake.advance(601)
        assert fake.pace.recent_invalid() == 0
        assert (await ask("GET /users/@me")).status == 200
