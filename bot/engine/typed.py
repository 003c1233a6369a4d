"""One condition as it is typed in the short form, `near:Kidal/50km` or `killed>=3`, made into a term.

Must not know how conditions are joined.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.errors import BotError
from bot.domain.matcher import Matcher
from bot.domain.taxonomy import WORDS
from bot.engine import roads
from bot.engine.terms import BadWord, Names, Problem
from bot.engine.vocabulary import COUNTS, FIGURES, MOST_PEOPLE, QUOTES, READERS, SHARES

QUOTED = r"\"[^\"]*\"|“[^”]*”|«[^»]*»"
ITEM = rf"(?:{QUOTED}|[^\s(),])+"
KEY = r"[A-Za-z_]+"
SIGN = r"(?:>=|<=|[:=<>≥≤])"
# A comma goes on with the list unless another condition begins behind it.
CONDITION = rf"(?P<key>{KEY})\s*(?P<sign>{SIGN})\s*(?P<value>{ITEM}(?:\s*,\s*(?!{KEY}\s*{SIGN}){ITEM})*)?"

_ITEM = re.compile(ITEM)
_UNQUOTED = str.maketrans("", "", QUOTES)
_NEEDS_QUOTES = re.compile(r"[\s(),]")
_SHARE = re.compile(r"[01](?:\.0{1,40})?|0?\.[0-9]{1,40}")
_COUNT = re.compile(r"[0-9]{1,7}")


class BadMatcher(BotError):
    """A line that means nothing at `position` (characters, from 0). `nearest` are what may be meant, best first.

    They are values, or whole conditions where `is_value` is false.
    """

    def __init__(
        self,
        problem: Problem,
        word: str,
        position: int,
        nearest: tuple[str, ...] = (),
        what: str = "",
        *,
        end: int | None = None,
        is_value: bool = False,
    ) -> None:
        self.problem, self.word, self.position, self.nearest = problem, word, position, nearest
        self.end, self.is_value = position + len(word) if end is None else end, is_value
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        super().__init__(f"character {position + 1}: {what or f'{problem.value}: {word!r}'}{hint}")

    def mended(self, text: str) -> tuple[str, ...]:
        """The whole line with each of `nearest` in the place of what is wrong; none where that cannot be found."""
        start = text.find(self.word, self.position, self.end)
        if start < 0:
            return ()
        end = start + len(self.word)
        is_within = start > 0 and text[start - 1] in QUOTES
        made = (quoted(one) if self.is_value and not is_within else one for one in self.nearest)
        return tuple(f"{text[:start]}{one}{text[end:]}" for one in made)


@dataclass(frozen=True, slots=True)
class Typed:
    """A condition taken apart, and where it stands in the line."""

    key: str
    sign: str
    value: str
    text: str
    start: int
    at: int  # where the value begins


def quoted(value: str) -> str:
    """A value as it can stand behind a key."""
    return f'"{value}"' if _NEEDS_QUOTES.search(value) else value


def term(typed: Typed, names: Names) -> Matcher:
    """The term that a condition says, or an Any where it lists several. Raises BadMatcher."""
    key = typed.key.casefold()
    is_figure = key in FIGURES
    if not is_figure and (key not in READERS or typed.sign not in ":="):
        raise _no_condition(typed)
    if not typed.value:
        raise BadMatcher(Problem.INCOMPLETE, typed.text, typed.start, what=f"nothing stands after {typed.text!r}")
    if is_figure:
        return _figure(key, typed)
    values = list(_values(typed))
    for value, start, end in values:
        try:
            READERS[key]([value], names)
        except BadWord as bad:
            raise BadMatcher(bad.problem, bad.word, start, bad.nearest, str(bad), end=end, is_value=True) from bad
    try:
        return READERS[key]([value for value, _, _ in values], names)
    except BadWord as bad:  # each is right, but together they are too many
        raise BadMatcher(bad.problem, bad.word, typed.at, what=str(bad)) from bad


def bare(word: str, start: int, names: Names) -> BadMatcher:
    """What is wrong with a word that has no key, and what it was probably meant to say."""
    return BadMatcher(Problem.NOT_A_CONDITION, word, start, _meant(word, names))


def _values(typed: Typed) -> Iterator[tuple[str, int, int]]:
    for item in _ITEM.finditer(typed.value):
        yield item[0].translate(_UNQUOTED).strip(), typed.at + item.start(), typed.at + item.end()


def _no_condition(typed: Typed) -> BadMatcher:
    known = [*READERS, *FIGURES]
    close = difflib.get_close_matches(typed.key.casefold(), known, n=1, cutoff=0.6)
    near = (f"{word}{'>=' if word in FIGURES else ':'}{typed.value}" for word in close)
    return BadMatcher(Problem.NOT_A_CONDITION, typed.text, typed.start, tuple(near))


def _figure(key: str, typed: Typed) -> Matcher:
    shape = _SHARE if key in SHARES else _COUNT
    if not shape.fullmatch(typed.value) or float(typed.value) > MOST_PEOPLE:
        what = f"{key} takes a number from 0 to 1" if key in SHARES else f"{key} takes a whole number"
        raise BadMatcher(Problem.BAD_NUMBER, typed.value, typed.at, what=what)
    if typed.sign in ("<", "<=", "≤", ">"):
        what = "only “at least” can be asked: >=, or not … >="
        raise BadMatcher(Problem.NOT_AT_LEAST, typed.text, typed.start, (_at_least(key, typed),), what)
    return SHARES[key](float(typed.value)) if key in SHARES else COUNTS[key](int(typed.value))


def _at_least(key: str, typed: Typed) -> str:
    """The same said with "at least"; of shares as near as can be."""
    beyond = typed.sign in ("<=", "≤", ">") and key in COUNTS
    least = str(int(typed.value) + 1) if beyond else typed.value
    return f"{'' if typed.sign == '>' else 'not '}{key}>={least}"


def _meant(word: str, names: Names) -> tuple[str, ...]:
    said = word.translate(_UNQUOTED)
    if (folded := said.casefold()) in WORDS:
        return (f"type:{folded}",)
    place = names.places.find(said)
    if place is not None:
        return (f"{'road' if roads.of_place(place, names.places) else 'near'}:{word}",)
    if names.actors.find(said) is not None:
        return (f"actor:{word}",)
    return tuple(f"type:{one}" for one in difflib.get_close_matches(folded, WORDS, n=1, cutoff=0.8))
