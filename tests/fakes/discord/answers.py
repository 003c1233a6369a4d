"""What a person saw after an interaction: a value that can cross from the server's process to a test's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from tests.fakes.discord.dialogue import Answer, Interaction
from tests.fakes.discord.rooms import By, Edit, Message
from tests.fakes.discord.shapes import LOADING, walk

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message as it is shown now."""

    id: str
    channel: str
    body: Json  # content, embeds, components, …
    edits: int
    ephemeral: bool
    gone: bool
    thinking: bool

    @property
    def content(self) -> str:
        return str(self.body.get("content") or "")

    @property
    def embeds(self) -> list[Json]:
        return list(self.body.get("embeds") or [])

    @property
    def components(self) -> list[Json]:
        """All of them, flat, in the order of reading."""
        return list(walk(self.body.get("components") or []))

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label."""
        return {str(one.get("label", "")): one for one in self.components if one["type"] == 2}

    @property
    def text(self) -> str:
        """Everything there is to read, a line for each piece."""
        pieces: list[str | None] = [self.content]
        for embed in self.embeds:
            pieces += [(embed.get("author") or {}).get("name"), embed.get("title"), embed.get("description")]
            pieces += [field.get(key) for field in embed.get("fields") or () for key in ("name", "value")]
            pieces += [(embed.get("footer") or {}).get("text")]
        pieces += [one["content"] for one in self.components if one["type"] == 10]
        return "\n".join(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What became of one interaction.

    `answer` is the callback's type by name (message, deferred, deferred_update, update, choices, modal), empty where
    none came in time; `took` the seconds until it came; `messages` the original response and the follow-ups, in order;
    `updated` the message whose component was used, as it is now; `callback` the body as it came.
    """

    id: str
    answer: str
    took: float | None
    in_time: bool
    late: int  # callbacks that came too late
    callback: Json
    messages: tuple[Said, ...]
    updated: Said | None
    choices: tuple[tuple[str, Any], ...]  # names and values, of an autocomplete
    modal: Json | None

    @property
    def said(self) -> Said:
        """The one message that is shown. Raises ValueError where there is not exactly one."""
        (message,) = self.messages
        return message

    @property
    def ephemeral(self) -> bool:
        """Whether everything that was said is seen by nobody else."""
        return bool(self.messages) and all(message.ephemeral for message in self.messages)


def said(message: Message) -> Said:
    """A message as a value."""
    return Said(
        id=message.id, channel=message.channel, body=message.shown, edits=len(message.edits),
        ephemeral=message.is_ephemeral, gone=bool(message.gone), thinking=bool(message.flags & LOADING),
    )  # fmt: skip


def shown(interaction: Interaction) -> Shown:
    """An interaction as it stands now."""
    answer, content = interaction.answer, interaction.callback.get("data") or {}
    messages = ([interaction.original] if interaction.original else []) + interaction.followups
    return Shown(
        id=interaction.id,
        answer=answer.name.lower() if answer else "",
        took=interaction.took,
        in_time=answer is not None,
        late=interaction.late,
        callback=interaction.callback,
        messages=tuple(said(message) for message in messages),
        updated=said(interaction.source) if interaction.source else None,
        choices=tuple((one["name"], one["value"]) for one in content.get("choices") or ()),
        modal=content if answer is Answer.MODAL else None,
    )


def packed(value: Shown) -> Json:
    """As JSON can hold it."""
    return asdict(value)


def packed_message(message: Message) -> Json:
    """A message with its edits, as JSON can hold it; `asdict` would copy every body, ten thousand times over."""
    packet = {one.name: getattr(message, one.name) for one in fields(message)}
    return packet | {"edits": [{one.name: getattr(edit, one.name) for one in fields(edit)} for edit in message.edits]}


def unpacked_message(packet: Json) -> Message:
    """What `packed_message` made, as a value again."""
    edits = [Edit(**edit) for edit in packet["edits"]]
    return Message(**{**packet, "edits": edits, "gone": By(packet["gone"]), "pings": tuple(packet["pings"])})


def unpacked(packet: Json) -> Shown:
    """What `packed` made, as a value again."""
    messages = tuple(Said(**message) for message in packet["messages"])
    updated = Said(**packet["updated"]) if packet["updated"] else None
    choices = tuple((name, value) for name, value in packet["choices"])
    return Shown(**{**packet, "messages": messages, "updated": updated, "choices": choices})
