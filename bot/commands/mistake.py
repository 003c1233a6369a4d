"""What was asked for does not exist or is not possible: the error that tells the person so. Must not know any verb."""

from __future__ import annotations

from bot.domain.card import Action
from bot.domain.errors import BotError


class Mistake(BotError):
    """A wish that cannot be fulfilled. Title and explanation are finished sentences; `suggestions` what was meant."""

    def __init__(self, title: str, explanation: str, suggestions: tuple[Action, ...] = ()) -> None:
        self.title, self.explanation, self.suggestions = title, explanation, suggestions
        super().__init__(title)
