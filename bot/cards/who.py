"""Who took part, and what actors and outlets are called. An actor that no pack names is shown by its kind or id."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cards import labels
from bot.cards.phrases import Names, Phrases
from bot.domain.actor import Participant, Role
from bot.domain.ids import ActorId, OutletId
from bot.domain.incident import Incident
from bot.domain.taxonomy import EventType

_VIOLENT = frozenset({EventType.BATTLES, EventType.EXPLOSIONS, EventType.CIVILIANS})


def outlet(outlet_id: OutletId, names: Names) -> str:
    """The outlet's name; its id (a host name) where the packs do not know it."""
    found = names.outlet(outlet_id)
    return found.name if found else outlet_id


def actor(actor_id: ActorId, names: Names) -> str:
    """The short name: "FAMa"; the id where the packs do not know it."""
    found = names.actor(actor_id)
    return found.short or found.name if found else actor_id


def sentence(incident: Incident, names: Names, say: Phrases) -> str:
    """Everybody's part: "JNIM (jihadist group) against FAMa (state force)"; "not known" where nobody is named."""
    roles = _by_role(incident.participants, names, say)
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


def _by_role(participants: Iterable[Participant], names: Names, say: Phrases) -> dict[Role, list[str]]:
    """Every actor once, under its first part; the kind is added where the name alone would not tell it."""
    roles: dict[Role, list[str]] = {role: [] for role in Role}
    seen: set[ActorId] = set()
    for participant in participants:
        if participant.actor in seen:
            continue
        seen.add(participant.actor)
        kind = labels.label(participant.kind, say)
        found = names.actor(participant.actor)
        named = _full(participant.actor, names, say) if found else kind
        is_plain = found is None or not participant.kind.is_armed
        roles[participant.role].append(named if is_plain else say("{actor} ({kind})", actor=named, kind=kind))
    return roles


def _full(actor_id: ActorId, names: Names, say: Phrases) -> str:
    """The short name of an armed actor, the whole name in the reader's language for everybody else."""
    found = names.actor(actor_id)
    if found is None:
        return actor_id
    if found.kind.is_armed and found.short:
        return found.short
    return found.name_fr if say.language == "fr" and found.name_fr else found.name
