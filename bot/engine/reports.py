"""Words about who tells of an incident, and how, made into matcher terms: outlets, tiers, leans, languages, headlines.

Tiers and leans are resolved into the outlets of the packs that have them; an outlet that no pack describes has neither.
Must not know where the words stood.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from bot.domain import matcher
from bot.domain.ids import OutletId
from bot.domain.outlet import LEANS, Tier
from bot.domain.words import BEGUN, folded, phrase
from bot.engine.terms import BadWord, Names, Problem, among, clipped, slug

MOST_WORDS = 5  # of a phrase
MOST_PHRASES = 50
LEAST_LETTERS = 3  # before a star: fewer would be the beginning of nearly everything
TIERS = tuple(tier.name.lower() for tier in Tier)

_READ = ("en", "fr")  # what texts are read in, whatever the outlets of the packs write
_CALLED = {
    **dict.fromkeys(("english", "anglais"), "en"),
    **dict.fromkeys(("french", "francais", "français"), "fr"),
    **dict.fromkeys(("arabic", "arabe"), "ar"),
}


def outlets(words: Iterable[str], names: Names) -> matcher.Outlets:
    """Told by any of these outlets: their ids or names; publishers that no pack describes by their domains."""
    return matcher.Outlets(ids=frozenset(_outlet(word, names) for word in words))


def tiers(words: Iterable[str], names: Names) -> matcher.Tiers:
    """Told by an outlet that stands so near to the facts."""
    wanted = frozenset(among(word, TIERS, Problem.UNKNOWN_TIER) for word in words)
    ids = frozenset(one.id for one in names.outlets.values() if one.tier.name.lower() in wanted)
    return matcher.Tiers(words=wanted, ids=ids)


def leans(words: Iterable[str], names: Names) -> matcher.Leans:
    """Told by an outlet with such a slant, or with none."""
    wanted = frozenset(among(word, LEANS, Problem.UNKNOWN_LEAN) for word in words)
    return matcher.Leans(words=wanted, ids=frozenset(one.id for one in names.outlets.values() if one.lean in wanted))


def languages(words: Iterable[str], names: Names) -> matcher.Languages:
    """Told in one of these languages: "fr", "French"."""
    allowed = sorted({*_READ, *(one.language for one in names.outlets.values() if one.language)})
    meant = (_CALLED.get(word.strip().casefold(), word) for word in words)
    return matcher.Languages(codes=frozenset(among(word, allowed, Problem.UNKNOWN_LANGUAGE) for word in meant))


def headlines(texts: Iterable[str]) -> matcher.Words:
    """A headline has one of these phrases: "fuel convoy", "citerne*"."""
    found = frozenset(map(_phrase, texts))
    if len(found) > MOST_PHRASES:
        what = f"{len(found)} phrases, more than {MOST_PHRASES}"
        raise BadWord(Problem.BAD_WORDS, sorted(found)[0], what, "make two conditions of them")
    return matcher.Words(phrases=found)


def _outlet(word: str, names: Names) -> OutletId:
    said = word.strip().casefold()
    by_name = {one.name.casefold(): one.id for one in names.outlets.values()}
    known = by_name.get(said, OutletId(said))
    if known in names.outlets or not names.outlets or "." in said:
        return OutletId(slug(known, Problem.UNKNOWN_SOURCE, "rfi"))
    close = tuple(difflib.get_close_matches(said[:80], names.outlets, n=3, cutoff=0.6))
    fix = f"did you mean {close[0]!r}?" if close else "an outlet of the packs, or the domain of another publisher"
    raise BadWord(Problem.UNKNOWN_SOURCE, word, f"unknown source {clipped(word)}", fix, close)


def _phrase(text: str) -> str:
    said = phrase(text)
    words = said.removesuffix(BEGUN).split()
    if not 0 < len(words) <= MOST_WORDS:
        raise _bad(text, f"one to {MOST_WORDS} words of letters or digits")
    if BEGUN in text.rstrip()[:-1]:
        raise _bad(text, f"“{BEGUN}” stands only at the end")
    if said.endswith(BEGUN) and (len(words[-1]) < LEAST_LETTERS or folded(text.rstrip()[-2:]) == ()):
        raise _bad(text, f"at least {LEAST_LETTERS} letters stand right before “{BEGUN}”")
    return said


def _bad(text: str, fix: str) -> BadWord:
    return BadWord(Problem.BAD_WORDS, text, f"{clipped(text)} is no phrase to look for", fix)
