"""What an argument could be while it is typed: places, incidents, the channel's own wishes, what wishes are about.

For platforms with a picker. Must not know any verb, nor how many characters a platform shows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice

from bot.cards import choices
from bot.cards.phrases import Phrases
from bot.commands import area, lookup
from bot.commands.command import Caller, Command, Param, ParamKind
from bot.commands.desk import Desk
from bot.commands.spelling import folded
from bot.domain.ids import ActorId
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.domain.reader import Reader
from bot.domain.taxonomy import WORDS
from bot.ports.store import Tx

MOST = 25  # what Discord shows
LOOK_BACK = timedelta(days=90)
NEWEST = 200  # incidents that are looked through
FEW = 8  # of each kind, where a wish may be of several

ALL, EVERYTHING, NONE = "all", "everything", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A line to choose, and what is typed then."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    typed: str
    param: Param
    caller: Caller
    desk: Desk
    tx: Tx
    say: Phrases


async def complete(command: Command, param: Param, typed: str, caller: Caller, desk: Desk) -> tuple[Choice, ...]:
    """At most 25 choices for what is typed so far, best first; none where nothing fits or the caller may not ask."""
    offer = _OFFERS.get(param.kind)
    if offer is None:
        return ()
    async with desk.store.read() as tx:
        channel = await tx.channels.get(caller.destination)
        if not command.allows(caller, channel):
            return ()
        own = channel.reader(desk.default_language)
        reader = replace(own, language=caller.language or own.language)
        asked = _Asked(
            typed=typed[: lookup.LONGEST_NAME], param=param, caller=caller, desk=desk, tx=tx, say=Phrases(reader)
        )
        return _distinct(await offer(asked))


async def about(incident: Incident, caller: Caller, desk: Desk) -> tuple[Choice, ...]:
    """What else a wish can be about that somebody states beneath an alert: it, its place, types, actors and rules."""
    async with desk.store.read() as tx:
        channel = await tx.channels.get(caller.destination)
        fired = {one.rule for one in await tx.alerts.of_incident(incident.id)}
    own = channel.reader(desk.default_language)
    say = Phrases(replace(own, language=caller.language or own.language))
    found = [Choice(label=choices.incident(incident, desk.names, say, desk.clock.now()), value=incident.id)]
    place = desk.places.get(incident.place.id)
    if place is not None:
        found.append(Choice(label=choices.place(place, say), value=lookup.name_or_id(place, desk)))
    words = sorted(one.value for one in incident.operations) or [incident.sub_type.value]
    found += [Choice(label=choices.word(word, say), value=word) for word in words]
    for one in incident.participants:
        actor = desk.actors.get(one.actor)
        if actor is not None and (known := desk.actors.find(actor.short)) is not None and known.id == actor.id:
            found.append(Choice(label=choices.actor(actor), value=actor.short))
    found += [
        Choice(label=choices.rule(one.title, say), value=f"rule:{one.id}") for one in desk.rules if one.id in fired
    ]
    return _distinct(found)


async def _choices(asked: _Asked) -> Iterable[Choice]:
    """For platforms that cannot show all choices of a parameter at once."""
    made = (Choice(label=choices.option(one, asked.say), value=one) for one in asked.param.choices)
    return (one for one in made if _fits(asked.typed, one))


def nobody(reader: Reader) -> Choice:
    """The choice of no role, for platforms that list their roles themselves."""
    return Choice(label=choices.nobody(Phrases(reader)), value=NONE)


async def _places(asked: _Asked) -> Iterable[Choice]:
    if asked.typed.strip():
        found: Iterable[Place] = asked.desk.places.suggest(asked.typed, MOST)
    else:
        found = await _lately(asked)
    return [_place(one, asked) for one in found]


def _place(found: Place, asked: _Asked) -> Choice:
    return Choice(label=choices.place(found, asked.say), value=lookup.name_or_id(found, asked.desk))


async def _lately(asked: _Asked) -> list[Place]:
    """Where something happened last: what people ask for before they have typed anything."""
    newest = await area.EVERYWHERE.recent(asked.tx, since=asked.desk.clock.now() - LOOK_BACK, limit=NEWEST)
    known = (asked.desk.places.get(one.place.id) for one in newest)
    return list({place.id: place for place in known if place is not None}.values())


async def _incidents(asked: _Asked) -> Iterable[Choice]:
    now = asked.desk.clock.now()
    newest = await area.EVERYWHERE.recent(asked.tx, since=now - LOOK_BACK, limit=NEWEST)
    made = (Choice(label=choices.incident(one, asked.desk.names, asked.say, now), value=one.id) for one in newest)
    return islice((one for one in made if _fits(asked.typed, one)), MOST)


async def _subscriptions(asked: _Asked) -> Iterable[Choice]:
    standing = await asked.tx.subscriptions.of(asked.caller.destination)
    made = [Choice(label=choices.subscription(one, asked.say), value=one.id) for one in standing]
    return _with_all(made, asked)


async def _mutes(asked: _Asked) -> Iterable[Choice]:
    in_force = await asked.tx.mutes.of(asked.caller.destination, asked.desk.clock.now())
    return _with_all([Choice(label=choices.mute(one, asked.say), value=one.id) for one in in_force], asked)


def _with_all(made: list[Choice], asked: _Asked) -> Iterator[Choice]:
    """Those that fit, and all of them in one where there are several."""
    yield from (one for one in made[: MOST - 1] if _fits(asked.typed, one))
    if len(made) > 1:
        every = Choice(label=choices.all_of_them(asked.say), value=ALL)
        yield from [every] if _fits(asked.typed, every) else []


async def _rules(asked: _Asked) -> Iterable[Choice]:
    made = (Choice(label=choices.rule(one.title, asked.say), value=one.id) for one in asked.desk.rules)
    return (one for one in made if _fits(asked.typed, one))


async def _parameters(asked: _Asked) -> Iterable[Choice]:
    """What any rule lets people set: which rule is meant is not known here."""
    by_name = {one.name: one.help for rule in asked.desk.rules for one in rule.parameters}
    made = (Choice(label=choices.parameter(name, by_name[name]), value=name) for name in sorted(by_name))
    return (one for one in made if _fits(asked.typed, one))


async def _wishes(asked: _Asked) -> Iterable[Choice]:
    """Whatever a wish can be about. What begins as typed comes before what is only spelt like it."""
    if not asked.typed.strip():
        everything = Choice(label=choices.everything(asked.say), value=EVERYTHING)
        return [everything, *(_place(one, asked) for one in await _lately(asked))]
    places = [_place(one, asked) for one in asked.desk.places.suggest(asked.typed, FEW)]
    words = (Choice(label=choices.word(word, asked.say), value=word) for word in sorted(WORDS))
    rules = (Choice(label=one.label, value=f"rule:{one.value}") for one in await _rules(asked))
    others = [
        *islice((one for one in words if _fits(asked.typed, one)), FEW),
        *islice(_actors(asked), FEW),
        *islice(rules, FEW),
    ]
    near = [one for one in places if not _fits(asked.typed, one)]
    return [*(one for one in places if one not in near), *others, *near]


def _actors(asked: _Asked) -> Iterator[Choice]:
    said, seen = folded(asked.typed), set[ActorId]()
    for spelling, id_, _ in asked.desk.actors.names():
        actor = asked.desk.actors.get(id_)
        if id_ in seen or actor is None or not folded(spelling).startswith(said):
            continue
        found = asked.desk.actors.find(actor.short)
        if found is not None and found.id == id_:
            seen.add(id_)
            yield Choice(label=choices.actor(actor), value=actor.short)


def _fits(typed: str, choice: Choice) -> bool:
    """Whether every typed word begins a word of the choice, or the id is typed as people hear it."""
    said = folded(typed)
    words = folded(choice.label.replace("(", " ").replace("’", " ")).split()
    if all(any(word.startswith(part) for word in words) for part in said.split()):
        return True
    return bool(said) and (choice.value.casefold().startswith(said) or choice.value.startswith(lookup.code(typed)))


def _distinct(found: Iterable[Choice]) -> tuple[Choice, ...]:
    by_value: dict[str, Choice] = {}
    for one in found:
        by_value.setdefault(one.value, one)
    return tuple(islice(by_value.values(), MOST))


_OFFERS: Mapping[ParamKind, Callable[[_Asked], Awaitable[Iterable[Choice]]]] = {
    ParamKind.PLACE: _places,
    ParamKind.INCIDENT: _incidents,
    ParamKind.SUBSCRIPTION: _subscriptions,
    ParamKind.MUTE: _mutes,
    ParamKind.RULE: _rules,
    ParamKind.PARAMETER: _parameters,
    ParamKind.WISH: _wishes,
    ParamKind.CHOICE: _choices,
}
