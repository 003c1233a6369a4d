"""Tocsin on simcord's Discord: people type and press there as in the real client; every body goes to the judge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import discord
from simcord import interactions as simcord_interactions
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle, RoleHandle
from simcord.env import Env
from simcord.results import InteractionResult, ResponseMessage, to_discord_message

from bot.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.delivery import PLAIN, Manner, Receipt
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.discord import catalogue
from bot.platforms.discord.adapter import NAME, Discord
from bot.platforms.discord.client import Client, Ears
from bot.platforms.discord.guilds import Guilds
from bot.platforms.discord.interactions import QUICK_S, Interactions
from bot.platforms.discord.wire import Wire
from tests.platforms.discord.stage import hurried, judged


@dataclass(slots=True)
class Life:
    """One process of Tocsin: its client and what listens to it."""

    client: Client
    wire: Wire
    platform: Discord
    desk: Desk


@dataclass(slots=True)
class World:
    env: Env
    life: Life
    guild: GuildHandle
    channel: ChannelHandle
    desk_role: RoleHandle
    people: Mapping[str, MemberActor]  # reader, editor (has desk_role), moderator, manager, operator
    operators: set[str]

    def ears(self) -> Ears:
        return self.life.client._ears

    @property
    def here(self) -> Destination:
        return Destination(platform=NAME, tenant=str(self.guild.id), channel=str(self.channel.id))

    def __getitem__(self, name: str) -> MemberActor:
        return self.people[name]

    async def slash(self, who: str, name: str, /, **options: Any) -> InteractionResult:
        return await self.people[who].slash(self.channel, name, **options)

    async def posted(self, card: Card, key: str = "k1", manner: Manner = PLAIN) -> discord.Message:
        """A card as the outbox posts it to the channel."""
        receipt = await self.life.platform.post(DeliveryId(key), self.here, card, manner)
        return self.message(receipt)

    async def replied(self, message: discord.Message, card: Card, key: str = "k2") -> discord.Message:
        """News beneath a message, in its thread."""
        beneath = Receipt(ref=f"{self.channel.id}/{message.id}/k1")
        return self.message(await self.life.platform.reply(DeliveryId(key), self.here, beneath, card, PLAIN))

    def message(self, receipt: Receipt) -> discord.Message:
        channel, message, _ = receipt.ref.split("/", 2)
        return to_discord_message(self.env, self.env.backend.get_message(int(channel), int(message)))

    def found(self, message: int | str) -> discord.Message:
        """A message of the channel as it is now."""
        return to_discord_message(self.env, self.env.backend.get_message(self.channel.id, int(message)))

    def room(self, message: discord.Message) -> ChannelHandle:
        """The channel or thread in which a message stands."""
        return ChannelHandle(self.env, self.guild, self.env.backend.get_channel(message.channel.id))

    async def restart(self, desk: Desk, quick_s: float = QUICK_S) -> None:
        """Another process on the same store."""
        self.life = life(desk, self.operators, quick_s)
        await self.env.restart_bot(self.life.client)

    def callbacks(self) -> list[dict[str, Any]]:
        """The answers to interactions as they were sent, in order."""
        return [one.json for one in self.env.http_requests if one.path.endswith("/callback")]


def life(desk: Desk, operators: set[str], quick_s: float = QUICK_S) -> Life:
    made: list[Client] = []
    wire = Wire(lambda: made[0], hurried())
    interactions = Interactions(wire=wire, desk=desk, operators=frozenset(operators), quick_s=quick_s)
    guilds = Guilds(wire=wire, store=desk.store, clock=desk.clock, default_language=desk.default_language)
    ears = Ears(interaction=interactions.hear, present=guilds.present, joined=guilds.joined, removed=guilds.removed)
    made.append(Client(ears))
    return Life(made[0], wire, Discord(wire=wire, store=desk.store, clock=desk.clock), desk)


@asynccontextmanager
async def simulated(desk: Desk, **options: Any) -> AsyncIterator[World]:
    """A server with a channel and five people, and a Tocsin whose commands are known there."""
    operators: set[str] = set()
    begun = life(desk, operators)
    # As simcord's own fixture does it; `simcord.run` cannot be entered in one task and left in another.
    env = Env(begun.client, **options)
    await env.start()
    try:
        yield await _peopled(env, begun, desk, operators)
    finally:
        await env.shutdown()
    env.raise_errors()
    sent = [one for one in env.http_requests if one.json is not None]
    assert sent
    faults = [fault for one in sent for fault in judged(one.method, one.path, one.json)]
    assert not faults, faults


async def _peopled(env: Env, begun: Life, desk: Desk, operators: set[str]) -> World:
    guild = env.create_guild("Mali desk")
    role = guild.create_role("Desk")
    rights = {
        "reader": [], "editor": [role],
        "moderator": [guild.create_role("moderators", permissions=discord.Permissions(manage_channels=True))],
        "manager": [guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))],
        "operator": [guild.create_role("admins", permissions=discord.Permissions(administrator=True))],
    }  # fmt: skip
    people = {name: guild.add_member(env.create_user(name), roles=roles) for name, roles in rights.items()}
    operators.add(str(people["operator"].id))
    world = World(env, begun, guild, guild.create_text_channel("alerts"), role, people, operators)
    await world.restart(desk)
    await catalogue.sync(world.life.wire, desk.store, str(world.life.client.application_id))
    return world


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Everybody's Discord is in that language; simcord knows English only."""
    made = simcord_interactions.base_payload

    def spoken(*args: Any, **given: Any) -> Any:
        record, payload = made(*args, **given)
        return record, {**payload, "locale": locale}

    simcord_interactions.base_payload = spoken
    try:
        yield
    finally:
        simcord_interactions.base_payload = made


def text(message: ResponseMessage | discord.Message | None) -> str:
    """Everything that people read in a message."""
    assert message is not None
    components = message.components
    walked = components if isinstance(message, ResponseMessage) else [one.to_dict() for one in components]
    embeds = [embed.description or "" for embed in message.embeds]
    return "\n".join([message.content, *embeds, *_texts(walked)])


def labels(message: ResponseMessage | discord.Message | None) -> list[str]:
    """The buttons of a message, in order."""
    assert message is not None
    walked = message.components if isinstance(message, ResponseMessage) else [c.to_dict() for c in message.components]
    return [one["label"] for one in _all(walked) if one.get("type") == 2]


def _texts(components: list[Any]) -> Iterator[str]:
    yield from (str(one["content"]) for one in _all(components) if one.get("type") == 10)


def _all(components: list[Any]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        yield from _all(one.get("components") or [])


class Held:
    """A store that lets nobody read before it is told to; simcord knows that it is waited for."""

    def __init__(self, world: World) -> None:
        self._world, self._store = world, world.life.desk.store
        self._told = asyncio.Event()

    def let_go(self) -> None:
        self._told.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        await self._world.env.external_wait(self._told.wait(), reason="a store that takes its time")
        async with self._store.read() as tx:
            yield tx

    def write(self) -> Any:
        return self._store.write()


@asynccontextmanager
async def held_back(world: World) -> AsyncIterator[Held]:
    """Within the block commands take as long as the test wants."""
    desk = world.life.desk
    held = Held(world)
    await world.restart(replace(desk, store=held), quick_s=0.01)  # type: ignore[arg-type]
    yield held
    held.let_go()
    await world.env.settle()
    await world.restart(desk)
