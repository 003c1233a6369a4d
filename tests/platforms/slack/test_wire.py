"""One request to Slack: that it is sent once, at whose pace, to which workspace, and what becomes of faults."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.errors import Busy, Gone, Later, Lost, Uncertain
from bot.log import Secret
from bot.platforms.slack.call import Absent, Barred, Declined, Limited
from bot.platforms.slack.pace import POST, Gate, Gates
from bot.platforms.slack.tenants import REMOVED, Workspace
from bot.platforms.slack.wire import Wire
from tests.fakes.slack import fake
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.rooms import Message
from tests.fakes.slack.server import serving
from tests.platforms.slack.stage import FAST, Installed, wired

QUICKLY = 0.3  # seconds; only where Slack hangs
TEXT = "Town captured by FAMa: Kidal"
HISTORY, JOIN = "conversations.history", "conversations.join"


@dataclass
class Desk:
    """A Slack, a wire to it, and a channel there."""

    there: fake.Slack
    wire: Wire
    installed: Installed
    team: str
    channel: str

    async def post(self, key: str = "k1", **more: Any) -> str:
        return await self.wire.post(self.team, {"channel": self.channel, **body(key), **more})

    def standing(self) -> list[Message]:
        return self.there.standing(self.channel)

    def asked(self, method: str = POST) -> int:
        return self.there.counted()[method]


@asynccontextmanager
async def talking(speed: float = FAST, **more: Any) -> AsyncIterator[Desk]:
    async with serving(fake.Slack(speed=speed)) as there, wired(there, **more) as (wire, installed):
        team = there.team("Mali desk")
        yield Desk(there, wire, installed, team, there.channel(team, "alerts"))


def body(key: str = "k1") -> dict[str, Any]:
    return {"text": TEXT, "metadata": {"event_type": "tocsin_delivery", "event_payload": {"key": key}}}


@pytest.mark.parametrize(
    ("fault", "error", "stands"),
    [
        (Fault.LIMITED, Limited, False),
        (Fault.LIMITED_BARE, Limited, False),
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
        ("error:internal_error", Uncertain, False),
        ("error:channel_not_found", Barred, False),
        ("error:is_archived", Barred, False),
        ("error:invalid_blocks", Declined, False),
    ],
    ids=str,
)
async def test_what_goes_wrong_is_named_and_tried_once(fault: str, error: type[Exception], stands: bool) -> None:
    async with talking(patience_s=QUICKLY) as desk:
        desk.there.script([str(fault)])
        with pytest.raises(error) as raised:
            await desk.post()
        assert type(raised.value) is error
        assert desk.asked() == 1
        assert [one.key for one in desk.standing()] == (["k1"] if stands else [])


async def test_a_message_stands_as_it_was_sent() -> None:
    async with talking() as desk:
        ts = await desk.post(unfurl_links=False)
        (message,) = desk.standing()
        assert (message.ts, message.key, message.text) == (ts, "k1", TEXT)


async def test_where_nothing_listens_nothing_was_sent() -> None:
    async with talking(api="http://127.0.0.1:1/api/") as desk:
        with pytest.raises(Busy):
            await desk.post()


async def test_without_a_session_slack_is_busy() -> None:
    async with talking() as desk:
        session, desk.wire._client.session = desk.wire._client.session, None
        with pytest.raises(Busy):
            await desk.post()
        with pytest.raises(Busy):
            await desk.wire.respond(f"{desk.there.url}/response/x", {"text": TEXT})
        desk.wire._client.session = session
        await desk.post()


async def test_a_limit_closes_the_method_for_the_workspace_and_nothing_else() -> None:
    async with talking(speed=1.0, gates=Gates(Gate)) as desk:
        ts = await desk.post()
        desk.there.script(["limited:7"], on=POST)
        with pytest.raises(Limited):
            await desk.post("k2", channel=desk.there.channel(desk.team, "second"))
        for number in range(3):
            with pytest.raises(Later) as later:
                await desk.post(f"k{number}", channel=desk.there.channel(desk.team, f"third-{number}"))
            assert 6 < later.value.retry_after.total_seconds() <= 8
        assert desk.asked() == 2
        assert desk.there.pace.impatient == 0
        await desk.wire.update(desk.team, {"channel": desk.channel, "ts": ts, **body()})
        other = desk.there.team("other")
        await desk.wire.post(other, {"channel": desk.there.channel(other, "alerts"), **body("k3")})


async def test_a_request_keeps_the_pace_of_its_channel() -> None:
    async with talking(speed=10.0, gates=Gates(lambda: Gate(speed=10.0))) as desk:
        for number in range(4):
            await desk.post(f"k{number}")
        arrived = [one.arrived for one in desk.standing()]
        gaps = [later - earlier for earlier, later in itertools.pairwise(arrived)]
        assert min(gaps) >= 0.095  # a second of Slack's clock, less what a socket may be slow by
        assert desk.there.pace.refused == {}


async def test_a_public_channel_is_joined_once_where_tocsin_writes_or_looks() -> None:
    async with talking() as desk:
        for method in (POST, HISTORY):
            channel = desk.there.channel(desk.team, f"new-{method[:4]}", joined=False)
            given = body() if method == POST else {}
            await desk.wire.call(desk.team, method, {"channel": channel, **given})
        assert (desk.asked(JOIN), desk.asked(POST), desk.asked(HISTORY)) == (2, 2, 2)


@pytest.mark.parametrize(
    "error",
    ["missing_scope", "method_not_supported_for_channel_type", "restricted_action", "not_in_channel"],
)
async def test_a_channel_that_cannot_be_joined_says_what_to_do(error: str) -> None:
    async with talking() as desk:
        desk.there.kick(desk.channel)
        desk.there.script([f"error:{error}"], on=JOIN)
        with pytest.raises(Barred) as barred:
            await desk.post()
        assert barred.value.reason == "not_in_channel: invite Tocsin to the channel"
        assert desk.standing() == []


async def test_a_join_that_slack_is_too_busy_for_is_no_channels_fault() -> None:
    async with talking() as desk:
        desk.there.kick(desk.channel)
        desk.there.script(["away"], on=JOIN)
        with pytest.raises(Busy):
            await desk.post()


async def test_nobody_is_joined_for_whoever_only_asks() -> None:
    async with talking() as desk:
        desk.there.kick(desk.channel)
        asked = {"channel": desk.channel, "user": desk.there.user(desk.team, "ann"), "text": TEXT}
        with pytest.raises(Barred) as barred:
            await desk.wire.call(desk.team, "chat.postEphemeral", asked)
        assert (barred.value.error, desk.asked(JOIN)) == ("not_in_channel", 0)


async def test_a_dead_token_loses_the_workspace_once_and_no_other() -> None:
    async with talking() as desk:
        other = desk.there.team("other")
        desk.there.revoke(desk.team)
        for _ in range(2):
            with pytest.raises(Lost) as lost:
                await desk.post()
            assert lost.value.reason == REMOVED
        assert (desk.installed.lost, desk.asked()) == ([desk.team], 1)
        await desk.wire.post(other, {"channel": desk.there.channel(other, "alerts"), **body()})


class Renewed:
    """Where a workspace installs Tocsin anew while a request with its old token is under way."""

    def __init__(self, installed: Installed) -> None:
        self._tenants = installed.tenants
        self._is_first = True

    async def token(self, team: str) -> Secret:
        is_first, self._is_first = self._is_first, False
        return Secret("xoxb-old") if is_first else await self._tenants.token(team)

    async def find(self, team: str) -> Workspace | None:
        return await self._tenants.find(team)

    async def lost(self, team: str) -> None:
        await self._tenants.lost(team)


async def test_a_token_that_was_changed_meanwhile_loses_nothing() -> None:
    async with talking() as desk:
        desk.wire = Wire(desk.wire._client, Renewed(desk.installed))
        with pytest.raises(Busy):
            await desk.post()
        assert desk.installed.lost == []
        await desk.post()


async def test_a_workspace_without_tocsin_is_lost_without_a_request() -> None:
    async with talking() as desk:
        nobody = desk.there.team("nobody", installed=False)
        with pytest.raises(Lost):
            await desk.wire.post(nobody, {"channel": "C0123456789", **body()})
        with pytest.raises(Lost):
            await desk.wire.me(nobody)
        assert desk.there.requests == []


async def test_whatever_slack_takes_as_a_form_is_sent_as_a_form() -> None:
    async with talking() as desk:
        ts = await desk.post()
        user = desk.there.user(desk.team, "ann")
        assert (await desk.wire.call(desk.team, "users.info", {"user": user, "include_locale": True}))["user"]["locale"]
        page = await desk.wire.history(desk.team, desk.channel)
        assert [one["ts"] for one in page["messages"]] == [ts]
        assert (await desk.wire.permalink(desk.team, desk.channel, ts)).startswith("https://")
        assert (await desk.wire.open(desk.team, user)).startswith("D")
        await desk.wire.delete(desk.team, desk.channel, ts)
        with pytest.raises(Gone):
            await desk.wire.permalink(desk.team, desk.channel, ts)


async def test_a_message_that_is_not_there_is_gone() -> None:
    async with talking() as desk:
        ts = await desk.post()
        desk.there.delete(desk.channel, ts)
        with pytest.raises(Absent):
            await desk.wire.update(desk.team, {"channel": desk.channel, "ts": ts, **body()})
        with pytest.raises(Absent):
            await desk.post("k2", thread_ts=ts)


async def test_a_request_that_nobody_wants_any_more_is_given_up() -> None:
    async with talking() as desk:
        desk.there.script(["hang"])
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await desk.post()
        assert time.monotonic() - begun < 2


async def test_hundreds_of_requests_at_once_share_one_session_and_none_is_lost() -> None:
    async with talking() as desk:
        rooms = desk.there.channels(desk.team, 200)
        posts = (desk.wire.post(desk.team, {"channel": room, **body(room)}) for room in rooms)
        await asyncio.gather(*posts)
        assert {one.key for one in desk.there.all()} == set(rooms)


def address(desk: Desk) -> str:
    """Where a command that somebody has typed may be answered."""
    ann = desk.there.rooms.people[desk.there.user(desk.team, "ann")]
    return f"{desk.there.url}/response/{desk.there.acts.begin('command', ann, desk.team, desk.channel).response}"
