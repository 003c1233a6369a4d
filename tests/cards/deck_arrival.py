"""The cards of Tocsin's coming to a platform, by name."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import arrival
from bot.cards.arrival import Found
from bot.domain.card import Card
from bot.domain.reader import Reader

FOUND = Found(name="Tocsin (test)", servers=3, invite="https://discord.test/invite", commands=23, are_new=True)

CARDS: dict[str, Callable[[str], Card]] = {
    "welcome": lambda language: arrival.welcome(reader=Reader(language=language)),
    "ready": lambda language: arrival.ready(FOUND, reader=Reader(language=language)),
    "proof": lambda language: arrival.proof(reader=Reader(language=language)),
    "stale_button": lambda language: arrival.stale(reader=Reader(language=language)),
}
