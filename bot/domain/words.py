"""Words and phrases that headlines have: whole words, without case and accents, the last one maybe only begun.

A phrase is its folded words with single blanks between them, and a `*` behind a last word of which only the beginning
is given: "fuel convoy", "camion citerne*". Must not know who asks, nor what is a headline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

BEGUN = "*"
LONGEST = 500  # characters of a headline that are looked at
_KEPT = 8192  # headlines: an incident's are asked for again with each of its revisions

_WORD = re.compile(r"[^\W_]+")
_JOINED = {"œ": "oe", "æ": "ae", "\u0640": ""}  # the last, a tatweel, only stretches a word

Form = tuple[int, int]  # of a phrase: how many words; how many characters where the last is only begun, else 0


class _Table(dict[int, str]):
    """What each character becomes: accents vanish, as do invisible characters, which must not split a word in two."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        is_dropped = unicodedata.category(char) in ("Mn", "Cf", "Cc") and not char.isspace()
        self[code] = _JOINED.get(char, "" if is_dropped else char)
        return self[code]


_TABLE = _Table()


@lru_cache(maxsize=_KEPT)
def folded(text: str) -> tuple[str, ...]:
    """The words of a text: letters and digits, lower case, without accents; at most 500 characters are looked at."""
    plain = text[:LONGEST].casefold()
    if not plain.isascii():
        # Letters of mathematics become letters by the first step only, and may then have a lower case.
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold()).translate(_TABLE)
    return tuple(_WORD.findall(plain))


def phrase(text: str) -> str:
    """A text as a phrase; empty where it has no word. A star behind its last word stays."""
    said = " ".join(folded(text))
    return f"{said}{BEGUN}" if said and text.rstrip().endswith(BEGUN) else said


def is_said(of: str, text: str) -> bool:
    """Whether a phrase stands in a text."""
    words = folded(text)
    wanted = of.removesuffix(BEGUN).split(" ")
    last = len(wanted) - 1
    for first in range(len(words) - last):
        here = words[first : first + last + 1]
        if here[:last] == tuple(wanted[:last]):
            begun = of.endswith(BEGUN) and here[last].startswith(wanted[last])
            if begun or here[last] == wanted[last]:
                return True
    return False


def form(of: str) -> Form:
    """What phrases are looked for together by."""
    return of.count(" ") + 1, len(of) - 1 if of.endswith(BEGUN) else 0


def phrases(text: str, forms: Iterable[Form]) -> set[str]:
    """Every phrase of these forms that stands in a text."""
    words = folded(text)
    found: set[str] = set()
    for count, letters in forms:
        said = words if count == 1 else map(" ".join, zip(*(words[first:] for first in range(count)), strict=False))
        if letters:
            found.update(f"{one[:letters]}{BEGUN}" for one in said if len(one) >= letters)
        else:
            found.update(said)
    return found
