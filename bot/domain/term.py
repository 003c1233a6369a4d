"""A single condition on an incident, and whether an incident meets it. `matcher` joins them with all, any and not.

`met` says of each whether an incident meets it, on which these rules fired. Names of places, actors and outlets are
resolved when a term is built, so that this takes nothing else. Labels are only shown: what means the same is equal,
whatever it is called.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.event import Count
from bot.domain.ids import ActorId, IncidentId, OutletId, PlaceId, RuleId
from bot.domain.incident import Incident, Standing
from bot.domain.place import Point, distance_km, is_inside, off_line_km
from bot.domain.words import is_said


def is_reached(least: int, toll: Count | None) -> bool:
    """A toll that nobody counted is none: "at least none" holds of it, and nothing above."""
    return least <= 0 or (toll is not None and toll.low >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Types:
    """Any of these taxonomy words (type, sub-type or operation)."""

    words: frozenset[str]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return not self.words.isdisjoint(incident.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """Any of these actors takes part; `ids` already holds every name of their lineages."""

    ids: frozenset[ActorId]
    label: str = field(compare=False)
    roles: frozenset[str] = frozenset()  # empty: any part

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        ids, roles = self.ids, self.roles
        return any(p.actor in ids and (not roles or p.role.value in roles) for p in incident.participants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    targets: frozenset[str]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return (incident.target.value if incident.target else "") in self.targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Within `radius_km` of a point. An incident's own precision is not subtracted: a card shows it instead."""

    place: PlaceId
    label: str = field(compare=False)
    point: Point
    radius_km: float

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return distance_km(self.point, incident.place.point) <= self.radius_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Inside an administrative area; empty `admin1` means the whole country."""

    label: str = field(compare=False)
    country: str
    admin1: str = ""
    admin2: str = ""

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        place = incident.place
        return (
            place.country == self.country
            and (not self.admin1 or place.admin1 == self.admin1)
            and (not self.admin2 or place.admin2 == self.admin2)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """At most `width_km` away from a road, given by the places that it runs through."""

    label: str = field(compare=False)
    points: tuple[Point, ...]
    width_km: float

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return off_line_km(self.points, incident.place.point) <= self.width_km


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Inside a polygon with these corners, its border included; no side runs across the date line."""

    corners: tuple[Point, ...]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return is_inside(self.corners, incident.place.point)


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    at_least: int

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return is_reached(self.at_least, incident.killed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wounded:
    at_least: int

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return is_reached(self.at_least, incident.wounded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """At least so many people taken, by the least figure that is given."""

    at_least: int

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return is_reached(self.at_least, incident.captured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """At least so many people driven from their homes, by the least figure that is given."""

    at_least: int

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return is_reached(self.at_least, incident.displaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certain:
    at_least: float

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return incident.certainty >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    at_least: Standing

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return incident.standing >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """At least so many independent publisher families."""

    at_least: int

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return len(incident.families) >= self.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Any member was told by one of these."""

    ids: frozenset[OutletId]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return any(member.outlet in self.ids for member in incident.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """Any member was told by an outlet that stands so near to the facts; `ids` are all such outlets of the packs."""

    words: frozenset[str]
    ids: frozenset[OutletId]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return any(member.outlet in self.ids for member in incident.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leans:
    """Any member was told by an outlet with such a slant; `ids` are all such outlets of the packs."""

    words: frozenset[str]
    ids: frozenset[OutletId]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return any(member.outlet in self.ids for member in incident.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Any member was told in one of these languages (ISO 639 codes)."""

    codes: frozenset[str]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return any(member.language in self.codes for member in incident.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The headline of any member has one of these phrases, each as `bot.domain.words.phrase` gives it."""

    phrases: frozenset[str]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return any(is_said(one, member.title) for member in incident.members for one in self.phrases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Fired by any of these rules (subscriptions and mutes only)."""

    ids: frozenset[RuleId]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return not self.ids.isdisjoint(rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """These incidents and no others (mutes only)."""

    ids: frozenset[IncidentId]

    def met(self, incident: Incident, rules: frozenset[RuleId]) -> bool:
        return incident.id in self.ids


Shape = Near | Along | Inside
Place = Shape | Within
Toll = Killed | Wounded | Captured | Displaced
Measure = Toll | Certain | Stands | Families
Telling = Outlets | Tiers | Leans | Languages | Words
Term = Types | Actors | Targets | Place | Measure | Telling | Rules | Incidents
