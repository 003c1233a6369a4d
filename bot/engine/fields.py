"""Plain values out of a located YAML tree: each reader gives the value or writes down a fault where it stands.

Must not know what a rule is. Nothing here stops at the first mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.domain.errors import Fault
from bot.located import Mark, Node, nearest

LONGEST_TEXT = 4000
MOST_ITEMS = 200

_DURATION = re.compile(r"(\d{1,5})\s*([mhdw])")
_KM = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*km")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

T = TypeVar("T")


def mapping(node: Node, allowed: Iterable[str], what: str, faults: list[Fault]) -> dict[str, Node]:
    """The known keys of a mapping; every unknown key is a fault that names the nearest valid one."""
    if not isinstance(node.value, dict):
        faults.append(node.mark.fault(f"{what} must be a mapping, not {node.kind}"))
        return {}
    known = list(allowed)
    for key, child in node.value.items():
        if key not in known:
            mark = child.key_mark or child.mark
            faults.append(mark.fault(f"{what} has no key {key[:60]!r}", nearest(key[:80], known)))
    return {key: child for key, child in node.value.items() if key in known}


def required(found: Mapping[str, Node], keys: Iterable[str], where: Mark, what: str, faults: list[Fault]) -> None:
    """A fault at `where` for every key that is missing."""
    for key in keys:
        if key not in found:
            faults.append(where.fault(f"{what} lacks {key!r}"))


def text(node: Node, what: str, faults: list[Fault]) -> str:
    """A text with something in it; empty after a fault."""
    if not isinstance(node.value, str) or not node.value.strip():
        faults.append(node.mark.fault(f"{what} must be text, not {node.kind if node.value != '' else 'empty'}"))
        return ""
    if len(node.value) > LONGEST_TEXT:
        faults.append(node.mark.fault(f"{what} is longer than {LONGEST_TEXT} characters"))
        return ""
    return node.value.strip()


def items(node: Node, what: str, faults: list[Fault]) -> list[Node]:
    """The items of a list."""
    if not isinstance(node.value, list):
        faults.append(node.mark.fault(f"{what} must be a list, not {node.kind}"))
        return []
    if len(node.value) > MOST_ITEMS:
        faults.append(node.mark.fault(f"{what} has more than {MOST_ITEMS} items"))
        return []
    return node.value


def texts(node: Node, what: str, faults: list[Fault]) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(word for item in items(node, what, faults) if (word := text(item, f"an item of {what}", faults)))


def words(node: Node, what: str, faults: list[Fault]) -> list[tuple[str, Mark]]:
    """One word or a list of words, each with where it stands."""
    given = node.value if isinstance(node.value, list) else [node]
    if not given or len(given) > MOST_ITEMS:
        faults.append(node.mark.fault(f"{what} must name one to {MOST_ITEMS} words"))
        return []
    found = []
    for item in given:
        if isinstance(item.value, str) and item.value.strip() and len(item.value) <= LONGEST_TEXT:
            found.append((item.value.strip(), item.mark))
        else:
            faults.append(item.mark.fault(f"{what} must be a word or a list of words, not {item.kind}"))
    return found


def choice(node: Node, options: Mapping[str, T], what: str, faults: list[Fault]) -> T | None:
    """The option that a word names; None after a fault."""
    if isinstance(node.value, str) and node.value in options:
        return options[node.value]
    shown = repr(node.value) if isinstance(node.value, str) else node.kind
    faults.append(node.mark.fault(f"{what} cannot be {shown[:80]}", nearest(str(node.value)[:80], options)))
    return None


def whole(node: Node, what: str, least: int, most: int, faults: list[Fault]) -> int | None:
    """A whole number within bounds."""
    if isinstance(node.value, int) and not isinstance(node.value, bool) and least <= node.value <= most:
        return node.value
    faults.append(node.mark.fault(f"{what} must be a whole number from {least} to {most}, not {_shown(node)}"))
    return None


def number(node: Node, what: str, least: float, most: float, faults: list[Fault]) -> float | None:
    """A number within bounds."""
    if isinstance(node.value, int | float) and not isinstance(node.value, bool) and least <= node.value <= most:
        return float(node.value)
    faults.append(node.mark.fault(f"{what} must be a number from {least:g} to {most:g}, not {_shown(node)}"))
    return None


def duration(node: Node, what: str, faults: list[Fault]) -> timedelta | None:
    """A time like 30m, 12h, 7d or 2w, up to a year."""
    found = length(node.value) if isinstance(node.value, str) else None
    if found is not None:
        return found
    faults.append(node.mark.fault(f"{what} must be a time like 30m, 12h, 7d or 2w, at most a year, not {_shown(node)}"))
    return None


def length(word: str) -> timedelta | None:
    """The time that a word such as 30m, 12h, 7d or 2w says; None for any other, and for more than a year."""
    parsed = _DURATION.fullmatch(word)
    found = timedelta(**{_UNITS[parsed[2]]: int(parsed[1])}) if parsed else timedelta(0)
    return found if timedelta(0) < found <= timedelta(days=366) else None


def km(node: Node, what: str, most: float, faults: list[Fault]) -> float | None:
    """A distance like 25km, or a bare number of kilometres: more than none."""
    parsed = _KM.fullmatch(node.value) if isinstance(node.value, str) else None
    given = float(parsed[1]) if parsed else node.value
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given <= most:
        return float(given)
    faults.append(node.mark.fault(f"{what} must be a distance like 25km, at most {most:g}, not {_shown(node)}"))
    return None


def flag(node: Node, what: str, faults: list[Fault]) -> bool | None:
    """True or false."""
    if isinstance(node.value, bool):
        return node.value
    faults.append(node.mark.fault(f"{what} must be true or false, not {_shown(node)}"))
    return None


def at_least(node: Node, what: str, read: Callable[[Node], float | None], faults: list[Fault]) -> float | None:
    """A bare number, or the number of `{at_least: …}`."""
    if not isinstance(node.value, dict):
        return read(node)
    found = mapping(node, ("at_least",), what, faults)
    required(found, ("at_least",), node.mark, what, faults)
    return read(found["at_least"]) if "at_least" in found else None


def _shown(node: Node) -> str:
    return repr(node.value)[:60] if isinstance(node.value, str | int | float) else node.kind
