"""Understands what a channel wants to hear of: a place, a word of the taxonomy, an actor, or the short matcher form.

Also says when two wishes are the same, and how many incidents a wish would have met. Must not know any verb.
"""

from __future__ import annotations

import difflib
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta

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
from bot.domain.subscription import Subscription
from bot.domain.taxonomy import WORDS
from bot.engine import text as short_form
from bot.engine.terms import Problem
from bot.engine.text import BadMatcher
from bot.ports import Tx

ALL_WORDS = frozenset({"everything", "tout"})
LOOK_BACK = timedelta(days=90)
MOST_READ = 5000  # incidents; beyond it the rate is taken from the time that these span
WEEK = timedelta(days=7)

_TERM_SIGNS = (":", ">=")


def understood(what: str, invocation: Invocation, desk: Desk) -> Matcher:
    """The matcher of a wish. Raises Mistake where no place, group, type or condition can be made of it."""
    if what.casefold() in ALL_WORDS:
        return EVERYTHING
    place = desk.places.find(what) if len(what) <= lookup.LONGEST_NAME else None
    if place is not None:
        return area.matcher_of(place)
    if any(sign in what for sign in _TERM_SIGNS):
        return _conditions(what, invocation, desk)
    word = what.casefold().replace(" ", "_")
    if word in WORDS:
        return matcher.Types(words=frozenset({word}))
    actor = desk.actors.find(what) if len(what) <= lookup.LONGEST_NAME else None
    if actor is not None:
        return matcher.Actors(ids=desk.actors.lineage(actor.id), label=actor.short)
    raise _unknown(what, invocation, desk)


def _unknown(what: str, invocation: Invocation, desk: Desk) -> Mistake:
    """What is neither place nor actor nor type, with whatever of the three is spelt nearly so."""
    say, word = Phrases(invocation.caller.language), what.casefold().replace(" ", "_")
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
    rules = [rule.id for rule in desk.rules]
    try:
        return short_form.parse_matcher(what, desk.places, desk.actors, rules)
    except BadMatcher as error:
        say = Phrases(invocation.caller.language)
        why = say(_FAULTS[error.problem], word=clipped(error.word))
        raise Mistake(say("This wish could not be read"), why, _mended(what, error, invocation)) from error


def _mended(what: str, error: BadMatcher, invocation: Invocation) -> tuple[Action, ...]:
    """The same command with each valid word in the place of the wrong one."""
    end = error.position + len(error.word)
    if what[error.position : end] != error.word:  # it stood in quotation marks: better no offer than a broken one
        return ()
    offers = []
    for word in error.nearest:
        shown = f'"{word}"' if " " in word and ":" not in word else word
        args = {**invocation.args, "what": f"{what[: error.position]}{shown}{what[end:]}"}
        offers.append(Action(label=word, command=invocation.command, args=tuple(args.items())))
    return tuple(offers)


_LOOK = msgid("“{word}” is not a condition. Conditions look like near:Kidal/50km type:ambush actor:JNIM killed>=3.")

_FAULTS = {
    Problem.NOT_A_CONDITION: _LOOK,
    Problem.BAD_NUMBER: msgid("“{word}” is not a number that fits here."),
    Problem.BAD_RADIUS: msgid("“{word}” is not a place with a radius. Write it like near:Kidal/50km."),
    Problem.UNKNOWN_TYPE: msgid("“{word}” is not a type of event."),
    Problem.UNKNOWN_TARGET: msgid("“{word}” is not a kind of target."),
    Problem.UNKNOWN_STANDING: msgid("“{word}” is not a standing; write reported, corroborated or confirmed."),
    Problem.UNKNOWN_ROLE: msgid("“{word}” is not a part that an actor can have."),
    Problem.UNKNOWN_RULE: msgid("“{word}” is not a rule; “rules” lists them."),
    Problem.UNKNOWN_SOURCE: msgid("“{word}” is not a source."),
    Problem.UNKNOWN_PLACE: msgid("“{word}” is not a known place."),
    Problem.UNKNOWN_COUNTRY: msgid("“{word}” is not a country that is watched."),
    Problem.UNKNOWN_ACTOR: msgid("“{word}” is not a known group or force."),
    Problem.NOT_A_REGION: msgid("“{word}” is not a region; for the surroundings of a place write near:Kidal/50km."),
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
    """Whether two wishes of one channel ask for the same news."""
    return _key(a) == _key(b)


def _key(wish: Subscription) -> tuple[object, ...]:
    return (canonical(wish.matcher), wish.min_severity, wish.min_standing, wish.language)


async def per_week(tx: Tx, wanted: Matcher, now: datetime) -> float:
    """Incidents a week that would have satisfied the matcher, from the last 90 days of the store."""
    around = area.covering(wanted)
    read = await around.recent(tx, since=now - LOOK_BACK, limit=MOST_READ)
    span = LOOK_BACK if len(read) < MOST_READ else max(now - read[-1].start, timedelta(hours=1))
    return sum(matcher.holds(wanted, incident) for incident in read) * (WEEK / span)
