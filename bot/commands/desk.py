"""The few services a command may touch, passed in one value. Must not know how any of them is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.phrases import Names
from bot.domain.clock import Clock
from bot.domain.ids import OutletId
from bot.domain.outlet import Outlet
from bot.engine.book import Rulebook
from bot.engine.rule import Rule
from bot.engine.terms import Names as Vocabulary
from bot.ports.source import Feed, Manifest
from bot.ports.store import Store
from bot.ports.theatre import Actors, Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    store: Store
    places: Places
    actors: Actors
    outlets: Mapping[OutletId, Outlet]
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

    @property
    def vocabulary(self) -> Vocabulary:
        """What names in conditions are resolved against."""
        rules = [rule.id for rule in self.rules]
        return Vocabulary(places=self.places, actors=self.actors, rules=rules, outlets=self.outlets)
