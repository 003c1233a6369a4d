"""What, where and when of an incident in words: the headline, and the three facts behind it.

A calendar day is said as text, never as an instant: an instant at midnight UTC would be the day before for a reader in
New York. Where the hour is known it is an instant, which each platform shows in its reader's zone. Must not know about
alerts or channels.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import product
from zoneinfo import ZoneInfo

from bot.cards import control, labels
from bot.cards.phrases import Names, Phrases, zone_name
from bot.domain.card import Faint, Spans, Text, Time
from bot.domain.control import ControlClaim, Shape
from bot.domain.incident import Incident, Standing
from bot.domain.place import Place, PlaceKind
from bot.domain.taxonomy import EventType, Operation

LONGEST = 100  # characters of a headline: more does not fit a notification on a telephone
LATE = timedelta(days=3)  # older news than this says how old it is
_FULL_DAY = timedelta(hours=23)
_ABOUT = timedelta(hours=6)

# Which of several operations names the incident: who holds a place first, then what hits most people, then the means.
PRECEDENCE = (
    Operation.COUP,
    Operation.BASE_CAPTURED,
    Operation.BASE_HANDOVER,
    Operation.BASE_ABANDONED,
    Operation.TOWN_CAPTURED,
    Operation.MASSACRE,
    Operation.BASE_ATTACK,
    Operation.CONVOY_ATTACK,
    Operation.AID_WORKER_ATTACK,
    Operation.SUICIDE_BOMB,
    Operation.DRONE_STRIKE,
    Operation.AIR_STRIKE,
    Operation.SHELLING,
    Operation.AMBUSH,
    Operation.IED,
    Operation.PEACEKEEPER_ATTACK,
    Operation.ABDUCTION,
    Operation.BLOCKADE,
    Operation.CEASEFIRE,
    Operation.WITHDRAWAL,
    Operation.DISPLACEMENT,
    Operation.TROOP_MOVEMENT,
)
_TURNS = frozenset(
    {Operation.BASE_CAPTURED, Operation.BASE_HANDOVER, Operation.BASE_ABANDONED, Operation.TOWN_CAPTURED}
)
_LEFT = frozenset({Operation.BASE_HANDOVER, Operation.BASE_ABANDONED})


def kinds(incident: Incident) -> tuple[Enum, ...]:
    """The operations, the naming one first; the sub-type where there are none."""
    return tuple(sorted(incident.operations, key=lambda kind: _rank(incident, kind))) or (incident.sub_type,)


def _rank(incident: Incident, kind: Operation) -> tuple[bool, float]:
    """An attack on those who left a base is not named by the handover that it follows, nor a base left as captured."""
    made = incident.control
    is_aside = made is None and incident.type is not EventType.STRATEGIC and kind in _LEFT
    if made is not None and made.shape is Shape.ABANDONMENT and kind is Operation.BASE_ABANDONED:
        return is_aside, PRECEDENCE.index(Operation.BASE_CAPTURED) - 0.5
    return is_aside, PRECEDENCE.index(kind)


def title(incident: Incident, names: Names, say: Phrases) -> str:
    """What, where and when: "Town captured by FAMa: Kidal, Kidal region (Mali), 14 November 2023".

    At most LONGEST characters: first the names of the parties are left out, then region and country.
    """
    when, told = days(incident, say), _told(incident, names, say)
    words = ""
    for place, what in product((where(incident.place, say), named(incident.place, say)), told):
        words = say("{what}: {where}, {when}", what=labels.capital(what), where=place, when=when)
        if incident.standing is Standing.RETRACTED:
            words = say("Retracted: {headline}", headline=words)
        if len(words) <= LONGEST:
            return words
    return words[: LONGEST - 1] + "…"


def brief(incident: Incident, say: Phrases) -> str:
    """What and where, for lists that stand under a place already: "Base handed over, Tessalit"."""
    made = _turn(incident)
    what = control.brief(made, say) if made else labels.label(kinds(incident)[0], say)
    return say("{what}, {where}", what=labels.capital(what), where=named(incident.place, say))


def _told(incident: Incident, names: Names, say: Phrases) -> tuple[str, ...]:
    """What happened, the longest form first."""
    made = _turn(incident)
    return control.headlines(made, names, say) if made else (labels.label(kinds(incident)[0], say),)


def _turn(incident: Incident) -> ControlClaim | None:
    """The claim that names the incident: it tells better than the operation how a place changed hands."""
    return incident.control if kinds(incident)[0] in _TURNS else None


def where(place: Place, say: Phrases) -> str:
    """The place with its region and country: "Tessalit, Kidal region (Mali)"."""
    country = say.country(place.country)
    if place.kind is PlaceKind.COUNTRY:
        return country
    if place.kind is PlaceKind.REGION:
        return region(place.country, place.name, say)
    name = named(place, say)
    if not place.admin1:
        return say("{place} ({country})", place=name, country=country)
    around = say.of(place.admin1)
    return say("{place}, {region} region ({country})", place=name, region=around, country=country)


def region(country: str, admin1: str, say: Phrases) -> str:
    """A first-level area: "Kidal region (Mali)"; the country where the area is not known."""
    if not admin1:
        return say.country(country)
    return say("{region} region ({country})", region=say.of(admin1), country=say.country(country))


def named(place: Place, say: Phrases) -> str:
    """The place alone, an area never without saying that it is one: "Tessalit", "Bourem (cercle)", "Kidal region"."""
    match place.kind:
        case PlaceKind.COUNTRY:
            return say.country(place.country)
        case PlaceKind.REGION:
            return say("{region} region", region=say.of(place.name))
        case PlaceKind.CERCLE | PlaceKind.PROVINCE:
            return say("{place} ({kind})", place=place.name, kind=labels.label(place.kind, say))
        case _:
            return place.name


def where_exactly(place: Place, say: Phrases) -> Spans:
    """The place and the radius within which the event surely lies: never a point without its doubt."""
    km = precision(place.precision_km, say)
    said = say("somewhere within {km}", km=km) if place.kind.is_area else say("within {km}", km=km)
    return say.spans("{place}, {precision}", place=where(place, say), precision=Faint(said))


def precision(km: float, say: Phrases) -> str:
    """A radius: "800 m", "5 km"."""
    return say.distance(km)


def days(incident: Incident, say: Phrases) -> str:
    """The day, or the first and last possible day."""
    return say.days(incident.start, _last(incident))


def when_exactly(incident: Incident, say: Phrases, now: datetime) -> Spans:
    """Day and hour as well as they are known, and how old the news is where it is old."""
    return say.spans("{when} ({doubt})", when=_when(incident, say), doubt=Faint(_doubt(incident, say, now)))


def between(first: datetime, last: datetime, say: Phrases) -> str:
    """A time in the reader's zone: "14 November 2023, 06:00 to 18:00 UTC"; with both days where there are two."""
    zone = ZoneInfo(say.reader.zone)
    begins, ends = first.astimezone(zone), last.astimezone(zone)
    if begins.date() == ends.date():
        return say("{day}, {first} to {last} {zone}", day=say.day(begins.date()),
                   first=f"{begins:%H:%M}", last=f"{ends:%H:%M}", zone=zone_name(ends))  # fmt: skip
    return say("{first} to {last}", first=f"{say.day(begins.date())} {begins:%H:%M}", last=say.time(last))


def _when(incident: Incident, say: Phrases) -> Spans:
    first, last = incident.start, _last(incident)
    width = last - first
    if width >= _FULL_DAY:
        return (Text(days(incident, say)),)
    if width <= _ABOUT:
        return (Time(first + width / 2),)
    return (Text(between(first, last, say)),)


def _doubt(incident: Incident, say: Phrases, now: datetime) -> str:
    first, last = incident.start, _last(incident)
    width = last - first
    if width >= _FULL_DAY:
        is_one_day = first.astimezone(UTC).date() == last.date()
        known = say("hour not known") if is_one_day else say("exact day not known")
    else:
        known = say.many(max(1, round(width / timedelta(hours=2))), "give or take {n} hour", "give or take {n} hours")
    if now - last <= LATE:
        return known
    return say("{known}, late news: {age}", known=known, age=say.age(last, now))


def _last(incident: Incident) -> datetime:
    """The last instant; an end at midnight still belongs to the day before."""
    end = incident.end.astimezone(UTC)
    at_midnight = end > incident.start and (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
    return end - timedelta(microseconds=1) if at_midnight else end
