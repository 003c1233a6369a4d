"""Reads actors.yml of a pack: who acts, under which names, on which days. Must not know how actors are looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.domain.actor import Actor, ActorKind, Alias
from bot.domain.errors import Fault
from bot.domain.ids import ActorId
from bot.extract import entry, names
from bot.extract.actors import Known, Spelling
from bot.extract.entry import Entry
from bot.located import Mark, Node

_CODE = re.compile(r"[A-Z]{3,15}")
_COUNTRY = re.compile(r"[A-Z]{2}")


def parse_actors(root: Node, faults: list[Fault]) -> list[tuple[Known, Mark]]:
    """The actors of one actors.yml with their marks, the shared names already given to those they meant."""
    top = Entry(root, faults)
    nodes = dict(top.entries("actors"))
    lent: dict[str, list[Spelling]] = {ident: [] for ident in nodes}
    for node in top.items("shared"):
        _lend(node, lent, faults)
    top.done()
    return [
        (_known(ActorId(ident), node, lent[ident], faults), node.key_mark or node.mark) for ident, node in nodes.items()
    ]


def _lend(node: Node, lent: dict[str, list[Spelling]], faults: list[Fault]) -> None:
    """Gives names that meant one actor after another, or one in each country, to each of them with its days."""
    group = Entry(node, faults)
    caps, texts, meant = group.flag("caps"), _texts(group), group.items("meant")
    group.done()
    if len(meant) < 2:
        fix = "a name of one actor stands among its aliases"
        faults.append(node.mark.fault("'meant' names fewer than two actors", fix))
    for each in meant:
        fields = Entry(each, faults)
        ident = fields.word("actor", lent) if lent else ""
        since, until = _days(fields)
        fields.done()
        if ident:
            lent[ident] += [Spelling(Alias(text=text, since=since, until=until), caps, at.mark) for at, text in texts]


def _known(ident: ActorId, node: Node, lent: list[Spelling], faults: list[Fault]) -> Known:
    fields = Entry(node, faults)
    name = fields.text("name")
    name_fr = fields.text("name_fr")
    spellings = [Spelling(Alias(text=text), False, fields.mark) for text in dict.fromkeys((name, name_fr)) if text]
    short = fields.text("short", default=name)
    kind = ActorKind(fields.word("kind", [kind.value for kind in ActorKind]))
    lineage = fields.ident("lineage", default=str(ident))
    countries = _codes(fields, "countries", _COUNTRY, "two capital letters of ISO 3166-1, like ML")
    party = fields.flag("party")
    codes = _codes(fields, "cameo", _CODE, "3 to 15 capital letters, like MLIMIL")
    spellings += _aliases(fields, faults) + lent
    fields.done()
    actor = Actor(
        id=ident,
        name=name,
        name_fr=name_fr,
        short=short,
        kind=kind,
        lineage=lineage,
        countries=countries,
        aliases=tuple(spelling.alias for spelling in spellings),
        party=party,
    )
    return Known(actor, tuple(spellings), codes)


def _codes(fields: Entry, key: str, shape: re.Pattern[str], fix: str) -> tuple[str, ...]:
    nodes = fields.items(key)
    for node in nodes:
        if not isinstance(node.value, str) or not shape.fullmatch(node.value):
            fields.faults.append(node.mark.fault(f"{key} {node.value!r} is not a code", fix))
    return tuple(str(node.value) for node in nodes)


def _aliases(fields: Entry, faults: list[Fault]) -> list[Spelling]:
    """The aliases: plain texts, or groups of texts with the days and the capitals that hold for all of them."""
    found: list[Spelling] = []
    for node in fields.items("aliases"):
        if not isinstance(node.value, dict):
            found.append(Spelling(Alias(text=_text(node, faults)), False, node.mark))
            continue
        group = Entry(node, faults)
        caps, (since, until) = group.flag("caps"), _days(group)
        found += [Spelling(Alias(text=text, since=since, until=until), caps, at.mark) for at, text in _texts(group)]
        group.done()
    return found


def _days(group: Entry) -> tuple[date | None, date | None]:
    since, until = group.day("since"), group.day("until")
    if since and until and until < since:
        group.faults.append(group.mark.fault(f"until {until} lies before since {since}"))
    return since, until


def _texts(group: Entry) -> list[tuple[Node, str]]:
    texts = [(node, _text(node, group.faults)) for node in group.items("texts")]
    if not texts:
        group.faults.append(group.mark.fault("'texts' is missing or empty", "texts: [first name, second name]"))
    return texts


def _text(node: Node, faults: list[Fault]) -> str:
    text = entry.shown_text(node, "alias", faults)
    if text and not names.name_key(text):
        faults.append(node.mark.fault(f"alias {text!r} has no letter"))
    return text


def check_actors(known: Sequence[Known], faults: list[Fault]) -> None:
    """Adds a fault for every name or code that means two actors on one day in one country."""
    spoken: dict[str, list[tuple[Spelling, Actor]]] = {}
    coded: dict[str, list[Known]] = {}
    for each in known:
        for spelling in each.spellings:
            earlier = spoken.setdefault(names.name_key(spelling.alias.text), [])
            for other, actor in earlier:
                if actor.id != each.actor.id and _overlap(spelling.alias, other.alias) and _meet(actor, each.actor):
                    what = f"{spelling.alias.text!r} already means {actor.id} ({other.mark.name}:{other.mark.line})"
                    faults.append(spelling.mark.fault(what, "give the two different days or countries"))
            earlier.append((spelling, each.actor))
        for code in each.codes:
            for rival in coded.setdefault(code, []):
                if rival.actor.id != each.actor.id and _meet(rival.actor, each.actor):
                    what = f"CAMEO code {code} of {each.actor.id} already belongs to {rival.actor.id}"
                    faults.append(each.spellings[0].mark.fault(what, "give it to one of them"))
            coded[code].append(each)


def _overlap(one: Alias, other: Alias) -> bool:
    starts = max(one.since or date.min, other.since or date.min)
    return starts <= min(one.until or date.max, other.until or date.max)


def _meet(one: Actor, other: Actor) -> bool:
    return not one.countries or not other.countries or bool(set(one.countries) & set(other.countries))
