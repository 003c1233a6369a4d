"""One request to Slack, taken apart: the method, its arguments as values, and on whose behalf it is made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.refusals import Refusal, missing
from tests.fakes.slack.rooms import Install

Json = dict[str, Any]

# Arguments that are JSON, and the error that Slack gives where a form holds something else.
CODED: Mapping[str, str] = {
    "attachments": "invalid_attachments_format", "blocks": "invalid_blocks_format", "files": "invalid_arguments",
    "metadata": "invalid_metadata_format", "view": "invalid_arguments", "file_ids": "invalid_arguments",
}  # fmt: skip
TRUE, FALSE = (True, "true", "True", "1", 1), (False, None, "false", "False", "0", 0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`install` is the app in the workspace whose token came along; `arguments` are decoded."""

    method: str
    arguments: Json
    install: Install | None = None
    basic: tuple[str, str] = ("", "")  # client id and secret, where they came as Basic
    token: str = field(default="", repr=False)

    @property
    def app(self) -> Install:
        """The install, of a method that is not called without. Raises Refusal."""
        if self.install is None:
            raise Refusal("not_authed")
        return self.install

    @property
    def team(self) -> str:
        return self.install.team if self.install else ""

    @property
    def channel(self) -> str:
        return str(self.arguments.get("channel") or self.arguments.get("channel_id") or "")

    @property
    def subject(self) -> str:
        """What the request is about, for faults by chance: a key, a message, else nothing."""
        metadata = self.arguments.get("metadata")
        payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
        key = payload.get("key") if isinstance(payload, dict) else None
        return str(key or self.arguments.get("ts") or "")

    def text(self, name: str) -> str:
        """An argument that has to be there. Raises Refusal."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            raise missing(name)
        return value

    def optional(self, name: str) -> str:
        return str(self.arguments.get(name) or "")

    def number(self, name: str, default: int) -> int:
        """A whole number. Raises Refusal."""
        try:
            return int(self.arguments.get(name) or default)
        except (TypeError, ValueError):
            raise Refusal("invalid_arguments") from None

    def says(self, name: str) -> bool:
        """Whether a switch is on. Raises Refusal where it is neither on nor off."""
        value = self.arguments.get(name)
        if value not in (*TRUE, *FALSE):
            raise Refusal("invalid_arguments")
        return value in TRUE


def decoded(arguments: Mapping[str, Any]) -> Json:
    """Arguments with what was sent as JSON in a form as values. Raises Refusal where it is none."""
    values = dict(arguments)
    for name, error in CODED.items():
        if isinstance(values.get(name), str) and values[name]:
            try:
                values[name] = json.loads(values[name])
            except ValueError:
                raise Refusal(error) from None
    return values
