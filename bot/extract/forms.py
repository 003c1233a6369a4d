"""Word forms as packs write them: `attaqu(e|es|ée)` stands for three words, `prend … contrôle` leaves room for others.

Must not know what a word stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.extract.text import fold_name

MAX_FORMS = 2_000  # of one line; more is a mistake in the brackets
MIN_HEAD = 3
_GROUP = re.compile(r"\(([^()]*)\)")
_GAP = re.compile(r"\s*(?:\.\.\.|…)\s*")


@dataclass(frozen=True, slots=True)
class Form:
    """One folded spelling; `tail` must follow within a few words of the same sentence where it is not empty."""

    head: str
    tails: frozenset[str]


def forms_of(line: str) -> tuple[Form, ...]:
    """Every spelling that a pack line stands for. Raises ValueError saying what is wrong with the line."""
    if line.count("(") != line.count(")"):
        raise ValueError("brackets do not match")
    heads, _, tail = _parted(line)
    words = [fold_name(form) for form in _expanded(heads)]
    tails = frozenset(fold_name(form) for form in _expanded(tail)) if tail else frozenset()
    if any(not word for word in words) or "" in tails:
        raise ValueError("a form is empty")
    if tails and any(len(word) < MIN_HEAD for word in words):
        # "a … été" would be looked for at every "a" of every text.
        raise ValueError(f"a form with a gap begins with at least {MIN_HEAD} letters")
    return tuple(Form(word, tails) for word in dict.fromkeys(words))


def _parted(line: str) -> tuple[str, str, str]:
    match = _GAP.search(line)
    if match is None:
        return line, "", ""
    if _GAP.search(line, match.end()):
        raise ValueError("more than one gap")
    if not line[: match.start()].strip() or not line[match.end() :].strip():
        raise ValueError("a gap needs words on both sides")
    return line[: match.start()], match[0], line[match.end() :]


def _expanded(text: str) -> list[str]:
    done: list[str] = []
    waiting = [text]
    while waiting:
        form = waiting.pop()
        match = _GROUP.search(form)
        if match is None:
            if any(mark in form for mark in "()|"):
                raise ValueError("'|' stands only inside one pair of brackets")
            done.append(form)
        else:
            waiting.extend(form[: match.start()] + option + form[match.end() :] for option in match[1].split("|"))
        if len(done) + len(waiting) > MAX_FORMS:
            raise ValueError(f"stands for more than {MAX_FORMS} forms")
    return done
