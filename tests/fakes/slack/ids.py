"""Slack's names for things: a letter for the kind and some capitals, and timestamps that name messages."""

from __future__ import annotations

import time
from collections.abc import Callable

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SPREAD, SIZE = 1_580_030_173_951, 36**8  # coprime: neighbours look unlike each other, and none comes twice


class Ids:
    """Makes names, `T0…`, `C0…`, `U0…`, the same ones in every run."""

    def __init__(self) -> None:
        self._made = 0

    def next(self, kind: str) -> str:
        """The name of something new; `kind` is its first letters."""
        self._made += 1
        number, digits = self._made * SPREAD % SIZE, ""
        for _ in range(8):
            number, digit = divmod(number, 36)
            digits = DIGITS[digit] + digits
        return f"{kind}0{digits}"


class Stamps:
    """Makes timestamps, `1700000000.000100`, each later than all before. `epoch` gives seconds since 1970."""

    def __init__(self, epoch: Callable[[], float] = time.time) -> None:
        self.epoch = epoch
        self._last = 0

    def next(self) -> str:
        """The timestamp of something that happens now."""
        self._last = max(int(self.epoch() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
