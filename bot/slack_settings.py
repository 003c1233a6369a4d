"""The settings of Slack: their types, their words, and which of them do not go together.

`bot.settings` gives them their names. Must not read anything, nor know Slack's libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from bot.domain.errors import Fault
from bot.given import split
from bot.log import Secret

_BOT_TOKEN = re.compile(r"xoxb-[\w-]+", re.ASCII)
_APP_TOKEN = re.compile(r"xapp-[\w-]+", re.ASCII)
_SECRET = re.compile(r"[\w-]{16,}", re.ASCII)
_CLIENT_ID = re.compile(r"\d+\.\d+", re.ASCII)
_KEY = re.compile(r"[\w-]{43}=", re.ASCII)  # 32 bytes in base64, as cryptography's Fernet makes them
_COMMAND = re.compile(r"/[a-z0-9_-]{1,31}")  # https://docs.slack.dev/interactivity/implementing-slash-commands
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", re.ASCII)
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})

LISTEN = "127.0.0.1:3000"
COMMAND = "/tocsin"


def address(text: str) -> tuple[str, int]:
    """Host and port of a LISTEN setting. Raises ValueError for what is none."""
    found = _LISTEN.fullmatch(text)
    if not found or int(found[2]) > 65535:
        raise ValueError("not a host and a port")
    return found[1].strip("[]"), int(found[2])


def keys(secret: Secret) -> list[str]:
    """The keys of a TOKEN_KEY setting; the first encrypts, all of them decrypt."""
    return [part for part in re.split(r"[,\s]+", secret.reveal()) if part]


def _secret(form: re.Pattern[str], reason: str) -> Callable[[Secret], Secret]:
    def check(secret: Secret) -> Secret:
        if not form.fullmatch(secret.reveal()):
            raise ValueError(reason)
        return secret

    return check


def _text(form: re.Pattern[str], reason: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError(reason)
        return text

    return check


def _keys(secret: Secret) -> Secret:
    if not keys(secret) or not all(_KEY.fullmatch(one) for one in keys(secret)):
        raise ValueError("not a key")
    return secret


def _listen(text: str) -> str:
    address(text)
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    # Slack sends people back only to https; http is for trying it out on one's own machine.
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if not is_safe or not parts.hostname or not re.fullmatch(r"[!-~]+", text) or parts.query or parts.fragment:
        raise ValueError("not an https address")
    return text.rstrip("/")


def _people(ids: list[str]) -> list[str]:
    wrong = [one for one in ids if not _PERSON.fullmatch(one)]
    if wrong:
        raise ValueError(f"{', '.join(map(repr, wrong))} cannot be a member id of Slack's")
    return list(dict.fromkeys(ids))


def _told(text: str, fix: str, example: str) -> Any:
    return Field(description=text, json_schema_extra={"fix": fix, "example": example})


BotToken = Annotated[
    Annotated[Secret, AfterValidator(_secret(_BOT_TOKEN, "not a bot token"))] | None,
    _told(
        "The bot token of your Slack app, for one workspace. Without it and without a client id Tocsin does not go to"
        " Slack.",
        "copy the Bot User OAuth Token from the OAuth & Permissions page of your app; it begins with xoxb-",
        "xoxb-your-bot-token",
    ),
]
AppToken = Annotated[
    Annotated[Secret, AfterValidator(_secret(_APP_TOKEN, "not an app-level token"))] | None,
    _told(
        "The app-level token of your Slack app. With it Slack tells Tocsin everything over sockets that Tocsin opens"
        " (Socket Mode), and nothing of this computer has to be reachable.",
        "make one on the Basic Information page of your app with the scope connections:write; it begins with xapp-",
        "xapp-your-app-token",
    ),
]
SigningSecret = Annotated[
    Annotated[Secret, AfterValidator(_secret(_SECRET, "not a signing secret"))] | None,
    _told(
        "The signing secret of your Slack app. With it Tocsin listens for Slack over HTTP and takes only what Slack"
        " has signed.",
        "copy the Signing Secret from the Basic Information page of your app",
        "0123456789abcdef0123456789abcdef",
    ),
]
ClientId = Annotated[
    Annotated[str, AfterValidator(_text(_CLIENT_ID, "not a client id"))] | None,
    _told(
        "The client id of your Slack app, where several workspaces may install it by themselves.",
        "copy the Client ID from the Basic Information page of your app: two numbers with a dot between",
        "1234567890.1234567890",
    ),
]
ClientSecret = Annotated[
    Annotated[Secret, AfterValidator(_secret(_SECRET, "not a client secret"))] | None,
    _told(
        "The client secret of your Slack app, together with the client id.",
        "copy the Client Secret from the Basic Information page of your app",
        "0123456789abcdef0123456789abcdef",
    ),
]
TokenKey = Annotated[
    Annotated[Secret, AfterValidator(_keys)] | None,
    _told(
        "The key under which the tokens of workspaces stand in the database. Several with commas between: the first"
        " encrypts, the others still decrypt what was kept before. `openssl rand -base64 32 | tr +/ -_` makes one."
        " Without it, beside a SQLite database, a key is made once and kept in slack.key there.",
        "give 32 bytes in URL-safe base64, such as `openssl rand -base64 32 | tr +/ -_` prints",
        "c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlISE=",
    ),
]
Listen = Annotated[
    str,
    AfterValidator(_listen),
    _told(
        "Host and port where Tocsin listens for Slack over HTTP, behind a proxy that speaks https.",
        f"give a host and a port, such as {LISTEN}",
        "0.0.0.0:3000",
    ),
]
PublicUrl = Annotated[
    Annotated[str, AfterValidator(_public_url)] | None,
    _told(
        "The address under which Slack and its people reach Tocsin over HTTP, without /slack/…",
        "give an address that begins with https://, without a query",
        "https://tocsin.example.org",
    ),
]
RootCommand = Annotated[
    str,
    AfterValidator(_text(_COMMAND, "not a slash command")),
    _told(
        "The command that people type in Slack. It has to be the one in your app’s manifest.",
        "give a slash and up to 31 small letters, digits, - or _",
        COMMAND,
    ),
]
Operators = Annotated[
    list[str],
    BeforeValidator(split),
    AfterValidator(_people),
    _told(
        "Slack’s ids of the people who run this Tocsin, separated by commas: they may look at all channels.",
        "give member ids (Copy member ID in a Slack profile), commas between them",
        "U0123456789",
    ),
]

_APP, _BOT, _SIGNING, _ID, _OTHER, _TOKEN_KEY, _URL = (
    f"TOCSIN_SLACK_{name}"
    for name in ("APP_TOKEN", "BOT_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "TOKEN_KEY", "PUBLIC_URL")
)
_DEAF = (
    "Tocsin could write to Slack but would hear nothing from it",
    f"set {_APP} (Socket Mode: nothing has to be reachable) or {_SIGNING} (HTTP)",
)
_DUMB = (
    "Tocsin would hear Slack but could not write there",
    f"set {_BOT} (one workspace), or {_ID} and {_OTHER} (many)",
)
_HALF = "set it: the client id and its secret stand side by side in your app"
# The variable that is named, those that are given as well, those that are all absent, what is wrong, what mends it.
_ODDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str, str], ...] = (
    (_BOT, (_ID,), (), f"is for one workspace, {_ID} for many", "keep the one that you mean"),
    (_BOT, (), (_APP, _SIGNING), *_DEAF),
    (_ID, (), (_APP, _SIGNING), *_DEAF),
    (_APP, (), (_BOT, _ID), *_DUMB),
    (_SIGNING, (), (_BOT, _ID), *_DUMB),
    (_ID, (), (_OTHER,), f"{_OTHER} is missing", _HALF),
    (_OTHER, (), (_ID,), f"{_ID} is missing", _HALF),
    (_ID, (), (_URL,), f"{_URL} is missing: nobody would find back from Slack", "set it to Tocsin's https address"),
    (_TOKEN_KEY, (), (_ID,), f"there is nothing to encrypt without {_ID}", f"leave it out, or set {_ID} and {_OTHER}"),
)


def at_odds(given: Collection[str]) -> list[Fault]:
    """What does not go together among the variables that were given, each with what to do."""
    return [
        Fault(where=where, line=None, column=None, what=what, fix=fix)
        for where, present, absent, what, fix in _ODDS
        if where in given and all(one in given for one in present) and not any(one in given for one in absent)
    ]
