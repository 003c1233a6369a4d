"""Discord's REST interface by method and path, with the paths as its specification writes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

APPLICATION = "/applications/{application_id}"
COMMANDS = f"{APPLICATION}/commands"
GUILD_COMMANDS = f"{APPLICATION}/guilds/{{guild_id}}/commands"
CHANNEL = "/channels/{channel_id}"
MESSAGES = f"{CHANNEL}/messages"
MESSAGE = f"{MESSAGES}/{{message_id}}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"

ONE = ("GET", "PATCH", "DELETE")  # what can be done to one thing
ROUTES = (
    "GET /gateway", "GET /gateway/bot", "GET /users/@me", "GET /users/{user_id}", "GET /users/@me/guilds",
    "DELETE /users/@me/guilds/{guild_id}", "POST /users/@me/channels", "GET /oauth2/applications/@me",
    "GET /applications/@me", "GET /guilds/{guild_id}", "GET /guilds/{guild_id}/channels",
    "GET /guilds/{guild_id}/roles", "GET /guilds/{guild_id}/members/{user_id}", "GET /guilds/{guild_id}/threads/active",
    *(f"{method} {path}" for path in (COMMANDS, GUILD_COMMANDS) for method in ("GET", "PUT", "POST")),
    *(f"{method} {path}/{{command_id}}" for path in (COMMANDS, GUILD_COMMANDS) for method in ONE),
    f"GET {CHANNEL}", f"PATCH {CHANNEL}", f"DELETE {CHANNEL}", f"POST {CHANNEL}/typing", f"POST {CHANNEL}/threads",
    f"GET {MESSAGES}", f"POST {MESSAGES}", f"GET {MESSAGE}", f"PATCH {MESSAGE}", f"DELETE {MESSAGE}",
    f"POST {MESSAGE}/crosspost", f"POST {MESSAGE}/threads", f"POST {CALLBACK}", f"POST {WEBHOOK}",
    *(f"{method} {WEBHOOK}/messages/{message}" for message in ("@original", "{message_id}") for method in ONE),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request, taken apart. `files` holds name and content by field."""

    method: str
    template: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def route(self) -> str:
        return f"{self.method} {self.template}"

    @property
    def channel(self) -> str:
        return self.params.get("channel_id", "")

    @property
    def is_interaction(self) -> bool:
        """Whether it goes to one of the endpoints without a global limit, which also need no token."""
        return self.template.startswith(("/interactions/", "/webhooks/"))

    @property
    def subject(self) -> str:
        """What the request is about, for faults by chance: a nonce, a message, else nothing."""
        nonce = self.body.get("nonce") if isinstance(self.body, dict) else None
        return str(nonce or self.params.get("message_id", ""))


Verb = Callable[[Ask], Awaitable[tuple[int, Any]]]
Step = dict[str, Any]  # by part of a path; `{}` holds the step for any other part, `/` the templates by method


class Paths:
    """Finds the template of a path."""

    def __init__(self) -> None:
        self._root: Step = {}
        for route in ROUTES:
            method, _, template = route.partition(" ")
            step = self._root
            for part in template.split("/")[1:]:
                step = step.setdefault("{}" if part.startswith("{") else part, {})
            step.setdefault("/", {})[method] = template

    def match(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """The template and the values of its parameters; None where Discord has nothing there."""
        parts = path.split("/")[1:]
        template = _found(self._root, parts, method)
        if template is None:
            return None
        named = zip(template.split("/")[1:], parts, strict=True)
        return template, {name[1:-1]: value for name, value in named if name.startswith("{")}


def _found(step: Step, parts: list[str], method: str) -> str | None:
    """A part that is spelt out goes before one that can be anything."""
    if not parts:
        template: str | None = step.get("/", {}).get(method)
        return template
    for key in (parts[0], "{}"):
        if key in step and (template := _found(step[key], parts[1:], method)) is not None:
            return template
    return None
