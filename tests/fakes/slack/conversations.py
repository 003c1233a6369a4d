"""conversations.*: channels found, joined, opened and read back. Must not know HTTP; raises Refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.slack import shapes
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.rooms import Channel, Door, Install, Message, Rooms

Json = dict[str, Any]
Joined = Callable[[Channel, str], None]  # who is in a channel from now on

PAGE, PAGE_MOST = 100, 999
THREAD_PAGE_MOST = 1000
PAGE_OUTSIDE_THE_MARKETPLACE = 15
KINDS = "public_channel"


class Conversations:
    """`joined` hears of everybody who comes into a channel."""

    def __init__(self, rooms: Rooms, joined: Joined) -> None:
        self._rooms, self._joined = rooms, joined
        self.page_most = PAGE_MOST

    async def info(self, ask: Ask) -> Json:
        """conversations.info."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        return {"channel": shapes.channel(room, ask.app, count=ask.says("include_num_members"))}

    async def every(self, ask: Ask) -> Json:
        """conversations.list."""
        seen = [room for room in self._of(ask.app) if not room.private or ask.app.user in room.members]
        return self._listed(ask, seen)

    async def mine(self, ask: Ask) -> Json:
        """users.conversations."""
        user = ask.optional("user") or ask.app.user
        hidden = [room for room in self._of(ask.app) if room.private and ask.app.user not in room.members]
        seen = [room for room in self._of(ask.app) if user in room.members and room not in hidden]
        return self._listed(ask, seen)

    async def members(self, ask: Ask) -> Json:
        """conversations.members."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        page, cursor = shapes.paged(room.members, ask.optional("cursor"), ask.number("limit", PAGE))
        return {"members": list(page), "response_metadata": {"next_cursor": cursor}}

    async def join(self, ask: Ask) -> Json:
        """conversations.join: public channels only."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        if room.recipient or room.private:
            raise Refusal("method_not_supported_for_channel_type")
        if room.door is Door.ARCHIVED:
            raise Refusal("is_archived")
        if ask.app.user in room.members:
            again = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
            return {"channel": shapes.channel(room, ask.app), **again}
        room.members.append(ask.app.user)
        self._joined(room, ask.app.user)
        return {"channel": shapes.channel(room, ask.app)}

    async def leave(self, ask: Ask) -> Json:
        """conversations.leave."""
        room = self._rooms.channel(ask.app, ask.text("channel"))
        if ask.app.user not in room.members:
            return {"not_in_channel": True}
        room.members.remove(ask.app.user)
        return {}

    async def open(self, ask: Ask) -> Json:
        """conversations.open: the conversation with one person."""
        users = [user for user in ask.optional("users").split(",") if user]
        if ask.optional("channel"):
            room = self._rooms.channel(ask.app, ask.text("channel"))
            users = [room.recipient]
        if len(users) != 1:
            raise Refusal("users_list_not_supplied" if not users else "not_enough_users")
        person = self._rooms.people.get(users[0])
        if person is None or person.team != ask.team:
            raise Refusal("user_not_found")
        if person.deleted:
            raise Refusal("user_disabled")
        if person.is_bot:
            raise Refusal("cannot_dm_bot")
        room = self._rooms.conversation(person.id)
        return {"channel": shapes.channel(room, ask.app) if ask.says("return_im") else {"id": room.id}}

    async def history(self, ask: Ask) -> Json:
        """conversations.history: newest first, without replies that stand in threads alone."""
        room = self._rooms.entered(ask.app, ask.text("channel"))
        seen = [one for one in room.messages if self._in_channel(room, one) and _within(one, ask)]
        limit = self._limit(ask, PAGE, PAGE_MOST)
        page, cursor = shapes.paged(seen[::-1], ask.optional("cursor"), limit)
        shown = [self._shown(room, one, ask) for one in page]
        more: Json = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
        return {"messages": shown, "has_more": bool(cursor), "pin_count": 0, **more}

    async def replies(self, ask: Ask) -> Json:
        """conversations.replies: the message above, then what stands beneath, oldest first."""
        room, ts = self._rooms.entered(ask.app, ask.text("channel")), ask.text("ts")
        found = room.by_ts.get(ts)
        if found is None or (found.gone and not self._rooms.beneath(room, ts)):
            raise Refusal("thread_not_found")
        above = room.by_ts[found.thread] if found.thread else found
        beneath = [one for one in self._rooms.beneath(room, above.ts) if _within(one, ask)]
        page, cursor = shapes.paged(beneath, ask.optional("cursor"), self._limit(ask, PAGE_MOST, THREAD_PAGE_MOST))
        shown = [self._shown(room, one, ask) for one in (above, *page)]
        more: Json = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
        return {"messages": shown, "has_more": bool(cursor), **more}

    def _of(self, install: Install) -> list[Channel]:
        rooms = [self._rooms.channels[one] for one in self._rooms.teams[install.team].channels]
        shared = [room for room in self._rooms.channels.values() if install.team in room.shared_with]
        return [room for room in (*rooms, *shared) if room.door is not Door.GONE]

    def _listed(self, ask: Ask, seen: list[Channel]) -> Json:
        kinds = (ask.optional("types") or KINDS).replace(" ", "").split(",")
        if not set(kinds) <= {"public_channel", "private_channel", "mpim", "im"}:
            raise Refusal("invalid_types")
        fitting = [room for room in seen if _kind(room) in kinds]
        if ask.says("exclude_archived"):
            fitting = [room for room in fitting if room.door is not Door.ARCHIVED]
        page, cursor = shapes.paged(fitting, ask.optional("cursor"), self._limit(ask, PAGE, PAGE_MOST))
        shown = [shapes.channel(room, ask.app, count=not room.recipient) for room in page]
        return {"channels": shown, "response_metadata": {"next_cursor": cursor}}

    def _limit(self, ask: Ask, default: int, most: int) -> int:
        limit = ask.number("limit", default)
        if not 1 <= limit <= most:
            raise Refusal("invalid_limit")
        return min(limit, self.page_most)

    def _in_channel(self, room: Channel, one: Message) -> bool:
        if one.gone:
            return not one.thread and bool(self._rooms.beneath(room, one.ts))
        return not one.thread or one.broadcast

    def _shown(self, room: Channel, one: Message, ask: Ask) -> Json:
        if one.gone:
            return shapes.tombstone(one, room, self._rooms)
        return shapes.message(one, self._rooms, metadata=ask.says("include_all_metadata"))


def _kind(room: Channel) -> str:
    return "im" if room.recipient else "private_channel" if room.private else "public_channel"


def _within(one: Message, ask: Ask) -> bool:
    """Whether it lies between `oldest` and `latest`, the ends themselves only where `inclusive` says so."""
    at, inclusive = _micros(one.ts), ask.says("inclusive")
    after = _micros(ask.optional("oldest") or "0")
    before = _micros(ask.optional("latest")) if ask.optional("latest") else None
    begins = at >= after if inclusive else at > after
    return begins and (before is None or (at <= before if inclusive else at < before))


def _micros(ts: str) -> int:
    """Microseconds, for a timestamp is longer than what a float tells apart."""
    seconds, _, rest = ts.partition(".")
    try:
        return int(seconds) * 1_000_000 + int(rest[:6].ljust(6, "0") or 0)
    except ValueError:
        raise Refusal("invalid_ts_latest") from None
