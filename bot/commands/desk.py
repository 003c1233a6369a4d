"""The few services a command may touch, passed in one value. Must not know how any of them is made."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.phrases import Names
from bot.domain.clock import Clock
from bot.engine.book import Rulebook
from bot.engine.rule import Rule
from bot.ports.source import Feed, Manifest
from bot.ports.store import Store
from bot.ports.theatre import Actors, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    store: Store
    places: Places
    actors: Actors
    names: Names
    book: Rulebook
    manifests: tuple[Manifest, ...]
    feeds: tuple[Feed, ...]  # every address that is polled, so that one never polled yet is told too
    clock: Clock
    default_language: str

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that are in force as their files say, by id."""
        return self.book.rules
