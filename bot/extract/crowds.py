"""What kind of demonstration a text tells of: peaceful, broken up, fired at, violent, or a mob.

ACLED tells these apart by what was done and to whom (codebook 2023, protests and riots): shots at a crowd that was
peaceful are excessive force, the same shots at rioters belong to the riot. Must not know places, dates and figures.
"""

from __future__ import annotations

import re

from bot.domain.event import Target
from bot.domain.taxonomy import SubType
from bot.extract.frames import VIOLENT, Frame
from bot.extract.reading import Reading
from bot.extract.triggers import Act

_STREET = frozenset({Act.PROTEST, Act.RIOT})
_FORCE = frozenset({Act.ATTACK, Act.KILL, Act.WOUND})
# Acts that may stand in front of a demonstration: "opened fire on protesters", "clash with protesters".
_MAY_HIDE = _STREET | _FORCE | {Act.CLASH, Act.LOOT, Act.ARREST}
_PEOPLE = re.compile(r"(?:protest|demonstrat|march)(?:e|o)rs?|manifestante?s?")
# "protest over the killing", "manifesté contre les massacres": what a crowd complains of is not what it suffers.
_ABOUT = re.compile(
    r"\b(?:against|over|about|at|denounc\w+|condemn\w+|demand\w*|contre|suite a|denonc\w+|reclam\w+|exig\w+)\b"
)
# Between the act and the people, in both orders; a stop or another clause breaks the tie.
_OBJECT = re.compile(r"[\s\w'-]{0,40}")
_BREAK = re.compile(r"\b(?:as|while|when|and|who|in|at|after|amid|alors|quand|et|qui|dans|apres|tandis|lors)\b")
_CLAUSE = re.compile(r"\b(?:as|while|when|and|that|before|after|amid|attack|alors|quand|et|qui|que|attaque)\b")
_PASSIVE = re.compile(r"\s(?:(?:was|were|have been|has been|a ete|ont ete|sont|est)\s)?")
# Shots that are meant to scatter a crowd, not to hit it.
_MILD = re.compile(r"\b(?:tear|gas|gaz|lacrymo\w*|rubber|caoutchouc|blanc|warning|sommation|air|stones?|pierres?)\b")
# "Six killed in election protests": the dead are the demonstration's, though nobody says by whose hand.
_DURING = re.compile(r"\s(?:in|at|during|dans|lors d\w*)\b[\s\w'-]{0,30}")
# What follows a participle that has no object: a stop, a place, a day, who did it.
_NO_OBJECT = re.compile(
    r"\s?(?:[,.;:]|$)|\s(?:in|at|by|on|near|as|when|while|during|outside|after|and|amid|dead|(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|par|a [a-z]+ (?:par|lors|apres)|dans|lors|pres|devant|apres|en|et|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\b|\sa\s\w+\s?(?:[,.;:]|$)"
)


def without_grievances(reading: Reading, frames: list[Frame]) -> list[Frame]:
    """The frames without the violence that a crowd only protests about."""
    crowd = [frame for frame in frames if frame.act is Act.PROTEST]
    return [frame for frame in frames if not any(_is_about(reading, one, frame) for one in crowd)] if crowd else frames


def sub_type_of(reading: Reading, frames: list[Frame], primary: Frame) -> SubType | None:
    """The kind of demonstration; None where the news is not about one."""
    crowd = [frame for frame in frames if frame.act in _STREET and not frame.background]
    if primary.act not in _STREET:
        crowd = [frame for frame in crowd if frame.sentence == primary.sentence]
    if not crowd or primary.act not in _MAY_HIDE:
        return None
    told = {frame.trigger.sub_type for frame in crowd}
    beside = {frame.act for frame in frames if not frame.background and _is_beside(reading, frame, crowd)}
    by = {frame.act for frame in frames if not frame.background and _is_done_by(reading, frame, crowd)}
    done = {frame.act for frame in frames if not frame.background and _is_done_to(reading, frame, crowd)}
    if SubType.MOB_VIOLENCE in told:
        return SubType.MOB_VIOLENCE
    if SubType.VIOLENT_DEMONSTRATION in told or beside & {Act.CLASH, Act.LOOT} or by & _FORCE:
        return SubType.VIOLENT_DEMONSTRATION
    bled = any(_is_during(reading, frame, crowd) for frame in frames)
    if SubType.EXCESSIVE_FORCE in told or done & _FORCE:
        return SubType.EXCESSIVE_FORCE
    if bled:
        return SubType.VIOLENT_DEMONSTRATION
    if SubType.PROTEST_INTERVENTION in told or Act.ARREST in done:
        return SubType.PROTEST_INTERVENTION
    return SubType.PEACEFUL_PROTEST if primary.act in _STREET else None


def _is_about(reading: Reading, crowd: Frame, frame: Frame) -> bool:
    if frame.act not in VIOLENT or frame.sentence != crowd.sentence or frame.hit.start < crowd.hit.end:
        return False
    between = reading.text[crowd.hit.end : frame.hit.start]
    return frame.act is not Act.CLASH and _ABOUT.search(between) is not None


def _is_during(reading: Reading, frame: Frame, crowd: list[Frame]) -> bool:
    if frame.act not in (Act.KILL, Act.WOUND) or frame.background:
        return False
    spans = [reading.text[frame.hit.end : one.hit.start] for one in crowd if one.hit.start > frame.hit.end]
    return any(_DURING.fullmatch(span) and not _CLAUSE.search(span) for span in spans)


def _is_beside(reading: Reading, frame: Frame, crowd: list[Frame]) -> bool:
    """True in the sentence of a crowd where no armed group is named that may be meant instead."""
    if all(one.sentence != frame.sentence for one in crowd):
        return False
    parties = reading.parties_within(*reading.layout.sentence(frame.hit.start))
    return all(party.side is not Target.ARMED_GROUP for party in parties)


def _is_done_to(reading: Reading, frame: Frame, crowd: list[Frame]) -> bool:
    """True where the act is done to the people of the crowd: "killed two protesters", "manifestants interpellés"."""
    for one in _people(reading, crowd):
        between = reading.text[frame.hit.end : one.hit.start]
        if frame.hit.end < one.hit.start and _OBJECT.fullmatch(between) and not _BREAK.search(between):
            return _MILD.search(reading.text, frame.hit.start, one.hit.start) is None
        if _follows(reading, one, frame) and not _is_done_by(reading, frame, crowd):
            return True
    return False


def _is_done_by(reading: Reading, frame: Frame, crowd: list[Frame]) -> bool:
    """True where the people of the crowd act: "protesters attack an embassy", not "protesters killed in Gao"."""
    for one in _people(reading, crowd):
        if _follows(reading, one, frame) and len(reading.text[one.hit.end : frame.hit.start].split()) == 0:
            return _NO_OBJECT.match(reading.text, frame.hit.end) is None
    return False


def _people(reading: Reading, crowd: list[Frame]) -> list[Frame]:
    return [one for one in crowd if _PEOPLE.fullmatch(reading.text, one.hit.start, one.hit.end)]


def _follows(reading: Reading, people: Frame, frame: Frame) -> bool:
    """True right after the people: "protesters killed", "manifestants ont été tués"."""
    start, end = people.hit.end, frame.hit.start
    return start <= end and _PASSIVE.fullmatch(reading.text, start, end) is not None
