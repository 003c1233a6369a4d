"""How a place name hangs on the words before it: "near X", "camp de X", "parti de X", "towards X", "au sud de X".

Must not know which place is meant or what happened there.
"""

from __future__ import annotations

import re
from enum import Enum


class Tie(Enum):
    """The tie between a name and its sentence."""

    AT = "at"  # near X, à X, camp de X
    FROM = "from"  # leaving X, parti de X
    TO = "to"  # towards X
    ROAD = "road"  # on the road to X
    OFF = "off"  # south of X
    AWAY = "away"  # 100 km from X, no direction
    BETWEEN = "between"
    OF = "of"  # a bare "de X"
    NONE = "none"


_WORD = re.compile(r"[^\W_]+'?|,")
_SPAN = 56  # characters before a name that may tie it
_SKIPPED = frozenset(
    "the la le les l' northern southern eastern western central former nearby malian nigerien burkinabe".split()
)
_OF = frozenset({"de", "d'", "du", "des", "of", "from"})
_ADJECTIVES = frozenset("militaire militaires precipite onusien armee l' temporaire provisoire".split())
_THINGS = frozenset(
    "camp camps base bases position positions garnison emprise poste site ville localite village town city post "
    "outpost airport aeroport prise chute capture control controle attaque attack fall secteur area environs abords "
    "commune portes pres autour hauteur proximite loin approche entree outskirts gates edge suburbs bastion fief "
    "localites villages".split()
)
_AT = frozenset("near outside at in on inside around into beside pres a au dans sur contre against pres".split())
_TO = frozenset(
    "for towards toward reached reach reaching reaches pour vers rejoindre rallier atteindre regagner".split()
)
_LEAVES = ("quit", "leav", "abandon", "depart", "retir", "retrait", "repart", "withdraw", "vacat", "evacu")
_LEFT = frozenset({"left", "depuis", "parti", "partis", "partie", "parties", "venant", "out", "sorti", "sortis"})
_ROADS = frozenset({"road", "way", "track", "route", "axe", "highway"})
_AWAY = re.compile(
    r"(?:\d{1,3}|dizaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine)"
    r"\s(?:de\s)?(?:km|kilomet\w+|miles?)\s(?:d[eu]|d'|from|of)\s?$"
)
_WIND = (
    "north east|north west|south east|south west|northeast|northwest|southeast|southwest|"
    "nord est|nord ouest|sud est|sud ouest|north|south|east|west|nord|sud|est|ouest"
)
OFFSET = re.compile(
    r"(?:(?:(?P<km>\d{1,3})\s?(?:km|kilomet\w+)|(?P<miles>\d{1,3})\s?miles?|"
    r"(?P<group>dizaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|centaine) de (?:km|kilometres))"
    r"(?:\s?\([^)]{0,20}\))?\s?)?(?:a l'|au |a la |l'|to the |in the )?"
    rf"(?P<wind>{_WIND})\s(?:of|from|d[eu]|d')\s?$"
)


def tie_of(before: str) -> Tie:
    """The tie of a name to the folded words before it."""
    words = _WORD.findall(before[-_SPAN:])[-7:]
    while words and words[-1] in _SKIPPED:
        words.pop()
    if not words or words[-1] == ",":
        return Tie.NONE
    last = words.pop()
    if last in _OF:
        return _of(before, words, last)
    previous = words[-1] if words else ""
    if last in ("between", "entre"):
        return Tie.BETWEEN
    if last == "to" or (last == "a" and previous in ("jusqu'", "evacues", "evacue", "transferes")):
        return Tie.ROAD if previous in _ROADS else Tie.AT if previous == "close" else Tie.TO
    if last in _ROADS:
        return Tie.ROAD
    if last in _AT or last in _THINGS:
        return Tie.AT
    if last in _TO:
        return Tie.TO
    return Tie.FROM if last in _LEFT or last.startswith(_LEAVES) else Tie.NONE


def _of(before: str, words: list[str], last: str) -> Tie:
    """The tie of "… de X", "… of X", "… from X", by the word that it belongs to."""
    while words and words[-1] in _ADJECTIVES:
        words.pop()
    word = words[-1] if words else ""
    if _AWAY.search(before):
        return Tie.AWAY
    if word in _WIND and OFFSET.search(before):
        return Tie.OFF
    if word in _ROADS:
        return Tie.ROAD
    if word == "direction":
        return Tie.TO
    if last == "from" or word in _LEFT or word.startswith(_LEAVES):
        return Tie.FROM
    return Tie.AT if word in _THINGS else Tie.OF
