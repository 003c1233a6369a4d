"""News that was held and is told together: a digest, the recap of a mute, the summary of quiet hours, an overflow.

The most severe comes first, whatever region it is of; what does not fit a page is counted by region, so that nothing
is kept from anybody. Must not know why it was held, beyond the kind of the hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import alert, evidence, headline, labels, severities, standing, toll, topics
from bot.cards.coarse import coarsened
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Faint, Heading, Para, Spans, Text, Time
from bot.domain.delivery import Gathering, News
from bot.domain.hold import HoldKind
from bot.domain.ids import DeliveryId
from bot.domain.incident import Incident, Severity, Standing
from bot.domain.mute import Mute
from bot.domain.reader import Reader

LINES = 15  # incidents on a page: what is still read on a telephone
WAITED = timedelta(hours=6)  # a message that reaches a channel so much later says so
_LABEL_LENGTH = 60

_COUNTED = frozenset({HoldKind.MUTE, HoldKind.OVERFLOW})  # their titles say how many

Region = tuple[str, str]  # country and first-level area


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What is told together, and what has to be known beside it."""

    about: Gathering
    parts: tuple[News, ...]  # the latest of each incident
    mute: Mute | None  # of a mute's recap
    wish: str  # of a digest: the subscription as it was typed
    usual: Mapping[Region, float]  # incidents that a time of that length usually has; absent: not known
    delivery: DeliveryId


@dataclass(frozen=True, slots=True)
class _Part:
    """An incident as it is told here, how severe it is, and since when it is known as it is."""

    incident: Incident
    severity: Severity | None
    at: datetime

    @property
    def region(self) -> Region:
        return self.incident.place.country, self.incident.place.admin1

    @property
    def rank(self) -> tuple[int, int, int, float, str]:
        """Severity, standing, toll, newest; the most of each sorts first."""
        killed = self.incident.killed.low if self.incident.killed else -1
        return -(self.severity or 0), -self.incident.standing, -killed, -self.at.timestamp(), self.incident.id


def pages(gathered: Gathered) -> int:
    """How many pages tell all of it; at least one."""
    return max(1, -(-len(gathered.parts) // LINES))


def card(
    gathered: Gathered, *, names: Names, reader: Reader, now: datetime, page: int = 1, precision_km: float = 0
) -> Card:
    """One page, counted from 1; a page beyond the last is the last. Places are told no better than `precision_km`."""
    say, last = Phrases(reader), pages(gathered)
    page = min(max(page, 1), last)
    parts = sorted((_part(news, precision_km) for news in gathered.parts), key=lambda part: part.rank)
    shown, rest = parts[(page - 1) * LINES : page * LINES], parts[page * LINES :]
    worst = max((part.severity for part in parts if part.severity), default=None)
    more = _more(gathered, page + 1, say) if rest else None
    return Card(
        title=_title(gathered, parts, names, say, is_coarse=precision_km > 0),
        severity=worst,
        symbol=labels.SYMBOLS[worst] if worst else "",
        reader=say.reader,
        blocks=tuple(_blocks(gathered, parts, shown, rest, page, now, say)),
        actions=(more,) if more else (),
        footer=_footer(shown, more, names, say) if shown else (),
        topics=topics.graveness(worst),
    )


def _part(news: News, precision_km: float) -> _Part:
    return _Part(coarsened(news.change.incident, precision_km), alert.highest(news.alerts), news.change.at)


def _title(gathered: Gathered, parts: Sequence[_Part], names: Names, say: Phrases, *, is_coarse: bool) -> str:
    about, n = gathered.about, len(parts)
    time = headline.between(about.since, about.until, say)
    match about.hold.kind:
        case HoldKind.DIGEST:
            wish = evidence.cut(gathered.wish, _LABEL_LENGTH)
            told = say("{what}, {when}", what=wish, when=time) if wish else time
            return say("Digest: {what}", what=told) if n else say("Nothing to tell: {what}", what=told)
        case HoldKind.MUTE:
            return _recap(gathered, parts, say)
        case HoldKind.OVERFLOW:
            return say.many(n, "{n} more incident in this hour: this channel is at its limit of messages",
                            "{n} more incidents in this hour: this channel is at its limit of messages")  # fmt: skip
        case HoldKind.COOLDOWN:
            alerts = [] if is_coarse else [one for news in gathered.parts for one in news.alerts]
            # The title of a rule may name a place.
            rule = next(iter(alert.titles(alerts, names, say)), "")
            told = say("{what}, {when}", what=rule, when=time) if rule else time
            return say("More of the same: {what}", what=told)
        case HoldKind.QUIET | HoldKind.SCORECARD:  # nothing ever waits for a scorecard
            return say("During the quiet hours: {when}", when=time)


def _recap(gathered: Gathered, parts: Sequence[_Part], say: Phrases) -> str:
    label = evidence.cut(gathered.mute.label, _LABEL_LENGTH) if gathered.mute else ""
    ended = say("Mute ended: {mute}", mute=label) if label else say("Mute ended")
    if not parts:
        return say("{ended}; nothing was held back", ended=ended)
    held = say.many(len(parts), "{n} alert was held back", "{n} alerts were held back")
    worst = max(part.severity or Severity.LOW for part in parts)
    if worst >= Severity.HIGH:  # the title is all that a notification shows
        n = sum(part.severity is worst for part in parts)
        held = say("{held}, {n} {level}", held=held, n=n, level=labels.label(worst, say))
    return say("{ended}; {held}", ended=ended, held=held)


def _blocks(
    gathered: Gathered,
    parts: Sequence[_Part],
    shown: Sequence[_Part],
    rest: Sequence[_Part],
    page: int,
    now: datetime,
    say: Phrases,
) -> Iterator[Block]:
    if summary := _summary(gathered, parts, page, say):
        yield Para(summary)
    in_all = Counter(part.region for part in parts)
    for region in dict.fromkeys(part.region for part in shown):
        yield Heading(_heading(region, in_all[region], gathered.usual.get(region), say))
        yield Bullets(tuple(_line(part, say) for part in shown if part.region == region))
    if rest:
        yield Para((Faint(_counted(rest, say)),))
    if now - gathered.about.until > WAITED:
        yield Para(say.spans("This news waited to be sent since {time}.", time=Time(gathered.about.until)))


def _summary(gathered: Gathered, parts: Sequence[_Part], page: int, say: Phrases) -> Spans:
    """The line under the title: "40 incidents · critical: 1, high: 9, medium: 30", the number where no title has it."""
    levels = Counter(part.severity for part in parts if part.severity)
    told: list[str] = []
    if parts and gathered.about.hold.kind not in _COUNTED:
        told.append(say.many(len(parts), "{n} incident", "{n} incidents"))
    if len(levels) == 1:
        told.append(say("{level} severity", level=labels.label(next(iter(levels)), say)))
    elif levels:
        told.append(severities.levels(levels, say))
    if page > 1:
        told.append(say("page {page} of {pages}", page=page, pages=pages(gathered)))
    if not told:
        return ()
    return (Bold(labels.capital(told[0])), *(Faint(f" · {one}") for one in told[1:]))


def _heading(region: Region, n: int, usual: float | None, say: Phrases) -> str:
    """The region, how many incidents in all, and how many that time usually has."""
    counted = say.many(n, "{n} incident", "{n} incidents")
    if usual is not None:
        counted = say("{incidents}, usually {usual}", incidents=counted, usual=_expected(usual, say))
    return say("{region}: {incidents}", region=labels.capital(headline.region(*region, say)), incidents=counted)


def _expected(usual: float, say: Phrases) -> str:
    """A number; a small one is not rounded to none."""
    if usual == 0:
        return say("none")
    return f"<{say.number(0.1)}" if usual < 0.05 else say.number(usual)


def _line(part: _Part, say: Phrases) -> Spans:
    """What and where, day, toll, standing, id; the symbol of the severity first."""
    incident = part.incident
    what = headline.brief(incident, say)
    facts = [headline.days(incident, say)]
    if incident.standing is Standing.RETRACTED:
        what = say("Retracted: {headline}", headline=what)
    else:
        facts += [*_toll(incident, say), standing.word(incident, say)]
    sign = (Text(labels.SYMBOLS[part.severity]), Text(" ")) if part.severity else ()
    return (*sign, Bold(what), Text(f" · {' · '.join(facts)} · "), Code(incident.id))


def _toll(incident: Incident, say: Phrases) -> list[str]:
    """The killed where somebody counts them, else the wounded, else nothing."""
    if incident.killed is not None:
        return [say("killed: {figure}", figure=toll.figure(incident.killed, say))]
    if incident.wounded is not None:
        return [say("wounded: {figure}", figure=toll.figure(incident.wounded, say))]
    return []


def _counted(rest: Sequence[_Part], say: Phrases) -> str:
    """What follows on later pages: "and 23 more: Gao 12, Mopti 11"."""
    regions = Counter(part.region for part in rest).most_common()
    named = [f"{admin1 or say.country(country)}\u00a0{say.number(n)}" for (country, admin1), n in regions]
    return say.many(len(rest), "and {n} more: {regions}", "and {n} more: {regions}", regions=", ".join(named))


def _more(gathered: Gathered, page: int, say: Phrases) -> Action:
    label = say("All {n}", n=len(gathered.parts)) if page == 2 else say("Next page")
    return Action(label=label, command="digest", args=(("id", gathered.delivery), ("page", str(page))))


def _footer(shown: Sequence[_Part], more: Action | None, names: Names, say: Phrases) -> Spans:
    credit = evidence.credit([member for part in shown for member in part.incident.members], names, say)
    one = Code("incident ID")
    if more is None:
        return say.spans("{command} tells all of one · {credit}", command=one, credit=credit)
    args = dict(more.args)
    return say.spans("{command} tells all of one, {next} shows what follows · {credit}", command=one,
                     next=Code(f"digest {args['id']} page={args['page']}"), credit=credit)  # fmt: skip
