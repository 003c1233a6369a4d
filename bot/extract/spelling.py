"""Nearly right spellings: which of some thousand keys begin like a typed one, or differ from it by a slip or two.

Must not know what the keys stand for.
"""

from __future__ import annotations

import difflib
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable

_NEAR_ENOUGH = 0.62  # of difflib's ratio: "tesalit" against "tessalit" is .93, "kidal" against "kita" .67
_SHORTLIST = 40


class Spellings:
    """Keys sorted for prefixes, and found by their letter pairs for slips: built in 10 ms, answers in 1 for 3,000."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = sorted(keys)
        self._sizes = array("I")  # how many pairs each key has
        # By pair, which keys hold it. A set of pairs for each key would take thirty times the room.
        self._holders: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for index, key in enumerate(self._keys):
            pairs = _pairs(key)
            self._sizes.append(len(pairs))
            for pair in pairs:
                self._holders[pair].append(index)

    def like(self, typed: str, limit: int) -> list[str]:
        """Keys that begin with `typed`, shortest first, then those spelt nearly so, nearest first."""
        if not typed:
            return []
        found = sorted(self._beginning(typed), key=len)[:limit]
        if len(found) < limit:
            known = set(found)
            found += [key for key in self._close(typed) if key not in known]
        return found[:limit]

    def _beginning(self, typed: str) -> list[str]:
        start = bisect_left(self._keys, typed)
        end = bisect_left(self._keys, typed + "\U0010ffff")
        return self._keys[start:end]

    def _close(self, typed: str) -> list[str]:
        wanted = _pairs(typed)
        shared: Counter[int] = Counter()
        for pair in wanted & self._holders.keys():
            shared.update(self._holders[pair])
        ranked = [(2 * number / (len(wanted) + self._sizes[index]), index) for index, number in shared.items()]
        shortlist = [self._keys[index] for _, index in sorted(ranked, reverse=True)[:_SHORTLIST]]
        close = [(difflib.SequenceMatcher(a=key, b=typed).ratio(), _same_start(key, typed), key) for key in shortlist]
        return [key for ratio, _, key in sorted(close, reverse=True) if ratio >= _NEAR_ENOUGH]


def _same_start(one: str, other: str) -> int:
    """How many letters two keys share before they part: slips are rarer at the beginning of a name."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _pairs(key: str) -> frozenset[str]:
    edged = f"^{key}$"
    return frozenset(edged[at : at + 2] for at in range(len(edged) - 1))
