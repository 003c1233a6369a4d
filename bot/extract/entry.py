"""One mapping of a pack file, read key by key: every key is taken with its type, and what is left over is a fault.

Faults are collected, never raised, so that all mistakes of all files are told at once. A value at fault comes back as
a neutral one of the right type: whoever reads on must drop the result when faults were found. Must not know what a key
means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from bot.domain.errors import Fault
from bot.extract import names
from bot.located import Mark, Node, nearest

_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Entry:
    """A mapping with its faults; `done` must be called last."""

    def __init__(self, node: Node, faults: list[Fault]) -> None:
        self.mark = node.mark
        self.faults = faults
        self._values: dict[str, Node] = {}
        self._known: list[str] = []
        if isinstance(node.value, dict):
            self._values = dict(node.value)
        else:
            faults.append(node.mark.fault(f"{node.kind} where a mapping is needed", "write key: value pairs"))
        self._broken = not isinstance(node.value, dict)

    def take(self, key: str) -> Node | None:
        """The raw value of a key, which then counts as known; None where it is absent or empty."""
        self._known.append(key)
        node = self._values.pop(key, None)
        return None if node is None or node.value is None else node

    def text(self, key: str, default: str | None = None) -> str:
        """A text fit to be shown to people; needed where no default is given."""
        node = self._needed(key, default is None)
        return (default or "") if node is None else shown_text(node, key, self.faults)

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of the allowed words."""
        words = sorted(allowed)
        fallback = words[0] if default is None else default
        node = self._needed(key, default is None)
        if node is None:
            return fallback
        if node.value not in words:
            self.faults.append(node.mark.fault(f"unknown {key} {node.value!r}", nearest(str(node.value), words)))
            return fallback
        return str(node.value)

    def ident(self, key: str, default: str) -> str:
        """An id: small letters, digits and underscores."""
        node = self.take(key)
        if node is None:
            return default
        check_id(str(node.value), key, node.mark, self.faults)
        return str(node.value)

    def flag(self, key: str, default: bool = False) -> bool:
        node = self.take(key)
        if node is None:
            return default
        if not isinstance(node.value, bool):
            self.faults.append(node.mark.fault(f"{key} is {node.kind}", "write true or false"))
            return default
        return node.value

    def day(self, key: str) -> date | None:
        """A calendar day written as 2023-10-31; None where it is absent."""
        node = self.take(key)
        if node is None:
            return None
        try:
            return date.fromisoformat(_day_text(node.value))
        except ValueError:
            self.faults.append(node.mark.fault(f"{key} {node.value!r} is not a day", "write it like 2023-10-31"))
            return None

    def items(self, key: str) -> list[Node]:
        """The nodes of a list; empty where it is absent."""
        node = self.take(key)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.faults.append(node.mark.fault(f"{key} is {node.kind}", "write a list: [one, two]"))
            return []
        return node.value

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(shown_text(node, key, self.faults) for node in self.items(key))

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        """The ids and nodes of a mapping from id to entry, each id checked; needed."""
        node = self._needed(key, True)
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.faults.append(node.mark.fault(f"{key} is {node.kind}", "write a mapping: id, then its fields"))
            return
        for ident, value in node.value.items():
            check_id(ident, "id", value.key_mark or value.mark, self.faults)
            yield ident, value

    def done(self) -> None:
        """Says of every key that nobody took that it is unknown, with the nearest known one."""
        for key, node in self._values.items():
            mark = node.key_mark or node.mark
            self.faults.append(mark.fault(f"unknown key {key!r}", nearest(key, self._known)))

    def _needed(self, key: str, needed: bool) -> Node | None:
        node = self.take(key)
        if node is None and needed and not self._broken:
            self.faults.append(self.mark.fault(f"{key!r} is missing"))
        return node


def shown_text(node: Node, key: str, faults: list[Fault]) -> str:
    """The node as a text fit to be shown; a number or true/false is a fault: YAML hides what was written."""
    if not isinstance(node.value, str) or not node.value.strip():
        faults.append(node.mark.fault(f"{key} is {node.kind}, not text", 'put it in quotes: "..."'))
        return ""
    trouble = names.unsafe(node.value)
    if trouble:
        faults.append(node.mark.fault(f"{key} {trouble}"))
    return node.value.strip()


def check_id(ident: str, key: str, mark: Mark, faults: list[Fault]) -> None:
    """Adds a fault where `ident` is not an id."""
    if not _ID.fullmatch(ident):
        fix = "2 to 40 small letters, digits and underscores, a letter first"
        faults.append(mark.fault(f"{key} {ident!r} cannot be an id", fix))


def _day_text(value: object) -> str:
    """The value where it has the one allowed shape: Python would also take 20231031 and 2023-W44-2."""
    return value if isinstance(value, str) and _DAY.fullmatch(value) else ""
