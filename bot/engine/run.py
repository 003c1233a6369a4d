"""The rules in force, the state of each, and what they say to a change or to an hour gone by.

Running, restarting, backtesting and testing all come through here: whoever wants the state of a moment shows an engine
everything that happened within `memory` before it, in order. Must not know where alerts go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.alert import Condition
from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Standing
from bot.domain.index import NO_RULES, MatcherIndex
from bot.domain.matcher import All, Matcher, Not
from bot.domain.tick import Tick
from bot.engine.kinds import base, registry
from bot.engine.kinds.base import Kind, Seen
from bot.engine.rule import Fired, Rule


@dataclass(slots=True)
class _Running:
    """A rule at work. `told` are the incidents that it fired on, `cooling` who fired last for each group, and when."""

    rule: Rule
    kind: Kind
    state: object
    slots: tuple[int, ...]  # the numbers of its matchers in the index
    told: dict[IncidentId, tuple[datetime, Fired]] = field(default_factory=dict)
    cooling: dict[str, tuple[IncidentId, datetime]] = field(default_factory=dict)

    @property
    def none_hold(self) -> tuple[bool, ...]:
        return (False,) * len(self.slots)


class Engine:
    """Rules by their keys. `began` is when the very first change was seen: before that nobody watched."""

    def __init__(self, rules: Iterable[Rule] = (), *, began: datetime) -> None:
        self._began = began
        self._index = MatcherIndex()
        self._running: dict[str, _Running] = {}
        self._by_slot: dict[int, _Running] = {}
        self._free: list[int] = []
        self._with_state: dict[str, _Running] = {}
        for rule in rules:
            self.put(rule)

    def __len__(self) -> int:
        return len(self._running)

    def __contains__(self, key: str) -> bool:
        return key in self._running

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Those in force."""
        return tuple(one.rule for one in self._running.values())

    @property
    def memory(self) -> timedelta:
        """How far back the changes must be shown to a new engine, so that it fires as this one does."""
        return max((memory(one.rule) for one in self._with_state.values()), default=timedelta())

    def put(self, rule: Rule) -> None:
        """Takes in a rule without any history; one with the same key goes."""
        self.drop(rule.key)
        kind = registry.KINDS[rule.kind]
        matchers = kind.matchers(rule)
        slots = tuple(self._slot() for _ in matchers)
        one = _Running(rule=rule, kind=kind, state=kind.start(rule, self._began), slots=slots)
        self._running[rule.key] = one
        for slot, matcher in zip(slots, matchers, strict=True):
            self._by_slot[slot] = one
            self._index.add(slot, _but(matcher, rule.exceptions))
        if memory(rule):
            self._with_state[rule.key] = one

    def drop(self, key: str) -> None:
        """Takes a rule out of force, if it is there."""
        one = self._running.pop(key, None)
        if one is None:
            return
        self._with_state.pop(key, None)
        for slot in one.slots:
            self._index.remove(slot)
            del self._by_slot[slot]
            self._free.append(slot)

    def step(self, change: Change) -> tuple[Fired, ...]:
        """The rules that fire on a change, each with the conditions that held, in the order of their keys."""
        held = self._held(change)
        asked = {key: self._running[key] for key in held} | self._with_state
        fired = []
        for key in sorted(asked):
            one = asked[key]
            fired.append(self._stepped(one, Seen(change=change, held=held.get(key, one.none_hold))))
        return tuple(one for one in fired if one is not None)

    def recall(self, change: Change, fired: Iterable[Fired]) -> None:
        """Takes in a change of the past, on which these rules fired then: they are not asked again."""
        held = self._held(change)
        for key, one in self._with_state.items():
            one.state, _ = one.kind.step(one.rule, one.state, Seen(change=change, held=held.get(key, one.none_hold)))
        for it in fired:
            known = self._with_state.get(it.key)
            if known is not None and not it.again:
                self._note(known, it, change.at)

    def tick(self, tick: Tick) -> tuple[Fired, ...]:
        """The rules that fire because time goes by. Their incidents are ones that were seen before."""
        fired: list[Fired] = []
        for _, one in sorted(self._with_state.items()):
            one.state, found = one.kind.tick(one.rule, one.state, tick)
            fired += found
        return tuple(fired)

    def explain(self, key: str, change: Change) -> tuple[Condition, ...]:
        """Every condition of a rule for a change: the gates first. Raises KeyError where no such rule is in force.

        The change is not taken in: ask before it is shown to `step`.
        """
        one = self._running[key]
        seen = Seen(change=change, held=self._held(change).get(key, one.none_hold))
        return (*base.gates(one.rule, change), *one.kind.explain(one.rule, one.state, seen))

    def state(self, key: str) -> object:
        """The state of a rule. Raises KeyError."""
        return self._running[key].state

    def _slot(self) -> int:
        return self._free.pop() if self._free else len(self._by_slot)

    def _held(self, change: Change) -> dict[str, tuple[bool, ...]]:
        """For every rule of which a matcher holds: which of them do."""
        if change.incident.standing is Standing.RETRACTED:
            return {}
        found = self._index.matching(change.incident).for_rules(NO_RULES)
        rules = {(one := self._by_slot[slot]).rule.key: one for slot in found}
        return {key: tuple(slot in found for slot in one.slots) for key, one in rules.items()}

    def _stepped(self, one: _Running, seen: Seen) -> Fired | None:
        """What comes of one rule. Gates are looked at last: what is no news still counts in a window."""
        one.state, fired = one.kind.step(one.rule, one.state, seen)
        if not base.is_open(one.rule, seen.change):
            return None
        if one.rule.key not in self._with_state:
            return fired
        at = seen.change.at
        if fired is not None and not self._is_cooling(one, fired, at):
            self._note(one, fired, at)
            return fired
        return self._told_again(one, seen)

    def _is_cooling(self, one: _Running, fired: Fired, at: datetime) -> bool:
        """Whether other incidents of all its groups were told a moment ago."""
        last = [one.cooling.get(group) for group in fired.groups or ("",)]
        return all(told and told[0] != fired.incident and at < told[1] + one.rule.cooldown for told in last)

    def _note(self, one: _Running, fired: Fired, at: datetime) -> None:
        """Remembers what was told, and forgets what cannot matter any more."""
        for group in fired.groups or ("",):
            if one.cooling.get(group, (None, at))[0] != fired.incident:
                one.cooling[group] = fired.incident, at
        one.told.setdefault(fired.incident, (at, fired))
        one.told = {id_: told for id_, told in one.told.items() if at <= told[0] + one.rule.freshness}
        one.cooling = {group: told for group, told in one.cooling.items() if at < told[1] + one.rule.cooldown}

    def _told_again(self, one: _Running, seen: Seen) -> Fired | None:
        """News of an incident that a rule fired on is told for that rule as well, while a condition of it holds."""
        change = seen.change
        since, former = one.told.get(change.incident.id, (change.at, None))
        if former is None or not any(seen.held) or change.at > since + one.rule.freshness:
            return None
        return replace(former, severity=one.rule.severity_of(change.incident), again=True)


def step(rules: Iterable[Rule], change: Change) -> tuple[Fired, ...]:
    """The rules that fire on a change if it is the first that they ever see."""
    return Engine(rules, began=change.at).step(change)


def memory(rule: Rule) -> timedelta:
    """How far back changes can matter to a rule: to its state, to its cooldown, to news of what it told."""
    own = registry.KINDS[rule.kind].memory(rule)
    return max(own, rule.cooldown, rule.freshness) if own or rule.cooldown else timedelta()


def _but(matcher: Matcher, exceptions: Matcher | None) -> Matcher:
    return matcher if exceptions is None else All(parts=(matcher, Not(part=exceptions)))
