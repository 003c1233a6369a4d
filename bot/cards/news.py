"""What changed about an incident that a channel already knows: short, from what to what, and what was wrong before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.cards import alert, because, evidence, facts, headline, labels, standing, toll, who
from bot.cards.coarse import coarsened
from bot.cards.fields import label as field_label
from bot.cards.fields import value as field_value
from bot.cards.phrases import Names, Phrases
from bot.domain.alert import Alert
from bot.domain.card import Block, Bold, Bullets, Card, Code, Facts, Faint, Para, Spans, Text, Time
from bot.domain.incident import Change, ChangeKind, Incident, Member, Standing
from bot.domain.reader import Reader

SILENCE = "silence"  # what a change says that time alone made: there is nothing to compare
WAITED = timedelta(hours=6)  # news that reaches a channel so much later says that it waited


def card(
    incident: Incident,
    fields: tuple[str, ...],
    change: Change,
    before: Incident | None,
    alerts: Sequence[Alert],
    *,
    names: Names,
    reader: Reader,
    now: datetime,
    precision_km: float = 0,
) -> Card:
    """The news of one change. `before` is the incident as the channel was last told of it; None where that is lost.

    With a `precision_km` places are told no better than that, and nothing is quoted.
    """
    say, severity = Phrases(reader), alert.highest(alerts)
    incident = coarsened(incident, precision_km)
    before = coarsened(before, precision_km) if before else None
    corrected = _corrected(incident, change, before)
    blocks: list[Block] = [Para(standing.kicker(incident, severity, say))]
    if rows := tuple(_rows(incident, fields, before, names, say)):
        blocks.append(Facts(rows))
    blocks.extend(_reasons(incident, change, before, corrected, names, say))
    if not precision_km and (reasons := tuple(because.bullets(alerts, names, say))):
        blocks.append(Bullets(reasons))
    if now - change.at > WAITED:
        blocks.append(Para(say.spans("This news waited to be sent since {time}.", time=Time(change.at))))
    return Card(
        title=_title(incident, fields, change, corrected is not None, say),
        severity=severity,
        symbol=labels.SYMBOLS[severity] if severity else "",
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(facts.details(incident, say),),
        footer=say.spans("{command} tells all", command=Code(f"incident {incident.id}")),
    )


def _title(incident: Incident, fields: tuple[str, ...], change: Change, is_correction: bool, say: Phrases) -> str:
    about = say("{what}, {when}", what=headline.brief(incident, say), when=headline.days(incident, say))
    if incident.standing is Standing.RETRACTED or change.kind is ChangeKind.RETRACTED:
        return say("Retracted: {headline}", headline=about)
    if is_correction:
        return say("Correction: {headline}", headline=about)
    if change.kind is ChangeKind.SILENT:
        return say("Nothing since: {headline}", headline=about)
    if change.kind is ChangeKind.PROMOTED:
        if incident.standing is Standing.CONFIRMED:
            return say("Now confirmed: {headline}", headline=about)
        return say("Now corroborated: {headline}", headline=about)
    if change.kind is ChangeKind.JOINED and not fields:
        return say("One more report: {headline}", headline=about)
    return say("Update: {headline}", headline=about)


def _rows(
    incident: Incident, fields: tuple[str, ...], before: Incident | None, names: Names, say: Phrases
) -> Iterator[tuple[str, Spans]]:
    told: set[str] = {field_label(SILENCE, say)}
    for field in fields:
        name, after = field_label(field, say), field_value(field, incident, names, say)
        if name in told:
            continue
        told.add(name)
        was = field_value(field, before, names, say) if before else ""
        row = (
            say.spans("{before} → {after}", before=was, after=Bold(after)) if was not in ("", after) else (Bold(after),)
        )
        if field == "standing" and (behind := standing.publishers(incident, names)):
            row = (*row, Faint(f" ({', '.join(behind)})"))
        yield name, row if after else (Text(say("changed")),)


def _reasons(
    incident: Incident, change: Change, before: Incident | None, corrected: Member | None, names: Names, say: Phrases
) -> Iterator[Block]:
    if change.kind is ChangeKind.MERGED:
        yield Para((Text(say("Two incidents turned out to be one happening; they are told together from now on.")),))
    if change.kind is ChangeKind.SPLIT:
        yield Para((Text(say("A part of what was told here belongs to another happening.")),))
    if change.kind is ChangeKind.RETRACTED:
        yield Para((Text(say("The source has withdrawn its report: what was told before does not stand.")),))
    if corrected is not None and before is not None:
        yield Para((Text(_wrong(incident, before, corrected, names, say)),))
    member = next((member for member in incident.members if member.event == change.event), None)
    if member is not None:
        yield Bullets((evidence.quoted(member, names, say),))


def _corrected(incident: Incident, change: Change, before: Incident | None) -> Member | None:
    """The earlier edition of the report that made this change: its publisher has edited it."""
    if before is None or change.kind in (ChangeKind.MERGED, ChangeKind.SPLIT):
        return None
    new = next((member for member in incident.members if member.event == change.event), None)
    if new is None:
        return None
    return next((old for old in before.members if old.origin == new.origin and old.event != new.event), None)


def _wrong(incident: Incident, before: Incident, corrected: Member, names: Names, say: Phrases) -> str:
    """What the publisher said first, and what it says now."""
    outlet = who.outlet(corrected.outlet, names)
    old = next((claim for claim in before.claims if claim.origin == corrected.origin), None)
    new = next((claim for claim in incident.claims if claim.origin == corrected.origin), None)
    if old is not None and new is not None and old.killed != new.killed:
        first, now_said = toll.figure(old.killed, say), toll.figure(new.killed, say)
        return say("{outlet} was wrong or early: it first said killed: {first}, and now says {now}.",
                   outlet=outlet, first=first, now=now_said)  # fmt: skip
    if old is not None and new is not None and old.wounded != new.wounded:
        first, now_said = toll.figure(old.wounded, say), toll.figure(new.wounded, say)
        return say("{outlet} was wrong or early: it first said wounded: {first}, and now says {now}.",
                   outlet=outlet, first=first, now=now_said)  # fmt: skip
    if corrected.title.strip():
        return say("{outlet} has rewritten its report, first titled “{title}”.",
                   outlet=outlet, title=evidence.cut(corrected.title))  # fmt: skip
    return say("{outlet} has rewritten its report.", outlet=outlet)
