"""One question to Slack that belongs to no workspace's messages: whose is this token, what is the address of a socket?

Asked at a start, for a socket and in the set-up, each once. Messages go through the wire. Must not know what follows.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BotError, Busy, Unreachable
from bot.log import Secret, one_line
from bot.platforms.slack.tenants import Workspace

PATIENCE_S = 4.0
_GRANTED = "x-oauth-scopes"  # the header in which Slack says what a token may do
LONGEST_WAIT_S = 3600.0

# What is wrong with a token itself: no other try would do better.
_WRONG = frozenset(
    {
        "account_inactive", "invalid_auth", "missing_scope", "no_permission", "not_allowed_token_type", "not_authed",
        "token_expired", "token_revoked",
    }
)  # fmt: skip


class Denied(BotError):
    """Slack does not take a token; `said` is its own word for why."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(f"Slack says {said}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Slack's answer."""

    body: Mapping[str, Any]
    headers: Mapping[str, str]  # names in small letters


async def ask(client: AsyncWebClient, method: str, token: Secret, *, patience_s: float = PATIENCE_S) -> Told:
    """What Slack answers to a method without arguments. Raises Denied, Busy or Unreachable."""
    headers = {"Authorization": f"Bearer {token.reveal()}"}
    try:
        async with asyncio.timeout(patience_s):
            answer = await client.api_call(method, headers=headers)
    except SlackApiError as error:
        raise _meaning(error.response) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError) as error:
        # slack_sdk takes every text for an object, also the one of a proxy that says it has no way to Slack.
        raise Unreachable(f"Slack cannot be reached: {type(error).__name__}") from error
    body = answer.data if isinstance(answer.data, dict) else {}
    return Told(body=body, headers={name.lower(): value for name, value in answer.headers.items()})


async def who(client: AsyncWebClient, token: Secret) -> Workspace:
    """The workspace of a bot token, and who Tocsin is there. Raises Denied, Busy or Unreachable."""
    told = await ask(client, "auth.test", token)
    granted = {one.strip() for one in told.headers.get(_GRANTED, "").split(",")}
    return Workspace(
        team=str(told.body.get("team_id", "")),
        name=str(told.body.get("team", "")),
        token=token,
        user=str(told.body.get("user_id", "")),
        bot=str(told.body.get("bot_id", "")),
        called=str(told.body.get("user", "")),
        scopes=frozenset(granted - {""}),
        since=time.time(),
    )


def _meaning(response: Any) -> BotError:
    """What an answer means that is no success; slack_sdk gives aiohttp's own where it could not read it."""
    body = getattr(response, "data", None)
    said = str(body.get("error", "")) if isinstance(body, dict) else ""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == 429 or said == "ratelimited":
        return Busy(_wait(str(response.headers.get("Retry-After", ""))))
    if said in _WRONG:
        return Denied(said)
    return Unreachable(f"Slack answers {one_line(said, 80) or f'HTTP {status}'}")


def _wait(said: str) -> timedelta:
    """How long Slack asks to wait; half a minute where it does not say (a method of its slowest tier)."""
    return timedelta(seconds=min(float(said), LONGEST_WAIT_S) if said.isdecimal() else 30.0)
