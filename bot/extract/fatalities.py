"""How many were killed, wounded, captured, displaced, as the text says it, and on whose word.

Numbers are tied to the casualty word they belong to; parts of a total ("dont trois enfants"), superseded counts and
figures of the past are left out; losses of both sides add up. Must not know where or when it happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.event import Count, Evidence, Target, Toll
from bot.extract.cues import Group
from bot.extract.numbers import Number, numbers_in
from bot.extract.reading import Party, Reading

FIELDS = ("killed", "wounded", "captured", "displaced")

_CASUALTY = re.compile(
    r"\b(?:(?P<killed>kill(?:s|ed|ing)?|dead|die[ds]?|deaths?|slain|perished|lost (?:their lives|his life)|lives|"
    r"neutrali[sz]ed|massacred|"
    r"murdered|beheaded|executed|tue(?:s|e|es|nt|r)?|tuant|morts?|peri|perdu la vie|decede(?:s|e|es)?|"
    r"neutralise(?:s|e|es)?|cadavres|"
    r"bodies|abattus?|assassine(?:s|e|es)?|executes|egorge(?:s|es)?|massacre(?:s|es)|(?:cout|ot)e la vie a)"
    r"|(?P<wounded>wound(?:s|ed|ing)|injur(?:es?|ed|ing)|hurt|injuries|blesse(?:s|e|es|nt|r)?|blessant)"
    r"|(?P<captured>captured|taken (?:prisoner|hostage)|abducted|kidnapped|abducting|kidnapping|prisoners|hostages|"
    r"captures|prisonniers|"
    r"enleve(?:s|e|es|nt)?|otages?|faits prisonniers)"
    r"|(?P<displaced>displac(?:ed|ing)|fled|deplace(?:s|es)|fui))\b"
)
_NONE = re.compile(
    r"\b(?:(?P<wounded>(?:no one|nobody|none|no \w+)(?: \w+){0,3} (?:was|were) (?:hurt|injured|wounded|hit)|"
    r"no injur\w+|"
    r"aucun blesse|(?:personne|ni [\w' ]{3,60}) n'(?:a|ont) ete (?:blesse|touche)\w*|sans faire de blesse\w*)"
    r"|(?P<both>(?:no|without|any) casualt\w+(?! (?:figure|toll|count|number|estimate))|no losses|no victims|"
    r"sans (?:faire |causer )?(?:de )?(?:victimes?|degats humains)|"
    r"aucune victime|(?:pas|ni) (?:fait |eu )?de victimes?|n'a (?:pas )?fait aucune victime)"
    r"|(?P<killed>(?:no one|nobody|none)(?: \w+){0,3} (?:was|were|has been|had been) killed|no (?:deaths?|"
    r"fatalities|one died|loss of life)|"
    r"aucun(?:e)? (?:mort|perte|deces|tue)\w*|sans faire de morts?|personne n'a ete tue\w*|pas (?:fait )?de morts?|"
    r"pas de perte\w*))"
)
_RIGHT = re.compile(
    r"\s?(?:(?:de|d'|of|also|aussi|legerement|grievement|another|the|les|ses|its|their)\s){0,2}(?:d'|,[^,]{3,40},\s)?"
)
_TAKES_OBJECT = re.compile(
    r"kill(?:s|ed|ing)?|wound(?:s|ed|ing)|injur(?:es|ed|ing)|tue(?:nt|r)?|tuant|blesse(?:nt|r)?|blessant|morts?|"
    r"deaths?|"
    r"neutralise|captured|abducted|kidnapped|abducting|kidnapping|enleve(?:nt)?|executed|massacred|beheaded|"
    r"displac(?:ed|ing)|"
    r"(?:cout|ot)e la vie a"
)
_PART = re.compile(
    r"(?:dont|including|among them|parmi lesquels|parmi lesquelles|parmi eux|y compris|notamment|of whom|"
    r"of which)\s[\w' ]{0,12}$"
)
_PART_AFTER = re.compile(r"\s(?:of (?:them|whom)|d'entre (?:eux|elles))")
_HUMAN_AFTER = re.compile(
    r"\s?(?:[,.;)]|$)|\s(?:autres?|others?|more|of (?:them|whom)|d'entre|personnes?|people|persons?|victims?|"
    r"victimes?|hommes?|men\b|members?|"
    r"membres?|elements?|corps|bodies|in\b|dans\b|on\b|lors\b|during\b|were\b|was\b|ont\b|when\b)"
)
_COORDINATE = re.compile(r"(?:,|\set|\sand|,\set|,\sand)\s(?:de\s|d'|que\s)?$")
_BREAK = re.compile(r"[,.;:]|\s(?:in|on|at|by|from|of the|dans|a|au|aux|par|sur|lors|et|and|en|pres)\s")
_GENERIC = ("people", "personnes", "men", "women")
_SAYS = re.compile(
    r"(?:\s[\w']+){0,4}\s(?:say|says|said|claims?|claimed|announced?|announces|affirme(?:nt)?|annonce(?:nt)?|"
    r"declare(?:nt)?|indique(?:nt)?|"
    r"reconnait|reconnaissent|revendique(?:nt)?|dit|disent|a declare|a annonce|a indique)\b"
)
_COUNTED_THING = re.compile(
    r"(?:\s\w+){0,2}\s(?:attacks?|attaques?|strikes?|frappes?|raids?|vehicles?|vehicules?|trucks?|camions?|lorries|"
    r"tankers?|camps?|bases?|"
    r"villages?|convoys?|convois?|blasts?|explosions?|bombs?|bombes?|engins?|rockets?|roquettes?|obus|shells|"
    r"drones?|aircraft|avions?|planes?|"
    r"towns?|villes?|houses|maisons|motos?|motorbikes|incidents?|embuscades?|ambush(?:es)?|fois|times|sites?|"
    r"positions?|postes?|posts)\b"
)
_NEAR = 32  # characters: "10 Kenyans killed", "37 non-Ivorians"
_REACH = 110  # characters between a figure and its casualty word; a lead's main clause is shorter


@dataclass(frozen=True, slots=True)
class _Mention:
    field: str
    start: int
    end: int
    low: int
    high: int | None
    vague: bool
    side: Target | None
    in_title: bool


def toll_of(reading: Reading) -> tuple[Toll, tuple[Evidence, ...], frozenset[Target]]:
    """The toll, the words that say so, and on which sides people were killed or hurt."""
    mentions = [mention for start, end in _sentences(reading) for mention in _mentions(reading, start, end)]
    counts: dict[str, Count | None] = dict.fromkeys(FIELDS)
    evidence: list[Evidence] = []
    for name in FIELDS:
        chosen = _chosen([mention for mention in mentions if mention.field == name])
        counts[name] = _summed(chosen)
        for one in chosen:
            evidence.append(
                reading.evidence(name, one.start, one.end, "fatalities/figure" if one.low else "fatalities/none")
            )
    sides = frozenset(
        one.side for one in mentions if one.side is not None and one.field in ("killed", "wounded", "captured")
    )
    claimant = _claimant(reading) if any(count is not None for count in counts.values()) else ""
    toll = Toll(
        killed=counts["killed"],
        wounded=counts["wounded"],
        captured=counts["captured"],
        displaced=counts["displaced"],
        claimant=claimant,
    )
    return toll, tuple(evidence), sides


def _sentences(reading: Reading) -> Iterator[tuple[int, int]]:
    starts = reading.layout.starts
    yield from zip(starts, (*starts[1:], len(reading.text)), strict=True)


def _mentions(reading: Reading, start: int, end: int) -> Iterator[_Mention]:
    text = reading.text
    for match in _NONE.finditer(text, start, end):
        fields = ("killed", "wounded") if match.lastgroup in ("both", "wounded") else ("killed",)
        for name in fields:
            yield _Mention(name, match.start(), match.end(), 0, 0, False, None, reading.layout.in_title(start))
    words = list(_CASUALTY.finditer(text, start, end))
    if not words:
        return
    figures = [number for number in numbers_in(text, start, end) if not _is_left_out(reading, number, start)]
    taken: set[int] = set()
    for word in words:
        if _is_past(reading, word.start(), start):
            continue
        for number in _figures_of(reading, word, words, figures, taken):
            taken.add(number.start)
            yield _Mention(
                word.lastgroup or "",
                min(number.start, word.start()),
                max(number.end, word.end()),
                number.low,
                number.high,
                number.vague,
                _noun_side(reading, number),
                reading.layout.in_title(start),
            )


def _figures_of(
    reading: Reading,
    word: re.Match[str],
    words: list[re.Match[str]],
    figures: list[Number],
    taken: set[int],
) -> list[Number]:
    """The figures that one casualty word counts: the one it governs, or those before it."""
    text = reading.text
    if _TAKES_OBJECT.fullmatch(word[0]):
        for number in figures:
            if number.start >= word.end() and number.start not in taken:
                between = _RIGHT.fullmatch(text, word.end(), number.start)
                if between and _is_human(reading, number) and not _serves_next(number, words):
                    return [number]
                break
    if word[0] in ("killing", "wounding", "injuring", "tuant", "blessant", "kills", "kill", "blessent", "tuent"):
        return []
    left = [n for n in figures if n.end <= word.start() and n.start not in taken and word.start() - n.end <= _REACH]
    left = [
        n
        for n in left
        if not any(n.end <= other.start() < word.start() and other.lastgroup == word.lastgroup for other in words)
    ]
    for at in range(len(left) - 1, -1, -1):
        if _is_human(reading, left[at], word.start()):
            return [left[at], *_coordinated(reading, left, at)]
    return []


def _serves_next(number: Number, words: list[re.Match[str]]) -> bool:
    """True for "killed 13 wounded": the figure belongs to the word right after it."""
    return any(0 <= word.start() - number.end <= 1 for word in words)


def _coordinated(reading: Reading, left: list[Number], at: int) -> list[Number]:
    """The figure before, where both share one verb: "10 soldiers, 46 attackers killed"."""
    if at == 0:
        return []
    before, this = left[at - 1], left[at]
    between = reading.text[before.end : this.start]
    if len(between) <= 40 and _COORDINATE.search(between) and _noun_side(reading, before) != _noun_side(reading, this):
        return [before] if _noun_side(reading, before) is not None and not _CASUALTY.search(between) else []
    return []


def _is_left_out(reading: Reading, number: Number, first: int) -> bool:
    """True for parts of a total and for counts that a later one replaced."""
    text = reading.text
    if number.article and reading.language == "en":
        return True  # the UN is no number
    before = text[max(first, number.start - 36) : number.start]
    if _PART.search(before) or (_PART_AFTER.match(text, number.end) and before.rstrip().endswith(",")):
        return True
    return bool(reading.cues(Group.EARLIER_COUNT, max(first, number.start - 48), number.start))


def _is_past(reading: Reading, at: int, first: int) -> bool:
    """True for victims of another, earlier event: "qui avait fait neuf morts", "37 had been hurt … since October"."""
    start, _ = reading.layout.clause(at)
    if not reading.cues(Group.PERFECT, max(first, start - 30), at):
        return False
    sentence = reading.layout.sentence(at)
    return reading.language == "fr" or reading.has(Group.HISTORICAL, *sentence)


def _is_human(reading: Reading, number: Number, word: int = -1) -> bool:
    """True for a figure that counts people: by its noun, or because it stands by the casualty word and counts no "
    "thing."""
    if word >= 0 and word - number.end <= 1:
        return True
    if _noun_party(reading, number) is not None:
        return True
    if number.article:
        return False
    if _HUMAN_AFTER.match(reading.text, number.end):
        return True
    return word - number.end <= _NEAR and not _COUNTED_THING.match(reading.text, number.end)


def _noun_party(reading: Reading, number: Number) -> Party | None:
    """Whom a figure counts: the party named within two words after it."""
    for party in reading.parties_within(number.end, number.end + 30):
        between = reading.text[number.end : party.start]
        fits = between.count(" ") <= 3 and not _BREAK.search(between)
        return party if fits and not _CASUALTY.search(between) else None
    return None


def _noun_side(reading: Reading, number: Number) -> Target | None:
    party = _noun_party(reading, number)
    if party is None or reading.text[party.start : party.end] in _GENERIC:
        return None
    return party.side


def _chosen(mentions: list[_Mention]) -> list[_Mention]:
    """One mention for each side: exact before vague, title before body, first before later."""
    best: dict[Target | None, _Mention] = {}
    for one in mentions:
        held = best.get(one.side)
        if held is None or (held.vague and not one.vague) or (held.low == 0 and one.low > 0):
            best[one.side] = one
    if any(one.low for one in best.values()):
        return [one for one in best.values() if one.low]
    return list(best.values())[:1]


def _summed(chosen: list[_Mention]) -> Count | None:
    if not chosen:
        return None
    whole = [one for one in chosen if one.side is None]
    armed = [one for one in chosen if one.side is Target.ARMED_GROUP]
    others = [one for one in chosen if one.side not in (None, Target.ARMED_GROUP)]
    specific, total = _added(others), _added(whole)
    base = specific if total is None or (specific is not None and specific.low > total.low) else total
    both = _added(armed)
    if base is None or both is None:
        return base or both
    if total is not None and specific is not None and total.low == specific.low + both.low:
        return total  # the total names both sides already
    return _joined(base, both)


def _added(mentions: list[_Mention]) -> Count | None:
    total: Count | None = None
    for one in mentions:
        count = Count(low=one.low, high=one.high)
        total = count if total is None else _joined(total, count)
    return total


def _joined(a: Count, b: Count) -> Count:
    return Count(low=a.low + b.low, high=None if a.high is None or b.high is None else a.high + b.high)


def _claimant(reading: Reading) -> str:
    """Who gives the figures: the party that a sentence of the body says so of; empty for the outlet itself."""
    for party in reading.parties:
        if party.speaks or _SAYS.match(reading.text, party.end):
            if party.side in (Target.CIVILIAN, Target.AID_WORKER):
                continue
            return party.actor.id if party.actor is not None else reading.quote(party.start, party.end)
    return ""
