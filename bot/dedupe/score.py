"""How likely an event and an incident are one happening, in named parts that can be told to people.

Each part is a number of log-odds; their sum through the logistic function is the score. The weights are set by hand
from what labelled reports of one event agree on (city 90 %, start date 75 %, exact place 72 %, first actor 56 %, deaths
51 %): time and place carry the decision, actors and tolls only lean. Must not know where candidates come from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dedupe.blocking import DAYS, MASSACRE_DAYS, NEAR_KM
from bot.dedupe.families import acts, families, telling, type_group
from bot.dedupe.profile import Profile
from bot.domain.control import Shape
from bot.domain.event import Count
from bot.domain.place import Place, PlaceKind, distance_km
from bot.domain.taxonomy import EventType, Operation

LINK = 0.95  # on labelled streams B-cubed was .84 at .95 and .63 at .5, where chains grow
COPY = 0.6  # shared pairs of words of two headlines: nearly the same text
PRIOR = -3.5
SPOT_KM = 25.0  # a place known better than this is a spot, not an area

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One reason for or against. `words` is for people who ask why."""

    name: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`value` from 0 to 1; 0 with the reason in `veto` where the two cannot be one."""

    value: float
    parts: tuple[Part, ...] = ()
    veto: str = ""

    @property
    def words(self) -> str:
        """The decision in short: "same place 0 km, same day …: 0.97"."""
        return ", ".join(part.words for part in self.parts if part.words) + f": {self.value:.2f}"


def compare(event: Profile, incident: Profile) -> Score:
    """The score of an event against an incident's record."""
    gap = _gap(event, incident)
    if gap > MASSACRE_DAYS:
        return Score(value=0.0, veto="too long between")
    away = distance_km(event.place.point, incident.place.point)
    veto = _veto(event, incident, away, gap)
    if veto:
        return Score(value=0.0, veto=veto)
    one_holder = _one_change_of_hands(event, incident, away, gap)
    parts = (
        _place(event.place, incident.place, away, one_holder=one_holder),
        Part(name="control", weight=6.0, words="same change of hands") if one_holder else _time(event, incident, gap),
        _type(event, incident, one_holder=one_holder),
        _actors(event, incident),
        _target(event, incident),
        _toll(event.killed, incident.killed),
        _copy(event, incident),
    )
    odds = PRIOR + sum(part.weight for part in parts)
    return Score(value=1 / (1 + math.exp(-odds)), parts=parts)


def likeness(event: Profile, incident: Profile) -> tuple[float, str]:
    """The greatest share of word pairs with a headline of the incident in the same language, and its family."""
    (own,) = event.titles
    best, family = 0.0, ""
    if len(own.pairs) < 5:  # four words are too few to be somebody's words
        return best, family
    for other in incident.titles:
        if other.language == own.language and len(other.pairs) >= 5:
            share = len(own.pairs & other.pairs) / len(own.pairs | other.pairs)
            if share > best:
                best, family = share, other.family
    return best, family


def _gap(a: Profile, b: Profile) -> timedelta:
    """Time between the two; zero or less (the overlap, negated) where they may be at one time."""
    return max(a.since, b.since) - min(a.until, b.until)


def _veto(event: Profile, incident: Profile, away: float, gap: timedelta) -> str:
    limit = MASSACRE_DAYS if _massacre(event) and _massacre(incident) else DAYS
    if away > NEAR_KM:
        return "too far"
    if gap > limit:
        return "too long between"
    if _apart(event.place, incident.place, away):
        return "different regions"
    both_control = event.control is not None and incident.control is not None
    if both_control or telling(event.operations) & telling(incident.operations):
        return ""
    if event.operations and incident.operations and not families(event.operations) & families(incident.operations):
        return "incompatible operations"
    if type_group(event.type) != type_group(incident.type):
        return "incompatible types"
    return ""


def _apart(a: Place, b: Place, away: float) -> bool:
    if away <= a.precision_km + b.precision_km or not (_is_spot(a) and _is_spot(b)):
        return False
    return a.country != b.country or bool(a.admin1 and b.admin1 and a.admin1 != b.admin1)


def _is_spot(place: Place) -> bool:
    return place.precision_km <= SPOT_KM and not place.kind.is_area


def _massacre(profile: Profile) -> bool:
    return profile.type is EventType.CIVILIANS or Operation.MASSACRE in profile.operations


def _place(a: Place, b: Place, away: float, *, one_holder: bool) -> Part:
    slack = a.precision_km + b.precision_km
    words = f"{away:.0f} km apart"
    if a.id == b.id or away <= 3.0:
        weight, words = 2.5, f"same place {away:.0f} km"
    elif away > slack:
        weight = max(-2.0 if one_holder else -6.0, -1.0 - (away - slack) / 3.0)
    elif _is_spot(a) and _is_spot(b) and PlaceKind.POINT not in (a.kind, b.kind):
        weight = 1.5 - away / 5.0  # two reports that name two different villages
    else:
        weight = 1.0
    if max(a.precision_km, b.precision_km) > 2 * SPOT_KM:
        weight = min(weight, 0.5)  # "in the north" agrees with everything
    return Part(name="place", weight=weight, words=words)


def _time(event: Profile, incident: Profile, gap: timedelta) -> Part:
    if gap >= _NOTHING:
        days = gap / timedelta(days=1)
        if _massacre(event) and _massacre(incident):
            return Part(name="time", weight=-0.5 - days / 4, words=f"{days:.1f} days apart")
        return Part(name="time", weight=-4.0 - days, words=f"{days:.1f} days apart")
    narrower = min(event.until - event.since, incident.until - incident.since)
    share = 1.0 if narrower <= _NOTHING else min(1.0, -gap / narrower)
    wide = narrower > timedelta(days=4)
    weight = (1.0 if wide else 2.5) * share
    return Part(name="time", weight=weight, words=_day_words(event.since, event.until, incident, share))


def _day_words(since: datetime, until: datetime, incident: Profile, share: float) -> str:
    middle = since + (until - since) / 2
    day = (incident.since + (incident.until - incident.since) / 2).date()
    return "same day" if middle.date() == day and share > 0.9 else f"times overlap by {share:.0%}"


def _type(event: Profile, incident: Profile, *, one_holder: bool) -> Part:
    shared = event.operations & incident.operations
    weight = 1.0 if event.type is incident.type else 0.3
    words = event.type.value if event.type is incident.type else f"{event.type.value} or {incident.type.value}"
    if shared:
        weight += 1.0 + 1.5 * len(shared) / len(event.operations | incident.operations)
        words = " and ".join(sorted(shared))
    elif event.operations and incident.operations and not one_holder:
        weight += 0.5 if _is_one_family(event, incident) else -1.0
    elif not event.operations and not incident.operations and event.sub_type is incident.sub_type:
        weight, words = weight + 0.8, event.sub_type.value
    if not one_holder and (event.control is None) != (incident.control is None) and not shared:
        weight -= 1.0
    if (event.control or incident.control) and bool(acts(event.operations)) != bool(acts(incident.operations)):
        weight -= 3.0
    return Part(name="type", weight=weight, words=words)


def _is_one_family(a: Profile, b: Profile) -> bool:
    """An air strike and a drone strike; an ambush and a convoy attack: one may be the looser word for the other."""
    ours, theirs = families(a.operations), families(b.operations)
    return ours <= theirs or theirs <= ours


def _one_change_of_hands(event: Profile, incident: Profile, away: float, gap: timedelta) -> bool:
    """Whether both tell that the same party got the same place: called a withdrawal by one, a capture by the other.

    A camp is often named after the next town: on one day the two names may lie farther apart.
    """
    a, b = event.control, incident.control
    reach = max(SPOT_KM if gap < _NOTHING else 10.0, event.place.precision_km + incident.place.precision_km)
    if a is None or b is None or away > reach:
        return False
    if max(event.place.precision_km, incident.place.precision_km) > 2 * SPOT_KM:
        return False
    if bool(acts(event.operations)) != bool(acts(incident.operations)):
        return False  # a column attacked on its way out is not the handover of its camp
    if event.taker and incident.taker:
        same_giver = bool(event.giver) and event.giver == incident.giver
        # "Handed to the army" and "handed to the State" are one ceremony.
        return event.taker == incident.taker or (same_giver and a.shape is b.shape is Shape.HANDOVER)
    return not (event.giver and incident.giver) or event.giver == incident.giver


def _actors(event: Profile, incident: Profile) -> Part:
    if event.agents & incident.agents:
        return Part(name="actors", weight=1.2, words="same agent")
    if event.armed & incident.armed:
        return Part(name="actors", weight=0.8, words="same actors")
    if event.armed and incident.armed and not event.kinds & incident.kinds:
        return Part(name="actors", weight=-1.0, words="other actors")
    return Part(name="actors", weight=0.0, words="")


def _target(event: Profile, incident: Profile) -> Part:
    if event.target is None or incident.target is None:
        return Part(name="target", weight=0.0, words="")
    if event.target is incident.target:
        return Part(name="target", weight=0.5, words="same target")
    return Part(name="target", weight=-0.7, words="other target")


def _toll(a: Count | None, b: Count | None) -> Part:
    if a is None or b is None:
        return Part(name="toll", weight=0.0, words="")
    a_high, b_high = max(a.low, a.high or a.low), max(b.low, b.high or b.low)
    if a.low == b.low >= 10:
        return Part(name="toll", weight=1.2, words=f"both say {a.low} killed")
    if a.low <= b_high and b.low <= a_high:
        return Part(name="toll", weight=0.4, words="tolls agree")
    return Part(name="toll", weight=-0.8 if 0 in (a_high, b_high) else -0.4, words="tolls differ")


def _copy(event: Profile, incident: Profile) -> Part:
    share, _ = likeness(event, incident)
    if share >= COPY:
        return Part(name="copy", weight=2.5, words="nearly the same headline")
    return Part(name="copy", weight=1.0 if share >= 0.4 else 0.0, words="")
