"""A small theatre for the cards: actors, outlets and incidents of northern Mali in 2023."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cards.phrases import Names
from bot.domain.actor import Actor, ActorKind, Participant, Role
from bot.domain.alert import Alert, alert_id
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Count, Event, Evidence, Realis, Target, Toll
from bot.domain.ids import ActorId, EventId, IncidentId, OutletId, PlaceId, ReportId, RuleId, SourceId
from bot.domain.incident import Change, ChangeKind, Incident, Member, Severity, Standing, TollClaim
from bot.domain.outlet import Outlet, Tier
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.subscription import Destination
from bot.domain.taxonomy import EventType, Operation, SubType

NOW = datetime(2023, 11, 15, 8, 0, tzinfo=UTC)
HERE = Destination(platform="terminal", tenant="local", channel="screen")


def actor(
    id_: str, name: str, short: str, kind: ActorKind, *, french: str = "", party: bool = True, lineage: str = ""
) -> Actor:
    return Actor(
        id=ActorId(id_), name=name, name_fr=french or name, short=short, kind=kind, lineage=lineage or id_,
        countries=("ML",), aliases=(), party=party,
    )  # fmt: skip


def outlet(id_: str, name: str, *, party: str = "") -> Outlet:
    tier = Tier.PARTISAN if party else Tier.AGENCY
    return Outlet(
        id=OutletId(id_),
        name=name,
        family=id_,
        tier=tier,
        lean="none",
        party=party,
        language="fr",
        country="ML",
        feeds=(),
    )


ACTORS = {
    one.id: one
    for one in (
        actor("fama", "Malian Armed Forces", "FAMa", ActorKind.STATE_FORCE, french="Forces armées maliennes"),
        actor("wagner", "Wagner Group", "Wagner", ActorKind.PRIVATE_MILITARY),
        actor("csp_psd", "Permanent Strategic Framework", "CSP-PSD", ActorKind.REBEL),
        actor("jnim", "Group for the Support of Islam and Muslims", "JNIM", ActorKind.JIHADIST),
        actor("minusma", "UN mission in Mali", "MINUSMA", ActorKind.PEACEKEEPER, party=False),
        actor(
            "united_nations",
            "United Nations",
            "UN",
            ActorKind.AUTHORITY,
            french="Nations unies",
            party=False,
            lineage="minusma",
        ),
        actor("gunmen", "unknown gunmen", "unknown", ActorKind.UNKNOWN_ARMED, french="hommes armés", party=False),
        actor("civilians", "civilians", "civilians", ActorKind.CIVILIAN, french="civils", party=False),
    )
}
OUTLETS = {
    one.id: one
    for one in (
        outlet("rfi", "RFI"),
        outlet("studio_tamani", "Studio Tamani"),
        outlet("afp", "AFP"),
        outlet("reuters", "Reuters"),
        outlet("csp_news", "CSP communiqués", party="csp_psd"),
    )
}
RULES = {
    RuleId("sahel/base_captured"): "Base captured",
    RuleId("sahel/kidal_base"): "Kidal base changes hands",
    RuleId("sahel/convoy_attack"): "Convoy attacked",
}
NAMES = Names(actor=ACTORS.get, outlet=OUTLETS.get, rule=RULES.get)

KIDAL = Place(
    id=PlaceId("ml/kidal/kidal:town"), name="Kidal", kind=PlaceKind.TOWN, country="ML", admin1="Kidal",
    point=Point(lat=18.4411, lon=1.4078), precision_km=5.0,
)  # fmt: skip
ANEFIS = Place(
    id=PlaceId("ml/kidal/anefis:town"), name="Anefis", kind=PlaceKind.TOWN, country="ML", admin1="Kidal",
    point=Point(lat=18.0411, lon=0.6011), precision_km=15.0,
)  # fmt: skip


def day(month: int, number: int) -> tuple[datetime, datetime]:
    start = datetime(2023, month, number, tzinfo=UTC)
    return start, start.replace(hour=23, minute=59, second=59)


def member(
    event: str, outlet_id: str, title: str, at: datetime, *, certainty: float = 0.7, lead: bool = False
) -> Member:
    known = OUTLETS.get(OutletId(outlet_id))
    return Member(
        event=EventId(event), origin=f"o-{event.rstrip('+')}", outlet=OutletId(outlet_id),
        family=known.family if known else outlet_id, party=known.party if known else "",
        url=f"https://{outlet_id.replace('_', '')}.example/mali/{event.rstrip('+')}", title=title, language="fr",
        published_at=at, certainty=certainty, lead=lead, official=False,
    )  # fmt: skip


def claim(
    event: str, outlet_id: str, at: datetime, killed: Count | None, *, by: str = "", wounded: Count | None = None
) -> TollClaim:
    return TollClaim(
        event=EventId(event), origin=f"o-{event.rstrip('+')}", outlet=OutletId(outlet_id), claimant=by, at=at,
        killed=killed, wounded=wounded, captured=None, displaced=None,
    )  # fmt: skip


def part(actor_id: str, role: Role) -> Participant:
    return Participant(actor=ActorId(actor_id), kind=ACTORS[ActorId(actor_id)].kind, role=role)


def captured(**changes: object) -> Incident:
    """The capture of Kidal on 14 November 2023, told by two publishers and by the losing party."""
    start, end = day(11, 14)
    made = Incident(
        id=IncidentId("7K2M9QXD"), revision=3, type=EventType.BATTLES, sub_type=SubType.GOVERNMENT_REGAINS,
        operations=frozenset({Operation.TOWN_CAPTURED, Operation.BASE_CAPTURED}), place=KIDAL, start=start, end=end,
        participants=(
            part("fama", Role.AGENT), part("wagner", Role.ALLY), part("csp_psd", Role.TARGET),
            part("fama", Role.TAKES), part("minusma", Role.PRESENT),
        ),
        target=Target.ARMED_GROUP, killed=None, wounded=None, claims=(),
        control=ControlClaim(shape=Shape.CAPTURE, site=Site.TOWN, giver=ActorId("csp_psd"), taker=ActorId("fama")),
        standing=Standing.CORROBORATED, disputed=False, certainty=0.86,
        members=(
            member("e1", "rfi", "Mali : l’armée annonce avoir pris Kidal", start + timedelta(hours=13)),
            member("e2", "studio_tamani", "Les FAMa sont entrées dans la ville de Kidal", start + timedelta(hours=15)),
            member("e3", "csp_news", "Pourquoi nous avons quitté Kidal", start + timedelta(hours=18)),
        ),
        opened_at=start + timedelta(hours=13), updated_at=start + timedelta(hours=18),
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def abandoned(**changes: object) -> Incident:
    """The mission leaves Kidal on 31 October 2023 and the rebels walk in."""
    start, end = day(10, 31)
    claimed = ControlClaim(shape=Shape.ABANDONMENT, site=Site.BASE, giver=ActorId("minusma"), taker=ActorId("csp_psd"))
    made = captured(
        id=IncidentId("7MPC944T"), type=EventType.STRATEGIC, sub_type=SubType.TRANSFER, start=start, end=end,
        operations=frozenset({Operation.BASE_CAPTURED, Operation.BASE_ABANDONED, Operation.WITHDRAWAL}),
        participants=(
            part("minusma", Role.LEAVES), part("csp_psd", Role.TAKES), part("united_nations", Role.TARGET),
            part("fama", Role.PRESENT),
        ),
        target=Target.PEACEKEEPER, control=claimed,
        members=(
            member("a1", "afp", "Mali : la Minusma a quitté Kidal, le CSP prend le contrôle du camp", end),
            member("a2", "rfi", "Mali : départ de la Minusma de Kidal", end),
        ),
        opened_at=end, updated_at=end,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def convoy(**changes: object) -> Incident:
    """A convoy attack with a disputed toll, reported by one publisher; the day is not exactly known."""
    made = Incident(
        id=IncidentId("3FZ8H1WC"), revision=2, type=EventType.BATTLES, sub_type=SubType.ARMED_CLASH,
        operations=frozenset({Operation.CONVOY_ATTACK, Operation.AMBUSH, Operation.IED}), place=ANEFIS,
        start=day(10, 4)[0], end=day(10, 5)[1],
        participants=(part("jnim", Role.AGENT), part("fama", Role.TARGET)), target=Target.STATE_FORCE,
        killed=Count(low=6, high=56), wounded=Count(low=11, high=None),
        claims=(
            claim("c1", "rfi", day(10, 5)[1], Count(low=10, high=10), by="fama", wounded=Count(low=11, high=None)),
            claim("c2", "csp_news", day(10, 6)[1], Count(low=56, high=56), by="csp_psd"),
            claim("c3", "reuters", day(10, 6)[1], Count(low=6, high=6)),
        ),
        control=None, standing=Standing.REPORTED, disputed=True, certainty=0.55,
        members=(
            member("c1", "rfi", "Mali : un convoi de l’armée attaqué près d’Anefis", day(10, 5)[1]),
            member("c2", "csp_news", "Bilan de l’embuscade d’Anefis : 56 soldats tués", day(10, 6)[1], certainty=0.4),
        ),
        opened_at=day(10, 5)[1], updated_at=day(10, 6)[1],
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def lead() -> Incident:
    """What a GDELT row alone opens."""
    at = day(11, 15)[0] + timedelta(hours=6)
    only = member("g1", "maliweb.example", "", at, certainty=0.2, lead=True)
    return convoy(
        id=IncidentId("9QK4T2MA"), operations=frozenset(), members=(only,), claims=(), killed=None, wounded=None,
        disputed=False, participants=(), start=at, end=at + timedelta(hours=1), certainty=0.2,
    )  # fmt: skip


def fired(rule: str, about: Incident, severity: Severity) -> Alert:
    return Alert(
        id=alert_id(RuleId(rule), about.id), rule=RuleId(rule), incident=about.id, revision=about.revision, change=7,
        severity=severity, at=about.updated_at, why=(),
    )  # fmt: skip


def change(kind: ChangeKind, about: Incident, event: str, *fields: str) -> Change:
    return Change(
        seq=9,
        kind=kind,
        incident=about,
        event=EventId(event),
        fields=fields,
        at=about.updated_at,
        why="same place 0 km",
    )


def event_of(of: Member, about: Incident) -> Event:
    return Event(
        id=of.event, report=ReportId("r"), origin=of.origin, source=SourceId("rss"), outlet=of.outlet, family=of.family,
        party=of.party, type=about.type, sub_type=about.sub_type, operations=about.operations, place=about.place,
        start=about.start, end=about.end, time_precision=timedelta(hours=12), published_at=of.published_at,
        seen_at=of.published_at, participants=about.participants, target=about.target, toll=Toll(),
        control=about.control, realis=Realis.NEW, certainty=of.certainty, lead=of.lead, title=of.title, url=of.url,
        language="fr", evidence=(
            Evidence(field="control", quote="avoir pris Kidal", start=0, end=1, entry="triggers.fr/prise"),
            Evidence(field="place", quote="Kidal", start=0, end=1, entry="places"),
        ),
    )  # fmt: skip


ALERTS = (
    fired("sahel/base_captured", captured(), Severity.HIGH),
    fired("sahel/kidal_base", captured(), Severity.CRITICAL),
)


def grown() -> tuple[Incident, Incident]:
    """The convoy attack before and after one more report."""
    before = convoy(
        killed=Count(low=6, high=10), claims=convoy().claims[::2], members=convoy().members[:1], disputed=False
    )
    return before, convoy()


def edited() -> tuple[Incident, Incident]:
    """The convoy attack before and after RFI edits its item: 10 dead become 14."""
    before, _ = grown()
    first, *others = before.claims
    new_member = replace(
        before.members[0], event=EventId("c1+"), title="Mali : 14 morts dans l’attaque d’un convoi près d’Anefis"
    )
    new_claim = replace(first, event=EventId("c1+"), killed=Count(low=14, high=14))
    return before, replace(before, members=(new_member,), claims=(new_claim, *others), killed=Count(low=6, high=14))
