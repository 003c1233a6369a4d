"""Where things stand at a place: who holds it, what happened lately against the usual, and how much is seen at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards import control, coverage, headline
from bot.cards.line import line
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Action, Block, Bullets, Card, Faint, Heading, Para, Spans, Table, Text, Time
from bot.domain.control import Holding
from bot.domain.health import SourceHealth
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.domain.reader import Reader
from bot.ports.happenings import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCount:
    """The last `hours`, and what is usual: the mean of a time as long over the 90 days before the longest window."""

    hours: int
    counts: Counts
    baseline: float
    ratio: float | None  # incidents / baseline; None where the baseline is too small to divide by


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the store knows of a place and its surroundings."""

    place: Place
    holdings: tuple[Holding, ...]  # oldest first, as bot.domain.control.ledger gives them
    recent: tuple[Incident, ...]  # newest first
    counts: tuple[WindowCount, ...]
    sources: tuple[SourceHealth, ...]
    radius_km: float | None  # None: the whole administrative area


def card(status: Status, *, names: Names, reader: Reader, now: datetime) -> Card:
    """Holder, counts against the usual, last incidents, coverage."""
    say = Phrases(reader)
    place = headline.where(status.place, say)
    return Card(
        title=say("Status: {place}", place=place),
        reader=say.reader,
        blocks=tuple(_blocks(status, names, say)),
        actions=(
            Action(label=say("All incidents"), command="incidents", args=(("place", status.place.id),)),
            Action(label=say("Watch this place"), command="subscribe", args=(("what", status.place.id),)),
        ),
        footer=say.spans("As of {time}", time=Time(now)),
    )


def _blocks(status: Status, names: Names, say: Phrases) -> Iterator[Block]:
    if status.holdings or not status.place.kind.is_area:
        yield Para(control.ledger(status.holdings, names, say))
    yield Heading(_reach(status, say))
    yield _counts(status, say)
    yield Para((Faint(_legend(status, say)),))
    yield Heading(say("Last incidents"))
    if status.recent:
        yield Bullets(tuple(line(incident, names, say) for incident in status.recent))
    else:
        yield Para((Text(say("No incident is known here. That may mean quiet, or that no source saw it.")),))
    yield Heading(say("What is seen"))
    yield Para(coverage.sentence(status.sources, say))


def _reach(status: Status, say: Phrases) -> str:
    if status.radius_km is None:
        return say("Incidents in the whole area")
    return say("Incidents within {km}", km=headline.precision(status.radius_km, say))


def _counts(status: Status, say: Phrases) -> Table:
    head = (say("Window"), say("Incidents"), say("Usual"), say("Ratio"), say("Killed"))
    return Table(head=head, rows=tuple(_row(count, say) for count in status.counts), numeric=frozenset({1, 2, 3, 4}))


def _legend(status: Status, say: Phrases) -> str:
    longest = max((count.hours // 24 for count in status.counts), default=0)
    said = say("Usual: the mean of the 90 days before the last {n} days. Killed: the sum of low figures.", n=longest)
    if all(count.ratio is not None for count in status.counts):
        return said
    return say("{legend} –: too few to compare with.", legend=said)


def _usual(baseline: float, say: Phrases) -> str:
    """The expected number; a small one is not rounded to none."""
    return f"<{say.number(0.1)}" if 0 < baseline < 0.05 else say.number(baseline)


def _row(window: WindowCount, say: Phrases) -> tuple[Spans, ...]:
    span = say("{n} h", n=window.hours) if window.hours <= 48 else say("{n} d", n=window.hours // 24)
    ratio = "–" if window.ratio is None else say("{n}×", n=window.ratio)
    cells = (
        span,
        say.number(window.counts.incidents),
        _usual(window.baseline, say),
        ratio,
        say.number(window.counts.killed),
    )
    return tuple((Text(cell),) for cell in cells)
