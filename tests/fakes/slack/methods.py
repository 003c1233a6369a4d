"""Slack's Web API by method: who answers, which scope it asks for, and whether it takes its arguments as JSON.

Scopes and content types as https://docs.slack.dev/reference/methods lists them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.ask import Ask
from tests.fakes.slack.rooms import Channel, Rooms

Json = dict[str, Any]
Answer = Callable[[Ask], Awaitable[Json]]

# What an app like ours asks for.
SCOPES = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read",
    "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "usergroups:read",
    "users:read",
)  # fmt: skip
BOT, APP, NOBODY = "bot", "app", "nobody"  # whose token a method takes
# The scope's name begins with the kind of the channel: channels:history, groups:history, im:history.
OF_KIND = "*:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """`json` says whether arguments may come as JSON; a method that does not take it sees none of them."""

    scope: str = ""
    json: bool = False
    token: str = BOT


FORM, JSON = Method(), Method(json=True)
METHODS: Mapping[str, Method] = {
    "api.test": Method(json=True, token=NOBODY),
    "apps.connections.open": Method(json=True, token=APP, scope="connections:write"),
    "apps.uninstall": FORM,
    "auth.revoke": FORM,
    "auth.test": JSON,
    "bots.info": Method(scope="users:read"),
    "chat.delete": Method(scope="chat:write", json=True),
    "chat.getPermalink": FORM,
    "chat.postEphemeral": Method(scope="chat:write", json=True),
    "chat.postMessage": Method(scope="chat:write", json=True),
    "chat.update": Method(scope="chat:write", json=True),
    "conversations.history": Method(scope="*:history"),
    "conversations.info": Method(scope="*:read"),
    "conversations.join": Method(scope="channels:join", json=True),
    "conversations.leave": Method(scope="channels:manage", json=True),
    "conversations.list": Method(scope="types:read"),
    "conversations.members": Method(scope="*:read"),
    "conversations.open": Method(scope="im:write", json=True),
    "conversations.replies": Method(scope="*:history"),
    "files.completeUploadExternal": Method(scope="files:write", json=True),
    "files.delete": Method(scope="files:write", json=True),
    "files.getUploadURLExternal": Method(scope="files:write"),
    "files.info": Method(scope="files:read"),
    "oauth.v2.access": Method(token=NOBODY),
    "team.info": Method(scope="team:read"),
    "usergroups.list": Method(scope="usergroups:read"),
    "usergroups.users.list": Method(scope="usergroups:read"),
    "users.conversations": Method(scope="types:read"),
    "users.info": Method(scope="users:read"),
    "users.list": Method(scope="users:read"),
    "views.open": JSON,
    "views.publish": JSON,
    "views.push": JSON,
    "views.update": JSON,
}
OF_TYPE = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def needed(method: Method, ask: Ask, rooms: Rooms) -> list[str]:
    """The scopes that this call needs, all of them."""
    if method.scope.startswith(OF_KIND):
        channel = rooms.channels.get(ask.channel)
        return [f"{_family(channel)}:{method.scope.removeprefix(OF_KIND)}"]
    if method.scope.startswith("types:"):
        types = (ask.optional("types") or "public_channel").replace(" ", "").split(",")
        return [f"{OF_TYPE.get(one, 'channels')}:read" for one in types]
    return [method.scope] if method.scope else []


def _family(channel: Channel | None) -> str:
    if channel is None:
        return "channels"
    return "im" if channel.recipient else "groups" if channel.private else "channels"
