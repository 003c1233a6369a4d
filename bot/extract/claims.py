"""Who holds a base or a town after what the text tells: the four shapes in which control changes, with giver and taker.

A claim is made only of frames that tell something new. Must not know places and dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.actor import ActorKind
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Target
from bot.domain.ids import ActorId
from bot.extract.cues import Group
from bot.extract.frames import GIVING, TAKING, Frame
from bot.extract.reading import Party, Reading
from bot.extract.triggers import Act

_LEAVERS = (ActorKind.PEACEKEEPER, ActorKind.FOREIGN_FORCE)
_FORCES = (Target.STATE_FORCE, Target.ARMED_GROUP, None)
_PEOPLE_OR_ARMS = re.compile(
    r"\s(?:\d|(?:several|plusieurs|two|three|deux|trois|des|weapons|arms|vehicles|soldats|soldiers|armes|materiel)\b)"
)


@dataclass(frozen=True, slots=True)
class Reached:
    """A claim with the frames it was read from, most telling first."""

    claim: ControlClaim
    frames: tuple[Frame, ...]


def claim_of(reading: Reading, frames: list[Frame]) -> Reached | None:
    """What the text says about who holds a place; None where nothing changes hands for sure."""
    new = [frame for frame in frames if frame.is_new and not frame.background]
    takes = [frame for frame in new if frame.act in TAKING and _is_of_site(reading, frame)]
    leaver = _leaver(reading)
    abandons = [frame for frame in new if frame.act is Act.ABANDON and _is_leavers(reading, frame)]
    leaves = [frame for frame in new if frame.act is Act.LEAVE and _is_leavers(reading, frame)]
    handovers = [frame for frame in new if frame.act is Act.HANDOVER]
    by_armed = [frame for frame in takes if _side(frame) is Target.ARMED_GROUP]
    by_state = [frame for frame in takes if _side(frame) in (Target.STATE_FORCE, None) and frame.agent is not None]
    if leaver is not None and (abandons or (leaves and by_armed)):
        taker = _holder(reading, by_armed, Target.ARMED_GROUP) if by_armed else None
        return _reached(Shape.ABANDONMENT, Site.BASE, leaver, taker, [*abandons, *leaves, *by_armed])
    if leaver is not None and (handovers or (leaves and by_state) or _takes_leavers_base(by_state)):
        given = [*handovers, *by_state, *leaves]
        return _reached(Shape.HANDOVER, Site.BASE, leaver, _receiver(reading), given)
    strong = [frame for frame in takes if frame.act is not Act.ENTER or frame.in_title or len(takes) > 1]
    return _capture(reading, strong or takes) if any(frame.act is not Act.ENTER for frame in takes) else None


def is_news(reached: Reached, primary: Frame) -> bool:
    """True where the claim is part of what the text is about, so that the event's place and day are the claim's too.

    A convoy attacked after it left a base that was handed over tells where the convoy was, not the base.
    """
    if primary.act in TAKING or primary.act in GIVING or any(frame.in_title for frame in reached.frames):
        return True
    return reached.claim.shape not in (Shape.HANDOVER, Shape.ABANDONMENT)


def _capture(reading: Reading, takes: list[Frame]) -> Reached | None:
    """Capture, recapture or seizure by the side that the takes name."""
    named = [frame for frame in takes if frame.agent is not None]
    lead = next(iter(sorted(named, key=lambda frame: frame.act is Act.HOLD)), None)
    if lead is None or lead.agent is None:
        # "La ville a été prise": taken, the text does not say by whom.
        return None
    side = lead.agent.side
    taker = _holder(reading, [frame for frame in named if _side(frame) is side], side)
    site = Site.BASE if _is_base(takes) else Site.TOWN
    giver = _giver(reading, side)
    acts = {frame.act for frame in takes}
    if Act.HOLD in acts and side is Target.ARMED_GROUP:
        shape = Shape.SEIZURE
    else:
        shape = Shape.RECAPTURE if Act.RETAKE in acts else Shape.CAPTURE
    return _reached(shape, site, giver, taker, [lead, *(frame for frame in takes if frame is not lead)])


def _reached(
    shape: Shape, site: Site, giver: ActorId | None, taker: ActorId | None, frames: list[Frame]
) -> Reached | None:
    if not frames or (giver is None and taker is None):
        return None
    if giver is not None and giver == taker:
        giver = None
    return Reached(ControlClaim(shape=shape, site=site, giver=giver, taker=taker), tuple(frames))


def _side(frame: Frame) -> Target | None:
    return frame.agent.side if frame.agent is not None else None


def _is_of_site(reading: Reading, frame: Frame) -> bool:
    """True where a base, a town or a named place is taken; soldiers and weapons can be seized too."""
    if frame.agent is not None and frame.agent.side not in _FORCES:
        return False
    if (
        frame.act is not Act.FALL
        and _PEOPLE_OR_ARMS.match(reading.text, frame.hit.end)
        and not reading.has(Group.BASE, frame.hit.end, frame.hit.end + 28)
    ):
        return False
    if frame.things & {Group.BASE, Group.TOWN} or frame.act is Act.FALL:
        return True
    first, last = reading.layout.sentence(frame.hit.start)
    return any(abs(place.start - frame.hit.end) <= 40 for place in reading.places_within(first, last))


def _is_base(takes: list[Frame]) -> bool:
    """A base rather than a town: by the thing named nearest after the first telling word."""
    for frame in takes:
        if Group.BASE in frame.things and Group.TOWN not in frame.things:
            return True
        if Group.TOWN in frame.things:
            return False
    return False


def _leaver(reading: Reading) -> ActorId | None:
    """The mission or foreign force that the text names, where somebody gives up or receives a base."""
    for party in reading.parties:
        if party.actor is not None and party.actor.kind in _LEAVERS:
            return party.actor.id
    return None


def _is_leavers(reading: Reading, frame: Frame) -> bool:
    """True where those who leave are the mission or a foreign force: named beside the word, nobody else before it."""
    for party in (frame.agent, frame.target):
        if party is not None and _is_mission(party):
            return True
    if frame.agent is not None and frame.act is not Act.ABANDON:
        return False
    first, last = reading.layout.sentence(frame.hit.start)
    return any(_is_mission(party) for party in reading.parties_within(first, last))


def _is_mission(party: Party) -> bool:
    if party.actor is not None:
        return party.actor.kind in _LEAVERS
    return party.side is Target.PEACEKEEPER


def _takes_leavers_base(takes: list[Frame]) -> bool:
    """ "The army takes possession of the mission's camp": no leaving is told, but whose camp it was is."""
    return any(
        frame.act is not Act.RETAKE
        and frame.target is not None
        and _is_mission(frame.target)
        and Group.BASE in frame.things
        for frame in takes
    )


def _receiver(reading: Reading) -> ActorId | None:
    """The State or its army, as the text names it first; the army where both are named."""
    named = [party.actor for party in reading.parties if party.actor and party.side is not Target.PEACEKEEPER]
    for kinds in ((ActorKind.STATE_FORCE,), (ActorKind.AUTHORITY,)):
        for actor in named:
            if actor.kind in kinds:
                return actor.id
    return None


def _holder(reading: Reading, frames: list[Frame], side: Target | None) -> ActorId | None:
    """The actor on a side: named in full rather than as "the rebels", the taking frames' own first."""
    own = [frame.agent for frame in frames if frame.agent is not None]
    return _named_on(reading, [*own, *reading.parties], side)


def _named_on(reading: Reading, parties: list[Party], side: Target | None) -> ActorId | None:
    named = [(party, party.actor) for party in parties if party.side is side and party.actor is not None]
    # Mercenaries hold nothing in their own name where the army is named too.
    named = [pair for pair in named if pair[1].kind is not ActorKind.PRIVATE_MILITARY] or named
    proper = [pair for pair in named if _is_proper(reading, pair[0])]
    chosen = next(iter(proper or named), None)
    return chosen[1].id if chosen is not None else None


def _is_proper(reading: Reading, party: Party) -> bool:
    """A name rather than a common noun: it has a capital, and not only because it begins the sentence."""
    first, _ = reading.layout.sentence(party.start)
    quote = reading.quote(party.start, party.end)
    return any(letter.isupper() for letter in (quote[1:] if party.start - first <= 1 else quote))


def _giver(reading: Reading, side: Target | None) -> ActorId | None:
    """Who lost the place: the other side, where the text names it rather than "armed groups"."""
    other = Target.ARMED_GROUP if side is not Target.ARMED_GROUP else Target.STATE_FORCE
    known = [party for party in reading.parties if party.actor and party.actor.kind is not ActorKind.UNKNOWN_ARMED]
    return _named_on(reading, known, other)
