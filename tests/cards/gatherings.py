"""News held and told together: forty incidents of four regions, and the ways in which they were held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.cards.gathering import Gathered, Region
from bot.domain.delivery import Gathering, News
from bot.domain.event import Count
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import DeliveryId, IncidentId, MuteId, PlaceId, short_code
from bot.domain.incident import ChangeKind, Incident, Severity, Standing
from bot.domain.matcher import Near
from bot.domain.mute import Mute
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.taxonomy import Operation
from tests.cards.samples import HERE, KIDAL, NOW, captured, change, convoy, fired

# Name, region, position; the first are hit most often.
PLACES = [
    ("Ansongo", "Gao", 15.66, 0.50),
    ("Hombori", "Mopti", 15.28, -1.70),
    ("Ber", "Tombouctou", 16.83, -2.53),
    ("Tessalit", "Kidal", 20.20, 1.01),
    ("Labbezanga", "Gao", 14.95, 0.70),
    ("Boni", "Mopti", 15.07, -2.22),
    ("Bourem", "Gao", 16.95, -0.35),
]
KINDS = [Operation.AMBUSH, Operation.IED, Operation.ABDUCTION, Operation.DRONE_STRIKE, Operation.BLOCKADE]
LEVELS = [Severity.MEDIUM, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.LOW, Severity.MEDIUM]
STANDINGS = [Standing.REPORTED, Standing.CORROBORATED, Standing.REPORTED, Standing.CONFIRMED]
USUAL: Mapping[Region, float] = {("ML", "Gao"): 4.2, ("ML", "Kidal"): 0.0, ("ML", "Mopti"): 11.0}


def news(incident: Incident, severity: Severity, rule: str = "sahel/convoy_attack") -> News:
    made = change(ChangeKind.OPENED, incident, incident.members[0].event)
    return News(change=made, alerts=(fired(rule, incident, severity),))


def spot(name: str, admin1: str, lat: float, lon: float) -> Place:
    return Place(
        id=PlaceId(f"ml/{admin1.lower()}/{name.lower()}:town"), name=name, kind=PlaceKind.TOWN, country="ML",
        admin1=admin1, point=Point(lat=lat, lon=lon), precision_km=5.0,
    )  # fmt: skip


def small(n: int) -> News:
    """One of the many small incidents of a bad day."""
    start = NOW - timedelta(hours=n % 24)
    about = convoy(
        id=IncidentId(short_code("small", str(n))), operations=frozenset({KINDS[n % len(KINDS)]}),
        place=spot(*PLACES[n % len(PLACES)]), start=start.replace(hour=0), end=start.replace(hour=23, minute=59),
        killed=Count(low=n % 4, high=n % 4) if n % 3 else None, wounded=Count(low=n % 5 + 1, high=None),
        standing=STANDINGS[n % len(STANDINGS)], disputed=False, updated_at=start,
    )  # fmt: skip
    return news(about, LEVELS[n % len(LEVELS)])


def gathered(
    kind: HoldKind,
    parts: Sequence[News],
    *,
    hours: float = 24,
    mute: Mute | None = None,
    wish: str = "",
    usual: Mapping[Region, float] | None = None,
) -> Gathered:
    since = NOW - timedelta(hours=hours)
    hold = Hold(id=hold_id(HERE, kind, "key"), kind=kind, destination=HERE, key="key", since=since, until=NOW)
    about = Gathering(hold=hold, since=since, until=NOW)
    delivery = DeliveryId("5f0d1c9a2b7e4c3d8a6b1f20")
    return Gathered(about=about, parts=tuple(parts), mute=mute, wish=wish, usual=usual or {}, delivery=delivery)


MUTE = Mute(
    id=MuteId("Q4XN7B2P"), destination=HERE, label="near:Kidal/50km",
    matcher=Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50), since=NOW - timedelta(days=1),
    until=NOW, by="somebody", reason="joint exercise",
)  # fmt: skip
TAKEN = news(captured(), Severity.CRITICAL, "sahel/kidal_base")
WITHDRAWN = news(replace(convoy(), standing=Standing.RETRACTED), Severity.HIGH)
MANY = (*(small(n) for n in range(38)), TAKEN, WITHDRAWN)
