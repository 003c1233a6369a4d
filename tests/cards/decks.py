"""Every card of every deck, by name: for whatever has to do with any card there is."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.card import Card
from tests.cards import deck, deck_arrival, deck_home, deck_rules, deck_verbs, deck_wishes, deck_workspace

EVERY: dict[str, Callable[[str], Card]] = {
    **deck.CARDS, **deck_verbs.CARDS, **deck_wishes.CARDS, **deck_arrival.CARDS, **deck_workspace.CARDS,
    **deck_rules.CARDS, **deck_home.CARDS,
}  # fmt: skip
