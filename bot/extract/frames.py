"""Triggers with who does it to whom: the parties, things and mood around each trigger word.

Must not know places, dates and figures, nor what the frames add up to (event_type.py, claims.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.event import Realis, Target
from bot.extract import realis as mood
from bot.extract.cues import Group
from bot.extract.reading import Party, Reading
from bot.extract.scan import Hit
from bot.extract.triggers import Act, Trigger

_THINGS = (Group.BASE, Group.CONVOY, Group.AIRCRAFT, Group.TOWN)
_NEAR = 70  # characters from a trigger to the thing it is about
_AUXILIARY = re.compile(
    r"\b(?:was|were|been|being|is|are|ete|est|sont|etre|etait|etaient|fut|furent|gets?|got)\s(?:\w+\s){0,2}$"
)
_ACTIVE = re.compile(r"\b(?:a|ont|avoir|ayant|avait|avaient|as)\s(?:\w+\s){0,2}$")
_ACCENTED = ("é", "ée", "és", "ées")
_TAKEN = ("pris", "prise", "prises")
_OBJECT = 24  # characters from an active verb to its object: "killed at least ten soldiers"
_AGAINST = re.compile(r"\b(?:contre|sur|against|on)\b")
_UNSTRUCK = (None, Target.STATE_FORCE, Target.PEACEKEEPER)
_WAS = re.compile(r"\s(?:was|were|been|a ete|ont ete|est|sont)\s")
_NOUN = re.compile(
    r"\b(?:l'|la|les|un|une|d'une|d'un|des|cette|nouvelle|the|an|a|new|of|double|several|plusieurs|en)\s?$"
)

VIOLENT = frozenset(
    {Act.ATTACK, Act.CLASH, Act.BLAST, Act.SUICIDE, Act.STRIKE, Act.SHELLING, Act.GRENADE, Act.KILL, Act.WOUND}
    | {Act.MASSACRE, Act.ABDUCT, Act.SEXUAL, Act.LOOT}
)
TAKING = frozenset({Act.TAKE, Act.RETAKE, Act.FALL, Act.ENTER, Act.HOLD})
GIVING = frozenset({Act.HANDOVER, Act.ABANDON, Act.LEAVE})
_NEEDS_FORCE = frozenset(
    {Act.LEAVE, Act.ARRIVE, Act.ENTER, Act.MOVE, Act.TAKE, Act.RETAKE, Act.FALL, Act.ABANDON, Act.HANDOVER}
    | {Act.ESTABLISH}
)


@dataclass(frozen=True, slots=True)
class Frame:
    """One trigger in its surroundings."""

    hit: Hit
    trigger: Trigger
    realis: Realis
    background: bool  # told as having happened before the news
    in_title: bool
    agent: Party | None
    target: Party | None
    things: frozenset[Group]  # base, convoy, aircraft, town near it
    sentence: int
    struck: bool  # "the plane … was hit": a gap that holds a passive

    @property
    def act(self) -> Act:
        return self.trigger.act

    @property
    def is_new(self) -> bool:
        return self.realis is Realis.NEW


def frames_of(reading: Reading) -> list[Frame]:
    """A frame for every trigger that stands on its own feet, in order of the text."""
    built = [_frame(reading, hit, hit.named.trigger) for hit in reading.triggers if hit.named.trigger is not None]
    armed = {
        reading.layout.sentence_number(party.start)
        for party in reading.parties
        if party.side not in (None, Target.CIVILIAN, Target.AID_WORKER)
    }
    strong = {frame.sentence for frame in built if not frame.trigger.weak}
    return [frame for frame in built if _stands(frame, armed, strong) and _takes_something(reading, frame)]


def _stands(frame: Frame, armed: set[int], strong: set[int]) -> bool:
    """Weak words need an armed party in their sentence or a stronger word; places change hands between forces."""
    if frame.act is Act.STRIKE and frame.struck:
        return False
    if frame.act in _NEEDS_FORCE:
        if frame.trigger.weak:
            return frame.sentence in armed
        return bool(armed) or (frame.act is Act.HANDOVER and Group.BASE in frame.things)
    return not frame.trigger.weak or frame.sentence in armed or bool(strong)


def _takes_something(reading: Reading, frame: Frame) -> bool:
    """A weak "take" is a capture only of a place named right after it: soldiers take part in much."""
    if frame.act is not Act.TAKE or not frame.trigger.weak:
        return True
    return bool(reading.places_within(frame.hit.end, frame.hit.end + _OBJECT))


def _frame(reading: Reading, hit: Hit, trigger: Trigger) -> Frame:
    first, last = reading.layout.sentence(hit.start)
    near = [party for party in reading.parties_within(first, last) if not party.speaks]
    agent, target = _roles(reading, hit, trigger, near)
    return Frame(
        hit=hit,
        trigger=trigger,
        realis=mood.of_trigger(reading, hit),
        background=mood.is_background(reading, hit),
        in_title=reading.in_title(hit),
        agent=agent,
        target=target,
        things=_things(reading, hit, first, last),
        sentence=reading.layout.sentence_number(hit.start),
        struck=bool(hit.named.tails and _WAS.search(reading.text, hit.start, hit.end)),
    )


def _roles(reading: Reading, hit: Hit, trigger: Trigger, near: list[Party]) -> tuple[Party | None, Party | None]:
    before = [party for party in near if party.end <= hit.start]
    after = [party for party in near if party.start >= _head_end(hit)]
    by = next((party for party in after if party.by), None)
    left = before[-1] if before else None
    if trigger.act is Act.FALL:
        return (after[0] if after else None), left
    if trigger.act is Act.STRIKE:
        return _strikers(near, by)
    if by is not None:
        # "prise du camp de la Minusma par le CSP": what stands between the word and its agent suffers it.
        between = [party for party in after if party.end <= by.start]
        return by, (between[0] if between else left)
    if _is_passive(reading, hit, after):
        return None, left
    if _NOUN.search(reading.text[max(0, hit.start - 10) : hit.start]):
        return _of_noun(reading, after)
    subject = _subject(before)
    return subject, next((party for party in after if not _same(party, subject)), None)


def _strikers(near: list[Party], by: Party | None) -> tuple[Party | None, Party | None]:
    """Aircraft belong to armies: the state's side strikes, whoever else is named is struck.

    Not the mission: what is struck near its name is a camp that it left.
    """
    agent = by or next((party for party in near if party.side is Target.STATE_FORCE), None)
    struck = [party for party in near if party is not agent and party.side not in _UNSTRUCK]
    return agent, (struck[0] if struck else None)


def _of_noun(reading: Reading, after: list[Party]) -> tuple[Party | None, Party | None]:
    """ "L'attaque des jihadistes contre un camp" has its agent first, "l'attaque d'un convoi" its target."""
    if not after:
        return None, None
    first = after[0]
    if first.side is Target.ARMED_GROUP and _AGAINST.search(reading.text, first.end, first.end + 60):
        return first, (after[1] if len(after) > 1 else None)
    return None, first


def _head_end(hit: Hit) -> int:
    """Parties may stand inside the gap of a form: "tirs de rebelles ont visé"."""
    return hit.start + 3 if hit.named.tails else hit.end


def _subject(before: list[Party]) -> Party | None:
    """The nearest party before an active verb that can act: an armed one, if there is one."""
    for party in reversed(before):
        if party.side not in (Target.CIVILIAN, Target.AID_WORKER):
            return party
    return None


def _same(party: Party, other: Party | None) -> bool:
    if other is None or party.actor is None or other.actor is None:
        return False
    return party.actor.lineage == other.actor.lineage


def _is_passive(reading: Reading, hit: Hit, after: list[Party]) -> bool:
    before = reading.text[max(0, hit.start - 30) : hit.start]
    if _AUXILIARY.search(before):
        return True
    word = reading.quote(hit.start, hit.end).split(" ")[0].lower()
    if word.endswith(_ACCENTED) or word in _TAKEN:
        return not _ACTIVE.search(before)
    # "Soldiers killed in …", "Convoy ambushed": a headline's participle with nobody after it.
    if reading.language == "fr" or not (word.endswith("ed") or word == "hurt"):
        return False
    return not any(party.start - hit.end <= _OBJECT for party in after)


def _things(reading: Reading, hit: Hit, first: int, last: int) -> frozenset[Group]:
    """The kinds of things within reach of a trigger in its sentence."""
    start, end = max(first, hit.start - _NEAR), min(last, hit.end + _NEAR)
    return frozenset(group for group in _THINGS if reading.has(group, start, end))
