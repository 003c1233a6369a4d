"""What theatres know, loaded from the texts of their pack files: places, actors, outlets, the words of each language.

All mistakes of all files are told at once. The words (triggers and cues) stay located nodes here: the reader of texts
turns them into what it needs and adds its own faults. Must not know where files lie: `bot.theatre` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import BadFile, Fault
from bot.domain.ids import OutletId
from bot.domain.outlet import Outlet
from bot.extract.actors import ActorIndex, Known
from bot.extract.cast import check_actors, parse_actors
from bot.extract.gazetteer import Gazetteer, Named
from bot.extract.outlets import parse_outlets
from bot.extract.places import parse_places
from bot.located import Mark, Node, nearest, read_yaml

_Item = TypeVar("_Item")

_WORDS = re.compile(r"(triggers|cues)\.([a-z]{2,3})\.yml")
_FILES = ("places.csv", "actors.yml", "outlets.yml", "triggers.en.yml", "cues.en.yml")


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the loaded theatres know. Words by language, one node for each file."""

    places: Gazetteer
    actors: ActorIndex
    outlets: dict[OutletId, Outlet]
    triggers: dict[str, list[Node]]
    cues: dict[str, list[Node]]


def load_pack(files: Mapping[str, str]) -> Pack:
    """The pack in these files (name as shown to people, text), of one theatre or several together.

    Raises BadFile with every fault of every file.
    """
    faults: list[Fault] = []
    places: list[tuple[Named, Mark]] = []
    actors: list[tuple[Known, Mark]] = []
    outlets: list[tuple[Outlet, Mark, Mark]] = []
    words: dict[str, dict[str, list[Node]]] = {"triggers": {}, "cues": {}}
    for name, text in files.items():
        file = name.rpartition("/")[2]
        if file == "places.csv":
            places += parse_places(name, text, faults)
        elif file == "actors.yml":
            actors += _read(parse_actors, name, text, faults)
        elif file == "outlets.yml":
            outlets += _read(parse_outlets, name, text, faults)
        elif match := _WORDS.fullmatch(file):
            words[match[1]].setdefault(match[2], []).extend(_read(lambda root, _: [root], name, text, faults))
        elif not file.endswith(".md"):
            faults.append(Fault(where=name, line=None, column=None, what="not a pack file", fix=nearest(file, _FILES)))
    _check_whole(places, actors, outlets, faults)
    if faults:
        raise BadFile(sorted(faults, key=lambda fault: (fault.where, fault.line or 0, fault.column or 0)))
    return Pack(
        places=Gazetteer(_merged(named for named, _ in places)),
        actors=ActorIndex([known for known, _ in actors]),
        outlets={outlet.id: outlet for outlet, _, _ in outlets},
        triggers=words["triggers"],
        cues=words["cues"],
    )


def _read(parse: Callable[[Node, list[Fault]], list[_Item]], name: str, text: str, faults: list[Fault]) -> list[_Item]:
    try:
        root = read_yaml(name, text)
    except BadFile as error:
        faults += error.faults
        return []
    return parse(root, faults)


def _check_whole(
    places: list[tuple[Named, Mark]],
    actors: list[tuple[Known, Mark]],
    outlets: list[tuple[Outlet, Mark, Mark]],
    faults: list[Fault],
) -> None:
    """What no file can know of itself: ids given twice, names that mean two actors, parties that nobody is."""
    for file in dict.fromkeys(mark.name for _, mark in places):
        _check_twice("place", ((named.place.id, mark) for named, mark in places if mark.name == file), faults)
    _check_twice("actor", ((known.actor.id, mark) for known, mark in actors), faults)
    _check_twice("outlet", ((outlet.id, mark) for outlet, mark, _ in outlets), faults)
    check_actors([known for known, _ in actors], faults)
    lineages = {known.actor.lineage for known, _ in actors}
    for outlet, _, mark in outlets:
        # Without any actor their file is missing or broken, which is told elsewhere or not a matter of outlets.
        if lineages and outlet.party and outlet.party not in lineages:
            what = f"party {outlet.party!r} of {outlet.id} is no lineage of an actor"
            faults.append(mark.fault(what, nearest(outlet.party, lineages)))


def _merged(places: Iterable[Named]) -> list[Named]:
    """Neighbouring theatres share countries and border towns: the first row stands, with the aliases of all."""
    found: dict[str, Named] = {}
    for named in places:
        first = found.get(named.place.id)
        aliases = named.aliases if first is None else tuple(dict.fromkeys(first.aliases + named.aliases))
        found[named.place.id] = Named(named.place if first is None else first.place, aliases)
    return list(found.values())


def _check_twice(noun: str, found: Iterable[tuple[str, Mark]], faults: list[Fault]) -> None:
    first: dict[str, Mark] = {}
    for ident, mark in found:
        seen = first.setdefault(ident, mark)
        if seen is not mark:
            fix = f"it stands in {seen.name}:{seen.line} already; keep one, or tell them apart by name"
            faults.append(mark.fault(f"{noun} {ident!r} stands twice", fix))
