"""Slack's shortcuts: what stands in its menus, and the ids by which Slack says which one was chosen.

The manifest tells Slack of them, the ears hear them. Must not know what follows.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.phrases import msgid


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """`name` has at most 24 characters, `description` at most 150; Slack shows both in one language for everybody."""

    callback_id: str
    name: str
    description: str


STATUS = Shortcut(
    callback_id="tocsin_status",
    name=msgid("Status of a place"),
    description=msgid("Who holds a place, what happened there lately, and how unusual that is."),
)
SUBSCRIBE = Shortcut(
    callback_id="tocsin_subscribe",
    name=msgid("Subscribe a channel"),
    description=msgid("Tell a channel of what happens at a place, along a road, to an actor, or of a type."),
)
WHY = Shortcut(
    callback_id="tocsin_why",
    name=msgid("Why this alert?"),
    description=msgid("Why this channel was told of an incident, or was not: every stage and what it decided."),
)
MUTE = Shortcut(
    callback_id="tocsin_mute",
    name=msgid("Mute this…"),
    description=msgid("Keep something back from this channel for a while: a place, actor, type, rule or incident."),
)

GLOBAL: tuple[Shortcut, ...] = (STATUS, SUBSCRIBE)  # in the menu beside what people write
MESSAGE: tuple[Shortcut, ...] = (WHY, MUTE)  # in the menu of a message
