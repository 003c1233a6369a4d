"""The cards and pages of Tocsin's coming to a workspace of Slack, by name."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import workspace
from bot.cards.workspace import Checked, Report
from bot.domain.card import Card
from bot.domain.reader import Reader

WELL = Report(workspaces=(Checked(name="Mali desk", team="T0123456789", bot="tocsin"),), sockets="yes")
ILL = Report(
    workspaces=(
        Checked(name="Mali desk", team="T0123456789", bot="tocsin", missing=("channels:history", "files:write")),
        Checked(name="Niger desk", team="T0123456790", bot="", problem="token_revoked"),
    ),
    sockets="invalid_auth",
    address="127.0.0.1:3000",
    url="https://tocsin.example.org",
    is_shared=True,
)

CARDS: dict[str, Callable[[str], Card]] = {
    "workspace_begin": lambda language: workspace.begin(reader=Reader(language=language)),
    "workspace_ready": lambda language: workspace.ready(WELL, reader=Reader(language=language)),
    "workspace_missing": lambda language: workspace.ready(ILL, reader=Reader(language=language)),
    "workspace_absent": lambda language: workspace.absent(
        "https://tocsin.example.org/slack/install", reader=Reader(language=language)
    ),
    "workspace_installed": lambda language: workspace.installed("Mali desk", reader=Reader(language=language)),
    "workspace_cancelled": lambda language: workspace.cancelled(reader=Reader(language=language)),
    "workspace_outdated": lambda language: workspace.outdated(reader=Reader(language=language)),
    "workspace_failed": lambda language: workspace.failed("invalid_code", reader=Reader(language=language)),
    "workspace_organisation": lambda language: workspace.organisation(reader=Reader(language=language)),
}
