"""`tocsin slack setup`: are the tokens right, which scopes are missing, does Slack give sockets, can Tocsin write?

Gives what it found; how that is said is for a card.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import arrival
from bot.cards.workspace import NEEDS, Checked, Report
from bot.domain.clock import Clock
from bot.domain.delivery import PLAIN
from bot.domain.errors import BotError, Gone, Refused
from bot.domain.ids import DeliveryId, digest
from bot.domain.reader import Reader
from bot.domain.subscription import Destination
from bot.log import Secret
from bot.platforms.slack.access import Access, client, tame
from bot.platforms.slack.adapter import NAME, Slack
from bot.platforms.slack.ask import Denied, ask, who
from bot.platforms.slack.manifest import INSTALL, link, manifest
from bot.platforms.slack.seal import Unreadable
from bot.platforms.slack.tenants import Tenants, Workspace
from bot.platforms.slack.wire import Wire
from bot.ports.store import Store

if TYPE_CHECKING:
    from bot.platforms.slack.installs import Installations


class CannotWrite(BotError):
    """Tocsin cannot write to a channel."""

    def __init__(self, channel: str, reason: str) -> None:
        super().__init__(
            f"Tocsin cannot write to channel {channel}: {reason}. Copy the channel's id from its details in Slack; in a"
            " private channel type /invite @Tocsin first."
        )


def app(access: Access) -> dict[str, object]:
    """The manifest that fits these settings: over HTTP where an address is known and no token for sockets."""
    return manifest(command=access.command, url=access.url, is_socket=not access.url or access.app_token is not None)


def address(access: Access) -> str:
    """The address that makes the app, or where there are many workspaces the one by which they install it."""
    return f"{access.url}{INSTALL}" if access.has_pages else link(app(access))


async def setup(access: Access, installations: Installations | None = None) -> Report:
    """What Slack says of the tokens. Raises Unreachable or Busy."""
    tame()
    async with aiohttp.ClientSession() as session:
        web = client(session, access)
        return Report(
            workspaces=tuple(await _workspaces(web, access, installations)),
            sockets=await _sockets(web, access.app_token),
            address="{}:{}".format(*access.listen) if access.signing_secret or access.has_pages else "",
            url=access.url,
            is_shared=access.has_pages,
        )


async def _workspaces(web: AsyncWebClient, access: Access, installations: Installations | None) -> Sequence[Checked]:
    if access.bot_token is not None:
        return [await _checked(web, access.bot_token, "", "")]
    found = []
    for team, name in await installations.teams() if installations else ():
        try:
            kept = await installations.workspace(team) if installations else None
        except Unreadable as error:
            found.append(Checked(name=name, team=team, bot="", problem=str(error)))
            continue
        if kept is not None:
            found.append(await _checked(web, kept.token, team, name))
    return found


async def _checked(web: AsyncWebClient, token: Secret, team: str, name: str) -> Checked:
    try:
        found = await who(web, token)
    except Denied as error:
        return Checked(name=name, team=team, bot="", problem=error.said)
    missing = tuple(one for one in NEEDS if one not in found.scopes)
    return Checked(name=found.name or name, team=found.team or team, bot=found.called, missing=missing)


async def _sockets(web: AsyncWebClient, token: Secret | None) -> str:
    """ "yes", why not, or nothing where no sockets are wanted."""
    if token is None:
        return ""
    try:
        await ask(web, "apps.connections.open", token)
    except Denied as error:
        return error.said
    return "yes"


async def prove(
    access: Access, installations: Installations | None, store: Store, clock: Clock, channel: str, language: str
) -> None:
    """Writes a card to a channel. Raises CannotWrite, Denied, Unreachable, or what else the wire raises."""
    tame()
    async with aiohttp.ClientSession() as session:
        web = client(session, access)
        homes = {one.team: one for one in await _homes(web, access, installations)}
        tenants = Tenants(_among(homes), _nobody)
        platform = Slack(wire=Wire(web, tenants), store=store, clock=clock, root=access.command)
        card, reason = arrival.proof(reader=Reader(language=language)), "no workspace has installed Tocsin yet"
        for team in homes:
            here = Destination(platform=NAME, tenant=team, channel=channel)
            key = DeliveryId(digest("proof", here.key, clock.now().isoformat()))
            try:
                await platform.post(key, here, card, PLAIN)
            except (Refused, Gone) as error:
                reason = str(error)
            else:
                return
    raise CannotWrite(channel, reason)


async def _homes(web: AsyncWebClient, access: Access, installations: Installations | None) -> list[Workspace]:
    if access.bot_token is not None:
        return [await who(web, access.bot_token)]
    teams = await installations.teams() if installations else []
    found = [await installations.workspace(team) for team, _ in teams] if installations else []
    return [one for one in found if one is not None]


def _among(homes: Mapping[str, Workspace]) -> Callable[[str], Awaitable[Workspace | None]]:
    async def look(team: str) -> Workspace | None:
        return homes.get(team)

    return look


async def _nobody(_: str) -> None:
    """Nothing rests because a set-up fails."""
