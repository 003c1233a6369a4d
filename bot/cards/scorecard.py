"""How well the alerts of some time served: the answer to `scorecard`. A share is never shown without its doubt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.cards import hours, labels, severities, who
from bot.cards.line import line
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Block, Bold, Bullets, Card, Code, Facts, Faint, Heading, Para, Spans, Table, Text
from bot.domain.reader import Reader
from bot.domain.score import Score, Tally
from bot.domain.verdict import Opinion

ROWS = 8  # of a table
MISSED = 5
MOMENT = timedelta(minutes=1)  # a lead shorter than this is none


def card(score: Score, *, days: int, everywhere: bool, names: Names, reader: Reader) -> Card:
    """Alerts, precision, lead over official data, what those knew first; `everywhere`: of all channels together."""
    say = Phrases(reader)
    if everywhere:
        title = say.many(
            days, "Scorecard of all channels: the last day", "Scorecard of all channels: the last {n} days"
        )
    else:
        title = say.many(days, "Scorecard: the last day", "Scorecard: the last {n} days")
    return Card(
        title=title,
        reader=say.reader,
        blocks=tuple(_blocks(score, names, say)),
        footer=() if score.verdicts.n else say.spans("{command} judges an alert", command=Code("verdict ID useful")),
    )


def _blocks(score: Score, names: Names, say: Phrases) -> Iterator[Block]:
    yield Facts(tuple(_rows(score, say)))
    rules = [(labels.titled(names.rule(rule) or rule, say), tally) for rule, tally in score.by_rule]
    outlets = [(who.outlet(outlet, names), tally) for outlet, tally in score.by_outlet]
    for heading, rows in ((say("Rule"), rules), (say("Source"), outlets)):
        if rows:
            yield _table(heading, rows, say)
        if len(rows) > ROWS:
            yield Para((Faint(say("Only the {n} with the most verdicts are shown.", n=ROWS)),))
    if score.missed:
        yield Heading(say("Missed: official data knew it first"))
        yield Bullets(tuple(line(incident, names, say) for incident in score.missed[:MISSED]))
        if len(score.missed) > MISSED:
            yield Para((Faint(say("Only the newest {n} are shown.", n=MISSED)),))
    yield Para((Faint(_legend(score, say)),))


def _rows(score: Score, say: Phrases) -> Iterator[tuple[str, Spans]]:
    yield say("Alerts"), (Bold(_told(score, say)),)
    yield say("Verdicts"), (Text(_given(score.verdicts, say)),)
    if score.verdicts.precision is not None:
        share = Bold(_percent(score.verdicts.precision, say))
        low, high = score.verdicts.likely
        yield say("Useful"), say.spans("{share}, likely {range}", share=share, range=_range(low, high, say))
    yield say("Lead time"), _lead(score, say)
    missed = say.many(len(score.missed), "{n} incident", "{n} incidents")
    yield say("Missed"), (Text(missed),)


def _told(score: Score, say: Phrases) -> str:
    if not score.told:
        return say.number(0)
    return say("{n} ({kinds})", n=score.told, kinds=severities.levels(score.alerts, say))


def _given(tally: Tally, say: Phrases) -> str:
    if not tally.n:
        return say("none yet")
    kinds = ((Opinion.USEFUL, tally.useful), (Opinion.WRONG, tally.wrong), (Opinion.DUPLICATE, tally.duplicate))
    told = ", ".join(say("{kind}: {n}", kind=labels.label(kind, say), n=n) for kind, n in kinds if n)
    return say("{n} ({kinds})", n=tally.n, kinds=told)


def _lead(score: Score, say: Phrases) -> Spans:
    lead = score.lead
    if lead is None:
        return (Text(say("no alert was confirmed by official data yet")),)
    of = Faint(" · " + say.many(len(score.leads), "of {n} alert", "median of {n} alerts"))
    if abs(lead) < MOMENT:
        return (Bold(say("as early as the official data")), of)
    span = Bold(hours.length(_rounded(abs(lead)), say))
    if lead > timedelta():
        return (*say.spans("{span} before the official data", span=span), of)
    return (*say.spans("{span} after the official data", span=span), of)


def _rounded(span: timedelta) -> timedelta:
    """As exact as people speak of it: whole days, whole hours, or minutes."""
    unit = next((unit for unit in (timedelta(days=1), timedelta(hours=1)) if span >= 2 * unit), MOMENT)
    return unit * round(span / unit)


def _table(heading: str, rows: Sequence[tuple[str, Tally]], say: Phrases) -> Table:
    head = (heading, say("Verdicts"), say("Useful"), say("Likely"))
    return Table(head=head, rows=tuple(_row(*row, say) for row in rows[:ROWS]), numeric=frozenset({1, 2, 3}))


def _row(name: str, tally: Tally, say: Phrases) -> tuple[Spans, ...]:
    cells = (name, say.number(tally.n), _percent(tally.precision or 0, say), _range(*tally.likely, say))
    return tuple((Text(cell),) for cell in cells)


def _percent(share: float, say: Phrases) -> str:
    return say("{percent}%", percent=round(share * 100))


def _range(low: float, high: float, say: Phrases) -> str:
    return say("{low} to {high}%", low=round(low * 100), high=round(high * 100))


def _legend(score: Score, say: Phrases) -> str:
    """What the words of the card mean, as far as they stand on it."""
    told = [
        say("Lead time: from the first telling to the first report of an official source or a coded data set."),
        say("Missed: incidents that were wished for here and that such a source was the first to report."),
    ]
    if score.verdicts.n:
        told.insert(0, say("Likely: where the share would settle with many more verdicts, 19 times in 20."))
    return " ".join(told)
