"""Files: an address to send the bytes to, the bytes, and the message that shows them. Must not know HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack.ask import Ask
from tests.fakes.slack.refusals import Refusal, explained
from tests.fakes.slack.rooms import Rooms
from tests.fakes.slack.talk import Talk

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class File:
    """One file; `content` is None until its bytes came, `channels` empty until it is shown somewhere."""

    id: str
    team: str
    name: str
    length: int
    alt: str
    title: str = ""
    content: bytes | None = None
    done: float | None = None  # when it was completed, on the platform's clock
    gone: bool = False
    channels: tuple[str, ...] = ()


class Uploads:
    """`address` is set by whoever serves, as `http://host:port`."""

    def __init__(self, rooms: Rooms, talk: Talk, now: Callable[[], float]) -> None:
        self._rooms, self._talk, self._now = rooms, talk, now
        self.ready_after = 0.0  # seconds of the platform's clock until a block can show a file that is complete
        self.address = ""
        self.files: dict[str, File] = {}
        self._awaited: dict[str, File] = {}

    async def begin(self, ask: Ask) -> Json:
        """files.getUploadURLExternal."""
        length = ask.number("length", 0)
        if length <= 0:
            raise explained("invalid_arguments", ["must be greater than 0 [json-pointer:/length]"])
        made = File(
            id=self._rooms.ids.next("F"), team=ask.team, name=ask.text("filename"), length=length,
            alt=ask.optional("alt_txt") or ask.optional("alt_text"),
        )  # fmt: skip
        self.files[made.id] = made
        secret = secrets.token_urlsafe(24)
        self._awaited[secret] = made
        return {"upload_url": f"{self.address}/upload/v1/{secret}", "file_id": made.id}

    def receive(self, path: str, content: bytes) -> str:
        """The bytes; gives what Slack says to them. Raises Refusal."""
        found = self._awaited.pop(path.removeprefix("v1/"), None)
        if found is None:
            raise Refusal("invalid_upload_url")
        if len(content) != found.length:
            raise Refusal("length_mismatch")
        found.content = content
        return f"OK - {len(content)}"

    async def complete(self, ask: Ask) -> Json:
        """files.completeUploadExternal: shows the files in a channel, or keeps them for a block that names them."""
        given = ask.arguments.get("files")
        if not isinstance(given, list) or not given:
            raise explained("invalid_arguments", ["missing required field: files"])
        files: list[File] = []
        for one in given:
            found = self.files.get(str(one.get("id")))
            if found is None or found.team != ask.team or found.content is None:
                raise Refusal("file_not_found")
            found.title, found.done = str(one.get("title") or found.name), self._now()
            files.append(found)
        if ask.optional("channel_id"):
            self._share(ask, files)
        return {"files": [shown(one) for one in files]}

    async def info(self, ask: Ask) -> Json:
        """files.info: what kind of file it is, only when Slack has looked at it."""
        known = self._known(ask)
        kind = f"image/{known.name.rpartition('.')[2]}" if self.is_ready(ask.team, known.id) else ""
        file = {**shown(known), "mimetype": kind}
        return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}

    async def delete(self, ask: Ask) -> Json:
        """files.delete."""
        self._known(ask).gone = True
        return {}

    def is_ready(self, team: str, file: str) -> bool:
        """Whether a block of that workspace may show the file."""
        found = self.files.get(file)
        if found is None or found.team != team or found.done is None or found.gone:
            return False
        return self._now() - found.done >= self.ready_after

    def _known(self, ask: Ask) -> File:
        found = self.files.get(ask.text("file"))
        if found is None or found.team != ask.team or found.done is None:
            raise Refusal("file_not_found")
        if found.gone:
            raise Refusal("file_deleted")
        return found

    def _share(self, ask: Ask, files: list[File]) -> None:
        room = self._rooms.channel(ask.app, ask.text("channel_id"))
        self._talk.writable(room, ask.app)
        for one in files:
            one.channels = (*one.channels, room.id)
        self._talk.put(
            room, {"text": ask.optional("initial_comment")}, thread=ask.optional("thread_ts"),
            files=[shown(one) for one in files],
        )  # fmt: skip


def shown(one: File) -> Json:
    """A file as the Web API has it."""
    kind = one.name.rpartition(".")[2]
    return {
        "id": one.id, "name": one.name, "title": one.title, "filetype": kind, "size": one.length, "mode": "hosted",
        "alt_txt": one.alt, "channels": list(one.channels), "is_external": False, "user_team": one.team,
        "url_private": f"https://files.slack.com/files-pri/{one.team}-{one.id}/{one.name}",
    }  # fmt: skip
