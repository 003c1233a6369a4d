"""What each route does with what Discord remembers: a verb takes an Ask, gives status and body, and knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.dialogue import Dialogue
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.orders import Commands
from tests.fakes.discord.refusals import BAD_JSON, MISSING_ACCESS, Refusal, missing
from tests.fakes.discord.rooms import Channel, Rooms
from tests.fakes.discord.routes import (
    CALLBACK,
    CHANNEL,
    COMMANDS,
    GUILD_COMMANDS,
    MESSAGE,
    MESSAGES,
    WEBHOOK,
    Ask,
    Verb,
)
from tests.fakes.discord.talk import Talk

Answered = tuple[int, Any]


class Rest:
    """`shards` is how many of them Discord recommends."""

    def __init__(
        self,
        rooms: Rooms,
        talk: Talk,
        commands: Commands,
        dialogue: Dialogue,
        gateway: Gateway,
        now: Callable[[], float],
    ) -> None:
        self._rooms, self._talk, self._commands = rooms, talk, commands
        self._dialogue, self._gateway, self._now = dialogue, gateway, now
        self.shards = 1
        self._verbs: dict[str, Verb] = {
            "GET /gateway": self._gateway_address, "GET /gateway/bot": self._gateway_bot,
            "GET /users/@me": self._me, "GET /users/{user_id}": self._user, "GET /users/@me/guilds": self._my_guilds,
            "POST /users/@me/channels": self._conversation, "DELETE /users/@me/guilds/{guild_id}": self._leave,
            "GET /oauth2/applications/@me": self._application, "GET /applications/@me": self._application,
            "GET /guilds/{guild_id}": self._guild, "GET /guilds/{guild_id}/channels": self._channels,
            "GET /guilds/{guild_id}/roles": self._roles, "GET /guilds/{guild_id}/members/{user_id}": self._member,
            "GET /guilds/{guild_id}/threads/active": self._active_threads, f"GET {CHANNEL}": self._channel,
            f"PATCH {CHANNEL}": self._set_channel, f"DELETE {CHANNEL}": self._no_permission,
            f"POST {CHANNEL}/typing": self._typing, f"POST {CHANNEL}/threads": self._thread,
            f"GET {MESSAGES}": self._history, f"POST {MESSAGES}": self._create, f"GET {MESSAGE}": self._message,
            f"PATCH {MESSAGE}": self._edit, f"DELETE {MESSAGE}": self._delete,
            f"POST {MESSAGE}/crosspost": self._crosspost, f"POST {MESSAGE}/threads": self._thread_beneath,
            f"POST {CALLBACK}": self._callback, f"POST {WEBHOOK}": self._follow_up,
        }  # fmt: skip
        for scope in (COMMANDS, GUILD_COMMANDS):
            self._verbs |= {f"GET {scope}": self._list_commands, f"PUT {scope}": self._overwrite}
            self._verbs |= {f"POST {scope}": self._add_command, f"GET {scope}/{{command_id}}": self._get_command}
            self._verbs[f"PATCH {scope}/{{command_id}}"] = self._edit_command
            self._verbs[f"DELETE {scope}/{{command_id}}"] = self._delete_command
        for path in (f"{WEBHOOK}/messages/@original", f"{WEBHOOK}/messages/{{message_id}}"):
            self._verbs |= {f"GET {path}": self._response, f"PATCH {path}": self._edit_response}
            self._verbs[f"DELETE {path}"] = self._delete_response

    async def answer(self, ask: Ask) -> Answered:
        """Does what was asked. Raises Refusal."""
        if (
            ask.method in ("POST", "PUT", "PATCH")
            and ask.body is None
            and not ask.template.endswith(("typing", "post"))
        ):
            raise Refusal(*BAD_JSON)
        if ask.params.get("application_id", self._rooms.application) != self._rooms.application:
            raise Refusal(403, 20012, "You are not authorized to perform this action on this application")
        return await self._verbs[ask.route](ask)

    async def _gateway_address(self, ask: Ask) -> Answered:
        return 200, {"url": self._gateway.address}

    async def _gateway_bot(self, ask: Ask) -> Answered:
        limit = self._gateway.starts.limit()
        return 200, {"url": self._gateway.address, "shards": self.shards, "session_start_limit": limit}

    async def _me(self, ask: Ask) -> Answered:
        more = {"mfa_enabled": True, "locale": "en-US", "premium_type": 0, "email": None, "verified": True}
        return 200, {**shapes.bot(self._rooms), **more}

    async def _user(self, ask: Ask) -> Answered:
        person = self._rooms.people.get(ask.params["user_id"])
        if person is None:
            raise Refusal(404, 10013, "Unknown User")
        return 200, shapes.user(person)

    async def _application(self, ask: Ask) -> Answered:
        return 200, shapes.application(self._rooms)

    async def _my_guilds(self, ask: Ask) -> Answered:
        return 200, [shapes.my_guild(guild) for guild in self._rooms.guilds.values() if guild.is_member]

    async def _leave(self, ask: Ask) -> Answered:
        guild = self._rooms.guild(ask.params["guild_id"])
        guild.is_member = False
        self._gateway.tell("GUILD_DELETE", guild.id, {"id": guild.id})
        return 204, None

    async def _guild(self, ask: Ask) -> Answered:
        return 200, shapes.guild(self._rooms.guild(ask.params["guild_id"]), self._rooms)

    async def _roles(self, ask: Ask) -> Answered:
        return 200, shapes.guild(self._rooms.guild(ask.params["guild_id"]), self._rooms)["roles"]

    async def _member(self, ask: Ask) -> Answered:
        guild, user = self._rooms.guild(ask.params["guild_id"]), ask.params["user_id"]
        if user == self._rooms.bot:
            return 200, {**shapes.member([], shapes.born(guild.id)), "user": shapes.bot(self._rooms)}
        if user not in self._rooms.people:
            raise Refusal(404, 10007, "Unknown Member")
        person = shapes.user(self._rooms.people[user])
        return 200, {**shapes.member([], shapes.born(guild.id)), "user": person}

    async def _channels(self, ask: Ask) -> Answered:
        guild = self._rooms.guild(ask.params["guild_id"])
        return 200, self._shaped(self._rooms.of_guild(guild.id, guild.channels))

    async def _active_threads(self, ask: Ask) -> Answered:
        guild = self._rooms.guild(ask.params["guild_id"])
        threads = [one for one in self._rooms.of_guild(guild.id, guild.threads) if not one.archived]
        return 200, {"threads": self._shaped(threads), "members": [], "has_more": False}

    async def _channel(self, ask: Ask) -> Answered:
        return 200, shapes.channel(self._rooms.channel(ask.channel), self._rooms)

    async def _set_channel(self, ask: Ask) -> Answered:
        return 200, shapes.channel(self._talk.set_thread(ask.channel, ask.body), self._rooms)

    async def _no_permission(self, ask: Ask) -> Answered:
        self._rooms.channel(ask.channel)
        raise Refusal(*MISSING_ACCESS)

    async def _typing(self, ask: Ask) -> Answered:
        self._rooms.writable(ask.channel)
        return 204, None

    async def _conversation(self, ask: Ask) -> Answered:
        recipient = str(ask.body.get("recipient_id") or "")
        if not recipient.isdecimal():
            raise missing("recipient_id")
        return 200, shapes.channel(self._rooms.conversation(recipient), self._rooms)

    async def _create(self, ask: Ask) -> Answered:
        return 200, shapes.message(self._talk.create(ask.channel, ask.body, ask.files), self._rooms)

    async def _history(self, ask: Ask) -> Answered:
        return 200, [self._dialogue.show(one) for one in self._talk.history(ask.channel, ask.query)]

    async def _message(self, ask: Ask) -> Answered:
        return 200, self._dialogue.show(self._rooms.message(ask.channel, ask.params["message_id"]))

    async def _edit(self, ask: Ask) -> Answered:
        message = self._talk.edit(ask.channel, ask.params["message_id"], ask.body, ask.files)
        return 200, self._dialogue.show(message)

    async def _delete(self, ask: Ask) -> Answered:
        self._talk.delete(ask.channel, ask.params["message_id"])
        return 204, None

    async def _crosspost(self, ask: Ask) -> Answered:
        return 200, self._dialogue.show(self._talk.crosspost(ask.channel, ask.params["message_id"]))

    async def _thread_beneath(self, ask: Ask) -> Answered:
        thread = self._talk.thread_beneath(ask.channel, ask.params["message_id"], ask.body)
        return 201, shapes.channel(thread, self._rooms)

    async def _thread(self, ask: Ask) -> Answered:
        thread, message = self._talk.thread(ask.channel, ask.body, ask.files)
        shape = shapes.channel(thread, self._rooms)
        return 201, shape if message is None else {**shape, "message": shapes.message(message, self._rooms)}

    async def _list_commands(self, ask: Ask) -> Answered:
        localizations = ask.query.get("with_localizations", "").lower() in ("true", "1")
        return 200, self._commands.all(self._scope(ask), localizations=localizations)

    async def _overwrite(self, ask: Ask) -> Answered:
        return 200, self._commands.overwrite(self._scope(ask), ask.body, self._now())

    async def _add_command(self, ask: Ask) -> Answered:
        return 201, self._commands.create(self._scope(ask), ask.body)

    async def _get_command(self, ask: Ask) -> Answered:
        return 200, self._commands.get(self._scope(ask), ask.params["command_id"])

    async def _edit_command(self, ask: Ask) -> Answered:
        return 200, self._commands.edit(self._scope(ask), ask.params["command_id"], ask.body)

    async def _delete_command(self, ask: Ask) -> Answered:
        self._commands.delete(self._scope(ask), ask.params["command_id"])
        return 204, None

    async def _callback(self, ask: Ask) -> Answered:
        interaction, token = ask.params["interaction_id"], ask.params["interaction_token"]
        response = await self._dialogue.callback(interaction, token, ask.body, ask.files)
        return (200, response) if ask.query.get("with_response", "").lower() in ("true", "1") else (204, None)

    async def _follow_up(self, ask: Ask) -> Answered:
        message = await self._dialogue.follow_up(*self._webhook(ask), ask.body, ask.files)
        return 200, self._dialogue.show(message)

    async def _response(self, ask: Ask) -> Answered:
        return 200, self._dialogue.show(self._dialogue.get(*self._webhook(ask), self._named(ask)))

    async def _edit_response(self, ask: Ask) -> Answered:
        message = await self._dialogue.edit(*self._webhook(ask), self._named(ask), ask.body, ask.files)
        return 200, self._dialogue.show(message)

    async def _delete_response(self, ask: Ask) -> Answered:
        await self._dialogue.delete(*self._webhook(ask), self._named(ask))
        return 204, None

    def _scope(self, ask: Ask) -> str:
        guild = ask.params.get("guild_id", "")
        return self._rooms.guild(guild).id if guild else ""

    def _webhook(self, ask: Ask) -> tuple[str, str]:
        return ask.params["webhook_id"], ask.params["webhook_token"]

    def _named(self, ask: Ask) -> str:
        return ask.params.get("message_id", "@original")

    def _shaped(self, channels: Sequence[Channel]) -> list[dict[str, Any]]:
        return [shapes.channel(one, self._rooms) for one in channels]
