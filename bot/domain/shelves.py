"""Keys of matchers by the values that the matchers name: what narrows a set of found keys down to those that hold.

Must not know what the values mean, nor how a matcher is taken apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.matcher import Matcher, holds
from bot.domain.place import Place
from bot.domain.words import Form, form, phrases

MOST_KEPT = 64  # combinations; there are some twenty operations, and few incidents are two of them
MOST_SPOTS = 2048  # more than a theatre has places of which there is news

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

    def found(self, values: Values) -> list[BitMap]:
        """The keys that are found through these values, in several sets."""
        opening = self.opening
        return [keys for value in values if (keys := opening.get(value)) is not None]

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
                refused = self._refused.get(value)
                if refused is not None:
                    keys -= refused

    def _without(self, values: Values, among: BitMap) -> BitMap:
        """Of some keys those that want another value than these."""
        missed = among & self._bound
        if not missed:
            return missed
        for value in values:
            content = self._further.get(value)
            if content is not None:
                missed -= content
        return missed


@dataclass(frozen=True, slots=True)
class _Spot:
    """What is known of a place: its values, and the keys that are found through them."""

    values: Values
    keys: BitMap
    changes: int  # of the shelf before it

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)

    def __contains__(self, value: object) -> bool:
        return value in self.values


class PlaceShelf(Shelf):
    """A shelf for places: most news is of few of them, so that what is found there is kept until something changes."""

    def __init__(self, read: Callable[[Place], Values]) -> None:
        super().__init__(lambda incident: self._spot(incident.place))
        self._read = read
        self._kept: dict[Hashable, _Spot] = {}
        self._changes = 0

    def want(self, key: int, values: Values, *, opens: bool) -> None:
        """As of every shelf."""
        self._changes += 1
        super().want(key, values, opens=opens)

    def unwant(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._changes += 1
        super().unwant(key, values)

    def refuse(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._changes += 1
        super().refuse(key, values)

    def unrefuse(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._changes += 1
        super().unrefuse(key, values)

    def found(self, values: Values) -> list[BitMap]:
        """As of every shelf."""
        assert isinstance(values, _Spot)
        return [values.keys]

    def _spot(self, place: Place) -> _Spot:
        where = place.point.lat, place.point.lon, place.country, place.admin1, place.admin2
        kept = self._kept.pop(where, None)
        # What was kept before a change goes when it is next looked at: throwing all away at once would take too long.
        if kept is None or kept.changes != self._changes:
            if len(self._kept) >= MOST_SPOTS:
                del self._kept[next(iter(self._kept))]
            values = self._read(place)
            kept = _Spot(values, BitMap.union(BitMap(), *super().found(values)), self._changes)
        self._kept[where] = kept  # as the last: the first is the one that was not asked for longest
        return kept


class TypeShelf(Shelf):
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


class HeadlineShelf(Shelf):
    """A shelf whose values are the phrases that headlines have, of those forms that are asked for."""

    def __init__(self, headlines: Callable[[Incident], Iterable[str]]) -> None:
        super().__init__(lambda incident: self._said(headlines(incident)))
        self._forms: Counter[Form] = Counter()

    def want(self, key: int, values: Values, *, opens: bool) -> None:
        """As of every shelf."""
        self._forms.update(map(form, values))  # type: ignore[arg-type]
        super().want(key, values, opens=opens)

    def unwant(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._forms -= Counter(map(form, values))  # type: ignore[arg-type]
        super().unwant(key, values)

    def refuse(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._forms.update(map(form, values))  # type: ignore[arg-type]
        super().refuse(key, values)

    def unrefuse(self, key: int, values: Values) -> None:
        """As of every shelf."""
        self._forms -= Counter(map(form, values))  # type: ignore[arg-type]
        super().unrefuse(key, values)

    def _said(self, headlines: Iterable[str]) -> Values:
        return set[str]().union(*(phrases(headline, self._forms) for headline in headlines))


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
