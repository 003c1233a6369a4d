"""What a theatre knows, built from packs by bot.extract. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Protocol

from bot.domain.actor import Actor
from bot.domain.event import Event
from bot.domain.ids import ActorId, OutletId, PlaceId
from bot.domain.outlet import Outlet
from bot.domain.place import Place, Point
from bot.domain.report import Rejection, Report


class Places(Protocol):
    """The gazetteer of the loaded theatres."""

    @property
    def countries(self) -> frozenset[str]:
        """ISO 3166-1 alpha-2 codes of the countries that the packs name."""

    def get(self, place: PlaceId) -> Place | None: ...

    def find(self, name: str) -> Place | None:
        """The place people mean by a name, alias or id: town before village before base before cercle before region."""

    def suggest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        """Places whose names begin like `name` or are spelt nearly so, best first."""

    def near(self, place: Place, km: float) -> tuple[Place, ...]: ...  # other spots (no areas), nearest first

    def at(self, point: Point, precision_km: float, name: str = "") -> Place | None:
        """The named place nearest to a point (or a POINT place in its region); None outside the theatres' countries."""


class Actors(Protocol):
    def get(self, actor: ActorId) -> Actor | None: ...

    def find(self, name: str, on: date | None = None) -> Actor | None: ...

    def names(self) -> Iterable[tuple[str, ActorId, bool]]:
        """Every spelling, the actor it means, and whether it counts in capitals only; for naming the nearest one."""

    def lineage(self, actor: ActorId) -> frozenset[ActorId]:
        """Every actor that is the same group under another name, itself included."""

    def cameo(self, code: str, country: str) -> Actor | None:
        """The actor for a CAMEO code ("MLIMIL", "COP", "UNO") seen in a country; None where it names nobody armed."""


class Extractor(Protocol):
    """Reads texts into events. Pure: the same report gives the same events for ever."""

    @property
    def places(self) -> Places: ...

    @property
    def actors(self) -> Actors: ...

    @property
    def outlets(self) -> Mapping[OutletId, Outlet]: ...

    def read(self, report: Report) -> Iterator[Event | Rejection]:
        """The events a text tells, or exactly one rejection where it tells none."""
