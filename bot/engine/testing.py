"""Runs the cases beside a rule and says which failed and why. Reading and joining are passed in: pure but for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.errors import BadFile
from bot.domain.event import Event
from bot.domain.ids import IncidentId
from bot.domain.incident import Change, Severity
from bot.domain.report import Report
from bot.domain.tick import EVERY, Tick
from bot.engine.backtest import Happened
from bot.engine.cases import Case, cases
from bot.engine.explain import Explanation, of_next
from bot.engine.load import Template
from bot.engine.parameter import BadValue, Value, read
from bot.engine.rule import Fired, Rule
from bot.engine.run import Engine

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


@dataclass(slots=True)
class _Outcome:
    """What a rule did in a case: when it first fired on each incident, and how severely at most."""

    first: dict[IncidentId, datetime]
    severity: dict[IncidentId, Severity]
    explained: list[Explanation]

    def note(self, fired: Fired, at: datetime) -> None:
        self.first.setdefault(fired.incident, at)
        self.severity[fired.incident] = max(fired.severity, self.severity.get(fired.incident, Severity.LOW))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How many cases of a file were run, and those that failed."""

    cases: int
    failures: tuple[Failure, ...]


def run_tests(template: Template, name: str, text: str, *, read: Read, join: Join) -> Ran:
    """Runs one test file (its name and text). Raises BadFile where the file itself is wrong.

    `read` gives the events of a report, `join` the changes that events make in an empty world.
    """
    found = cases(name, text, template.names)
    failures = tuple(
        Failure(rule=template.id, case=case.name, where=f"{name}:{case.mark.line}", what=what)
        for case in found
        for what in _wrong(_set(template, case), case, read, join)
    )
    return Ran(cases=len(found), failures=failures)


def _set(template: Template, case: Case) -> Rule:
    """The rule with the values of the case. Raises BadFile where it has no such parameter or value."""
    known = {one.name: one for one in template.parameters}
    values: dict[str, Value] = {}
    for name, given in case.parameters.items():
        if name not in known:
            raise BadFile([case.mark.fault(f"the rule has no parameter {name[:40]!r}")])
        try:
            values[name] = read(known[name], given)
        except BadValue as bad:
            raise BadFile([case.mark.fault(bad.what, bad.fix)]) from bad
    return template.rule(values)


def _wrong(rule: Rule, case: Case, read: Read, join: Join) -> list[str]:
    events = [*case.events, *(event for report in case.reports for event in read(report))]
    out = _told(rule, case, sorted(join(events), key=lambda change: change.at))
    if case.fires and not out.first:
        return [f"stayed silent: {_silence(events, out.explained)}"]
    if not case.fires and out.first:
        held = next((one for one in out.explained if one.fired), None)
        return [f"fired: {_held(held) if held else 'as time went by'}"]
    wrong = []
    if case.alerts is not None and len(out.first) != case.alerts:
        wrong.append(f"fired on {len(out.first)} incidents instead of {case.alerts}")
    if case.severity is not None and max(out.severity.values(), default=None) is not case.severity:
        worst = max(out.severity.values(), default=Severity.LOW)
        wrong.append(f"severity {worst.name.lower()} instead of {case.severity.name.lower()}")
    if case.at is not None and _minutes(case.at) != (seen := _minutes(out.first.values())):
        wrong.append(f"fired at {', '.join(seen) or 'no time'} instead of {', '.join(_minutes(case.at))}")
    return wrong


def _told(rule: Rule, case: Case, changes: Sequence[Change]) -> _Outcome:
    began = case.began or min((change.at for change in changes), default=_NEVER)
    engine, out = Engine((rule,), began=began), _Outcome({}, {}, [])
    for one in _with_hours(changes, case):
        if isinstance(one, Tick):
            for fired in engine.tick(one):
                out.note(fired, one.at)
            continue
        explained = of_next(engine, rule.key, one)
        out.explained.append(explained)
        if explained.fired is not None:
            out.note(explained.fired, one.at)
    return out


def _with_hours(changes: Sequence[Change], case: Case) -> Iterable[Happened]:
    """The changes, and between and after them every full hour up to the end of the case, if it has one."""
    if case.until is None or not changes:
        yield from changes
        return
    hour = changes[0].at.replace(minute=0, second=0, microsecond=0) + EVERY
    waiting = list(changes)
    while waiting or hour <= case.until:
        if waiting and waiting[0].at <= hour:
            yield waiting.pop(0)
        else:
            yield Tick(at=hour, well=case.well)
            hour += EVERY


def _minutes(moments: Iterable[datetime]) -> list[str]:
    return sorted(f"{one.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for one in moments)


def _held(explanation: Explanation) -> str:
    return ", ".join(f"{one.label} {one.seen}" for one in explanation.conditions if one.held)


def _silence(events: Sequence[Event], explained: Sequence[Explanation]) -> str:
    if not events:
        return "no event was read from the texts"
    missing = dict.fromkeys(
        f"{c.label} wanted {c.wanted}, seen {c.seen}" for one in explained for c in one.conditions if not c.held
    )
    return "; ".join(missing) or "no change was made"
