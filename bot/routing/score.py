"""Counts how well the alerts of some time served: verdicts, lead over official data, and what only those knew.

Must not know who gave a verdict, nor how a score is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.delivery import Delivery, News
from bot.domain.ids import IncidentId, RuleId
from bot.domain.incident import Incident, Member, Severity
from bot.domain.score import Score, Tally
from bot.domain.verdict import Opinion, Verdict

_ONE = {
    Opinion.USEFUL: Tally(useful=1),
    Opinion.WRONG: Tally(wrong=1),
    Opinion.DUPLICATE: Tally(duplicate=1),
}
_Key = TypeVar("_Key", bound=str)
_Where = tuple[str, IncidentId]  # the key of a destination, and what was told there


def score(
    told: Sequence[Delivery],
    verdicts: Sequence[Verdict],
    incidents: Mapping[IncidentId, Incident],
    missed: Sequence[Incident],
) -> Score:
    """The score of the news that was told, in one channel or in many.

    Verdicts on anything else do not count. A verdict counts for every rule that spoke for the incident where it was
    given, and for every outlet behind the incident. `incidents` are the told ones as they are now; one that is absent
    is taken as it was told last.
    """
    news = [(one, one.about) for one in told if isinstance(one.about, News)]
    severities: dict[IncidentId, Severity] = {}
    rules: dict[_Where, set[RuleId]] = {}
    now: dict[IncidentId, Incident] = {}
    for delivery, about in news:
        id_ = about.incident
        severities[id_] = max(delivery.severity, severities.get(id_, delivery.severity))
        rules.setdefault((delivery.destination.key, id_), set()).update(alert.rule for alert in about.alerts)
        now[id_] = incidents.get(id_, about.change.incident)
    given = [one for one in verdicts if (one.destination.key, one.incident) in rules]
    outlets = {id_: {member.outlet for member in incident.members} for id_, incident in now.items()}
    return Score(
        alerts=Counter(severities.values()),
        verdicts=sum((_ONE[one.opinion] for one in given), Tally()),
        by_rule=_ranked(given, lambda one: rules[one.destination.key, one.incident]),
        by_outlet=_ranked(given, lambda one: outlets[one.incident]),
        leads=tuple(sorted(_leads(first_told(told), now))),
        missed=tuple(sorted(missed, key=lambda incident: (incident.start, incident.id), reverse=True)),
    )


def first_told(told: Iterable[Delivery]) -> dict[IncidentId, datetime]:
    """When each incident was told first, in whichever channel."""
    first: dict[IncidentId, datetime] = {}
    for one in told:
        if isinstance(one.about, News) and one.done_at is not None:
            id_ = one.about.incident
            first[id_] = min(one.done_at, first.get(id_, one.done_at))
    return first


def came_late(happened: Iterable[Incident], first: Mapping[IncidentId, datetime]) -> list[Incident]:
    """The incidents that official or coded data knew first: their first report is such a one, and none was told before.

    `first` says when each was told first, as `first_told` gives it.
    """
    return [
        one
        for one in happened
        if (opening := _opening(one)) is not None
        and opening.official
        and not (one.id in first and first[one.id] < opening.published_at)
    ]


def _opening(incident: Incident) -> Member | None:
    """The report that was published first; of one moment, one of the press before one that is official."""
    return min(incident.members, key=lambda one: (one.published_at, one.official, one.event), default=None)


def _leads(first: Mapping[IncidentId, datetime], incidents: Mapping[IncidentId, Incident]) -> Iterator[timedelta]:
    for id_, at in first.items():
        official = [member.published_at for member in incidents[id_].members if member.official]
        if official:
            yield min(official) - at


def _ranked(given: Iterable[Verdict], behind: Callable[[Verdict], Iterable[_Key]]) -> tuple[tuple[_Key, Tally], ...]:
    """The verdicts added up by what stands behind each, the most judged first."""
    sums: dict[_Key, Tally] = {}
    for one in given:
        for key in behind(one):
            sums[key] = sums.get(key, Tally()) + _ONE[one.opinion]
    return tuple(sorted(sums.items(), key=lambda item: (-item[1].n, item[0])))
