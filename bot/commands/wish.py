"""Understands what a channel wants to hear of: a place, a road, a word of the taxonomy, an actor, or the short form.

Also says when two wishes are the same. Must not know any verb.
"""

from __future__ import annotations

import difflib
from dataclasses import fields, is_dataclass

from bot.cards.phrases import Phrases, msgid
from bot.commands import area, lookup
from bot.commands.command import Invocation
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.typed import clipped
from bot.domain import matcher
from bot.domain.card import Action
from bot.domain.ids import PlaceId
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.place import Place
from bot.domain.subscription import Subscription
from bot.domain.taxonomy import WORDS
from bot.engine import roads
from bot.engine import text as short_form
from bot.engine.terms import BadWord, Problem
from bot.engine.text import BadMatcher
from bot.engine.typed import quoted

ALL_WORDS = frozenset({"everything", "tout"})


def understood(what: str, invocation: Invocation, desk: Desk) -> Matcher:
    """The matcher of a wish. Raises Mistake where no place, group, type or condition can be made of it."""
    if what.casefold() in ALL_WORDS:
        return EVERYTHING
    place = desk.places.find(what) if len(what) <= lookup.LONGEST_NAME else None
    if place is not None:
        return _at(place, desk)
    if short_form.is_said(what):
        return _conditions(what, invocation, desk)
    word = what.casefold().replace(" ", "_")
    if word in WORDS:
        return matcher.Types(words=frozenset({word}))
    actor = desk.actors.find(what) if len(what) <= lookup.LONGEST_NAME else None
    if actor is not None:
        return matcher.Actors(ids=desk.actors.lineage(actor.id), label=actor.short)
    return _road(what, invocation, desk)


def _at(place: Place, desk: Desk) -> Matcher:
    return roads.of_place(place, desk.places) or area.matcher_of(place)


def _road(what: str, invocation: Invocation, desk: Desk) -> Matcher:
    """The road of "axe Gao-Kidal", "route RN18", "Gao > Kidal" or "Gao-Kidal/20km"; the last thing a wish can be."""
    if len(what) > lookup.LONGEST_NAME:
        raise _unknown(what, invocation, desk)
    try:
        return roads.road(what, desk.vocabulary)
    except BadWord as error:
        if not roads.is_said(what):
            raise _unknown(what, invocation, desk) from error
        say = Phrases(invocation.reader)
        why = say(_FAULTS[error.problem], word=clipped(error.word))
        offers = tuple(lookup.asked_again(invocation, what, f"road:{quoted(one)}") for one in error.nearest)
        raise Mistake(say("This wish could not be read"), why, offers) from error


def _unknown(what: str, invocation: Invocation, desk: Desk) -> Mistake:
    """What is neither place nor actor nor type, with whatever of the three is spelt nearly so."""
    say, word = Phrases(invocation.reader), what.casefold().replace(" ", "_")
    near: list[str] = []
    if len(what) <= lookup.LONGEST_NAME:
        near += difflib.get_close_matches(word, sorted(WORDS), n=2, cutoff=0.75)
        near += [lookup.name_or_id(place, desk) for place in desk.places.suggest(what, lookup.OFFERED)]
    offers = tuple(lookup.asked_again(invocation, what, one) for one in dict.fromkeys(near))
    title = say("“{word}” is not known", word=clipped(what))
    why = say("It is no place, no group or force, and no type of event of the loaded theatres.")
    return Mistake(title, why, offers[: lookup.OFFERED])


def label(what: str, desk: Desk) -> str:
    """What was typed, for showing it back; a button's place id is shown as the place's name."""
    place = desk.places.get(PlaceId(what))
    return place.name if place else what


def _conditions(what: str, invocation: Invocation, desk: Desk) -> Matcher:
    try:
        return short_form.parsed(what, desk.vocabulary)
    except BadMatcher as error:
        say = Phrases(invocation.reader)
        why = say(_FAULTS[error.problem], word=clipped(error.word))
        raise Mistake(say("This wish could not be read"), why, _mended(what, error, invocation)) from error


def _mended(what: str, error: BadMatcher, invocation: Invocation) -> tuple[Action, ...]:
    """The same command with each valid word in the place of the wrong one."""
    lines = zip(error.nearest, error.mended(what), strict=False)
    return tuple(
        Action(label=clipped(word), command=invocation.command, args=tuple({**invocation.args, "what": line}.items()))
        for word, line in lines
    )


_LOOK = msgid("“{word}” is not a condition. Conditions look like near:Kidal/50km type:ambush actor:JNIM killed>=3.")

_FAULTS = {
    Problem.NOT_A_CONDITION: _LOOK,
    Problem.NOT_AT_LEAST: msgid(
        "“{word}” cannot be asked: figures are at least so many. Write killed>=3 or not killed>=3."
    ),
    Problem.INCOMPLETE: msgid("Something is missing beside “{word}”."),
    Problem.UNBALANCED: msgid("The parenthesis “{word}” has no other half."),
    Problem.MIXED: msgid("“and” stands beside “or” in “{word}”; put in parentheses what belongs together."),
    Problem.TOO_MUCH: msgid("These conditions are too many, too long or too deeply nested, from “{word}” on."),
    Problem.BAD_NUMBER: msgid("“{word}” is not a number that fits here."),
    Problem.BAD_RADIUS: msgid("“{word}” is not a place with a radius. Write it like near:Kidal/50km."),
    Problem.UNKNOWN_TYPE: msgid("“{word}” is not a type of event."),
    Problem.UNKNOWN_TARGET: msgid("“{word}” is not a kind of target."),
    Problem.UNKNOWN_STANDING: msgid("“{word}” is not a standing; write reported, corroborated or confirmed."),
    Problem.UNKNOWN_ROLE: msgid("“{word}” is not a part that an actor can have."),
    Problem.UNKNOWN_RULE: msgid("“{word}” is not a rule; “rules” lists them."),
    Problem.UNKNOWN_SOURCE: msgid("“{word}” is not a source."),
    Problem.UNKNOWN_TIER: msgid("“{word}” is not a kind of source; write official, agency, press, local or partisan."),
    Problem.UNKNOWN_LEAN: msgid("“{word}” is not a slant of sources; write for example pro_junta, rebel or none."),
    Problem.UNKNOWN_LANGUAGE: msgid("“{word}” is not a language of the sources. Write it like lang:fr."),
    Problem.BAD_WORDS: msgid(
        '“{word}” cannot be looked for in headlines. Write one to five words, such as words:"fuel convoy" or '
        "words:citerne*."
    ),
    Problem.BAD_AREA: msgid(
        '“{word}” is not an area. Write its corners, latitude first, such as area:"16.0,-1.0 17.0,-1.0 17.0,1.0".'
    ),
    Problem.UNKNOWN_PLACE: msgid("“{word}” is not a known place."),
    Problem.UNKNOWN_COUNTRY: msgid("“{word}” is not a country that is watched."),
    Problem.UNKNOWN_ACTOR: msgid("“{word}” is not a known group or force."),
    Problem.NOT_A_REGION: msgid("“{word}” is not a region; for the surroundings of a place write near:Kidal/50km."),
    Problem.UNKNOWN_ROAD: msgid("“{word}” is not a known road. Write it like road:RN18/20km or road:Gao–Kidal/20km."),
    Problem.BAD_WIDTH: msgid("“{word}” is not a road with a width of at most 200 km. Write it like road:RN18/20km."),
    Problem.BAD_INCIDENT: msgid("“{word}” is not the id of an incident; it has eight letters and digits."),
}


def canonical(value: object) -> str:
    """The same text for the same wish, however it was typed and in whichever process: sets sorted, labels left out."""
    if is_dataclass(value):
        shown = (field.name for field in fields(value) if field.name != "label")
        parts = ",".join(f"{name}={canonical(getattr(value, name))}" for name in shown)
        return f"{type(value).__name__}({parts})"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(canonical, value)))}}}"
    if isinstance(value, tuple):
        return f"[{','.join(map(canonical, value))}]"
    return str(value)


def same(a: Subscription, b: Subscription) -> bool:
    """Whether two wishes of one channel ask for the same news at the same moments."""
    return _key(a) == _key(b)


def _key(wish: Subscription) -> tuple[object, ...]:
    return (canonical(wish.matcher), wish.min_severity, wish.min_standing, wish.language, wish.digest)
