"""Keys of matchers by the values that the matchers name: what narrows a set of found keys down to those that hold.

Must not know what the values mean, nor how a matcher is taken apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable

from pyroaring import BitMap

from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.matcher import Matcher, holds

MOST_KEPT = 64  # combinations; there are some twenty operations, and few incidents are two of them

Values = Collection[Hashable]
ByValue = dict[Hashable, BitMap]


class Shelf:
    """The keys of those that want or refuse something of one facet. `read` tells an incident's values."""

    def __init__(self, read: Callable[[Incident], Values]) -> None:
        self.seen = read
        self.opening: ByValue = {}  # found through this facet
        self._further: ByValue = {}  # found elsewhere, but good only with one of these values
        self._bound = BitMap()  # all of those
        self._refused: ByValue = {}

    def __bool__(self) -> bool:
        return bool(self.opening or self._bound or self._refused)

    def want(self, key: int, values: Values, *, opens: bool) -> None:
        """Notes that one of the values has to be there; with `opens` the key is found through them."""
        if opens:
            _put(self.opening, values, key)
        else:
            self._bound.add(key)
            _put(self._further, values, key)

    def unwant(self, key: int, values: Values) -> None:
        """Takes back a wish for these values."""
        self._bound.discard(key)
        _take(self.opening, values, key)
        _take(self._further, values, key)

    def refuse(self, key: int, values: Values) -> None:
        """Notes that none of the values may be there."""
        _put(self._refused, values, key)

    def unrefuse(self, key: int, values: Values) -> None:
        """Takes back that none of the values may be there."""
        _take(self._refused, values, key)

    def narrow(self, keys: BitMap, values: Values) -> None:
        """Takes out the keys that are not content with these values."""
        if self._bound:
            keys -= self._without(values, keys)
        if self._refused:
            for value in values:
                if value in self._refused:
                    keys -= self._refused[value]

    def _without(self, values: Values, among: BitMap) -> BitMap:
        """Of some keys those that want another value than these."""
        missed = among & self._bound
        for value in values:
            if value in self._further:
                missed -= self._further[value]
        return missed


class WordShelf(Shelf):
    """A shelf whose values come in few combinations: who misses what is kept for each until something changes."""

    def __init__(self, read: Callable[[Incident], Values]) -> None:
        super().__init__(read)
        self._kept: dict[Values, BitMap] = {}

    def want(self, key: int, values: Values, *, opens: bool) -> None:
        """As of every shelf."""
        self._kept.clear()
        super().want(key, values, opens=opens)

    def unwant(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._kept.clear()
        super().unwant(key, values)

    def _without(self, values: Values, among: BitMap) -> BitMap:
        kept = self._kept.get(values)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[values] = super()._without(values, self._bound)
        return kept


class MeasureShelf(Shelf):
    """A shelf whose values are numbers, each good for itself and all above. Nothing is found through it."""

    def __init__(self, measure: Callable[[Incident], float]) -> None:
        super().__init__(lambda incident: self._reached(measure(incident)))

    def _reached(self, number: float) -> Values:
        return [least for least in {*self._further, *self._refused} if least <= number]  # type: ignore[operator]


class Odd:
    """What no shelf can say: parts of matchers that are asked of each incident one by one."""

    def __init__(self) -> None:
        self._keys = BitMap()
        self._parts: dict[int, tuple[Matcher, ...]] = {}

    def add(self, key: int, part: Matcher) -> None:
        """Notes one more part that has to hold."""
        self._keys.add(key)
        self._parts[key] = (*self._parts.get(key, ()), part)

    def remove(self, key: int) -> None:
        """Forgets all parts of a key; it may have none."""
        self._keys.discard(key)
        self._parts.pop(key, None)

    def narrow(self, keys: BitMap, incident: Incident, rules: frozenset[RuleId]) -> None:
        """Takes out the keys of which a part does not hold."""
        for key in keys & self._keys:
            if not all(holds(part, incident, rules) for part in self._parts[key]):
                keys.discard(key)


def _put(by_value: ByValue, values: Values, key: int) -> None:
    for value in values:
        keys = by_value.get(value)
        if keys is None:
            keys = by_value[value] = BitMap()
        keys.add(key)


def _take(by_value: ByValue, values: Values, key: int) -> None:
    for value in values:
        keys = by_value.get(value)
        if keys is not None:
            keys.discard(key)
            if not keys:
                del by_value[value]
