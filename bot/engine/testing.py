"""Runs the cases beside a rule and says which failed and why. Reading and joining are passed in: pure but for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.event import Event
from bot.domain.incident import Change, Severity
from bot.domain.report import Report
from bot.engine.cases import Case, cases
from bot.engine.explain import Explanation, of_next
from bot.engine.rule import Rule
from bot.engine.run import Engine
from bot.engine.terms import Names
from bot.ports.theatre import Actors, Places

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)

Read = Callable[[Report], Iterable[Event]]
Join = Callable[[Sequence[Event]], Sequence[Change]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A case that came out otherwise than it says. `where` is file:line."""

    rule: str
    case: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.case}: {self.what}"


def run_tests(
    rule: Rule, name: str, text: str, *, read: Read, join: Join, places: Places, actors: Actors
) -> tuple[Failure, ...]:
    """Every failed case of one test file (its name and text). Raises BadFile where the file itself is wrong.

    `read` gives the events of a report, `join` the changes that events make in an empty world.
    """
    found = cases(name, text, Names(places=places, actors=actors))
    return tuple(
        Failure(rule=rule.id, case=case.name, where=f"{name}:{case.mark.line}", what=what)
        for case in found
        for what in _wrong(rule, case, read, join)
    )


def _wrong(rule: Rule, case: Case, read: Read, join: Join) -> list[str]:
    events = [*case.events, *(event for report in case.reports for event in read(report))]
    changes = join(events)
    engine = Engine((rule,), began=min((change.at for change in changes), default=_NEVER))
    explained = [(change, of_next(engine, rule.key, change)) for change in changes]
    fired: dict[str, Severity] = {}
    for change, one in explained:
        if one.fired is not None:
            fired[change.incident.id] = max(one.fired.severity, fired.get(change.incident.id, Severity.LOW))
    if case.fires and not fired:
        return [f"stayed silent: {_silence(events, [one for _, one in explained])}"]
    if not case.fires and fired:
        held = next(one for _, one in explained if one.fired)
        return [f"fired: {', '.join(f'{c.label} {c.seen}' for c in held.conditions if c.held)}"]
    wrong = []
    if case.alerts is not None and len(fired) != case.alerts:
        wrong.append(f"fired on {len(fired)} incidents instead of {case.alerts}")
    if case.severity is not None and max(fired.values(), default=None) is not case.severity:
        worst = max(fired.values(), default=Severity.LOW)
        wrong.append(f"severity {worst.name.lower()} instead of {case.severity.name.lower()}")
    return wrong


def _silence(events: Sequence[Event], explained: Sequence[Explanation]) -> str:
    if not events:
        return "no event was read from the texts"
    missing = dict.fromkeys(
        f"{c.label} wanted {c.wanted}, seen {c.seen}" for one in explained for c in one.conditions if not c.held
    )
    return "; ".join(missing) or "no change was made"
