"""A small Sahel for tests of the pure core: towns, actors, outlets, and events that are valid by default."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.dedupe import assign
from bot.domain.actor import Actor, ActorKind, Participant, Role
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Count, Event, Realis, Target, Toll
from bot.domain.ids import ActorId, EventId, OutletId, PlaceId, ReportId, SourceId, digest
from bot.domain.incident import Change, Incident
from bot.domain.outlet import Outlet, Tier
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, EventType, Operation, SubType

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def place(name: str, lat: float, lon: float, admin1: str, kind: PlaceKind = PlaceKind.TOWN, km: float = 2) -> Place:
    return Place(
        id=PlaceId(f"ml/{admin1}/{name}:{kind.value}".lower()),
        name=name,
        kind=kind,
        country="ML",
        admin1=admin1,
        point=Point(lat=lat, lon=lon),
        precision_km=km,
    )


MALI = place("Mali", 17.0, -4.0, "", PlaceKind.COUNTRY, 600)
KIDAL_REGION = place("Kidal", 19.2, 1.4, "Kidal", PlaceKind.REGION, 150)
PLACES = {
    one.name: one
    for one in (
        place("Acharane", 16.63, -3.33, "Tombouctou"),
        place("Aguelhok", 19.46, 0.86, "Kidal"),
        place("Ansongo", 15.66, 0.50, "Gao"),
        place("Anéfis", 18.04, 0.60, "Kidal"),
        place("Bamba", 17.03, -1.40, "Gao"),
        place("Ber", 16.84, -2.53, "Tombouctou"),
        place("Bourem", 16.96, -0.35, "Gao"),
        place("Dioura", 14.83, -5.25, "Mopti"),
        place("Douentza", 15.00, -2.95, "Mopti"),
        place("Fafa", 15.34, 0.72, "Gao", PlaceKind.VILLAGE),
        place("Gao", 16.27, -0.04, "Gao"),
        place("Goundam", 16.41, -3.67, "Tombouctou"),
        place("Gourma-Rharous", 16.88, -1.92, "Tombouctou"),
        place("Kidal", 18.44, 1.41, "Kidal"),
        place("Léré", 15.71, -4.91, "Tombouctou"),
        place("Ogossagou", 13.96, -3.57, "Mopti", PlaceKind.VILLAGE),
        place("Ouatagouna", 15.18, 0.72, "Gao"),
        place("Tabankort", 17.98, -0.10, "Gao", PlaceKind.VILLAGE),
        place("Tabrichat", 17.45, 0.25, "Gao", PlaceKind.VILLAGE, 5),
        place("Tessalit", 20.20, 1.01, "Kidal"),
    )
}


class SmallPlaces:
    """Implements bot.ports.theatre.Places."""

    countries = frozenset({"ML"})

    def __init__(self) -> None:
        self._all = {**PLACES, "Kidal region": KIDAL_REGION, "Mali": MALI}

    def get(self, place: PlaceId) -> Place | None:
        return next((one for one in self._all.values() if one.id == place), None)

    def find(self, name: str) -> Place | None:
        return next((one for key, one in self._all.items() if key.casefold() == name.casefold()), None)

    def suggest(self, name: str, limit: int = 5) -> tuple[Place, ...]:
        return tuple(self._all[key] for key in difflib.get_close_matches(name, self._all, n=limit, cutoff=0.5))

    def at(self, point: Point, precision_km: float, name: str = "") -> Place | None:
        return None


def _actor(id_: str, kind: ActorKind, lineage: str = "") -> Actor:
    return Actor(
        id=ActorId(id_),
        name=id_.upper(),
        name_fr=id_.upper(),
        short=id_.upper(),
        kind=kind,
        lineage=lineage or id_,
        countries=("ML",),
        aliases=(),
        party=kind.is_armed,
    )


ACTORS = {
    one.id: one
    for one in (
        _actor("fama", ActorKind.STATE_FORCE, "malian_state"),
        _actor("malian_state", ActorKind.AUTHORITY, "malian_state"),
        _actor("wagner", ActorKind.PRIVATE_MILITARY),
        _actor("minusma", ActorKind.PEACEKEEPER),
        _actor("cma", ActorKind.REBEL, "azawad_movements"),
        _actor("csp_psd", ActorKind.REBEL, "azawad_movements"),
        _actor("jnim", ActorKind.JIHADIST),
        _actor("unknown_gunmen", ActorKind.UNKNOWN_ARMED),
        _actor("civilians", ActorKind.CIVILIAN),
    )
}


class SmallActors:
    """Implements bot.ports.theatre.Actors."""

    def get(self, actor: ActorId) -> Actor | None:
        return ACTORS.get(actor)

    def find(self, name: str, on: date | None = None) -> Actor | None:
        return ACTORS.get(ActorId(name.casefold()))

    def names(self) -> Iterable[tuple[str, ActorId, bool]]:
        return [(actor.name, actor.id, False) for actor in ACTORS.values()]

    def lineage(self, actor: ActorId) -> frozenset[ActorId]:
        wanted = ACTORS[actor].lineage
        return frozenset(one.id for one in ACTORS.values() if one.lineage == wanted)

    def cameo(self, code: str, country: str) -> Actor | None:
        return None


def outlet(id_: str, tier: Tier = Tier.AGENCY, party: str = "") -> Outlet:
    return Outlet(
        id=OutletId(id_),
        name=id_,
        family=id_,
        tier=tier,
        lean="none",
        party=party,
        language="en",
        country="ML",
        feeds=(),
    )


OUTLETS = {
    one.id: one
    for one in (
        *(outlet(name) for name in ("afp", "reuters", "ap", "rfi", "bbc_africa", "aljazeera", "jeuneafrique")),
        *(outlet(name, Tier.LOCAL) for name in ("studio_tamani", "journal_du_mali", "alwihda", "allafrica")),
        outlet("un_news", Tier.OFFICIAL),
        outlet("fama_communiques", Tier.PARTISAN, "malian_state"),
    )
}


def told(*parts: tuple[str, Role]) -> tuple[Participant, ...]:
    """Participants by actor id and role."""
    return tuple(Participant(actor=ActorId(id_), kind=ACTORS[ActorId(id_)].kind, role=role) for id_, role in parts)


def hands(
    taker: str | None, giver: str | None = None, shape: Shape = Shape.HANDOVER, site: Site = Site.BASE
) -> ControlClaim:
    return ControlClaim(
        shape=shape,
        site=site,
        giver=ActorId(giver) if giver else None,
        taker=ActorId(taker) if taker else None,
    )


def event(
    key: str,
    where: str | Place = "Kidal",
    day: str = "2023-11-07",
    *operations: Operation,
    outlet: str = "rfi",
    killed: int | tuple[int, int | None] | None = None,
    wounded: int | None = None,
    hours: float = 0,
    edition: int = 0,
    sub_type: SubType | None = None,
    type_: EventType | None = None,
    **more: Any,
) -> Event:
    """One outlet's report of a whole day, published in its evening. `key` names the item, `edition` its text."""
    start = datetime.combine(date.fromisoformat(day), time(0), UTC)
    published = start + timedelta(hours=18 + hours)
    sub_type = sub_type or (USUAL_SUB_TYPE[operations[0]] if operations else SubType.ARMED_CLASH)
    known = OUTLETS.get(OutletId(outlet))
    made = Event(
        id=EventId(digest(key, outlet, str(edition))),
        report=ReportId(digest("report", key, outlet, str(edition))),
        origin=digest("origin", key, outlet),
        source=SourceId("rss"),
        outlet=OutletId(outlet),
        family=known.family if known else outlet,
        party=known.party if known else "",
        type=type_ or TYPE_OF[sub_type],
        sub_type=sub_type,
        operations=frozenset(operations),
        place=PLACES[where] if isinstance(where, str) else where,
        start=start,
        end=start + timedelta(hours=23, minutes=59, seconds=59),
        time_precision=timedelta(hours=12),
        published_at=published,
        seen_at=published + timedelta(minutes=5 + edition),
        participants=(),
        target=None,
        toll=Toll(killed=_count(killed), wounded=_count(wounded)),
        control=None,
        realis=Realis.NEW,
        certainty=0.7,
        lead=False,
        title="",
        url=f"https://example.org/{key}",
        language="fr",
        evidence=(),
    )
    return replace(made, **more)


def lead(key: str, where: str = "Kidal", day: str = "2023-11-07", *operations: Operation, **more: Any) -> Event:
    """A pointer: a coded row of the kind that GDELT gives."""
    return event(key, where, day, *operations, outlet=f"{key}.example", lead=True, certainty=0.25, **more)


def _count(given: int | tuple[int, int | None] | None) -> Count | None:
    if given is None:
        return None
    return Count(low=given[0], high=given[1]) if isinstance(given, tuple) else Count(low=given, high=given)


def join(events: Iterable[Event], incidents: Iterable[Incident] = ()) -> assign.Joined:
    return assign.join(list(events), list(incidents), SmallActors(), OUTLETS, NOW)


def changes_of(*events: Event) -> tuple[Change, ...]:
    return join(events).changes


def incident_of(*events: Event) -> Incident:
    """The one incident that these events make."""
    (incident,) = join(events).incidents
    return incident


CIVILIAN, PEACEKEEPER = Target.CIVILIAN, Target.PEACEKEEPER
