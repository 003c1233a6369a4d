"""Finds what an argument names, or raises a Mistake that offers what was probably meant.

Must not know any verb.
"""

from __future__ import annotations

import difflib
from datetime import timedelta

from bot.cards.phrases import Phrases
from bot.commands import area
from bot.commands.command import Invocation
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.typed import clipped
from bot.domain.card import Action
from bot.domain.ids import IncidentId
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.ports import Tx

LONGEST_NAME = 100  # of a place; longer ones would only cost time in the search for a near spelling
OFFERED = 5
NEWEST = 200  # incidents whose ids are compared with a mistyped one
LOOK_BACK = timedelta(days=90)

# What people write for the letters and digits that ids avoid.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "#": None})


def place(name: str, invocation: Invocation, desk: Desk) -> Place:
    """The place people mean. Raises Mistake with the nearest names."""
    found = desk.places.find(name) if len(name) <= LONGEST_NAME else None
    if found is not None:
        return found
    near = desk.places.suggest(name, OFFERED) if len(name) <= LONGEST_NAME else ()
    say = Phrases(invocation.caller.language)
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
    say = Phrases(invocation.caller.language)
    offers = [Action(label=one, command="incident", args=(("id", one),)) for one in near]
    raise Mistake(
        say("No incident {id}", id=clipped(text)),
        say("An incident’s id has eight letters and digits and stands at the foot of its alert."),
        (*offers, Action(label=say("Latest incidents"), command="incidents")),
    )


def code(text: str) -> str:
    """An id as it is stored: upper case, no dashes, O read as 0, I and L as 1. At most 16 characters are looked at."""
    return text[:16].upper().translate(_READ_AS)


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
