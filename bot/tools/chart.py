"""Figures as a small chart for a terminal: one bar a line, its length by the count."""

from __future__ import annotations

from collections.abc import Mapping

_EIGHTHS = " ▏▎▍▌▋▊▉"
FULL = "█"
LEAST_BAR = 8  # columns


def bars(counts: Mapping[str, int], width: int) -> list[str]:
    """A line for each count: label, bar, number; at most `width` columns wide."""
    if not counts:
        return []
    labels = max(len(label) for label in counts)
    most = max(1, *counts.values())
    room = max(LEAST_BAR, width - labels - len(str(most)) - 3)
    return [f"{label:<{labels}}  {_bar(count / most * room)} {count}" for label, count in counts.items()]


def _bar(columns: float) -> str:
    whole = int(columns)
    part = _EIGHTHS[int((columns - whole) * 8)]
    return (FULL * whole + part).rstrip() if columns else ""
