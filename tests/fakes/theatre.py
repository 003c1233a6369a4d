"""The smallest theatre that a source can be read with: seven towns, a few CAMEO actors, two outlets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.actor import Actor, ActorKind
from bot.domain.event import Event
from bot.domain.ids import ActorId, OutletId, PlaceId
from bot.domain.outlet import Outlet, Tier
from bot.domain.place import Place, PlaceKind, Point, distance_km
from bot.domain.report import Reason, Rejection, Report

REACH_KM = 250


def town(name: str, country: str, lat: float, lon: float) -> Place:
    return Place(
        id=PlaceId(f"{country}/{name}:town".lower()),
        name=name,
        kind=PlaceKind.TOWN,
        country=country,
        admin1="",
        point=Point(lat=lat, lon=lon),
        precision_km=1,
    )


TOWNS = (
    town("Bamako", "ML", 12.65, -8.0),
    town("Kidal", "ML", 18.44, 1.41),
    town("Gao", "ML", 16.27, -0.04),
    town("Niamey", "NE", 13.51, 2.11),
    town("Ouagadougou", "BF", 12.37, -1.53),
)


WIDE_TOWNS = (
    *TOWNS,
    town("Johannesburg", "ZA", -26.2, 28.04),
    town("Nairobi", "KE", -1.29, 36.82),
    town("Mogadishu", "SO", 2.04, 45.34),
    town("Harare", "ZW", -17.83, 31.05),
    town("Damascus", "SY", 33.51, 36.29),
    town("Ankara", "TR", 39.92, 32.85),
    town("Beirut", "LB", 33.89, 35.5),
)


@dataclass
class FewPlaces:
    towns: tuple[Place, ...] = TOWNS

    def get(self, place: PlaceId) -> Place | None:
        return next((known for known in self.towns if known.id == place), None)

    def find(self, name: str) -> Place | None:
        return next((known for known in self.towns if known.name.casefold() == name.casefold()), None)

    def suggest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        return self.towns[:limit]

    def at(self, point: Point, precision_km: float, name: str = "") -> Place | None:
        nearest = min(self.towns, key=lambda known: distance_km(known.point, point))
        if distance_km(nearest.point, point) > REACH_KM:
            return None
        return replace(nearest, precision_km=precision_km)


def actor(id_: str, kind: ActorKind) -> Actor:
    return Actor(
        id=ActorId(id_), name=id_, name_fr=id_, short=id_, kind=kind, lineage=id_, countries=(), aliases=(), party=True
    )


CAMEO = {
    "MLIMIL": actor("fama", ActorKind.STATE_FORCE),
    "REB": actor("rebels", ActorKind.REBEL),
    "UNO": actor("minusma", ActorKind.PEACEKEEPER),
    "CVL": actor("civilians", ActorKind.CIVILIAN),
}


class FewActors:
    def get(self, actor: ActorId) -> Actor | None:
        return next((known for known in CAMEO.values() if known.id == actor), None)

    def find(self, name: str, on: date | None = None) -> Actor | None:
        return self.get(ActorId(name))

    def lineage(self, actor: ActorId) -> frozenset[ActorId]:
        return frozenset({actor})

    def cameo(self, code: str, country: str) -> Actor | None:
        return CAMEO.get(code)


def outlet(id_: str, *feeds: str, family: str = "", language: str = "fr", broken: str = "") -> Outlet:
    return Outlet(
        id=OutletId(id_),
        name=id_,
        family=family or id_,
        tier=Tier.PRESS,
        lean="none",
        party="",
        language=language,
        country="ML",
        feeds=feeds,
        broken=broken,
    )


OUTLETS: dict[OutletId, Outlet] = {
    one.id: one
    for one in (
        outlet("rfi", "https://www.rfi.fr/fr/afrique/rss", family="france_medias_monde"),
        outlet("bbc_afrique", "https://www.bbc.com/afrique/index.xml", family="bbc"),
    )
}


@dataclass
class SmallExtractor:
    """Rejects every text as without a trigger, and remembers that it was asked."""

    outlets: Mapping[OutletId, Outlet] = field(default_factory=lambda: OUTLETS)
    places: FewPlaces = field(default_factory=FewPlaces)
    actors: FewActors = field(default_factory=FewActors)
    read_reports: list[Report] = field(default_factory=list)

    def read(self, report: Report) -> Iterator[Event | Rejection]:
        self.read_reports.append(report)
        yield Rejection(report=report.id, reason=Reason.NO_TRIGGER)
