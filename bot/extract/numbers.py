"""Numbers of people as English and French news write them: digits, words, dozens, "au moins", "between … and".

Must not know what was counted, nor what happened to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.event import Count

_WORDS: dict[str, int] = {}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_FRENCH = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
for _line in (_ENGLISH, _FRENCH):
    _WORDS.update({word: value for value, word in enumerate(_line.split())})
_TENS = {
    **dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)),
    **dict(zip("vingt trente quarante cinquante soixante".split(), range(20, 70, 10), strict=True)),
    "septante": 70,
    "huitante": 80,
    "nonante": 90,
    "vingts": 20,
}
_WORDS.update({"une": 1, **_TENS})
_SCALES = {"hundred": 100, "cent": 100, "cents": 100, "thousand": 1000, "mille": 1000}
# A dozen is twelve; the French "-aines" are round numbers. Plurals say at least two of them, with no upper end.
_GROUPS = {
    "dozen": 12, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40,
    "cinquantaine": 50, "soixantaine": 60, "centaine": 100, "millier": 1000,
}  # fmt: skip
_MANY = {
    "dozens": 24,
    "scores": 40,
    "hundreds": 200,
    "thousands": 2000,
    "dizaines": 20,
    "douzaines": 24,
    "centaines": 200,
    "milliers": 2000,
}
_AT_LEAST = "au moins|plus de|at least|more than|over|no fewer than|no less than|upwards of"
_ABOUT = "environ|quelque|pres de|autour de|presque|about|around|some|nearly|almost|roughly|approximately|another"
_UP_TO = "up to|as many as|jusqu'a"

_ATOM = "|".join(sorted({*_WORDS, *_SCALES}, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,])(?<!\bno )(?<!\bany )(?:(?P<least>{_AT_LEAST})\s|(?P<most>{_UP_TO})\s|(?P<about>{_ABOUT})\s)?(?:"
    r"(?P<range>(?:between|entre)\s(?P<from>\d{1,6})\s(?:and|et)\s(?P<to>\d{1,6})|"
    r"(?P<from2>\d{1,5})\s?(?:to|a|–)\s?(?P<to2>\d{1,5}))"
    r"|(?P<digits>\d{1,3}(?:[,. ]\d{3})+|\d{1,6})"
    rf"|(?:a\s|une?\s|(?P<several>several|plusieurs|quelques)\s)?(?P<group>{'|'.join(_GROUPS)})"
    rf"|(?:several\s|plusieurs\s|quelques\s|des\s|many\s)?(?P<many>{'|'.join(_MANY)})"
    rf"|(?P<words>(?:{_ATOM})(?:\s(?:et\s|and\s)?(?:{_ATOM}))*))"
    r"(?![\w%])(?![.,:]\d)(?P<after>\s(?:au moins|or more|ou plus))?"
)
# What stands for a number or a month after digits makes them no count of people.
_NOT_PEOPLE = re.compile(
    r"\s?(?:km|kilomet\w*|miles?|%|percent|pour cent|ans?|years?|mois|months?|jours?|days?|heures?|hours?|minutes?|"
    r"semaines?|weeks?|"
    r"h\d|h\b|am\b|pm\b|a\.m|p\.m|euros?|dollars?|francs?|fcfa|tonnes?|"
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan\b|feb\b|oct\b|nov\b|"
    r"dec\b|"
    r"er\b|e\b|eme\b|st\b|nd\b|rd\b|th\b|mm\b|m\b)"
)
_MONTH_BEFORE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?\s$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure in a folded text. `vague` figures ("dozens", "about 10") give way to exact ones."""

    start: int
    end: int
    low: int
    high: int | None
    vague: bool
    article: bool  # only "un" or "une", which may be no number at all

    @property
    def count(self) -> Count:
        return Count(low=self.low, high=self.high)


def numbers_in(text: str, start: int, end: int) -> Iterator[Number]:
    """The figures of a span that may count people, in order; dates, distances and the like are left out."""
    for match in _NUMBER.finditer(text, start, end):
        number = _number(match)
        if number is None or _NOT_PEOPLE.match(text, match.end(), end + 12):
            continue
        if not _MONTH_BEFORE.search(text, max(start, match.start() - 12), match.start()):
            yield number


def _number(match: re.Match[str]) -> Number | None:
    low, high, vague, end = _value(match)
    if low is None:
        return None
    if match["least"] or match["after"]:
        high = None
    elif match["most"]:
        low, vague = 1, True
    article = match[0] in ("un", "une")
    return Number(match.start(), end, low, high, vague or bool(match["about"]), article)


def _value(match: re.Match[str]) -> tuple[int | None, int | None, bool, int]:
    """Low, high, whether it is vague, and where the figure ends; low is None where it is no figure after all."""
    end = match.end()
    if match["range"]:
        low, high = int(match["from"] or match["from2"]), int(match["to"] or match["to2"])
        return (low, high, False, end) if low <= high else (None, None, False, end)
    if match["digits"]:
        value = int(re.sub(r"\D", "", match["digits"]))
        # A bare four-digit number of this shape is a year.
        is_year = match["digits"].isdigit() and 1900 <= value <= 2100
        return (None, None, False, end) if is_year else (value, value, False, end)
    if match["group"]:
        value = _GROUPS[match["group"]]
        return (2 * value, None, True, end) if match["several"] else (value, value, True, end)
    if match["many"]:
        return _MANY[match["many"]], None, True, end
    words = match["words"].split()
    spelled, used = _spelled(words)
    if used < len(words):
        end = match.start("words") + len(" ".join(words[:used]))
    return spelled, spelled, False, end


def _spelled(words: list[str]) -> tuple[int, int]:
    """The value of number words in either language ("forty nine", "quatre vingt dix sept"), and how many words it took.

    Words that cannot go on the number begin another: "three UN peacekeepers" are three.
    """
    total, current, last = 0, 0, 0
    for used, word in enumerate(words):
        if word in ("et", "and"):
            continue
        if word in _SCALES:
            current = max(current, 1) * _SCALES[word]
            if _SCALES[word] == 1000:
                total, current = total + current, 0
            last = 0
            continue
        value = _WORDS[word]
        if word in ("vingt", "vingts") and last == 4:
            current, last = current + 76, 80  # quatre-vingt: four stands already
        elif last and (last < 20 or value >= 20) and not (last == 10 and 7 <= value <= 9):
            return total + current, used
        else:
            current, last = current + value, value
    return total + current, len(words)
