"""Who took part, and what actors and outlets are called. An actor that no pack names is shown by its kind or id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.cards import labels
from bot.cards.phrases import Names, Phrases
from bot.domain.actor import Actor, ActorKind, Participant, Role
from bot.domain.control import Shape
from bot.domain.ids import ActorId, OutletId
from bot.domain.incident import Incident
from bot.domain.taxonomy import EventType

_VIOLENT = frozenset({EventType.BATTLES, EventType.EXPLOSIONS, EventType.CIVILIANS})
# Who takes a place by force attacks those who lose it: that is one deed, not two.
_FORCED = frozenset({Shape.CAPTURE, Shape.SEIZURE, Shape.RECAPTURE})
_FOUGHT_AS = {Role.TAKES: Role.AGENT, Role.LEAVES: Role.TARGET}


def outlet(outlet_id: OutletId, names: Names) -> str:
    """The outlet's name; its id (a host name) where the packs do not know it."""
    found = names.outlet(outlet_id)
    return found.name if found else outlet_id


def actor(actor_id: ActorId, names: Names, say: Phrases) -> str:
    """The short name: "FAMa"; "unknown gunmen" for people without one; the id where the packs do not know it."""
    found = names.actor(actor_id)
    if found is None:
        return actor_id
    return _common(found, say) if _is_common(found) else found.short or found.name


def sentence(incident: Incident, names: Names, say: Phrases) -> str:
    """Everybody's part: "JNIM (jihadist group) against FAMa (state force)"; "not known" where nobody is named."""
    is_forced = incident.control is not None and incident.control.shape in _FORCED
    roles = _by_role(_shown(incident.participants, names, is_forced=is_forced), names, say)
    parts = [_fight(incident, roles, say)]
    if leaving := roles[Role.LEAVES]:
        parts.append(say("leaving: {actors}", actors=say.listed(leaving)))
    if taking := roles[Role.TAKES]:
        parts.append(say("taking over: {actors}", actors=say.listed(taking)))
    if present := roles[Role.PRESENT]:
        parts.append(say("also named: {actors}", actors=say.listed(present)))
    return say("; ").join(part for part in parts if part) or say("not known")


def _fight(incident: Incident, roles: dict[Role, list[str]], say: Phrases) -> str:
    agents, targets = say.listed(roles[Role.AGENT]), say.listed(roles[Role.TARGET])
    if allies := say.listed(roles[Role.ALLY]):
        agents = say("{actors} with {allies}", actors=agents, allies=allies) if agents else allies
    if not targets and incident.target is not None and incident.type in _VIOLENT:
        targets = labels.label(incident.target, say)
    if agents and targets:
        return say("{actors} against {targets}", actors=agents, targets=targets)
    if targets:
        return say("against {targets}, by whom is not known", targets=targets)
    return agents


def _shown(participants: Iterable[Participant], names: Names, *, is_forced: bool) -> list[Participant]:
    """Every body once, in its first part: no State beside its own army, no "gunmen" beside the group they are of."""
    first: dict[ActorId, Participant] = {}
    for one in participants:
        role = _FOUGHT_AS.get(one.role, one.role) if is_forced else one.role
        first.setdefault(one.actor, Participant(actor=one.actor, kind=one.kind, role=role))
    for authority in [one for one in first.values() if one.kind is ActorKind.AUTHORITY]:
        _fold(authority, first, names)
    named = {one.role for one in first.values() if one.kind.is_armed and one.kind is not ActorKind.UNKNOWN_ARMED}
    return [one for one in first.values() if one.kind is not ActorKind.UNKNOWN_ARMED or one.role not in named]


def _fold(authority: Participant, first: dict[ActorId, Participant], names: Names) -> None:
    """Leaves an authority out where its own force is named: the mission where the United Nations are named too."""
    lineage = _lineage(authority.actor, names)
    force = next((one for one in first.values() if one.kind.is_armed and _lineage(one.actor, names) == lineage), None)
    if force is None:
        return
    if force.role is Role.PRESENT and authority.role is not Role.PRESENT:
        if force.kind is not ActorKind.PEACEKEEPER:
            return  # A State may take over a base while its army is only mentioned.
        first[force.actor] = replace(force, role=authority.role)
    del first[authority.actor]


def _by_role(participants: Iterable[Participant], names: Names, say: Phrases) -> dict[Role, list[str]]:
    """The names under their parts; the kind is added where the name alone would not tell it."""
    roles: dict[Role, list[str]] = {role: [] for role in Role}
    for one in participants:
        kind, found = labels.label(one.kind, say), names.actor(one.actor)
        named = _full(found, say) if found else kind
        is_plain = found is None or not one.kind.is_armed or _is_common(found)
        roles[one.role].append(named if is_plain else say("{actor} ({kind})", actor=named, kind=kind))
    return roles


def _full(found: Actor, say: Phrases) -> str:
    """The short name of an armed actor, the whole name in the reader's language for everybody else."""
    if _is_common(found):
        return _common(found, say)
    if found.kind.is_armed and found.short:
        return found.short
    return found.name_fr if say.language == "fr" and found.name_fr else found.name


def _is_common(found: Actor) -> bool:
    """Whether it is called by a common noun ("jihadists", "civilians") rather than by the name of a group."""
    return found.short[:1].islower()


def _common(found: Actor, say: Phrases) -> str:
    """A common noun as a sentence needs it: "civilians", "des civils"."""
    return say("{people}", people=found.name_fr if say.language == "fr" and found.name_fr else found.name)


def _lineage(actor_id: ActorId, names: Names) -> str:
    found = names.actor(actor_id)
    return found.lineage if found else actor_id
