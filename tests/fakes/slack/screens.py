"""What somebody has on their screen besides messages: modals in a stack, and the App Home. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.rooms import Install

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class View:
    """One view as it stands; `body` is what the app sent last, with a block_id for each block."""

    id: str
    team: str
    user: str
    body: Json
    hash: str
    previous: str = ""
    root: str = ""
    values: Json = field(default_factory=dict)  # state.values: what stands in its fields
    edits: int = 0
    closed: bool = False

    @property
    def kind(self) -> str:
        return str(self.body.get("type"))


def shape(view: View, install: Install) -> Json:
    """A view as Slack gives it back and puts it into payloads."""
    given = view.body
    about: Json = {
        "id": view.id, "team_id": view.team, "type": view.kind, "blocks": given.get("blocks") or [],
        "private_metadata": given.get("private_metadata") or "", "callback_id": given.get("callback_id") or "",
        "state": {"values": view.values}, "hash": view.hash, "clear_on_close": bool(given.get("clear_on_close")),
        "notify_on_close": bool(given.get("notify_on_close")), "close": given.get("close"),
        "submit": given.get("submit"), "previous_view_id": view.previous or None, "root_view_id": view.root or view.id,
        "app_id": install.app, "external_id": given.get("external_id") or "", "app_installed_team_id": view.team,
        "bot_id": install.bot,
    }  # fmt: skip
    if view.kind == "modal":
        about["title"] = given.get("title")
        about["submit_disabled"] = bool(given.get("submit_disabled"))
    return about
