"""Who acts: an actor as a pack describes it, and its part in one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.ids import ActorId


class ActorKind(StrEnum):
    STATE_FORCE = "state_force"  # army, gendarmerie, police of the country
    FOREIGN_FORCE = "foreign_force"
    PRIVATE_MILITARY = "private_military"
    PEACEKEEPER = "peacekeeper"
    REBEL = "rebel"
    JIHADIST = "jihadist"
    MILITIA = "militia"  # self-defence and pro-government groups
    UNKNOWN_ARMED = "unknown_armed"
    CIVILIAN = "civilian"
    AID_WORKER = "aid_worker"
    AUTHORITY = "authority"  # a State or civil administration

    @property
    def is_armed(self) -> bool:
        return self not in (ActorKind.CIVILIAN, ActorKind.AID_WORKER, ActorKind.AUTHORITY)


class Role(StrEnum):
    AGENT = "agent"
    TARGET = "target"
    ALLY = "ally"  # fights beside the agent
    LEAVES = "leaves"  # gives up a place
    TAKES = "takes"  # receives or enters a place
    PRESENT = "present"  # named, part unclear


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """One spelling and the days on which it meant this actor (both ends included; None is open)."""

    text: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An armed group, force or population. Renamed groups share a `lineage`."""

    id: ActorId
    name: str  # English, as shown
    name_fr: str
    short: str  # "FAMa"
    kind: ActorKind
    lineage: str
    countries: tuple[str, ...]
    aliases: tuple[Alias, ...]
    party: bool  # a party to the conflict: its own word does not corroborate its claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """An actor's part in one event."""

    actor: ActorId
    kind: ActorKind
    role: Role
