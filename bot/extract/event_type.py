"""What kind of event the frames of a text add up to: operations, ACLED sub-type, and who was the target.

Target status decides battle against violence against civilians and is therefore worked out on its own. Must not know
places, dates and figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actor import ActorKind
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Target
from bot.domain.taxonomy import Operation, SubType
from bot.extract import crowds
from bot.extract.claims import Reached
from bot.extract.cues import Group
from bot.extract.frames import GIVING, TAKING, VIOLENT, Frame
from bot.extract.reading import Party, Reading
from bot.extract.triggers import Act

# How much an act says about what the news is; titles add to it, weak words and background take away.
_WEIGHT: dict[Act, int] = {
    Act.SUICIDE: 12, Act.STRIKE: 11, Act.BLAST: 10, Act.SHELLING: 8, Act.GRENADE: 9, Act.MASSACRE: 9, Act.TAKE: 9,
    Act.RETAKE: 9, Act.FALL: 9, Act.HOLD: 8, Act.HANDOVER: 9, Act.ABANDON: 9, Act.COUP: 9, Act.ABDUCT: 8, Act.SEXUAL: 8,
    Act.ATTACK: 7, Act.CLASH: 7, Act.RIOT: 6, Act.BLOCKADE: 6, Act.CEASEFIRE: 5, Act.PROTEST: 5, Act.KILL: 5,
    Act.WOUND: 4,
    Act.LEAVE: 4, Act.LOOT: 4, Act.ARREST: 4, Act.DEFUSE: 6, Act.ENTER: 3, Act.MOVE: 4, Act.DISPLACE: 3, Act.ARRIVE: 2,
    Act.ESTABLISH: 5,
}  # fmt: skip
_EXPLOSIVE = {
    Act.SUICIDE: SubType.SUICIDE_BOMB,
    Act.STRIKE: SubType.AIR_DRONE_STRIKE,
    Act.SHELLING: SubType.SHELLING,
    Act.BLAST: SubType.REMOTE_EXPLOSIVE,
    Act.GRENADE: SubType.GRENADE,
}
_FIXED = {
    Act.ABDUCT: SubType.ABDUCTION,
    Act.SEXUAL: SubType.SEXUAL_VIOLENCE,
    Act.LOOT: SubType.LOOTING,
    Act.BLOCKADE: SubType.OTHER,
    Act.DISPLACE: SubType.OTHER,
    Act.COUP: SubType.OTHER,
    Act.CEASEFIRE: SubType.AGREEMENT,
    Act.HANDOVER: SubType.TRANSFER,
    Act.ABANDON: SubType.TRANSFER,
    Act.LEAVE: SubType.GROUP_ACTIVITY,
    Act.ARRIVE: SubType.GROUP_ACTIVITY,
    Act.MOVE: SubType.GROUP_ACTIVITY,
    Act.ENTER: SubType.GROUP_ACTIVITY,
    Act.ESTABLISH: SubType.BASE_ESTABLISHED,
}
_BODILY = frozenset(
    {Act.ATTACK, Act.CLASH, Act.BLAST, Act.SUICIDE, Act.SHELLING, Act.GRENADE, Act.KILL, Act.WOUND, Act.MASSACRE}
)


@dataclass(frozen=True, slots=True)
class Sorted:
    """What kind of event it is."""

    primary: Frame
    sub_type: SubType
    operations: frozenset[Operation]
    target: Target | None


def primary_of(frames: list[Frame]) -> Frame:
    """The frame that says what the news is. The frames must not be empty."""
    return max(frames, key=_weight)


def sort_out(reading: Reading, frames: list[Frame], reached: Reached | None, sides: frozenset[Target]) -> Sorted:
    """The kind of event told by frames of which at least one is new; `sides` are those that bled."""
    new = [frame for frame in frames if frame.is_new]
    if any(frame.act is Act.DEFUSE and not frame.background for frame in new):
        # A device made safe is no blast.
        new = [frame for frame in new if frame.act not in (Act.BLAST, Act.SUICIDE)] or new
    new = crowds.without_grievances(reading, new)
    primary = primary_of(new)
    target = _target(new, primary, sides)
    street = crowds.sub_type_of(reading, new, primary)
    if street is not None:
        struck = Target.CIVILIAN if street is SubType.EXCESSIVE_FORCE else target
        return Sorted(primary, street, frozenset(), struck)
    operations = _operations(reading, new, primary, reached, target, sides)
    return Sorted(primary, _sub_type(new, primary, reached, target), operations, target)


def _weight(frame: Frame) -> float:
    weight = _WEIGHT[frame.act] + (6 if frame.in_title else 2 if frame.sentence == 1 else 0)
    weight -= 2 if frame.trigger.weak else 0
    weight -= 8 if frame.background else 0
    return weight if frame.is_new else weight - 30


def _target(frames: list[Frame], primary: Frame, sides: frozenset[Target]) -> Target | None:
    """Who was struck: the primary frame's target, else the side that bled, else whose convoy or base it was."""
    if primary.act not in VIOLENT and primary.act not in TAKING:
        return None
    hurt = sides - {Target.ARMED_GROUP} or sides
    if len(hurt) == 1:
        return next(iter(hurt))
    ranked = sorted((frame for frame in frames if frame.act in VIOLENT), key=_weight, reverse=True)
    for frame in (primary, *ranked):
        if frame.target is not None and frame.target.side is not None and frame.act is not Act.LEAVE:
            return frame.target.side
    for target in (Target.PEACEKEEPER, Target.AID_WORKER, Target.CIVILIAN, Target.STATE_FORCE):
        if target in hurt:
            return target
    return None


def _sub_type(frames: list[Frame], primary: Frame, reached: Reached | None, target: Target | None) -> SubType:
    if reached is not None and primary.act in (TAKING | GIVING):
        return _of_claim(reached.claim, reached.frames)
    if primary.act in VIOLENT and any(frame.trigger.sub_type is SubType.CHEMICAL_WEAPON for frame in frames):
        return SubType.CHEMICAL_WEAPON
    if primary.act in (Act.ATTACK, Act.KILL, Act.WOUND):
        for frame in sorted(frames, key=_weight, reverse=True):
            if frame.act in _EXPLOSIVE and not frame.background:
                return _EXPLOSIVE[frame.act]
    if primary.act is Act.BLAST and any(frame.act is Act.SUICIDE and not frame.background for frame in frames):
        return SubType.SUICIDE_BOMB
    if primary.act in _EXPLOSIVE:
        return _EXPLOSIVE[primary.act]
    if primary.trigger.sub_type is not None:
        return primary.trigger.sub_type
    if primary.act in _FIXED:
        return _FIXED[primary.act]
    if target in (Target.CIVILIAN, Target.AID_WORKER) or (primary.act is Act.MASSACRE and target is None):
        return SubType.ATTACK
    return SubType.ARMED_CLASH


def _of_claim(claim: ControlClaim, frames: tuple[Frame, ...]) -> SubType:
    if claim.shape in (Shape.HANDOVER, Shape.ABANDONMENT):
        return SubType.TRANSFER
    lead = frames[0].agent
    if lead is not None and lead.side is Target.ARMED_GROUP:
        return SubType.NON_STATE_OVERTAKES
    return SubType.GOVERNMENT_REGAINS


def _operations(
    reading: Reading,
    frames: list[Frame],
    primary: Frame,
    reached: Reached | None,
    target: Target | None,
    sides: frozenset[Target],
) -> frozenset[Operation]:
    found: set[Operation] = set()
    for frame in frames:
        if frame.act is Act.LEAVE:
            found |= _leaving(frame)
        elif frame.act in (Act.ABANDON, Act.HANDOVER) or not frame.background:
            found |= frame.trigger.operations
    if any(frame.act is Act.STRIKE and not frame.background for frame in frames):
        found |= _from_the_air(reading)
        found.discard(Operation.SHELLING)
    if primary.act in VIOLENT:
        found.discard(Operation.TROOP_MOVEMENT)
    if Operation.SUICIDE_BOMB in found:
        found.discard(Operation.IED)
    if Operation.BASE_ABANDONED in found and (reached is None or reached.claim.shape is not Shape.ABANDONMENT):
        found.discard(Operation.BASE_ABANDONED)
    if Operation.BASE_ABANDONED in found:
        found.discard(Operation.BASE_HANDOVER)
    found |= _attacks(frames, target, sides)
    if reached is not None:
        found |= _of_shape(reached, target)
    if not found and any(frame.act in (Act.ARRIVE, Act.MOVE) for frame in frames):
        found.add(Operation.TROOP_MOVEMENT)
    return frozenset(found)


def _leaving(frame: Frame) -> set[Operation]:
    """A mission's leaving is a withdrawal; an army's column that leaves a town is on the move."""
    who = frame.agent or frame.target
    if who is None or who.side in (Target.CIVILIAN, Target.AID_WORKER):
        return set() if frame.trigger.weak else {Operation.WITHDRAWAL}
    if who.side is Target.STATE_FORCE and not _is_foreign(who):
        return {Operation.TROOP_MOVEMENT} if Group.CONVOY in frame.things else {Operation.WITHDRAWAL}
    return {Operation.WITHDRAWAL}


def _is_foreign(party: Party) -> bool:
    return party.actor is not None and party.actor.kind is ActorKind.FOREIGN_FORCE


def _from_the_air(reading: Reading) -> set[Operation]:
    return {Operation.DRONE_STRIKE} if reading.has(Group.DRONE) else {Operation.AIR_STRIKE}


def _attacks(frames: list[Frame], target: Target | None, sides: frozenset[Target]) -> set[Operation]:
    """What was attacked, told by the things and people near the violent words."""
    found: set[Operation] = set()
    struck = any(frame.act is Act.STRIKE and not frame.background for frame in frames)
    for frame in frames:
        if frame.act not in _BODILY or frame.background:
            continue
        if Group.CONVOY in frame.things and frame.act not in (Act.CLASH, Act.KILL):
            found.add(Operation.CONVOY_ATTACK)
        elif not struck and Group.BASE in frame.things and frame.act in (Act.ATTACK, Act.SUICIDE, Act.SHELLING):
            found.add(Operation.BASE_ATTACK)
    bodily = any(frame.act in _BODILY and not frame.background for frame in frames)
    if bodily and (target is Target.PEACEKEEPER or Target.PEACEKEEPER in sides):
        found.add(Operation.PEACEKEEPER_ATTACK)
    violent = any(frame.act in VIOLENT and not frame.background for frame in frames)
    if violent and (target is Target.AID_WORKER or Target.AID_WORKER in sides):
        found.add(Operation.AID_WORKER_ATTACK)
    return found


def _of_shape(reached: Reached, target: Target | None) -> set[Operation]:
    claim, lead = reached.claim, reached.frames[0].agent
    by_armed = any(
        frame.act in TAKING and frame.agent is not None and frame.agent.side is Target.ARMED_GROUP
        for frame in reached.frames
    )
    if claim.shape is Shape.HANDOVER:
        return {Operation.BASE_HANDOVER}
    if claim.shape is Shape.ABANDONMENT:
        return {Operation.BASE_ABANDONED, *([Operation.BASE_CAPTURED] if by_armed else [])}
    if claim.site is Site.TOWN:
        return {Operation.TOWN_CAPTURED}
    if lead is not None and lead.side is Target.ARMED_GROUP:
        # A base held by an army is not taken without an attack on it.
        return {Operation.BASE_CAPTURED, *([] if target is Target.PEACEKEEPER else [Operation.BASE_ATTACK])}
    return {Operation.BASE_CAPTURED} if claim.shape is Shape.CAPTURE else set()
