"""Incidents of a small Sahel by the day, and a rule that is shown them: what the tests of all kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actor import Participant, Role
from bot.domain.errors import BadFile
from bot.domain.event import Count, Target
from bot.domain.ids import ActorId, IncidentId, OutletId
from bot.domain.incident import Change, ChangeKind, Standing
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, Operation
from bot.domain.tick import EVERY, Tick
from bot.engine import load
from bot.engine.rule import Fired, Rule
from bot.engine.run import Engine
from tests.fakes.world import ACTORS, SmallActors, SmallPlaces
from tests.store import make

DAY_0 = datetime(2023, 1, 1, tzinfo=UTC)
HEAD = "title: T\ndescription: D\nstatus: stable\nseverity: high\n"
NAME = "rules/sahel/one.yml"
IED, AMBUSH, CAPTURED = Operation.IED, Operation.AMBUSH, Operation.TOWN_CAPTURED
LEFT, TAKEN, TRUCE = Operation.WITHDRAWAL, Operation.BASE_CAPTURED, Operation.CEASEFIRE


def _place(name: str, lat: float, lon: float, region: str, cercle: str) -> Place:
    return make.place(
        Point(lat=lat, lon=lon), id=f"ml/{name}:town", name=name, kind=PlaceKind.TOWN, admin1=region, admin2=cercle
    )


PLACES = {
    one.name: one
    for one in (
        _place("Kidal", 18.44, 1.41, "Kidal", "Kidal"),
        _place("Anéfis", 18.04, 0.60, "Kidal", "Kidal"),  # 96 km from Kidal
        _place("Amassine", 18.40, 1.38, "Kidal", "Kidal"),  # 6 km from Kidal
        _place("Tessalit", 20.20, 1.01, "Kidal", "Tessalit"),
        _place("Gao", 16.27, -0.04, "Gao", "Gao"),
        _place("Ansongo", 15.66, 0.50, "Gao", "Ansongo"),
        _place("Nowhere", 17.50, -4.00, "", ""),
    )
}


def moment(day: float) -> datetime:
    """So many days after the first."""
    return DAY_0 + timedelta(days=day)


def happening(
    id_: str,
    day: float,
    *operations: Operation,
    where: str = "Kidal",
    seen: float | None = None,
    opened: float | None = None,
    killed: int | None = None,
    wounded: int | None = None,
    actors: Sequence[str] = (),
    target: Target | None = None,
    outlets: Sequence[str] = ("rfi",),
    fields: tuple[str, ...] | None = None,
    **more: object,
) -> Change:
    """What is seen of an incident of a day: on that day and for the first time where nothing else is said.

    `fields` are what changed of one that was seen before; none of them makes it no news.
    """
    seen = day if seen is None else seen
    operations = operations or (IED,)
    incident = make.incident(
        id_,
        id=IncidentId(id_),
        operations=frozenset(operations),
        sub_type=USUAL_SUB_TYPE[operations[0]],
        type=TYPE_OF[USUAL_SUB_TYPE[operations[0]]],
        place=PLACES[where],
        start=moment(day),
        end=moment(day),
        opened_at=moment(seen if opened is None else opened),
        updated_at=moment(seen),
        killed=None if killed is None else Count(low=killed, high=None),
        wounded=None if wounded is None else Count(low=wounded, high=None),
        participants=tuple(
            Participant(actor=ActorId(one), kind=ACTORS[ActorId(one)].kind, role=Role.AGENT) for one in actors
        ),
        target=target,
        members=tuple(replace(make.member(f"{id_} {one}"), outlet=OutletId(one), family=one) for one in outlets),
        **more,
    )
    kind = ChangeKind.OPENED if fields is None else ChangeKind.REVISED if fields else ChangeKind.JOINED
    return make.change(incident, kind, fields=fields or (), at=moment(seen))


def taken_back(change: Change, seen: float) -> Change:
    """The same incident, retracted."""
    incident = replace(change.incident, standing=Standing.RETRACTED, updated_at=moment(seen))
    return replace(change, kind=ChangeKind.RETRACTED, incident=incident, fields=("standing",), at=moment(seen))


def rule_of(text: str, name: str = NAME) -> Rule:
    """The rule of a file that says this beside the common keys."""
    (made,) = load.rules({name: HEAD + text}, SmallPlaces(), SmallActors())
    return made


def faults_of(text: str) -> list[str]:
    """What is wrong with such a file, from line 5 on: line:column: what."""
    with pytest.raises(BadFile) as caught:
        rule_of(text)
    return [str(fault).removeprefix(f"{NAME}:") for fault in caught.value.faults]


class Watch:
    """One rule at work. The watch began so many days after the first."""

    def __init__(self, text: str, began: float = -1000) -> None:
        self.rule = rule_of(text)
        self.engine = Engine((self.rule,), began=moment(began))

    def see(self, *changes: Change) -> list[str]:
        """The incidents that it fires on, one after the other; those that are told again have a plus sign."""
        return [f"{one.incident}{'+' if one.again else ''}" for one in self.fired(*changes)]

    def fired(self, *changes: Change) -> list[Fired]:
        """What it fires."""
        return [one for change in changes for one in self.engine.step(change)]

    def hours(self, since: float, until: float, well: float = 1.0) -> list[tuple[str, float]]:
        """The incidents that it fires on while the hours between two days go by, with the day of each."""
        told, at = [], moment(since)
        while (at := at + EVERY) <= moment(until):
            fired = self.engine.tick(Tick(at=at, well=well))
            told += [(str(one.incident), (at - DAY_0) / timedelta(days=1)) for one in fired]
        return told

    def hour(self, day: float) -> list[Fired]:
        """What it fires at one hour."""
        return list(self.engine.tick(Tick(at=moment(day), well=1.0)))
