"""The last revision of every incident, its events, and who took which place. Must not know how incidents are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select

from bot.domain.control import ControlEntry
from bot.domain.event import Event
from bot.domain.ids import ActorId, IncidentId, PlaceId
from bot.domain.incident import Incident, Standing
from bot.domain.place import Point
from bot.ports.happenings import Counts
from bot.store import grid, neighbours, tables
from bot.store.bulk import add_new, chunks, put
from bot.store.connection import AsyncConnection
from bot.store.rows import CONTROL, EVENT, INCIDENT
from bot.store.tables import incident_origins, incidents

Lineage = Callable[[ActorId], str]

_MOST_KILLED = 2**31 - 1  # the column's limit on PostgreSQL; a misread figure must not stop the whole payload
_MANY_CELLS = 1_000  # a circle of some 900 km; beyond it the time index alone narrows enough


class SqlIncidents:
    """`bot.ports.happenings.Incidents` in SQL. `lineage` names an actor's lineage for the ledger of control."""

    def __init__(self, connection: AsyncConnection, lineage: Lineage) -> None:
        self._connection, self._lineage = connection, lineage

    async def candidates(self, events: Sequence[Event]) -> list[Incident]:
        """Every incident that shares an origin with an event or lies within 60 km and 3 days of it (see neighbours)."""
        found = sorted(await neighbours.candidates(self._connection, events))
        query = select(incidents.c.value).order_by(incidents.c.id)
        return [
            INCIDENT.load(text)
            for part in chunks(found)
            for text in await self._connection.scalars(query.where(incidents.c.id.in_(part)))
        ]

    async def save(self, values: Sequence[Incident], events: Sequence[tuple[Event, IncidentId]]) -> None:
        """Keeps incidents that are newer than what is stored, with their origins and control, and the events given."""
        fresh = await self._fresh(values)
        if fresh:
            await put(self._connection, incidents, [_row(incident) for incident in fresh])
            await self._save_origins(fresh)
            await self._save_control(fresh)
        rows = [
            {"id": e.id, "incident": incident, "published_at": e.published_at, "value": EVENT.dump(e)}
            for e, incident in events
        ]
        await put(self._connection, tables.events, rows)

    async def _fresh(self, values: Sequence[Incident]) -> list[Incident]:
        newest: dict[IncidentId, Incident] = {}
        for incident in values:
            if incident.id not in newest or incident.revision > newest[incident.id].revision:
                newest[incident.id] = incident
        for part in chunks(sorted(newest)):
            query = select(incidents.c.id, incidents.c.revision).where(incidents.c.id.in_(part)).with_for_update()
            for id_, revision in await self._connection.execute(query):
                if newest[id_].revision <= revision:
                    del newest[id_]
        return list(newest.values())

    async def _save_origins(self, fresh: Sequence[Incident]) -> None:
        wanted = {(member.origin, incident.id) for incident in fresh for member in incident.members}
        stored: set[tuple[str, str]] = set()
        table = incident_origins.c
        for part in chunks([incident.id for incident in fresh]):
            rows = await self._connection.execute(select(incident_origins).where(table.incident.in_(part)))
            stored.update((origin, incident) for origin, incident in rows)
        new = [{"origin": origin, "incident": incident} for origin, incident in sorted(wanted - stored)]
        await add_new(self._connection, incident_origins, new)
        for origin, incident in sorted(stored - wanted):  # only after a split or an edition that names another item
            gone = delete(incident_origins).where(table.origin == origin, table.incident == incident)
            await self._connection.execute(gone)

    async def _save_control(self, fresh: Sequence[Incident]) -> None:
        for part in chunks([incident.id for incident in fresh]):
            await self._connection.execute(delete(tables.control).where(tables.control.c.incident.in_(part)))
        entries = [entry for incident in fresh if (entry := self._entry(incident)) is not None]
        rows = [{"incident": e.incident, "place": e.place, "at": e.at, "value": CONTROL.dump(e)} for e in entries]
        await add_new(self._connection, tables.control, rows)

    def _entry(self, incident: Incident) -> ControlEntry | None:
        claim = incident.control
        if claim is None or incident.standing is Standing.RETRACTED:
            return None
        actors = [actor for actor in (claim.giver, claim.taker) if actor is not None]
        return ControlEntry(
            place=incident.place.id,
            at=incident.start,
            claim=claim,
            incident=incident.id,
            families=frozenset(member.family for member in incident.members),
            lineages=tuple((actor, self._lineage(actor)) for actor in actors),
        )

    async def get(self, incident: IncidentId) -> Incident | None:
        """The last revision of an incident."""
        text = await self._connection.scalar(select(incidents.c.value).where(incidents.c.id == incident))
        return None if text is None else INCIDENT.load(text)

    async def of(self, ids: Sequence[IncidentId]) -> dict[IncidentId, Incident]:
        """The last revisions of those that there are."""
        found: dict[IncidentId, Incident] = {}
        for part in chunks(list(dict.fromkeys(ids))):
            texts = await self._connection.scalars(select(incidents.c.value).where(incidents.c.id.in_(part)))
            found |= {one.id: one for one in map(INCIDENT.load, texts)}
        return found

    async def events(self, incident: IncidentId) -> list[Event]:
        """Every event that was judged to belong to an incident, older editions included, in order of publication."""
        table = tables.events.c
        query = select(table.value).where(table.incident == incident).order_by(table.published_at, table.id)
        return [EVENT.load(text) for text in await self._connection.scalars(query)]

    async def recent(
        self,
        *,
        near: tuple[Point, float] | None = None,
        country: str = "",
        admin1: str = "",
        since: datetime,
        limit: int,
    ) -> list[Incident]:
        """The incidents that began last, newest first, without those that rest on leads alone."""
        where = [*_area(near, country, admin1), incidents.c.starts_at >= since, incidents.c.lead_only.is_(False)]
        newest_first = (incidents.c.starts_at.desc(), incidents.c.id)
        ids = select(incidents.c.id).where(*where).order_by(*newest_first).limit(limit)
        query = select(incidents.c.value).where(incidents.c.id.in_(ids)).order_by(*newest_first)
        return [INCIDENT.load(text) for text in await self._connection.scalars(query)]

    async def counts(
        self,
        *,
        near: tuple[Point, float] | None = None,
        country: str = "",
        admin1: str = "",
        windows: Sequence[tuple[datetime, datetime]],
    ) -> list[Counts]:
        """Incidents that began in each window (its end excluded) and their killed, one query for all windows.

        Leads alone and retracted incidents do not count; an unknown toll counts as none.
        """
        if not windows:
            return []
        within = [and_(incidents.c.starts_at >= since, incidents.c.starts_at < until) for since, until in windows]
        columns: list[ColumnElement[int]] = []
        for window in within:
            killed = func.sum(incidents.c.killed_low).filter(window)
            columns += [func.count().filter(window), func.coalesce(killed, 0)]
        query = select(*columns).where(
            *_area(near, country, admin1),
            incidents.c.starts_at >= min(since for since, _ in windows),
            incidents.c.starts_at < max(until for _, until in windows),
            incidents.c.lead_only.is_(False),
            incidents.c.standing > int(Standing.RETRACTED),
        )
        numbers = (await self._connection.execute(query)).one()
        return [Counts(incidents=n, killed=int(k)) for n, k in zip(numbers[::2], numbers[1::2], strict=True)]

    async def control(self, place: PlaceId) -> list[ControlEntry]:
        """The incidents by which a place changed hands, in order of time."""
        table = tables.control.c
        query = select(table.value).where(table.place == place).order_by(table.at, table.incident)
        return [CONTROL.load(text) for text in await self._connection.scalars(query)]


def _area(near: tuple[Point, float] | None, country: str, admin1: str) -> Iterable[ColumnElement[bool]]:
    if country:
        yield incidents.c.country == country
    if admin1:
        yield incidents.c.admin1 == admin1
    if near is not None:
        yield from _circle(*near)


def _circle(centre: Point, radius_km: float) -> Iterable[ColumnElement[bool]]:
    cells = grid.cells_within(centre, radius_km)
    if len(cells) <= _MANY_CELLS:
        yield incidents.c.cell.in_(sorted(cells))
    x, y, z = grid.vector(centre)
    i = incidents.c
    chord = (i.x - x) * (i.x - x) + (i.y - y) * (i.y - y) + (i.z - z) * (i.z - z)
    yield chord <= grid.squared_chord(radius_km)


def _row(incident: Incident) -> dict[str, object]:
    place = incident.place
    x, y, z = grid.vector(place.point)
    return {
        "id": incident.id,
        "revision": incident.revision,
        "type": incident.type.value,
        "standing": int(incident.standing),
        "lead_only": incident.lead_only,
        "killed_low": min(incident.killed.low, _MOST_KILLED) if incident.killed else 0,
        "place": place.id,
        "country": place.country,
        "admin1": place.admin1,
        "lat": place.point.lat,
        "lon": place.point.lon,
        "cell": grid.cell(place.point),
        "x": x,
        "y": y,
        "z": z,
        "starts_at": incident.start,
        "ends_at": incident.end,
        "updated_at": incident.updated_at,
        "value": INCIDENT.dump(incident),
    }
