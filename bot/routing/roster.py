"""What all channels wish, kept so that the few who want a change are found without asking every one.

It is a copy of the store's rows; whoever keeps it puts a destination anew when its rows were touched. Must not know
when anybody is told.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pyroaring import BitMap

from bot.domain.alert import Alert
from bot.domain.channel import Channel
from bot.domain.ids import RuleId
from bot.domain.incident import Change, Severity, Standing
from bot.domain.index import MatcherIndex
from bot.domain.mute import Mute
from bot.domain.subscription import Subscription
from bot.domain.tuning import Tuning, Watch, is_watch
from bot.routing.wish import is_untold_retraction


@dataclass(frozen=True, slots=True)
class Local:
    """Everything that one destination wishes; subscriptions oldest first.

    `variants` are the rules that it hears of in another form than the others do: the variant of each that it tuned, and
    the empty one of each that it made for itself.
    """

    channel: Channel
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Mute, ...]
    variants: Mapping[RuleId, str] = field(default_factory=dict)

    def its(self, alerts: Iterable[Alert]) -> tuple[Alert, ...]:
        """The alerts that are for this destination at all."""
        return tuple(one for one in alerts if self.variants.get(one.rule, _usual(one.rule)) == one.variant)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One destination's share in a change: the wishes that want it, oldest first, and the alerts they want it for."""

    local: Local
    subscriptions: tuple[Subscription, ...]
    alerts: tuple[Alert, ...]  # the most severe first


class Variants:
    """Which wishes hear of a rule otherwise than the rest, as bitmaps of their numbers by rule and variant."""

    def __init__(self) -> None:
        self._of: dict[RuleId, dict[str, BitMap]] = {}

    def add(self, local: Local, numbers: Iterable[int]) -> None:
        """Takes in a destination's wishes."""
        for rule, variant in local.variants.items():
            self._of.setdefault(rule, {}).setdefault(variant, BitMap()).update(numbers)

    def drop(self, local: Local | None, numbers: Iterable[int]) -> None:
        """Forgets a destination's wishes."""
        for rule, variant in local.variants.items() if local else ():
            known = self._of.get(rule, {})
            if variant in known:
                known[variant] -= BitMap(numbers)
                if not known[variant]:
                    del known[variant]
            if not known:
                self._of.pop(rule, None)

    def narrowed(self, alert: Alert, wishes: BitMap) -> BitMap:
        """The wishes among these that an alert is for."""
        known = self._of.get(alert.rule, {})
        if alert.variant or is_watch(alert.rule):
            return wishes & known.get(alert.variant, BitMap())
        return wishes - BitMap.union(*known.values()) if known else wishes


class Roster:
    """All destinations by key. Subscriptions are numbered, so that sets of them are bitmaps."""

    def __init__(self) -> None:
        self._locals: dict[str, Local] = {}
        self._numbers: dict[str, list[int]] = {}
        self._by_number: dict[int, tuple[str, Subscription]] = {}  # with the destination's key
        self._free: list[int] = []
        self._index = MatcherIndex()
        self._variants = Variants()
        # Those that are content with a level: a level holds all wishes for it and for lower ones.
        self._severity = {level: BitMap() for level in Severity}
        self._standing = {level: BitMap() for level in Standing}

    def __len__(self) -> int:
        """How many subscriptions are in force."""
        return len(self._by_number)

    def get(self, key: str) -> Local | None:
        """What a destination wishes; None where it never wished anything."""
        return self._locals.get(key)

    def every(self) -> Iterable[Local]:
        """All destinations."""
        return self._locals.values()

    def put(
        self,
        channel: Channel,
        subscriptions: Sequence[Subscription],
        mutes: Sequence[Mute],
        variants: Mapping[RuleId, str] = MappingProxyType({}),
    ) -> None:
        """Takes a destination's wishes in the place of its former ones. A suspended channel's wishes rest."""
        key = channel.destination.key
        self._variants.drop(self._locals.get(key), self._numbers.get(key, ()))
        for number in self._numbers.pop(key, ()):
            self._drop(number)
        ordered = sorted(subscriptions, key=lambda one: (one.created_at, one.id))
        local = Local(channel, tuple(ordered), tuple(mutes), dict(variants))
        self._locals[key] = local
        if not channel.suspended:
            self._numbers[key] = [self._add(key, one) for one in local.subscriptions]
            self._variants.add(local, self._numbers[key])

    def wanting(self, change: Change, alerts: Sequence[Alert], known: Container[str] = ()) -> list[Wanted]:
        """Every destination that wants the change, in order of keys. `known` are the keys of those told before."""
        if not change.is_material or not alerts:
            return []
        found = self._index.matching(change.incident)
        asked = self._standing[change.incident.standing]
        if change.incident.standing is Standing.RETRACTED:
            asked = BitMap(self._by_number)
        ranked = sorted(alerts, key=lambda alert: (-alert.severity, alert.rule))
        of_alert = [
            (alert, self._variants.narrowed(alert, found.for_rules(frozenset({alert.rule})) & asked))
            for alert in ranked
        ]
        passing = BitMap.union(*(wishes & self._severity[alert.severity] for alert, wishes in of_alert))
        return self._gathered(change, of_alert, passing, known)

    def _gathered(
        self,
        change: Change,
        of_alert: Sequence[tuple[Alert, BitMap]],
        passing: BitMap,
        known: Container[str],
    ) -> list[Wanted]:
        wishes: dict[str, list[int]] = {}
        for number in passing:
            key = self._by_number[number][0]
            if not is_untold_retraction(change, is_known=key in known):
                wishes.setdefault(key, []).append(number)
        single = (of_alert[0][0],) if len(of_alert) == 1 else None
        made = []
        for key in sorted(wishes):
            numbers = wishes[key]
            mine = [self._by_number[number][1] for number in numbers]
            if len(mine) > 1:
                mine.sort(key=lambda one: (one.created_at, one.id))
            wanted = single or tuple(alert for alert, by in of_alert if any(number in by for number in numbers))
            made.append(Wanted(self._locals[key], tuple(mine), wanted))
        return made

    def _add(self, key: str, subscription: Subscription) -> int:
        number = self._free.pop() if self._free else len(self._by_number)
        self._by_number[number] = key, subscription
        self._index.add(number, subscription.matcher)
        for level in Severity:
            if subscription.min_severity <= level:
                self._severity[level].add(number)
        for standing in Standing:
            if subscription.min_standing <= standing:
                self._standing[standing].add(number)
        return number

    def _drop(self, number: int) -> None:
        del self._by_number[number]
        self._index.remove(number)
        for level in (*self._severity.values(), *self._standing.values()):
            level.discard(number)
        self._free.append(number)


def variants(tunings: Iterable[Tuning], watches: Iterable[Watch]) -> dict[RuleId, str]:
    """The rules that one destination hears of otherwise than the rest: tuned, or its own."""
    return {one.rule: one.variant for one in tunings} | {one.id: "" for one in watches}


def _usual(rule: RuleId) -> str | None:
    """The variant of a rule that a destination hears of which has set nothing; None: no variant at all."""
    return None if is_watch(rule) else ""
