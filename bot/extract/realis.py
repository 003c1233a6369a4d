"""Tells whether words speak of something that newly happened: or of a plan, a denial, an anniversary, a trial, a total.

Must not know what kind of event is meant.
"""

from __future__ import annotations

import re

from bot.domain.event import Realis
from bot.extract.cues import Group
from bot.extract.reading import Reading
from bot.extract.scan import Hit
from bot.extract.triggers import Act

# Cues that act on every trigger of their clause, in the order in which they win.
_CLAUSE = (
    (Group.DENIED, Realis.DENIED),
    (Group.HYPOTHETICAL, Realis.HYPOTHETICAL),
    (Group.PLANNED, Realis.PLANNED),
    (Group.COMMEMORATED, Realis.COMMEMORATED),
)
# Subjects that, in a title, make the whole text something other than news of an event.
_SUBJECTS = (
    (Group.SPORT, "sport"),
    (Group.TRIAL, "trial"),
    (Group.COMMEMORATED, "commemorated"),
    (Group.CONDEMNED, "condemned"),
    (Group.DEBATE, "debate"),
    (Group.RUNNING_TOTAL, "running_total"),
    (Group.ACCIDENT, "accident"),
)
# Most texts hold no cue of a mood, none of an earlier time, none of another subject: then nothing is looked for.
_MOODS = frozenset({*(group for group, _ in _CLAUSE), Group.HISTORICAL})
_BEFORE = frozenset({Group.PERFECT, Group.AFTERWARDS})
_TOPICS = frozenset(group for group, _ in _SUBJECTS)
# How many different cues of the body make it so without the title.
_ENOUGH = {"sport": 2, "trial": 2, "debate": 3, "commemorated": 3, "condemned": 2, "accident": 2, "running_total": 2}
_REACH = 48  # "deux mois après le départ", "craignent que les rebelles n'attaquent"
_INFINITIVE = re.compile(r"\bto\s$")  # "peacekeepers to leave Kidal": headlines plan with a bare infinitive
_PLANNABLE = frozenset({Act.LEAVE, Act.HANDOVER, Act.ABANDON, Act.TAKE, Act.RETAKE, Act.MOVE, Act.PROTEST})
_SPEECH = re.compile(r"\b(?:said|says?|saying|adding|added|told|confirmed|announced|reported|claimed|acknowledged)\b")
_RELATIVE = ("who ", "which ", "where ")
_DENIAL_REACH = 70  # "dément la rumeur d'une attaque": characters from the denial to what it denies
_HARD = frozenset({Act.TAKE, Act.RETAKE, Act.FALL, Act.HANDOVER, Act.ABANDON, Act.SUICIDE, Act.STRIKE, Act.BLAST})


def of_trigger(reading: Reading, hit: Hit) -> Realis:
    """Whether one trigger tells something new, by the cues of its clause and the denials before it."""
    if reading.lacks(_MOODS):
        return Realis.PLANNED if _is_bare_infinitive(reading, hit) else Realis.NEW
    layout = reading.layout
    start, end = layout.clause(hit.start)
    for group, realis in _CLAUSE:
        if any(_acts_on(cue, hit, group) for cue in reading.cues(group, start, end)):
            return realis
    first, _ = layout.sentence(hit.start)
    denials = reading.cues(Group.DENIED, max(first, hit.start - _DENIAL_REACH), hit.start)
    if any(reading.cues(Group.DENIED, cue.start, cue.end) and not _is_broken(reading, cue, hit) for cue in denials):
        return Realis.DENIED
    if reading.cues(Group.HYPOTHETICAL, max(first, hit.start - _REACH), hit.start):
        return Realis.HYPOTHETICAL
    if _is_bare_infinitive(reading, hit):
        return Realis.PLANNED
    if reading.cues(Group.HISTORICAL, max(first, hit.start - _REACH), hit.start):
        return Realis.HISTORICAL
    if _is_perfect(reading, start, hit) and reading.has(Group.HISTORICAL, *layout.sentence(hit.start)):
        return Realis.HISTORICAL
    return Realis.NEW


def is_background(reading: Reading, hit: Hit) -> bool:
    """True for what is told as having happened before the news: "after leaving", "qui avait quitté"."""
    if reading.lacks(_BEFORE):
        return False
    start, _ = reading.layout.clause(hit.start)
    if _is_perfect(reading, start, hit):
        return True
    first, _ = reading.layout.sentence(hit.start)
    return any(
        hit.start - cue.end <= 12 for cue in reading.cues(Group.AFTERWARDS, max(first, hit.start - 24), hit.start)
    )


def subject(reading: Reading) -> str:
    """Why the whole text is no news of an event ("trial", "sport" …); empty where nothing says so."""
    if reading.lacks(_TOPICS):
        return ""
    title = reading.layout.title_end
    for group, name in _SUBJECTS:
        if reading.has(group, 0, title) and not _stands_beside_news(reading, group):
            return name
    for group, name in _SUBJECTS:
        cues = reading.cues(group, title)
        if len({reading.text[cue.start : cue.end] for cue in cues}) >= _ENOUGH[name] and not _has_hard_title(reading):
            return name
    return ""


def _is_bare_infinitive(reading: Reading, hit: Hit) -> bool:
    trigger = hit.named.trigger
    return (
        trigger is not None
        and trigger.act in _PLANNABLE
        and _INFINITIVE.search(reading.text, max(0, hit.start - 4), hit.start) is not None
    )


def _acts_on(cue: Hit, hit: Hit, group: Group) -> bool:
    """A plan or an "if" acts on what follows it (or overlaps it); the other cues on their whole clause."""
    return group is Group.DENIED or cue.start < hit.end or (group is Group.PLANNED and cue.start - hit.end <= 16)


def _is_broken(reading: Reading, cue: Hit, hit: Hit) -> bool:
    """True where another clause with a subject of its own stands between a denial and a trigger."""
    between = reading.text[cue.end : hit.start]
    return ";" in between or " but " in between or " mais " in between


def _is_perfect(reading: Reading, start: int, hit: Hit) -> bool:
    """ "had left", "avait quitté"; not in English reported speech, where "said it had seized" is news."""
    for cue in reading.cues(Group.PERFECT, start, hit.start):
        if cue.end <= hit.start <= cue.end + 24:
            first, _ = reading.layout.sentence(hit.start)
            if reading.language != "en" or reading.text.endswith(_RELATIVE, 0, cue.start):
                return True
            return not _SPEECH.search(reading.text, first, cue.start)
    return False


def _has_hard_title(reading: Reading) -> bool:
    return any(
        reading.in_title(hit) and hit.named.trigger is not None and not hit.named.trigger.weak
        for hit in reading.triggers
    )


def _stands_beside_news(reading: Reading, group: Group) -> bool:
    """True where a hard fact is told besides ("army denounces attack" tells none, "…, rebels seize camp" does)."""
    if group is Group.CONDEMNED:
        return _hard_elsewhere(reading, group)
    if group in (Group.DEBATE, Group.ACCIDENT):
        return _has_hard_title(reading)
    return False


def _hard_elsewhere(reading: Reading, group: Group) -> bool:
    cues = reading.cues(group)
    return any(
        hit.named.trigger is not None
        and hit.named.trigger.act in _HARD
        and all(reading.layout.clause(hit.start) != reading.layout.clause(cue.start) for cue in cues)
        for hit in reading.triggers
    )
