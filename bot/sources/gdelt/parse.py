"""Reads GDELT's rows: which are political violence or a step of a conflict, where, when, between whom.

A row is a machine's guess from one sentence, so its event is a lead: it may stand beside an incident that others
report, it never opens more than a low one, and it never says who holds a place. Pure: the same row gives the same
answer for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.domain.actor import Actor, ActorKind, Participant, Role
from bot.domain.event import Event, Evidence, Realis, Target, Toll
from bot.domain.ids import EventId, OutletId, digest
from bot.domain.outlet import UNKNOWN_OUTLET, Outlet
from bot.domain.place import Place, Point
from bot.domain.report import Payload, Reason, Rejection, Report
from bot.ports.theatre import Extractor
from bot.sources.gdelt.cameo import Meaning, meaning
from bot.sources.gdelt.fips import iso
from bot.sources.gdelt.rows import split_rows

# ActionGeo_Type: 3 and 4 name a town, 2 and 5 the centre of a state or region; 1 is a country, too wide to be a place.
_PRECISION_KM = {"2": 50.0, "3": 5.0, "4": 5.0, "5": 50.0}
# One of the 65 addresses coded as violence in a whole file of October 2019 was a fresh event of the kind.
_CERTAINTY, _ROOT_BONUS, _ARMED_BONUS = 0.2, 0.05, 0.05
_DAY = timedelta(days=1)

_TARGETS = {
    ActorKind.STATE_FORCE: Target.STATE_FORCE,
    ActorKind.FOREIGN_FORCE: Target.STATE_FORCE,
    ActorKind.PRIVATE_MILITARY: Target.ARMED_GROUP,
    ActorKind.PEACEKEEPER: Target.PEACEKEEPER,
    ActorKind.REBEL: Target.ARMED_GROUP,
    ActorKind.JIHADIST: Target.ARMED_GROUP,
    ActorKind.MILITIA: Target.ARMED_GROUP,
    ActorKind.UNKNOWN_ARMED: Target.ARMED_GROUP,
    ActorKind.CIVILIAN: Target.CIVILIAN,
    ActorKind.AID_WORKER: Target.AID_WORKER,
    ActorKind.AUTHORITY: None,
}


def split(payload: Payload, outlets: Mapping[OutletId, Outlet]) -> Iterator[Report]:
    """See rows.split_rows."""
    return split_rows(payload, outlets)


def read(report: Report, extractor: Extractor) -> Iterator[Event | Rejection]:
    """One event or one rejection."""
    yield _reading(report, extractor)


def _reading(report: Report, extractor: Extractor) -> Event | Rejection:
    fields = report.fields
    if "malformed" in fields:
        return _rejected(report, Reason.MALFORMED, fields["malformed"])
    if "repeats" in fields:
        return _rejected(report, Reason.REPEATED, f"same address, code and place as {fields['repeats']}")
    if meaning(fields["EventCode"], None) is None:
        return _rejected(report, Reason.OTHER_TOPIC, f"CAMEO {fields['EventCode']}")
    place = _place(report, extractor)
    if isinstance(place, Rejection):
        return place
    if report.published_at is None:
        return _rejected(report, Reason.MALFORMED, "DATEADDED is no date")
    agent = extractor.actors.cameo(fields["Actor1Code"], place.country) if fields["Actor1Code"] else None
    victim = extractor.actors.cameo(fields["Actor2Code"], place.country) if fields["Actor2Code"] else None
    what = meaning(fields["EventCode"], agent.kind if agent else None)
    assert what is not None  # asked for without an agent above
    party = extractor.outlets.get(report.outlet, UNKNOWN_OUTLET).party
    return _event(report, party, what, place, agent, victim, report.published_at)


def _place(report: Report, extractor: Extractor) -> Place | Rejection:
    fields = report.fields
    kind, name = fields["ActionGeo_Type"], fields["ActionGeo_FullName"]
    if kind not in _PRECISION_KM or not fields["ActionGeo_Lat"]:
        return _rejected(report, Reason.NO_PLACE, f"no nearer than {name}" if name else "no geography")
    country = iso(fields["ActionGeo_CountryCode"])
    if not country:
        return _rejected(report, Reason.OUTSIDE, name)
    point = _point(fields["ActionGeo_Lat"], fields["ActionGeo_Long"])
    if point is None:
        return _rejected(report, Reason.MALFORMED, "coordinates are no coordinates")
    place = extractor.places.at(point, _PRECISION_KM[kind], name.partition(",")[0])
    # The nearest known place may lie over the border: Sokoto is not in Niger.
    if place is None or place.country != country:
        return _rejected(report, Reason.OUTSIDE, name)
    return place


def _point(lat: str, lon: str) -> Point | None:
    try:
        point = Point(lat=float(lat), lon=float(lon))
    except ValueError:
        return None
    return point if -90 <= point.lat <= 90 and -180 <= point.lon <= 180 else None


def _event(
    report: Report, party: str, what: Meaning, place: Place, agent: Actor | None, victim: Actor | None, added: datetime
) -> Event:
    start = _day(report.fields["SQLDATE"], added)
    return Event(
        id=EventId(digest(report.origin, "event")),
        report=report.id,
        origin=report.origin,
        source=report.source,
        outlet=report.outlet,
        family=report.family,
        party=party,
        type=what.type,
        sub_type=what.sub_type,
        operations=what.operations,
        place=place,
        start=start,
        end=start + _DAY - timedelta(seconds=1),
        time_precision=_DAY / 2,
        published_at=added,
        seen_at=report.seen_at,
        participants=_participants(agent, victim),
        target=_TARGETS[victim.kind] if victim else None,
        toll=Toll(),
        control=None,
        realis=Realis.NEW,
        certainty=_certainty(report.fields["IsRootEvent"] == "1", agent),
        lead=True,
        title=report.title,
        url=report.url,
        language=report.language,
        evidence=_evidence(report),
    )


def _certainty(is_root: bool, agent: Actor | None) -> float:
    is_armed = agent is not None and agent.kind.is_armed
    return round(_CERTAINTY + _ROOT_BONUS * is_root + _ARMED_BONUS * is_armed, 2)


def _day(sqldate: str, added: datetime) -> datetime:
    """Midnight of the day of the event: SQLDATE where it is the day of publication or the one before, else the former.

    A date exactly a week, a month or a year back is what GDELT makes of the words "a year ago".
    """
    today = added.replace(hour=0, minute=0, second=0, microsecond=0)
    return today - _DAY if sqldate == (today - _DAY).strftime("%Y%m%d") else today


def _participants(agent: Actor | None, victim: Actor | None) -> tuple[Participant, ...]:
    parts = [(agent, Role.AGENT), (victim, Role.TARGET)]
    return tuple(Participant(actor=actor.id, kind=actor.kind, role=role) for actor, role in parts if actor is not None)


def _evidence(report: Report) -> tuple[Evidence, ...]:
    fields = report.fields
    quotes = [
        ("type", f"EventCode {fields['EventCode']}", f"gdelt/cameo/{fields['EventCode']}"),
        ("place", fields["ActionGeo_FullName"], "gdelt/ActionGeo"),
    ]
    whole = f"{report.title}\n{report.text}"
    found = [(field, quote, whole.rindex(quote), entry) for field, quote, entry in quotes if quote]
    return tuple(Evidence(field=f, quote=q, start=at, end=at + len(q), entry=e) for f, q, at, e in found)


def _rejected(report: Report, reason: Reason, detail: str) -> Rejection:
    return Rejection(report=report.id, reason=reason, detail=detail)
