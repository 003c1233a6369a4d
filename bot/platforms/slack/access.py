"""How Tocsin gets into Slack: which tokens and secrets it was given, and the client that carries them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urljoin

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.log import Secret
from bot.platforms.slack.typed import ROOT

SLACK = "https://slack.com/api/"
CONSENT = "/oauth/v2/authorize"  # https://docs.slack.dev/authentication/installing-with-oauth


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """`bot_token` is for one workspace, `client_id` and `client_secret` for many.

    With `app_token` Slack tells Tocsin over sockets, with `signing_secret` over HTTP at `listen`, which is reached from
    outside at `url`.
    """

    bot_token: Secret | None = None
    client_id: str = ""
    client_secret: Secret | None = None
    app_token: Secret | None = None
    signing_secret: Secret | None = None
    listen: tuple[str, int] = ("127.0.0.1", 3000)
    url: str = ""
    command: str = ROOT
    base_url: str = SLACK

    @property
    def consent(self) -> str:
        """Slack's page where somebody consents to an installation."""
        return urljoin(self.base_url, CONSENT)

    @property
    def has_pages(self) -> bool:
        """Whether workspaces install Tocsin by themselves."""
        return bool(self.client_id and self.client_secret)


def client(session: aiohttp.ClientSession | None, access: Access) -> AsyncWebClient:
    """A client without a token of its own, that tries nothing twice. Without a session each request has its own."""
    return AsyncWebClient(
        base_url=access.base_url, session=session, retry_handlers=[], logger=logging.getLogger("slack_sdk")
    )


def tame() -> None:
    """Keeps the libraries to what went wrong: at their most talkative they write tokens. Twice changes nothing."""
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.ERROR)
