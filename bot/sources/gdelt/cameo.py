"""What CAMEO's event codes mean in our taxonomy.

Source: CAMEO Conflict and Mediation Event Observations, Event and Actor Codebook, version 1.1b3 (March 2012), chapter
2, http://data.gdeltproject.org/documentation/CAMEO.Manual.1.1b3.pdf. Roots 14, 15, 17, 18, 19 and 20 are here whole,
with None where a code names nothing we follow; of the others only the steps of a conflict: truces, retreats,
peacekeepers leaving. Threats (13) and appeals (02, 10) are words, not events. Must not know rows or files.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.actor import ActorKind
from bot.domain.taxonomy import TYPE_OF, EventType, Operation, SubType


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sub-type with the operations that go with it."""

    sub_type: SubType
    operations: frozenset[Operation] = frozenset()

    @property
    def type(self) -> EventType:
        return TYPE_OF[self.sub_type]


def _means(sub_type: SubType, *operations: Operation) -> Meaning:
    return Meaning(sub_type, frozenset(operations))


_PROTEST = _means(SubType.PEACEFUL_PROTEST)
_POSTURE = _means(SubType.GROUP_ACTIVITY, Operation.TROOP_MOVEMENT)
_TRUCE = _means(SubType.AGREEMENT, Operation.CEASEFIRE)
_RETREAT = _means(SubType.GROUP_ACTIVITY, Operation.WITHDRAWAL)
_CIVILIANS = _means(SubType.ATTACK)
_CLASH = _means(SubType.ARMED_CLASH)
_STRIKE = _means(SubType.AIR_DRONE_STRIKE, Operation.AIR_STRIKE)
_OTHER = _means(SubType.OTHER)

MEANINGS: dict[str, Meaning | None] = {
    # 08 yield, 16 reduce relations: only what soldiers do
    "0871": _TRUCE,  # declare truce, cease-fire
    "0872": _means(SubType.OTHER),  # ease military blockade
    "0873": _means(SubType.DISRUPTED_WEAPONS),  # demobilise armed forces
    "0874": _RETREAT,  # retreat or surrender militarily
    "1661": _means(SubType.GROUP_ACTIVITY, Operation.WITHDRAWAL),  # expel or withdraw peacekeepers
    # 14 protest: dissent at large, demonstrations, hunger strikes, strikes, obstruction, riots
    "140": _PROTEST,
    **dict.fromkeys(("141", "1411", "1412", "1413", "1414"), _PROTEST),
    **dict.fromkeys(("142", "1421", "1422", "1423", "1424"), None),  # a fast is no gathering
    **dict.fromkeys(("143", "1431", "1432", "1433", "1434"), None),  # nor is a strike or a boycott
    **dict.fromkeys(("144", "1441", "1442", "1443", "1444"), _PROTEST),
    **dict.fromkeys(("145", "1451", "1452", "1453", "1454"), _means(SubType.VIOLENT_DEMONSTRATION)),
    # 15 exhibit force posture
    "150": _POSTURE,
    "151": None,  # police alert
    "152": _POSTURE,
    "153": None,  # police power
    "154": _POSTURE,
    "155": None,  # cyber forces
    # 17 coerce
    "170": _OTHER,
    "171": _means(SubType.LOOTING),
    "1711": _means(SubType.LOOTING),  # confiscate property
    "1712": _means(SubType.LOOTING),  # destroy property
    "172": None,  # administrative sanctions
    "1721": None,  # restrictions on political freedoms
    "1722": None,  # bans on parties
    "1723": _OTHER,  # curfew
    "1724": _OTHER,  # state of emergency or martial law
    "173": _means(SubType.ARRESTS),
    "174": _OTHER,  # expel or deport
    "175": _CIVILIANS,  # violent repression
    "176": None,  # cyber attack
    # 18 assault
    "180": _CIVILIANS,
    "181": _means(SubType.ABDUCTION, Operation.ABDUCTION),
    "182": _CIVILIANS,
    "1821": _means(SubType.SEXUAL_VIOLENCE),
    "1822": _CIVILIANS,  # torture
    "1823": _CIVILIANS,  # kill by physical assault
    "183": _means(SubType.REMOTE_EXPLOSIVE, Operation.IED),
    "1831": _means(SubType.SUICIDE_BOMB, Operation.SUICIDE_BOMB),
    "1832": _means(SubType.REMOTE_EXPLOSIVE, Operation.IED),  # vehicle
    "1833": _means(SubType.REMOTE_EXPLOSIVE, Operation.IED),  # roadside
    "1834": _means(SubType.REMOTE_EXPLOSIVE, Operation.IED),  # in a place; in GDELT's list, not in the manual's
    "184": _CIVILIANS,  # human shields
    "185": _CIVILIANS,  # attempt to assassinate
    "186": _CIVILIANS,  # assassinate
    # 19 fight
    "190": _CLASH,
    "191": _means(SubType.OTHER, Operation.BLOCKADE),
    "192": _means(SubType.NON_STATE_OVERTAKES),  # occupy territory; see `meaning`
    "193": _CLASH,
    "194": _means(SubType.SHELLING, Operation.SHELLING),
    "195": _STRIKE,
    "1951": _STRIKE,
    "1952": _means(SubType.AIR_DRONE_STRIKE, Operation.DRONE_STRIKE),
    "196": _CLASH,  # violate a cease-fire
    # 20 unconventional mass violence
    "200": _CIVILIANS,
    "201": _means(SubType.OTHER, Operation.DISPLACEMENT),  # mass expulsion
    "202": _means(SubType.ATTACK, Operation.MASSACRE),
    "203": _means(SubType.ATTACK, Operation.MASSACRE),  # ethnic cleansing
    **dict.fromkeys(("204", "2041", "2042"), _means(SubType.CHEMICAL_WEAPON)),
}


def meaning(code: str, agent: ActorKind | None) -> Meaning | None:
    """What a code says; None for another topic, an unknown code or a code that is no code.

    The agent decides only who gained ground: a State's army regains what another force overtakes.
    """
    if code == "192" and agent is ActorKind.STATE_FORCE:
        return _means(SubType.GOVERNMENT_REGAINS)
    return MEANINGS.get(code)
