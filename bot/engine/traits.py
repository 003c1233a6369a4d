"""What of an incident can be told apart or new: its place, actors, outlets, types, operations, target.

Must not know rules or what is done with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import Fault
from bot.domain.ids import ActorId
from bot.domain.incident import Incident
from bot.engine import fields
from bot.engine.group import lineages
from bot.engine.terms import Names
from bot.located import Node


class Trait(StrEnum):
    PLACE = "place"
    ACTOR = "actor"  # armed ones; successive names of one actor are one
    OUTLET = "outlet"
    TYPE = "type"  # of the 25 sub-types
    OPERATION = "operation"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One trait. `lineages` makes one value of an actor's successive names."""

    trait: Trait
    lineages: Mapping[ActorId, str] = field(default_factory=dict)

    def of(self, incident: Incident) -> frozenset[str]:
        """The values that an incident has; none where nothing is known of it."""
        match self.trait:
            case Trait.PLACE:
                return frozenset([incident.place.id])
            case Trait.ACTOR:
                armed = (part.actor for part in incident.participants if part.kind.is_armed)
                return frozenset(self.lineages.get(actor, actor) for actor in armed)
            case Trait.OUTLET:
                return frozenset(member.outlet for member in incident.members)
            case Trait.TYPE:
                return frozenset([incident.sub_type.value])
            case Trait.OPERATION:
                return frozenset(operation.value for operation in incident.operations)
            case Trait.TARGET:
                return frozenset([incident.target.value] if incident.target else [])


def traits(node: Node, names: Names, faults: list[Fault]) -> Traits | None:
    """The trait that a word names; None after a fault."""
    trait = fields.choice(node, {one.value: one for one in Trait}, "of", faults)
    if trait is not Trait.ACTOR:
        return None if trait is None else Traits(trait=trait)
    return Traits(trait=trait, lineages=lineages(names))
