"""The short form of a matcher, for chat: `near:Kidal/50km type:convoy_attack killed>=3 not actor:FAMa`.

Every condition must hold; several values of one key are joined by commas and mean any of them; a value with blanks or a
comma stands in quotation marks. Must not know who typed it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping

from bot.domain import matcher
from bot.domain.errors import BotError
from bot.domain.ids import RuleId
from bot.domain.taxonomy import WORDS
from bot.engine import roads, terms
from bot.engine.terms import BadWord, Names, Problem
from bot.ports.theatre import Actors, Places

LONGEST = 500  # characters
MOST_CONDITIONS = 20

_QUOTED = r"\"[^\"]*\"|“[^”]*”|«[^»]*»"
_TOKEN = re.compile(rf"(?:{_QUOTED}|\S)+")
_VALUE = re.compile(rf"(?:{_QUOTED}|[^,])+")
_CONDITION = re.compile(r"(?P<key>[a-z_]+)(?P<sign>:|>=|=)(?P<value>.+)", re.DOTALL | re.IGNORECASE)
NOT = frozenset({"not", "non", "sauf"})  # turns the next condition round
_NUMBERS = ("killed", "wounded", "families", "certainty")
_QUOTES = str.maketrans("", "", '"“”«»')


class BadMatcher(BotError):
    """A condition that means nothing. `position` counts characters from 0; `nearest` are valid words, best first."""

    def __init__(
        self, problem: Problem, word: str, position: int, nearest: tuple[str, ...] = (), what: str = ""
    ) -> None:
        self.problem, self.word, self.position, self.nearest = problem, word, position, nearest
        hint = f" (did you mean {nearest[0]!r}?)" if nearest else ""
        super().__init__(f"character {position + 1}: {what or f'{problem.value}: {word!r}'}{hint}")


def parse_matcher(text: str, places: Places, actors: Actors, rules: Collection[RuleId] = ()) -> matcher.Matcher:
    """The matcher that a line says; an empty line matches everything. Raises BadMatcher at the first wrong word.

    `rules` are the ids that `rule:` may name; empty: any.
    """
    if len(text) > LONGEST:
        raise BadMatcher(Problem.NOT_A_CONDITION, text[:40], LONGEST, what=f"longer than {LONGEST} characters")
    names = Names(places=places, actors=actors, rules=rules)
    parts: list[matcher.Matcher] = []
    negated = False
    for token in _TOKEN.finditer(text):
        if token[0].casefold() in NOT and not negated:
            negated = True
            continue
        part = _condition(token[0], token.start(), names)
        parts.append(matcher.Not(part=part) if negated else part)
        negated = False
    if negated or len(parts) > MOST_CONDITIONS:
        what = "nothing stands after 'not'" if negated else f"more than {MOST_CONDITIONS} conditions"
        raise BadMatcher(Problem.NOT_A_CONDITION, text[-40:], len(text), what=what)
    return parts[0] if len(parts) == 1 else matcher.All(parts=tuple(parts))


def _condition(token: str, position: int, names: Names) -> matcher.Matcher:
    parsed = _CONDITION.fullmatch(token)
    if parsed is None:
        raise BadMatcher(Problem.NOT_A_CONDITION, token, position, _meant(token, names.places))
    key, sign, value = parsed["key"].casefold(), parsed["sign"], parsed["value"]
    at = position + parsed.start("value")
    if key in _NUMBERS:
        return _number(key, value, at)
    read = _READERS.get(key)
    if read is None or sign == ">=":
        close = difflib.get_close_matches(key, [*_READERS, *_NUMBERS], n=1, cutoff=0.6)
        raise BadMatcher(Problem.NOT_A_CONDITION, token, position, tuple(f"{word}{sign}{value}" for word in close))
    given = [(word[0].translate(_QUOTES).strip(), at + word.start()) for word in _VALUE.finditer(value)]
    for word, start in given:
        try:
            read([word], names)
        except BadWord as bad:
            raise BadMatcher(bad.problem, bad.word, start, bad.nearest, bad.what) from bad
    return read([word for word, _ in given], names)


def _number(key: str, value: str, at: int) -> matcher.Matcher:
    is_share = key == "certainty"
    if not re.fullmatch(r"[01]|0?\.[0-9]{1,6}" if is_share else r"[0-9]{1,6}", value):
        what = f"{key} takes a number from 0 to 1" if is_share else f"{key} takes a whole number"
        raise BadMatcher(Problem.BAD_NUMBER, value, at, what=what)
    match key:
        case "killed":
            return matcher.Killed(at_least=int(value))
        case "wounded":
            return matcher.Wounded(at_least=int(value))
        case "families":
            return matcher.Families(at_least=int(value))
        case _:
            return matcher.Certain(at_least=float(value))


def _meant(token: str, places: Places) -> tuple[str, ...]:
    """What a bare word was probably meant to say."""
    folded = token.casefold()
    if folded in WORDS:
        return (f"type:{folded}",)
    place = places.find(token.translate(_QUOTES))
    if place is not None:
        return (f"{'road' if roads.of_place(place, places) else 'near'}:{token}",)
    return tuple(f"type:{word}" for word in difflib.get_close_matches(folded, WORDS, n=1, cutoff=0.8))


def _any(parts: list[matcher.Matcher]) -> matcher.Matcher:
    return parts[0] if len(parts) == 1 else matcher.Any(parts=tuple(parts))


_READERS: Mapping[str, Callable[[list[str], Names], matcher.Matcher]] = {
    "type": lambda words, _: terms.types(words),
    "target": lambda words, _: terms.targets(words),
    "actor": terms.actors,
    "near": lambda words, names: _any([terms.near(word, names) for word in words]),
    "road": lambda words, names: _any([roads.road(word, names) for word in words]),
    "region": lambda words, names: _any([terms.region(word, names) for word in words]),
    "country": lambda words, names: _any([terms.country(word, names) for word in words]),
    "standing": lambda words, _: _any([terms.standing(word) for word in words]),
    "source": lambda words, _: terms.outlets(words),
    "rule": terms.rules,
    "incident": lambda words, _: terms.incidents(words),
}
