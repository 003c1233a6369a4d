"""One Slack without its wire, put together: its memory, its faults, its pace, its sockets, and the people in it."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.acts import Acts
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.conversations import Conversations
from tests.fakes.slack.courier import ACK_S, Courier
from tests.fakes.slack.directory import Directory
from tests.fakes.slack.faults import Faults
from tests.fakes.slack.oauth import OAuth
from tests.fakes.slack.pace import Pace
from tests.fakes.slack.payloads import Payloads
from tests.fakes.slack.people import People
from tests.fakes.slack.reading import walk
from tests.fakes.slack.refusals import explained
from tests.fakes.slack.responses import Responses
from tests.fakes.slack.rooms import Channel, Rooms
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.talk import Talk
from tests.fakes.slack.uploads import Uploads
from tests.fakes.slack.views import Views
from tests.fakes.slack.web import Web
from tests.platforms.slack.judge import violations

Json = dict[str, Any]
Judge = Callable[[str, Mapping[str, Any]], Iterable[str]]  # method, arguments: complaints

# What the app hears of, besides what answers to an act of the owner's.
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "message.im", "tokens_revoked")


@dataclass(slots=True, kw_only=True)
class Request:
    """One request as it was answered; status 0 is no answer at all."""

    method: str  # chat.postMessage, response_url, upload, …
    verb: str  # of HTTP
    at: float  # on the platform's clock
    arrived: float  # on the machine's monotonic clock
    team: str = ""
    channel: str = ""
    body: Json = field(default_factory=dict)  # the arguments as values, without the token
    status: int = 0
    error: str = ""
    fault: str = ""
    violations: list[str] = field(default_factory=list)


class Parts:
    """`now` gives the platform's seconds; without it they are the machine's, `speed` to one of the wire.

    Limits and the thirty minutes of a response_url are measured on the platform's clock; `within`, the three seconds
    for an ack and of a trigger, in seconds of the wire. `epoch` gives the seconds since 1970 that timestamps and
    signatures are made of. `judge` looks at every request's arguments; None is no judge.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] | None = None,
        speed: float = 1.0,
        epoch: Callable[[], float] = time.time,
        seed: int = 0,
        judge: Judge | None = violations,
        within: float = ACK_S,
    ) -> None:
        self._base = now or (lambda: time.monotonic() * speed)
        self._ahead = 0.0
        self.judge = judge
        self.url = ""  # as long as it is served
        self.rooms = Rooms(lambda: epoch() + self._ahead)
        self.app_id, self.app_token = self.rooms.app, f"xapp-1-{self.rooms.app}-{secrets.token_hex(8)}"
        self.client_id, self.client_secret = f"10.{secrets.randbelow(10**12)}", secrets.token_hex(16)
        self.signing_secret = secrets.token_hex(16)
        self.visitor: tuple[str, str] | None = None  # whose browser it is that comes to the page that asks
        self.subscribed = set(EVENTS)  # the events that the app's manifest asks for
        self.faults, self.pace = Faults(seed), Pace(self.now, speed=speed)
        self.sockets = Sockets(self.rooms.app, seed)
        self.acts = Acts(self.now)
        self.talk = Talk(self.rooms, self.now, self.acts.heard)
        self.views = Views(self.rooms, self.acts, within=within)
        self.uploads = Uploads(self.rooms, self.talk, self.now)
        self.oauth = OAuth(self.rooms, self.now, self._tell, client=(self.client_id, self.client_secret))
        self.responses = Responses(self.rooms, self.acts, self.talk, self.now)
        self.conversations = Conversations(self.rooms, self._joined)
        self.payloads = Payloads(self.rooms)
        self.courier = Courier(self.sockets, self.signing_secret, self.rooms.epoch, within=within)
        self.people = People(
            self.rooms, self.acts, self.talk, self.views, self.courier, self.payloads, self._judged
        )  # fmt: skip
        self.people.subscribed = self.subscribed
        parts = self.talk, self.conversations, Directory(self.rooms), self.views, self.uploads, self.oauth
        self._web = Web(*parts, self.sockets, self.responses)
        self._telling: set[asyncio.Task[Any]] = set()
        self.requests: list[Request] = []
        self.complaints: list[str] = []  # of the judge, and what this fake itself found wrong with a request
        self.command, self.press, self.select = self.people.command, self.people.press, self.people.select
        self.submit, self.close, self.options = self.people.submit, self.people.close, self.people.options
        self.shortcut, self.message_shortcut = self.people.shortcut, self.people.message_shortcut
        self.open_home, self.mention, self.say = self.people.open_home, self.people.mention, self.people.say
        self.tell, self.challenge = self.people.tell, self.people.challenge
        self.again, self.later = self.people.again, self.people.later
        self.disconnect, self.drop, self.hang = self.sockets.disconnect, self.sockets.drop, self.sockets.hang

    @property
    def api(self) -> str:
        """The address of the Web API, with a slash at its end, as slack_sdk wants it."""
        return f"{self.url}/api/"

    @property
    def request_url(self) -> str:
        """Where people's acts go to over signed HTTP; empty for Socket Mode."""
        return self.courier.request_url

    @request_url.setter
    def request_url(self, address: str) -> None:
        self.courier.request_url = address

    def now(self) -> float:
        """Seconds of the platform's clock."""
        return self._base() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the platform's clock forward."""
        self._ahead += seconds

    async def answer(self, ask: Ask) -> Json:
        """What the Web API tells besides `ok`. Raises Refusal."""
        shown = [
            one["slack_file"].get("id", "") for one in walk(ask.arguments) if isinstance(one.get("slack_file"), dict)
        ]
        if not all(self.uploads.is_ready(ask.team, file) for file in shown):
            raise explained("invalid_blocks", ["invalid slack file [json-pointer:/blocks]"])
        return await self._web.answer(ask)

    async def until_connected(self, count: int = 1, seconds: float = 5.0) -> None:
        """Returns when so many sockets take requests. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(self.sockets.live()) < count:  # noqa: ASYNC110 - what is waited for happens in a client
                await asyncio.sleep(0.005)

    async def settled(self) -> None:
        """Waits until every event was brought that the owner's acts have caused."""
        while self._telling:
            await asyncio.gather(*self._telling)

    async def end(self) -> None:
        """Everything ends with the server."""
        for task in self._telling:
            task.cancel()
        self.sockets.end()
        await self.courier.close()

    def _joined(self, room: Channel, user: str, inviter: str = "") -> None:
        event = {"type": "member_joined_channel", "user": user, "channel": room.id, "team": room.team}
        event |= {"inviter": inviter} if inviter else {}
        # The bot hears of those who come where it is, and of itself.
        if self.rooms.installed(room.team).user in room.members:
            self._tell(room.team, {**event, "channel_type": "G" if room.private else "C"})

    def _tell(self, team: str, event: Json) -> None:
        """Brings an event that an act of the owner's or of the app's has caused; nobody waits for it."""
        if event["type"] not in self.subscribed:
            return
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # nobody can be connected either
        task = asyncio.create_task(self.people.tell(team, event))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _judged(self, method: str, arguments: Mapping[str, Any]) -> None:
        if self.judge is not None:
            self.complaints += [f"{method}: {complaint}" for complaint in self.judge(method, arguments)]
