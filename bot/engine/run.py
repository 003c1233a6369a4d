"""The rules in force, the state of each, and what they say to a change or to an hour gone by.

Running, restarting, backtesting and testing all come through here: whoever wants the state of a moment shows an engine
everything that happened within `memory` before it, in order. Must not know where alerts go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bot.domain.alert import Condition
from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Standing
from bot.domain.index import NO_RULES, MatcherIndex
from bot.domain.matcher import All, Matcher, Not
from bot.domain.tick import Tick
from bot.engine.kinds import base, registry
from bot.engine.kinds.base import Kind, Seen
from bot.engine.rule import Fired, Rule

# Changes come nearly, not wholly, in the order of their times; what is shown again reaches back so much further.
SLACK = timedelta(days=1)


@dataclass(slots=True)
class _Running:
    """A rule at work. `told` are the incidents that it fired on, `cooling` who fired last for each group, and when."""

    rule: Rule
    key: str
    kind: Kind
    state: object
    slots: tuple[int, ...]  # the numbers of its matchers in the index
    none_hold: tuple[bool, ...]
    told: dict[IncidentId, tuple[datetime, Fired]] = field(default_factory=dict)
    cooling: dict[str, tuple[IncidentId, datetime]] = field(default_factory=dict)


class Engine:
    """Rules by their keys. `began` is when the very first change was seen: before that nobody watched."""

    def __init__(self, rules: Iterable[Rule] = (), *, began: datetime) -> None:
        self._began = began
        self._index = MatcherIndex()
        self._running: dict[str, _Running] = {}
        self._by_slot: dict[int, _Running] = {}
        self._free: list[int] = []
        self._unused = count()
        self._with_state: dict[str, _Running] = {}
        self._memory: timedelta | None = timedelta()  # None: to be worked out
        # Incidents for which rules with a state had a matcher that held, and when; the longest ago comes first.
        self._concerned: dict[IncidentId, tuple[datetime, set[str]]] = {}
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
        if self._memory is None:
            longest = max((memory(one.rule) for one in self._with_state.values()), default=timedelta())
            self._memory = longest + SLACK if longest else longest
        return self._memory

    def put(self, rule: Rule) -> None:
        """Takes in a rule without any history; one with the same key goes."""
        self.drop(rule.key)
        kind = registry.KINDS[rule.kind]
        matchers = kind.matchers(rule)
        slots = tuple(self._slot() for _ in matchers)
        one = _Running(
            rule=rule,
            key=rule.key,
            kind=kind,
            state=kind.start(rule, self._began),
            slots=slots,
            none_hold=(False,) * len(slots),
        )
        self._running[one.key] = one
        for slot, matcher in zip(slots, matchers, strict=True):
            self._by_slot[slot] = one
            self._index.add(slot, _but(matcher, rule.exceptions))
        if memory(rule):
            self._with_state[one.key] = one
            self._memory = None

    def drop(self, key: str) -> None:
        """Takes a rule out of force, if it is there."""
        one = self._running.pop(key, None)
        if one is None:
            return
        if self._with_state.pop(key, None) is not None:
            self._memory = None
        for slot in one.slots:
            self._index.remove(slot)
            del self._by_slot[slot]
            self._free.append(slot)

    def step(self, change: Change) -> tuple[Fired, ...]:
        """The rules that fire on a change, each with the conditions that held, in the order of their keys.

        None on a change that rules made themselves.
        """
        if change.is_of_rules:
            return ()
        held = self._held(change)
        fired = []
        for key in sorted(held.keys() | self._with_a_stake(change, held)):
            one = self._running[key]
            fired.append(self._stepped(one, Seen(change=change, held=held.get(key, one.none_hold))))
        return tuple(one for one in fired if one is not None)

    def recall(self, change: Change, fired: Iterable[Fired]) -> None:
        """Takes in a change of the past, on which these rules fired then: they are not asked again.

        Of one that rules made themselves only what they fired is noted.
        """
        if not change.is_of_rules:
            held = self._held(change)
            for key in self._with_a_stake(change, held):
                one = self._with_state[key]
                seen = Seen(change=change, held=held.get(key, one.none_hold))
                one.state, _ = one.kind.step(one.rule, one.state, seen)
        for it in fired:
            known = self._with_state.get(it.key)
            if known is not None and not it.again:
                _note(known, it, change.at)

    def tick(self, tick: Tick) -> tuple[Fired, ...]:
        """The rules that fire because time goes by, in the order of their keys. Their incidents were seen before."""
        told = (_told(one, it, tick.at) for one, found in self._ticked(tick) for it in found)
        return tuple(it for it in told if it is not None)

    def recall_tick(self, tick: Tick) -> None:
        """Takes in an hour of the past. What fired then comes with the change that was made of it."""
        for _ in self._ticked(tick):
            pass

    def explain(self, key: str, change: Change) -> tuple[Condition, ...]:
        """Every condition of a rule for a change: the gates first, a cooldown that keeps it silent last.

        The change is not taken in: ask before it is shown to `step`. Raises KeyError where no such rule is in force.
        """
        one = self._running[key]
        seen = Seen(change=change, held=self._held(change).get(key, one.none_hold))
        own = one.kind.explain(one.rule, one.state, seen)
        return (*base.gates(one.rule, change), *own, *_rests(one, seen))

    def state(self, key: str) -> object:
        """The state of a rule. Raises KeyError."""
        return self._running[key].state

    def _slot(self) -> int:
        return self._free.pop() if self._free else next(self._unused)

    def _held(self, change: Change) -> dict[str, tuple[bool, ...]]:
        """For every rule of which a matcher holds: which of them do."""
        if change.incident.standing is Standing.RETRACTED:
            return {}
        found = self._index.matching(change.incident).for_rules(NO_RULES)
        rules = {(one := self._by_slot[slot]).key: one for slot in found}
        return {key: tuple(slot in found for slot in one.slots) for key, one in rules.items()}

    def _with_a_stake(self, change: Change, held: Iterable[str]) -> set[str]:
        """The rules with a state to which the incident matters: a matcher holds, or held within memory."""
        id_, at = change.incident.id, change.at
        now = {key for key in held if key in self._with_state}
        since, before = self._concerned.get(id_, (at, set[str]()))
        keys = now | {key for key in before if key in self._with_state}
        if now:
            self._concerned.pop(id_, None)
            self._concerned[id_] = max(since, at), keys
            while (oldest := next(iter(self._concerned))) and self._concerned[oldest][0] < at - self.memory:
                del self._concerned[oldest]
        return keys

    def _ticked(self, tick: Tick) -> Iterator[tuple[_Running, tuple[Fired, ...]]]:
        """What every rule with a state would fire at an hour."""
        for _, one in sorted(self._with_state.items()):
            one.state, found = one.kind.tick(one.rule, one.state, tick)
            yield one, found

    def _stepped(self, one: _Running, seen: Seen) -> Fired | None:
        """What comes of one rule. Gates are looked at last: what is no news still counts in a window."""
        one.state, fired = one.kind.step(one.rule, one.state, seen)
        if not base.is_open(one.rule, seen.change):
            return None
        if one.key not in self._with_state:
            return fired
        if fired is not None:
            return _told(one, fired, seen.change.at)
        return _told_again(one, seen)


def step(rules: Iterable[Rule], change: Change) -> tuple[Fired, ...]:
    """The rules that fire on a change if it is the first that they ever see."""
    return Engine(rules, began=change.at).step(change)


def memory(rule: Rule) -> timedelta:
    """How far back changes can matter to a rule: to its state, to its cooldown, to news of what it told."""
    own = registry.KINDS[rule.kind].memory(rule)
    return max(own, rule.cooldown, rule.freshness) if own or rule.cooldown else timedelta()


def _told(one: _Running, fired: Fired, at: datetime) -> Fired | None:
    """The firing as it is told: as more of the same where its incident was told, not at all in a cooldown."""
    if _former(one, fired.incident, at) is not None:
        return replace(fired, again=True)
    if _is_cooling(one, fired, at):
        return None
    _note(one, fired, at)
    return fired


def _told_again(one: _Running, seen: Seen) -> Fired | None:
    """News of an incident that a rule fired on is told for that rule as well, while a condition of it holds."""
    change = seen.change
    former = _former(one, change.incident.id, change.at) if any(seen.held) else None
    if former is None:
        return None
    return replace(former, severity=one.rule.severity_of(change.incident), again=True)


def _former(one: _Running, incident: IncidentId, at: datetime) -> Fired | None:
    """What the rule fired on an incident, if that was not too long ago for news of it."""
    since, former = one.told.get(incident, (at, None))
    return former if at <= since + one.rule.freshness else None


def _is_cooling(one: _Running, fired: Fired, at: datetime) -> bool:
    """Whether other incidents of all its groups were told a moment ago."""
    last = [one.cooling.get(group) for group in fired.groups or ("",)]
    return all(told and told[0] != fired.incident and at < told[1] + one.rule.cooldown for told in last)


def _rests(one: _Running, seen: Seen) -> tuple[Condition, ...]:
    """The cooldown that keeps a rule silent on a change, if one does."""
    if not one.cooling or not any(seen.held):
        return ()
    _, fired = one.kind.step(one.rule, deepcopy(one.state), seen)
    at = seen.change.at
    if fired is None or _former(one, fired.incident, at) is not None or not _is_cooling(one, fired, at):
        return ()
    told = (one.cooling[group] for group in fired.groups or ("",))
    return (
        Condition(
            label="cooldown",
            wanted=f"nothing told for {base.spelt(one.rule.cooldown)} before",
            seen=", ".join(
                dict.fromkeys(f"{id_}, {(at - since).total_seconds() / 3600:.1f} h before" for id_, since in told)
            ),
            held=False,
        ),
    )


def _note(one: _Running, fired: Fired, at: datetime) -> None:
    """Remembers what was told, and forgets what cannot matter any more."""
    for group in fired.groups or ("",):
        one.cooling[group] = fired.incident, at
    one.told[fired.incident] = at, fired
    one.told = {id_: told for id_, told in one.told.items() if at <= told[0] + one.rule.freshness}
    one.cooling = {group: told for group, told in one.cooling.items() if at < told[1] + one.rule.cooldown}


def _but(matcher: Matcher, exceptions: Matcher | None) -> Matcher:
    return matcher if exceptions is None else All(parts=(matcher, Not(part=exceptions)))
