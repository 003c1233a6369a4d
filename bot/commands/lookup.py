"""Finds what an argument names, or raises a Mistake that offers what was probably meant.

Must not know any verb.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot.cards import error as error_card
from bot.cards.phrases import Phrases
from bot.commands import area
from bot.commands.command import Invocation
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.spelling import Misspelt
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.ids import IncidentId
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.engine import terms
from bot.ports.store import Tx

LONGEST_NAME = 100  # of a place; longer ones would only cost time in the search for a near spelling
OFFERED = 5
NEWEST = 200  # incidents whose ids are compared with a mistyped one
LOOK_BACK = timedelta(days=90)

T = TypeVar("T")


def place(name: str, invocation: Invocation, desk: Desk) -> Place:
    """The place people mean. Raises Mistake with the nearest names."""
    found = desk.places.find(name) if len(name) <= LONGEST_NAME else None
    if found is not None:
        return found
    near = desk.places.suggest(name, OFFERED) if len(name) <= LONGEST_NAME else ()
    say = Phrases(invocation.reader)
    if near:
        why = say("No place of that name is known in the loaded theatres.")
    else:
        why = say("No place of that name or a similar one is known in the loaded theatres.")
    offers = tuple(asked_again(invocation, name, name_or_id(one, desk)) for one in near)
    raise Mistake(say("Unknown place: {name}", name=clipped(name)), why, offers)


async def incident(text: str, invocation: Invocation, desk: Desk, tx: Tx) -> Incident:
    """The incident of that id, however it is written. Raises Mistake with the nearest of the newest ids."""
    wanted = code(text)
    found = await tx.incidents.get(IncidentId(wanted))
    if found is not None:
        return found
    newest = await area.EVERYWHERE.recent(tx, since=desk.clock.now() - LOOK_BACK, limit=NEWEST)
    near = difflib.get_close_matches(wanted, [one.id for one in newest], n=3, cutoff=0.7)
    say = Phrases(invocation.reader)
    offers = [asked_again(invocation, text, one) for one in near]
    raise Mistake(
        say("No incident {id}", id=clipped(text)),
        say("An incident’s id has eight letters and digits and stands at the foot of its alert."),
        (*offers, Action(label=say("Latest incidents"), command="incidents")),
    )


def code(text: str) -> str:
    """An id as it is stored: upper case, no dashes, O read as 0, I and L as 1. At most 16 characters are looked at."""
    return terms.code(text)


def given(invocation: Invocation, name: str, read: Callable[[str], T]) -> T | None:
    """What an argument says, as a reader of `spelling` or `times` understands it; None where it was not given.

    Raises Mistake with the command as it was probably meant.
    """
    text = invocation.args.get(name)
    if text is None:
        return None
    try:
        return read(text)
    except Misspelt as error:
        raise misspelt(invocation, {name: error}) from error


def misspelt(invocation: Invocation, wrong: Mapping[str, Misspelt]) -> Mistake:
    """The mistake of arguments, by name, that cannot be read; it offers the command with the nearest right values."""
    say = Phrases(invocation.reader)
    first = next(iter(wrong.values()))
    if len(wrong) == 1:
        title, why = say("“{word}” does not fit here", word=first.word), say(first.wanted, **first.values)
        choices = [{name: nearest} for name, error in wrong.items() for nearest in error.nearest]
    else:
        title = say.many(len(wrong), "{n} value does not fit here", "{n} values do not fit here")
        whys = (say("“{word}”: {why}", word=one.word, why=say(one.wanted, **one.values)) for one in wrong.values())
        why = " ".join(whys)
        all_near = all(error.nearest for error in wrong.values())
        choices = [{name: error.nearest[0] for name, error in wrong.items()}] if all_near else []
    offers = (
        Action(label=", ".join(mended.values()), command=invocation.command, args=tuple(args.items()))
        for mended in choices
        if (args := {**invocation.args, **mended})
    )
    return Mistake(title, why, tuple(offers), wrong={name: _beside(error, invocation) for name, error in wrong.items()})


def _beside(error: Misspelt, invocation: Invocation) -> str:
    say = Phrases(invocation.reader)
    title, why = say("“{word}” does not fit here", word=error.word), say(error.wanted, **error.values)
    return error_card.beside(title, why, error.nearest, reader=invocation.reader)


def name_or_id(found: Place, desk: Desk) -> str:
    """What to type for a place: its name, "Kidal region" where another place has the name first, or else its id."""
    for typed in (found.name, f"{found.name} {found.kind.value}"):
        by_name = desk.places.find(typed)
        if by_name is not None and by_name.id == found.id:
            return typed
    return found.id


def asked_again(invocation: Invocation, name: str, meant: str) -> Action:
    """The same command with the name that was probably meant."""
    # The place is one argument among others: all the others are asked again as they were.
    args = tuple((key, meant if value == name else value) for key, value in invocation.args.items())
    return Action(label=meant, command=invocation.command, args=args)
