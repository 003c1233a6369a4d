"""Which kinds of happening can be one and the same: families of types and of operations.

A camp that is stormed may be called a capture or an attack, never a roadside bomb; a mine under a convoy is never an
air strike. Two events whose families do not meet are vetoed. Must not know places, times or texts.
"""

from __future__ import annotations

from bot.domain.taxonomy import EventType, Operation

_GROUPS: dict[EventType, str] = {
    EventType.BATTLES: "violence",
    EventType.EXPLOSIONS: "violence",
    EventType.CIVILIANS: "violence",
    EventType.PROTESTS: "unrest",
    EventType.RIOTS: "unrest",
    EventType.STRATEGIC: "strategic",
}

# Two operations may describe one happening when they share a word here.
_FAMILIES: dict[Operation, frozenset[str]] = {
    Operation.BASE_HANDOVER: frozenset({"control"}),
    Operation.BASE_ABANDONED: frozenset({"control"}),
    Operation.BASE_CAPTURED: frozenset({"control", "assault"}),
    Operation.BASE_ATTACK: frozenset({"assault", "blast"}),
    Operation.TOWN_CAPTURED: frozenset({"control", "assault"}),
    Operation.CONVOY_ATTACK: frozenset({"road"}),
    Operation.AMBUSH: frozenset({"road"}),
    Operation.IED: frozenset({"road", "blast"}),
    Operation.AIR_STRIKE: frozenset({"air"}),
    Operation.DRONE_STRIKE: frozenset({"air"}),
    Operation.SHELLING: frozenset({"shelling", "assault"}),
    Operation.SUICIDE_BOMB: frozenset({"blast", "assault"}),
    Operation.ABDUCTION: frozenset({"abduction"}),
    Operation.MASSACRE: frozenset({"massacre", "assault"}),
    Operation.BLOCKADE: frozenset({"blockade"}),
    Operation.PEACEKEEPER_ATTACK: frozenset({"road", "assault", "blast", "shelling"}),
    Operation.AID_WORKER_ATTACK: frozenset({"road", "assault", "abduction"}),
    Operation.WITHDRAWAL: frozenset({"control", "movement"}),
    Operation.DISPLACEMENT: frozenset({"displacement"}),
    Operation.COUP: frozenset({"coup"}),
    Operation.CEASEFIRE: frozenset({"ceasefire"}),
    Operation.TROOP_MOVEMENT: frozenset({"movement"}),
}


# Acts that are not part of a change of hands, even where the same text tells both.
_ACTS = frozenset({"road", "air", "abduction"})
_WHO = frozenset({Operation.PEACEKEEPER_ATTACK, Operation.AID_WORKER_ATTACK})


def type_group(type_: EventType) -> str:
    """One of violence, unrest, strategic."""
    return _GROUPS[type_]


def families(operations: frozenset[Operation]) -> frozenset[str]:
    """The families of all these operations together."""
    return frozenset(family for operation in telling(operations) for family in _FAMILIES[operation])


def telling(operations: frozenset[Operation]) -> frozenset[Operation]:
    """The operations that say what was done; those that say only who was hit where there is nothing else."""
    return (operations - _WHO) or operations


def acts(operations: frozenset[Operation]) -> frozenset[Operation]:
    """Those operations that happen on a road, from the air or to persons, never to a place."""
    return frozenset(operation for operation in operations - _WHO if _FAMILIES[operation] & _ACTS)
