"""What was asked for does not exist or is not possible: the error that tells the person so. Must not know any verb."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.card import Action
from bot.domain.errors import BotError


class Mistake(BotError):
    """A wish that cannot be fulfilled. Title and explanation are finished sentences; `suggestions` what was meant.

    `wrong` says the same for each argument at fault, by its name; empty where that can only be the first one.
    """

    def __init__(
        self,
        title: str,
        explanation: str,
        suggestions: tuple[Action, ...] = (),
        *,
        wrong: Mapping[str, str] | None = None,
    ) -> None:
        self.title, self.explanation, self.suggestions = title, explanation, suggestions
        self.wrong = wrong or {}
        super().__init__(title)
