"""The short form of a matcher, for chat: `near:Kidal/50km type:convoy_attack (actor:JNIM or actor:ISGS) not killed>=3`.

Conditions side by side must all hold, as must those with "and" between them; "or" means any of them. Which of both
binds more closely is never guessed: parentheses say so. Several values of one key are joined by commas and mean any of
them; a value with a blank, comma or parenthesis stands in quotation marks. Must not know who typed it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.ids import OutletId, RuleId
from bot.domain.matcher import All, Any, Matcher, Not, all_of, any_of, normal
from bot.domain.outlet import Outlet
from bot.engine import typed, vocabulary
from bot.engine.terms import Names, Problem
from bot.engine.typed import BadMatcher, Typed
from bot.ports.theatre import Actors, Places

__all__ = [
    "AND",
    "DEEPEST",
    "LONGEST",
    "MOST_CONDITIONS",
    "NOT",
    "OR",
    "BadMatcher",
    "is_said",
    "parse_matcher",
    "written",
]

LONGEST = 10_000  # characters; whoever takes lines from people bounds them more narrowly
MOST_CONDITIONS = 200
DEEPEST = 8  # parentheses within each other, and "not" before one condition

AND = frozenset({"and", "et"})
OR = frozenset({"or", "ou"})
NOT = frozenset({"not", "non", "sauf", "except"})  # turns the next condition round

# Commas between conditions are read as blanks: people write lists so.
_TOKEN = re.compile(rf"[\s,]*(?:(?P<paren>[()])|{typed.CONDITION}|(?P<word>{typed.ITEM}))")

_KEYED = re.compile(rf"(?:^|[\s(,])(?P<key>{typed.KEY})\s*(?P<sign>{typed.SIGN})")

_NOTHING: Mapping[OutletId, Outlet] = MappingProxyType({})


def parse_matcher(
    text: str,
    places: Places,
    actors: Actors,
    rules: Collection[RuleId] = (),
    outlets: Mapping[OutletId, Outlet] = _NOTHING,
) -> Matcher:
    """The matcher that a line says, in normal form; an empty line matches everything. Raises BadMatcher.

    `rules` are the ids that `rule:` may name; empty: any. `outlets` are those that tiers and leans stand for.
    """
    return parsed(text, Names(places=places, actors=actors, rules=rules, outlets=outlets))


def parsed(text: str, names: Names) -> Matcher:
    """The same with everything that names are resolved against in one."""
    if len(text) > LONGEST:
        raise BadMatcher(Problem.TOO_MUCH, text[:40], 0, what=f"longer than {LONGEST} characters")
    return _Reader(text, names).whole()


def is_said(text: str) -> bool:
    """Whether a text is meant as conditions, right or wrong; "Gao > Kidal" is not."""
    found = _KEYED.finditer(text[:LONGEST])
    return any(one["sign"] not in "<>" or one["key"].casefold() in vocabulary.FIGURES for one in found)


def written(matcher: Matcher, names: Names) -> str:
    """The line that is read as this matcher again; short, with the names of the packs.

    Raises ValueError for one that no line says: a part that holds never, or always.
    """
    return _written(normal(matcher), names, within=False)


def _written(part: Matcher, names: Names, *, within: bool) -> str:
    """`within`: it stands beside others, or after "not"."""
    figure = vocabulary.figure(part)
    if figure is not None:
        return ">=".join(figure)
    said = vocabulary.words(part, names)
    if said is not None:
        return f"{said[0]}:{','.join(map(typed.quoted, said[1]))}"
    match part:
        case Not(part=inner):
            return f"not {_written(inner, names, within=True)}"
        case All(parts=parts) if parts or not within:
            made = " ".join(_written(one, names, within=True) for one in parts)
        case Any(parts=parts) if parts:
            made = " or ".join(_written(one, names, within=True) for one in parts)
        case _:
            raise ValueError("no condition says what holds always, or never")
    return f"({made})" if within else made


@dataclass(frozen=True, slots=True)
class _Token:
    """A parenthesis, a word, or a condition."""

    text: str
    start: int
    condition: Typed | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def is_of(self, words: Collection[str]) -> bool:
        return self.condition is None and self.text.casefold() in words


class _Reader:
    """Reads one line from left to right."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._tokens = _tokens(text)
        self._next = 0
        self._count = 0

    def whole(self) -> Matcher:
        """The matcher of the line."""
        made = self._joined(0)
        if (left := self._peek()) is not None:  # only a closing parenthesis ends it sooner
            raise BadMatcher(Problem.UNBALANCED, left.text, left.start, what="this parenthesis was never opened")
        return made

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _joined(self, depth: int) -> Matcher:
        """Everything up to the closing parenthesis or the end."""
        alternatives: list[list[tuple[Matcher, str]]] = [[]]
        begin = self._peek()
        joint: _Token | None = None
        while (token := self._peek()) is not None and not token.is_of(")"):
            if token.is_of(AND | OR):
                if joint or not alternatives[-1]:
                    raise _incomplete(token, f"nothing stands before {token.text!r}")
                joint = token
                self._next += 1
                if token.is_of(OR):
                    alternatives.append([])
                continue
            made = self._one(depth)
            last = self._tokens[self._next - 1]
            alternatives[-1].append((made, self._text[token.start : last.end]))
            joint = None
        if joint is not None:
            raise _incomplete(joint, f"nothing stands after {joint.text!r}")
        if begin is not None and len(alternatives) > 1 and any(len(one) > 1 for one in alternatives):
            end = self._tokens[self._next - 1].end
            raise _mixed(
                self._text[begin.start : end], begin.start, [[said for _, said in one] for one in alternatives]
            )
        return any_of(all_of(made for made, _ in one) for one in alternatives)

    def _one(self, depth: int) -> Matcher:
        """A condition or what stands in parentheses, with every "not" before it."""
        nots = 0
        while (token := self._peek()) is not None and token.is_of(NOT):
            nots += 1
            self._next += 1
            if nots > DEEPEST:
                raise BadMatcher(Problem.TOO_MUCH, token.text, token.start, what=f"more than {DEEPEST} times 'not'")
        if token is None or token.is_of({*AND, *OR, ")"}):
            before = self._tokens[self._next - 1]
            raise _incomplete(before, f"nothing stands after {before.text!r}")
        self._next += 1
        made = self._enclosed(token, depth + 1) if token.text == "(" else self._condition(token)
        for _ in range(nots):
            made = Not(part=made)
        return made

    def _enclosed(self, opening: _Token, depth: int) -> Matcher:
        if depth > DEEPEST:
            what = f"parentheses nest deeper than {DEEPEST} levels"
            raise BadMatcher(Problem.TOO_MUCH, opening.text, opening.start, what=what)
        if (first := self._peek()) is not None and first.text == ")":
            raise _incomplete(opening, "nothing stands between the parentheses")
        made = self._joined(depth)
        if self._peek() is None:
            raise BadMatcher(Problem.UNBALANCED, opening.text, opening.start, what="this parenthesis is never closed")
        self._next += 1
        return made

    def _condition(self, token: _Token) -> Matcher:
        self._count += 1
        if self._count > MOST_CONDITIONS:
            what = f"more than {MOST_CONDITIONS} conditions"
            raise BadMatcher(Problem.TOO_MUCH, token.text, token.start, what=what)
        if token.condition is None:
            raise typed.bare(token.text, token.start, self._names)
        return typed.term(token.condition, self._names)


def _tokens(text: str) -> list[_Token]:
    found = []
    for token in _TOKEN.finditer(text):
        start = token.start(next(group for group in ("paren", "key", "word") if token[group] is not None))
        shown = text[start : token.end()].rstrip()
        condition = None
        if token["key"] is not None:
            at = token.start("value") if token["value"] else token.end()
            condition = Typed(token["key"], token["sign"], token["value"] or "", shown, start, at)
        found.append(_Token(shown, start, condition))
    return found


def _incomplete(token: _Token, what: str) -> BadMatcher:
    return BadMatcher(Problem.INCOMPLETE, token.text, token.start, what=what)


def _mixed(text: str, start: int, alternatives: list[list[str]]) -> BadMatcher:
    """The fault of "and" beside "or", with both readings: `a (b or c)`, which is mostly meant, and `(a b) or c`."""
    groups: list[list[str]] = []
    for number, one in enumerate(alternatives):
        for place, said in enumerate(one):
            if number and not place:
                groups[-1].append(said)
            else:
                groups.append([said])
    close = " ".join(f"({' or '.join(one)})" if len(one) > 1 else one[0] for one in groups)
    loose = " or ".join(f"({' '.join(one)})" if len(one) > 1 else one[0] for one in alternatives)
    what = "“and” stands beside “or”: parentheses must say which belongs together"
    return BadMatcher(Problem.MIXED, text, start, (close, loose), what)
