"""People in front of Discord: they type commands, press buttons, choose from menus and fill in forms.

Each act is what Discord's own client would allow: a command that is not there, an option it does not have, a button
that is disabled raise Impossible, for a person could not do it either. What the bot answers is a Shown.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.fakes.discord import shapes
from tests.fakes.discord.answers import Said, Shown, shown
from tests.fakes.discord.dialogue import Answer, Asked, Dialogue, Interaction
from tests.fakes.discord.filled import filled
from tests.fakes.discord.impossible import Impossible
from tests.fakes.discord.options import CHANNEL, MENTIONABLE, ROLE, STRING, USER, chosen, focused, found, resolved
from tests.fakes.discord.orders import Commands
from tests.fakes.discord.rooms import ADMINISTRATOR, READER, Channel, Kind, Message, Rooms
from tests.fakes.discord.talk import Tell

Json = dict[str, Any]

MIB = 1 << 20
BUTTON, LINK, TEXT_MENU = 2, 5, 3
MENUS = {TEXT_MENU: STRING, 5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}  # and what an option of that kind is


class People:
    """`patience` is how many seconds of the wire they wait for what a deferral promised."""

    def __init__(self, rooms: Rooms, commands: Commands, dialogue: Dialogue, now: Callable[[], float], tell: Tell):
        self._rooms, self._commands, self._dialogue, self._now, self._tell = rooms, commands, dialogue, now, tell
        self.patience = 3.0

    async def slash(
        self,
        user: str,
        channel: str,
        name: str,
        /,
        *,
        locale: str = "en-US",
        permissions: int = READER,
        roles: Sequence[str] = (),
        options: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> Shown:
        """Types a command, `watch add` where it has parts; options by name, `options` for names Python cannot spell."""
        room = self._rooms.channels[channel]
        command = self._visible(room, name, permissions)
        content = chosen(command, name, {**given, **(options or {})}, self._rooms)
        return await self._act(Asked.COMMAND, user, room, content, locale, permissions, roles)

    async def autocomplete(
        self,
        user: str,
        channel: str,
        name: str,
        /,
        *,
        locale: str = "en-US",
        permissions: int = READER,
        roles: Sequence[str] = (),
        options: Mapping[str, Any] | None = None,
        **given: Any,
    ) -> Shown:
        """Types in the last of the options; the ones before it are filled in already."""
        room = self._rooms.channels[channel]
        command = self._visible(room, name, permissions)
        content = focused(command, name, {**given, **(options or {})}, self._rooms)
        return await self._act(Asked.AUTOCOMPLETE, user, room, content, locale, permissions, roles)

    async def press(
        self,
        message: str | Said,
        what: str,
        /,
        *,
        user: str = "reader",
        locale: str = "en-US",
        permissions: int = READER,
        roles: Sequence[str] = (),
    ) -> Shown:
        """Presses the button of that label or custom_id."""
        source = self._seen(message)
        button = _component(source, lambda one: one["type"] == BUTTON, what, ("label", "custom_id"))
        if button.get("style") == LINK:
            raise Impossible(f"{what} is a link")
        content = {"custom_id": button["custom_id"], "component_type": BUTTON, "id": button["id"]}
        room = self._rooms.channels[source.channel]
        return await self._act(Asked.COMPONENT, user, room, content, locale, permissions, roles, source)

    async def select(
        self,
        message: str | Said,
        what: str,
        values: Sequence[str],
        /,
        *,
        user: str = "reader",
        locale: str = "en-US",
        permissions: int = READER,
        roles: Sequence[str] = (),
    ) -> Shown:
        """Chooses values or labels (or ids of people, roles, channels) in the menu of that custom_id or placeholder."""
        source = self._seen(message)
        menu = _component(source, lambda one: one["type"] in MENUS, what, ("custom_id", "placeholder"))
        content = {
            "custom_id": menu["custom_id"], "component_type": menu["type"], "id": menu["id"],
            "values": _values(menu, values),
        }  # fmt: skip
        if menu["type"] != TEXT_MENU:
            content["resolved"] = resolved([(MENUS[menu["type"]], value) for value in values], self._rooms)
        room = self._rooms.channels[source.channel]
        return await self._act(Asked.COMPONENT, user, room, content, locale, permissions, roles, source)

    async def submit_modal(
        self,
        of: str | Shown,
        values: Mapping[str, str | bool | Sequence[str]],
        /,
        *,
        user: str = "reader",
        locale: str = "en-US",
        permissions: int = READER,
        roles: Sequence[str] = (),
    ) -> Shown:
        """Fills in the form that an interaction opened, by custom_id or label, and sends it."""
        opened = self._dialogue.all[of if isinstance(of, str) else of.id]
        if opened.answer is not Answer.MODAL:
            raise Impossible("no form was opened")
        room = self._rooms.channels[opened.channel]
        content = filled(opened.callback["data"], values)
        return await self._act(Asked.MODAL, user, room, content, locale, permissions, roles, opened.source)

    async def later(self, of: str | Shown, *, messages: int = 0, patience: float | None = None) -> Shown:
        """What an interaction has become once nothing is promised any more and so many messages are there."""
        interaction = self._dialogue.all[of if isinstance(of, str) else of.id]

        def settled() -> bool:
            if interaction.answer is None or interaction.is_waiting:
                return False
            if interaction.answer is Answer.DEFERRED_UPDATE and not messages:
                edits = len(interaction.source.edits) if interaction.source else 0
                return edits > interaction.edits_before or bool(interaction.followups)
            return len(interaction.followups) + bool(interaction.original) >= messages

        await self._until(interaction, settled, self.patience if patience is None else patience)
        return shown(interaction)

    async def _act(
        self,
        asked: Asked,
        user: str,
        room: Channel,
        content: Json,
        locale: str,
        permissions: int,
        roles: Sequence[str],
        source: Message | None = None,
    ) -> Shown:
        frame = self._frame(asked, user, room, content, locale, permissions, roles)
        if source is not None:
            frame["message"] = self._dialogue.show(source)
        interaction = Interaction(
            id=frame["id"], token=frame["token"], asked=asked, channel=room.id, frame=frame, at=self._now(),
            sent=time.monotonic(), source=source, edits_before=len(source.edits) if source else 0,
        )  # fmt: skip
        self._dialogue.add(interaction)
        self._tell("INTERACTION_CREATE", room.guild, frame)
        await self._until(interaction, lambda: interaction.answer is not None, self._dialogue.within)
        if interaction.answer in (Answer.DEFERRED, Answer.DEFERRED_UPDATE):
            return await self.later(interaction.id)
        return shown(interaction)

    async def _until(self, interaction: Interaction, reached: Callable[[], bool], seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds), interaction.changed:
                await interaction.changed.wait_for(reached)
        except TimeoutError:
            return

    def _frame(
        self, asked: Asked, user: str, room: Channel, content: Json, locale: str, permissions: int, roles: Sequence[str]
    ) -> Json:
        """The interaction as the gateway sends it."""
        person = self._rooms.person(user)
        frame: Json = {
            "id": self._rooms.ids.next(), "application_id": self._rooms.application, "type": asked.value,
            "token": secrets.token_urlsafe(96), "version": 1, "locale": locale, "entitlements": [], "data": content,
            "channel_id": room.id, "channel": shapes.partial_channel(room, self._rooms, permissions),
            "attachment_size_limit": 10 * MIB, "authorizing_integration_owners": {"1": person.id},
        }  # fmt: skip
        if room.kind is Kind.DIRECT:
            return {**frame, "user": shapes.user(person), "context": 1, "app_permissions": str(READER)}
        guild = self._rooms.guilds[room.guild]
        owners = {"0": guild.id} if guild.is_member else frame["authorizing_integration_owners"]
        member = {**shapes.member(list(roles), shapes.born(guild.id)), "permissions": str(permissions)}
        return {
            **frame, "member": {**member, "user": shapes.user(person)}, "guild_id": guild.id, "context": 0,
            "guild": shapes.partial_guild(guild), "guild_locale": guild.locale,
            "app_permissions": str(guild.permissions), "authorizing_integration_owners": owners,
        }  # fmt: skip

    def _visible(self, room: Channel, name: str, permissions: int) -> Json:
        """The command as somebody with these permissions finds it there."""
        command = self._commands.named(name.partition(" ")[0], room.guild)
        if command is None:
            raise Impossible(f"there is no command {name}")
        contexts, direct = command["contexts"], room.kind is Kind.DIRECT
        if (contexts is not None and int(direct) not in contexts) or (direct and not command["dm_permission"]):
            raise Impossible(f"{name} is not offered here")
        # Where the bot is not in the guild, it is the person who has installed it.
        if room.guild and int(not self._rooms.guilds[room.guild].is_member) not in command["integration_types"]:
            raise Impossible(f"{name} is not offered to those who installed it for themselves")
        needed = command["default_member_permissions"]
        bound = room.guild and needed is not None and not permissions & ADMINISTRATOR
        if bound and (int(needed) == 0 or int(needed) & ~permissions):
            raise Impossible(f"{name} is not offered to this person")
        return found(command, name)

    def _seen(self, message: str | Said) -> Message:
        source = self._rooms.messages[message if isinstance(message, str) else message.id]
        if source.gone:
            raise Impossible("the message is deleted")
        return source


def _component(source: Message, fits: Callable[[Json], bool], what: str, names: Sequence[str]) -> Json:
    """The one enabled component that is called so."""
    shown_now = shapes.numbered(source.shown.get("components") or [])
    fitting = [one for one in shapes.walk(shown_now) if fits(one) and what in [one.get(name) for name in names]]
    if len(fitting) != 1:
        raise Impossible(f"{len(fitting)} components are called {what}")
    if fitting[0].get("disabled"):
        raise Impossible(f"{what} is disabled")
    return fitting[0]


def _values(menu: Json, values: Sequence[str]) -> list[str]:
    if not menu["min_values"] <= len(values) <= menu["max_values"]:
        raise Impossible(f"{len(values)} of {menu['min_values']} to {menu['max_values']} values")
    if menu["type"] != TEXT_MENU:
        return list(values)
    offered = {option["label"]: option["value"] for option in menu["options"]}
    known = [offered.get(value, value) for value in values]
    if not set(known) <= set(offered.values()):
        raise Impossible(f"{values} are not all offered")
    return known
