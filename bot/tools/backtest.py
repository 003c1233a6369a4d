"""What a rule would have told of a past time, in figures: from the store or from a file of lines.

Must not know how it is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands import past
from bot.domain.errors import BadFile, BotError, Fault
from bot.domain.event import Event
from bot.domain.incident import Change
from bot.domain.tick import EVERY, Tick
from bot.engine.backtest import Backtest, Happened, Hit, backtest, begins
from bot.engine.kinds.base import Timeless
from bot.engine.kinds.registry import KINDS
from bot.engine.load import Template
from bot.engine.parameter import BadValue, Value, read
from bot.engine.rule import Rule
from bot.located import nearest
from bot.ports.store import Store
from bot.ports.theatre import Extractor
from bot.tools.lines import BadLine, told
from bot.tools.stream import World

MOST_FAULTS = 20  # of one file; the rest would say the same
Progress = Callable[[float], None]


class BadSetting(BotError):
    """`--set` names something that the rule does not have, or a value that it does not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Every alert of the time, oldest first."""

    rule: Rule
    since: datetime
    until: datetime
    hits: tuple[Hit, ...]

    @property
    def per_week(self) -> float:
        """Alerts a week, on the average of the time."""
        return len(self.hits) / max((self.until - self.since) / timedelta(weeks=1), 1 / 7)

    def by_place(self) -> dict[str, int]:
        """Alerts by place, the most first."""
        counts = Counter(f"{hit.incident.place.name}, {hit.incident.place.country}" for hit in self.hits)
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def by_week(self) -> dict[str, int]:
        """Alerts in each week of the time, named by its Monday; weeks without any have none."""
        monday = (self.since - timedelta(days=self.since.weekday())).date()
        weeks = {}
        while monday <= self.until.date():
            weeks[monday.isoformat()] = 0
            monday += timedelta(weeks=1)
        for hit in self.hits:
            day = hit.at.date()
            weeks[(day - timedelta(days=day.weekday())).isoformat()] += 1
        return weeks

    def shown(self) -> dict[str, object]:
        """The same for machines."""
        return {
            "rule": self.rule.id,
            "values": dict(self.rule.values),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "alerts": len(self.hits),
            "per_week": round(self.per_week, 2),
            "by_week": self.by_week(),
            "by_place": self.by_place(),
            "hits": [_hit(hit) for hit in self.hits],
        }


def with_values(template: Template, settings: Sequence[str]) -> Rule:
    """The rule with `parameter=value` settings. Raises BadSetting."""
    known = {one.name: one for one in template.parameters}
    values: dict[str, Value] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not sign:
            raise BadSetting(f"--set {setting}: write it as parameter=value")
        if name not in known:
            fix = nearest(name, known) if known else "it has none"
            raise BadSetting(f"--set {setting}: {template.id} has no parameter {name!r} ({fix})")
        try:
            values[name] = read(known[name], text)
        except BadValue as bad:
            raise BadSetting(f"--set {setting}: {bad}") from bad
    return template.rule(values)


async def of_store(
    rules: Sequence[Rule], store: Store, since: datetime, until: datetime, progress: Progress
) -> list[Outcome]:
    """What each rule would have told, from what the store knows."""
    made = await past.retold(rules, store, since=since, until=until, progress=progress)
    return _outcomes(rules, made, since, until)


def of_lines(
    rules: Sequence[Rule],
    lines: Sequence[str],
    name: str,
    extractor: Extractor,
    *,
    since: datetime | None,
    until: datetime | None,
    progress: Progress,
) -> list[Outcome]:
    """The same from a file of lines, which need not be in order of time. Hours go by, in which all sources are well.

    Raises BadFile with the number of every bad line.
    """
    events = sorted(_read(lines, name, extractor, lambda share: progress(share / 2)), key=lambda one: one.seen_at)
    if not events:
        raise BadFile([Fault(where=name, line=None, column=None, what="no event can be read from it")])
    first, last = since or events[0].seen_at, until or events[-1].seen_at + EVERY
    made = backtest(rules, since=first, began=events[0].seen_at)
    world = World(extractor)
    begin = begins(rules, first)
    changes: list[Change] = []
    for number, event in enumerate(events):
        if event.seen_at < last:
            changes += [one for one in world.add([event], event.seen_at) if one.at >= begin]
        if number % 100 == 0:
            progress(0.5 + number / len(events) / 2)
    has_hours = any(not isinstance(KINDS[rule.kind], Timeless) for rule in rules)
    made.show(_with_hours(changes, last) if has_hours else changes)
    progress(1.0)
    return _outcomes(rules, made, first, last)


def _read(lines: Sequence[str], name: str, extractor: Extractor, progress: Progress) -> Iterator[Event]:
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if number % 100 == 0:
            progress(number / len(lines))
        if not line.strip():
            continue
        try:
            yield from told(line, number, extractor).events
        except BadLine as bad:
            faults.append(Fault(where=name, line=number, column=None, what=str(bad)))
            if len(faults) == MOST_FAULTS:
                break
    if faults:
        raise BadFile(faults)


def _with_hours(changes: Iterable[Change], until: datetime) -> Iterator[Happened]:
    hour: datetime | None = None
    for change in changes:
        if hour is None:
            hour = change.at.replace(minute=0, second=0, microsecond=0) + EVERY
        while hour < change.at:
            yield Tick(at=hour, well=1.0)
            hour += EVERY
        yield change
    while hour is not None and hour < until:
        yield Tick(at=hour, well=1.0)
        hour += EVERY


def _outcomes(rules: Sequence[Rule], made: Backtest, since: datetime, until: datetime) -> list[Outcome]:
    return [Outcome(rule=rule, since=since, until=until, hits=tuple(made.hits[rule.key])) for rule in rules]


def _hit(hit: Hit) -> Mapping[str, object]:
    return {
        "at": hit.at.isoformat(),
        "incident": hit.fired.incident,
        "severity": hit.fired.severity.name.lower(),
        "place": hit.incident.place.name,
        "country": hit.incident.place.country,
        "type": sorted(hit.incident.words),
        "killed": hit.incident.killed.low if hit.incident.killed else None,
        "why": [f"{one.label} {one.wanted}: {one.seen}" for one in hit.fired.why],
        "others": list(hit.fired.others),
    }
