"""Everything known about one incident: the answer to `incident ID`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cards import evidence, facts, fields, headline, labels, standing, who
from bot.cards.coarse import coarsened
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Block, Bullets, Card, Faint, Heading, MapPin, Para, Spans, Time
from bot.domain.event import Event, Evidence
from bot.domain.incident import Change, ChangeKind, Incident, Member
from bot.domain.reader import Reader

REPORTS = 12
CHANGES = 12
WORDS_EACH = 4


def card(
    incident: Incident,
    events: Sequence[Event],
    changes: Sequence[Change],
    *,
    names: Names,
    reader: Reader,
    now: datetime,
    precision_km: float = 0,
) -> Card:
    """The facts, every report with the words that were read, and how the account changed.

    With a `precision_km` the place is told no better than that, and no words are shown that would give it away.
    """
    say = Phrases(reader)
    incident = coarsened(incident, precision_km)
    events = () if precision_km > 0 else events
    place = incident.place
    return Card(
        title=headline.title(incident, names, say),
        reader=say.reader,
        blocks=(
            Para(standing.kicker(incident, None, say)),
            facts.block(incident, names, say, now),
            MapPin(place.name, place.point, place.precision_km),
            *_reports(incident, events, names, say),
            *_changes(changes, names, say),
        ),
        actions=facts.actions(incident, say)[1:4],
        footer=evidence.credit(incident.members, names, say),
    )


def _reports(incident: Incident, events: Sequence[Event], names: Names, say: Phrases) -> Iterator[Block]:
    read = {event.id: event for event in events}
    ranked = sorted(incident.members, key=lambda member: (member.lead, member.published_at, member.event))
    yield Heading(say.many(len(ranked), "{n} report", "{n} reports"))
    yield Bullets(tuple(_report(member, read.get(member.event), names, say) for member in ranked[:REPORTS]))
    if len(ranked) > REPORTS:
        yield Para((Faint(say("{n} more reports are not shown.", n=len(ranked) - REPORTS)),))


def _report(member: Member, event: Event | None, names: Names, say: Phrases) -> Spans:
    quoted = evidence.quoted(member, names, say)
    sure = Faint(" · " + say("certainty {percent}%", percent=round(member.certainty * 100)))
    words = _words(event.evidence, say) if event else ""
    return (*quoted, sure, Faint(f" · {words}")) if words else (*quoted, sure)


def _words(found: Sequence[Evidence], say: Phrases) -> str:
    """The words that were read for the facts that people act on: killed “six soldats”, where “à Kidal”."""
    first: dict[str, str] = {}
    for piece in found:
        if piece.quote.strip():
            first.setdefault(fields.label(piece.field, say).lower(), evidence.cut(piece.quote, 60))
    shown = list(first.items())[:WORDS_EACH]
    return say("; ").join(say("{field}: “{quote}”", field=field, quote=quote) for field, quote in shown)


def _changes(changes: Sequence[Change], names: Names, say: Phrases) -> Iterator[Block]:
    if not changes:
        return
    ordered = sorted(changes, key=lambda change: (change.at, change.seq))[-CHANGES:]
    yield Heading(say("How the account changed"))
    yield Bullets(tuple(_change(change, names, say) for change in ordered))


def _change(change: Change, names: Names, say: Phrases) -> Spans:
    """When, what became of the account, and whose report did it: "31 October 2023 15:20 UTC: corroborated – RFI"."""
    is_risen = change.kind is ChangeKind.PROMOTED
    kind = standing.word(change.incident, say) if is_risen else labels.label(change.kind, say)
    changed = [] if is_risen else list(dict.fromkeys(fields.label(field, say).lower() for field in change.fields))
    member = next((member for member in change.incident.members if member.event == change.event), None)
    by = f" – {who.outlet(member.outlet, names)}" if member else ""
    if not changed:
        return say.spans("{time}: {kind}{by}", time=Time(change.at), kind=kind, by=Faint(by))
    listed = ", ".join(changed)
    return say.spans("{time}: {kind} ({fields}){by}", time=Time(change.at), kind=kind, fields=listed, by=Faint(by))
