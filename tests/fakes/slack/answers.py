"""What a person saw after an act: values that can cross from the server's process to a test's."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from tests.fakes.slack import screens
from tests.fakes.slack.acts import Act
from tests.fakes.slack.reading import readable, walk
from tests.fakes.slack.rooms import By, Edit, Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message as it is shown now."""

    id: str
    channel: str
    ts: str
    thread: str
    body: Json  # text, blocks, …
    edits: int
    ephemeral: bool
    gone: bool

    @property
    def text(self) -> str:
        """Everything there is to read, a line for each piece."""
        return readable(self.body)

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks") or [])

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label."""
        return {str(one["text"]["text"]): dict(one) for one in walk(self.blocks) if one.get("type") == "button"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A view as it is shown now."""

    id: str
    user: str
    body: Json
    values: Json
    hash: str
    edits: int
    closed: bool

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks") or [])

    @property
    def text(self) -> str:
        return readable(self.body)

    @property
    def title(self) -> str:
        return str((self.body.get("title") or {}).get("text") or "")

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label."""
        return {str(one["text"]["text"]): dict(one) for one in walk(self.blocks) if one.get("type") == "button"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What became of one act.

    `took` is the seconds of the wire until the ack, None where none came in time; `error` the name of what went wrong
    then, `notice` how Slack tells the person; `ack` the ack's payload; `said` what the person got to read, in order;
    `posts` the bodies that came to the response_url; `view` the modal or App Home that came of it; `options` those of a
    menu that is typed into, as words and values; `errors` those of a submitted form by block.
    """

    id: str
    took: float | None
    error: str
    notice: str
    status: int
    ack: Any
    posts: tuple[Json, ...]
    said: tuple[Said, ...]
    view: Screen | None
    options: tuple[tuple[str, str], ...]
    errors: Json

    @property
    def in_time(self) -> bool:
        return self.took is not None

    @property
    def one(self) -> Said:
        """The only message. Raises ValueError where there is not exactly one."""
        (message,) = self.said
        return message

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(one.text for one in self.said)


def said(message: Message) -> Said:
    """A message as a value."""
    return Said(
        id=message.id, channel=message.channel, ts=message.ts, thread=message.thread, body=message.shown,
        edits=len(message.edits), ephemeral=bool(message.to), gone=bool(message.gone),
    )  # fmt: skip


def screen(view: screens.View) -> Screen:
    """A view as a value."""
    return Screen(
        id=view.id, user=view.user, body=view.body, values=view.values, hash=view.hash, edits=view.edits,
        closed=view.closed,
    )  # fmt: skip


def shown(act: Act) -> Shown:
    """An act as it stands now."""
    ack = act.ack if isinstance(act.ack, dict) else {}
    groups = list(ack.get("option_groups") or [])
    options = [*(ack.get("options") or []), *(one for group in groups for one in group["options"])]
    return Shown(
        id=act.id, took=act.took, error=act.error, notice=act.notice, status=act.status, ack=act.ack,
        posts=tuple(act.posts), said=tuple(said(one) for one in act.said),
        view=screen(act.view) if act.view else None,
        options=tuple((str(one["text"]["text"]), str(one["value"])) for one in options),
        errors=dict(ack.get("errors") or {}),
    )  # fmt: skip


def packed(value: Any) -> Json:
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


def unpacked_screen(packet: Json | None) -> Screen | None:
    return Screen(**packet) if packet else None


def unpacked(packet: Json) -> Shown:
    """What `packed` made of a Shown, as a value again."""
    return Shown(
        **{
            **packet, "posts": tuple(packet["posts"]), "said": tuple(Said(**one) for one in packet["said"]),
            "view": unpacked_screen(packet["view"]), "options": tuple((one, two) for one, two in packet["options"]),
        }
    )  # fmt: skip
