"""What a rule counts by: the place, cercle, region, country, actor or road of an incident, or everything together.

Must not know rules or what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import Fault
from bot.domain.ids import ActorId
from bot.domain.incident import Incident
from bot.domain.matcher import Along
from bot.domain.place import off_line_km
from bot.engine import fields, roads
from bot.engine.terms import BadWord, Names
from bot.located import Node


class GroupBy(StrEnum):
    PLACE = "place"
    CERCLE = "cercle"  # the second level of administration, whatever it is called in a country
    REGION = "region"
    COUNTRY = "country"
    ACTOR = "actor"  # an incident counts for each armed actor that takes part
    ROAD = "road"  # of those that the file names
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`lineages` makes one group of an actor's successive names; `roads` are only for `ROAD`."""

    by: GroupBy
    roads: tuple[Along, ...] = ()
    lineages: Mapping[ActorId, str] = field(default_factory=dict)

    def of(self, incident: Incident) -> tuple[str, ...]:
        """The names of the groups that an incident belongs to, none where it has no such thing.

        A name is its own key and fit to be shown: "Kidal, Kidal, ML".
        """
        place = incident.place
        match self.by:
            case GroupBy.ALL:
                return ("everywhere",)
            case GroupBy.ACTOR:
                armed = (p.actor for p in incident.participants if p.kind.is_armed)
                return tuple(dict.fromkeys(self.lineages.get(actor, actor) for actor in armed))
            case GroupBy.ROAD:
                near = (road for road in self.roads if off_line_km(road.points, place.point) <= road.width_km)
                return tuple(dict.fromkeys(road.label for road in near))
            case GroupBy.COUNTRY:
                return (place.country,)
            case GroupBy.REGION:
                return (f"{place.admin1}, {place.country}",) if place.admin1 else ()
            case GroupBy.CERCLE:
                return (f"{place.admin2}, {place.admin1}, {place.country}",) if place.admin2 else ()
            case GroupBy.PLACE:
                return (", ".join(part for part in (place.name, place.admin1, place.country) if part),)

    def phrase(self, name: str) -> str:
        """Where that is, for a condition: "in Kidal, ML", "along RN18", "of jnim", "everywhere"."""
        match self.by:
            case GroupBy.ALL:
                return name
            case GroupBy.ACTOR:
                return f"of {name}"
            case GroupBy.ROAD:
                return f"along {name}"
            case _:
                return f"in {name}"


EVERYWHERE = Grouping(by=GroupBy.ALL)  # of a rule that does not say what it counts by


def lineages(names: Names) -> Mapping[ActorId, str]:
    """The lineage of every actor that is known."""
    return {id_: actor.lineage for _, id_, _ in names.actors.names() if (actor := names.actors.get(id_))}


def grouping(node: Node, names: Names, faults: list[Fault]) -> Grouping | None:
    """The grouping of a file: `group: region`, or `group: {road: [RN18/20km, RN17/20km]}`. None after a fault."""
    if isinstance(node.value, dict):
        found = fields.mapping(node, ("road",), "a group", faults)
        fields.required(found, ("road",), node.mark, "the group", faults)
        named = fields.words(found["road"], "road", faults) if "road" in found else []
        lines: list[Along] = []
        for word, mark in named:
            try:
                road = roads.road(word, names)
            except BadWord as bad:
                faults.append(mark.fault(bad.what, bad.fix))
                continue
            lines.append(road)
        return Grouping(by=GroupBy.ROAD, roads=tuple(lines)) if lines else None
    words = {one.value: one for one in GroupBy}
    by = fields.choice(node, words, "group", faults)
    if by is GroupBy.ROAD:
        faults.append(node.mark.fault("group 'road' names no roads", "write group: {road: [RN18/20km]}"))
        return None
    if by is None:
        return None
    return Grouping(by=by, lineages=lineages(names) if by is GroupBy.ACTOR else {})
