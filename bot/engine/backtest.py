"""What rules would have told of a time that is past: the same engine, shown what happened then.

Must not know where the past is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Incident
from bot.domain.tick import Tick
from bot.engine.rule import Fired, Rule
from bot.engine.run import SLACK, Engine, memory

Happened = Change | Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule fired on an incident for the first time. `incident` is as it was known then."""

    at: datetime
    fired: Fired
    incident: Incident


@dataclass(slots=True)
class Backtest:
    """An engine on its way through the past. Show it everything from `begins(rules, since)` on, in order.

    Only what comes from `since` on is counted; what comes before is there to be remembered.
    """

    engine: Engine
    since: datetime
    hits: dict[str, list[Hit]]  # by the rule's key, oldest first; an empty list where a rule never fired
    _latest: dict[IncidentId, Incident] = field(default_factory=dict)
    _known: set[tuple[str, IncidentId]] = field(default_factory=set)  # rules' keys with what they fired on

    def show(self, happened: Iterable[Happened]) -> None:
        """Takes in what happened next."""
        for one in happened:
            if isinstance(one, Tick):
                self._count(self.engine.tick(one), one.at)
            elif not one.is_of_rules:
                self._latest[one.incident.id] = one.incident
                self._count(self.engine.step(one), one.at)

    def _count(self, fired: Sequence[Fired], at: datetime) -> None:
        for one in fired:
            if (one.key, one.incident) in self._known:
                continue
            self._known.add((one.key, one.incident))
            if at >= self.since:
                self.hits[one.key].append(Hit(at=at, fired=one, incident=self._latest[one.incident]))


def backtest(rules: Iterable[Rule], *, since: datetime, began: datetime) -> Backtest:
    """A backtest of these rules that has seen nothing yet. `began` is when the first change of all was seen."""
    engine = Engine(rules, began=began)
    return Backtest(engine, since, {rule.key: [] for rule in engine.rules})


def begins(rules: Iterable[Rule], since: datetime) -> datetime:
    """From when on the past must be shown, so that all that comes from `since` on is judged as it was then."""
    return since - max((max(memory(rule), rule.freshness) for rule in rules), default=timedelta()) - SLACK


def merged(changes: Iterable[Change], ticks: Iterable[Tick]) -> list[Happened]:
    """Both in the order in which the rules saw them: a tick comes after the change that it names."""
    waiting = sorted(ticks, key=lambda tick: (tick.after, tick.at))
    made: list[Happened] = []
    taken = 0
    for change in changes:
        while taken < len(waiting) and waiting[taken].after < change.seq:
            made.append(waiting[taken])
            taken += 1
        made.append(change)
    return made + waiting[taken:]
