"""What Slack answers instead of doing what it was asked: HTTP 200, `ok` false and an error's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refusal(Exception):
    """An answer that is an error; `more` are further fields of it."""

    def __init__(self, error: str, **more: Any) -> None:
        self.error, self.more = error, more
        super().__init__(error)

    def body(self) -> dict[str, Any]:
        """The error as the client reads it."""
        return {"ok": False, "error": self.error, **self.more}


def explained(error: str, messages: Sequence[str]) -> Refusal:
    """A refusal of arguments, with the words that Slack gives for each of them."""
    said = [f"[ERROR] {message}" for message in messages]
    return Refusal(error, errors=list(messages), response_metadata={"messages": said})


def missing(argument: str) -> Refusal:
    """An argument that has to be there."""
    return explained("invalid_arguments", [f"missing required field: {argument}"])
