"""What became of one request to Slack: its answer, or the error of bot.domain that it means.

Slack says no with HTTP 200 and a word; only too many requests and outages have a status. Where it is not sure that
nothing was done, that is Uncertain: Slack knows no idempotency key, and a second message would be one too many.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.errors import BotError, Busy, Gone, Lost, Refused, Uncertain
from bot.log import one_line

Json = dict[str, Any]
T = TypeVar("T")

RETRY = timedelta(seconds=5)  # where Slack does not say how long to wait
CLOSED = timedelta(minutes=1)  # where something between here and Slack lets nothing through
MOVING = timedelta(minutes=10)  # a workspace that is on its way into an organisation, or used up what it pays for
LONGEST_WAIT_S = 3600.0
SHOWN = 200  # characters of Slack's own words that are kept as the reason of a refusal

# Words of Slack's, https://docs.slack.dev/reference/methods/chat.postMessage#errors and those of the other methods.
_LIMITED = frozenset({"rate_limited", "ratelimited"})
DEAD = frozenset(
    {"account_inactive", "app_uninstalled", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
_AWAY = frozenset({"service_unavailable"})
_MOVING = frozenset({"message_limit_exceeded", "org_login_required", "team_added_to_org"})
_UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout"})
_MESSAGE_GONE = frozenset(
    {
        "cannot_reply_to_message", "cant_update_message", "edit_window_closed", "message_not_found", "thread_locked",
        "thread_not_found",
    }
)  # fmt: skip
SPENT = frozenset({"expired_url", "used_url"})  # of a response_url
NOT_IN_CHANNEL = "not_in_channel"
# Why a channel cannot be written to, and what mends that.
_CLOSED: Mapping[str, str] = {
    "cannot_dm_bot": "bots cannot be written to",
    "channel_is_archived": "unarchive the channel",
    "channel_not_found": "the channel is gone, or it is private and Tocsin has to be invited to it",
    "ekm_access_denied": "the administrators have suspended writing",
    "is_archived": "unarchive the channel",
    NOT_IN_CHANNEL: "invite Tocsin to the channel",
    "restricted_action": "let Tocsin write there (channel management of the workspace)",
    "restricted_action_non_threadable_channel": "let Tocsin write there (channel management of the workspace)",
    "restricted_action_read_only_channel": "let Tocsin write there (channel management of the workspace)",
    "restricted_action_thread_only_channel": "let Tocsin write there outside threads",
    "team_access_not_granted": "give Tocsin access to the workspace",
    "user_disabled": "the person has left the workspace",
    "user_is_bot": "bots cannot be written to",
    "user_not_found": "there is no such person in the workspace",
    "user_not_visible": "there is no such person in the workspace",
}


class Limited(Busy):
    """Slack was asked too often: it takes nothing of that method for a while."""


class Declined(Refused):
    """Slack will not do that; `error` is its own word for why."""

    def __init__(self, error: str, reason: str) -> None:
        self.error = error
        super().__init__(reason)


class Barred(Lost):
    """The channel, person or workspace cannot be written to; `error` is Slack's own word for why."""

    def __init__(self, error: str, reason: str) -> None:
        self.error = error
        super().__init__(reason)


class Absent(Gone):
    """The message, or the place for an answer, is not there any more; `error` is Slack's own word for why."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__()


def word(error: BotError) -> str:
    """Slack's own word for what is wrong; empty where it said none."""
    return error.error if isinstance(error, Declined | Barred | Absent) else ""


def barred(error: str) -> Barred:
    """A channel or person that cannot be written to, with what to do."""
    return Barred(error, f"{error}: {_CLOSED[error]}" if error in _CLOSED else error)


async def sent(request: Awaitable[T], patience_s: float) -> T:
    """What a request brings, awaited here. Raises Busy where nothing can have got through, else Uncertain."""
    try:
        async with asyncio.timeout(patience_s):
            return await request
    except TimeoutError as error:
        raise Uncertain(f"no answer within {patience_s:g} s") from error
    except aiohttp.ClientConnectorError as error:
        raise Busy(RETRY) from error
    except (aiohttp.ClientError, OSError) as error:
        raise Uncertain("the connection broke") from error
    except (AttributeError, ValueError) as error:
        # slack_sdk takes every text for an object, also the one of a proxy.
        raise Uncertain("an answer that cannot be read") from error


async def once(request: Awaitable[AsyncSlackResponse], patience_s: float) -> Json:
    """What Slack answers to a request of slack_sdk's. Raises as `sent`, or what an answer means that is no success."""
    try:
        body = (await sent(request, patience_s)).data
    except SlackApiError as error:
        raise told(error.response) from error
    if not isinstance(body, dict):
        raise Uncertain("an answer of another kind")
    return body


def told(response: Any) -> BotError:
    """What a response means that is no success; slack_sdk gives aiohttp's own where it could not read it."""
    # An AsyncSlackResponse knows status_code, an aiohttp.ClientResponse status.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    return meaning(status, response.headers, getattr(response, "data", None))


def meaning(status: int, headers: Mapping[str, str], body: object) -> BotError:
    """What an answer means that is no success; `body` is parsed, or anything where that failed."""
    said = body if isinstance(body, dict) else {}
    error = one_line(str(said.get("error") or ""), SHOWN)
    if status == 429 or error in _LIMITED:
        return Limited(wait(headers.get("Retry-After", "")))
    if status == 503 or error in _AWAY:
        return Busy(RETRY)
    if 400 <= status < 500 and not error:  # not Slack's, but of something in front of it: no channel's fault
        return Busy(CLOSED)
    if not error or error in _UNSURE:
        return Uncertain(error or (f"HTTP {status}" if status != 200 else "an answer that cannot be read"))
    return _said(error, said)


def _said(error: str, body: Mapping[str, Any]) -> BotError:
    if error in _MOVING:
        return Busy(MOVING)
    if error in _CLOSED:
        return barred(error)
    if error in _MESSAGE_GONE:
        return Absent(error)
    more = (body.get("response_metadata") or {}).get("messages") or [body.get("needed") or ""]
    return Declined(error, one_line(f"{error} {'; '.join(map(str, more))}".rstrip(), SHOWN))


def wait(said: str) -> timedelta:
    """How long Slack asks to wait, by its header Retry-After; some seconds where it says nothing or nonsense."""
    return timedelta(seconds=min(float(said), LONGEST_WAIT_S)) if said.isdecimal() else RETRY
