"""What commands are answered from: who held Kidal, how the feeds do, one wish, the rules and a manifest."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.rules import RuleLine
from bot.cards.status import Status, WindowCount
from bot.domain.control import ControlClaim, ControlEntry, Shape, Site, ledger
from bot.domain.health import SourceHealth, SourceState
from bot.domain.ids import ActorId, IncidentId, RuleId, SourceId, SubscriptionId
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import All, Near, Types
from bot.domain.subscription import Subscription
from bot.ports.happenings import Counts
from bot.ports.source import Manifest
from tests.cards.samples import HERE, KIDAL, NOW, captured, convoy, day, lead


def entry(month: int, number: int, shape: Shape, giver: str, taker: str, *families: str) -> ControlEntry:
    made = ControlClaim(shape=shape, site=Site.TOWN, giver=ActorId(giver), taker=ActorId(taker))
    return ControlEntry(
        place=KIDAL.id, at=day(month, number)[0], claim=made, incident=IncidentId(f"{month}{number}"),
        families=frozenset(families), lineages=(),
    )  # fmt: skip


HOLDINGS = ledger(
    [
        entry(10, 31, Shape.ABANDONMENT, "minusma", "csp_psd", "rfi", "afp"),
        entry(11, 14, Shape.CAPTURE, "csp_psd", "fama", "rfi", "afp", "reuters"),
    ]
)


def health(feed: str, state: SourceState, hours: float, detail: str = "", *, source: str = "rss") -> SourceHealth:
    return SourceHealth(
        source=SourceId(source), feed=feed, state=state, since=NOW - timedelta(hours=hours), polled_at=NOW,
        item_at=NOW - timedelta(hours=2 * hours) if state is not SourceState.NEW else None, failures=0, detail=detail,
    )  # fmt: skip


HEALTH = (
    health("export", SourceState.OK, 30, source="gdelt"),
    health("rfi", SourceState.OK, 12),
    health("studio_tamani", SourceState.LATE, 9, "nothing new for 9 h, usually every 2 h"),
    health("maliweb", SourceState.DARK, 3, "cannot resolve host; checked again in 5 minutes"),
)
STATUS = Status(
    place=KIDAL,
    holdings=HOLDINGS,
    recent=(captured(), convoy(), lead()),
    counts=(
        WindowCount(hours=24, counts=Counts(incidents=3, killed=6), baseline=0.4, ratio=7.5),
        WindowCount(hours=168, counts=Counts(incidents=9, killed=41), baseline=2.8, ratio=3.2),
        WindowCount(hours=720, counts=Counts(incidents=31, killed=1204), baseline=0.0, ratio=None),
    ),
    sources=HEALTH,
    radius_km=50,
)
WISH = Subscription(
    id=SubscriptionId("Q4XN7B2P"),
    destination=HERE,
    label="near:Kidal/50km type:convoy_attack",
    matcher=All(
        parts=(
            Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50),
            Types(words=frozenset({"convoy_attack", "ambush"})),
        )
    ),
    min_severity=Severity.MEDIUM,
    min_standing=Standing.REPORTED,
    language="fr",
    created_by="somebody",
    created_at=NOW,
)
MANIFEST = Manifest(
    id=SourceId("gdelt"), title="GDELT 2.0", homepage="https://www.gdeltproject.org/", licence="free with citation",
    attribution="The GDELT Project", cadence=timedelta(minutes=15), tier=4, redistribute=True, keys=(), rows_low=500,
    rows_high=5000, phase_locked=True,
)  # fmt: skip
RULE_LINES = (
    RuleLine(id=RuleId("sahel/convoy_attack"), title="Convoy attacked", severity=Severity.MEDIUM, kind="match",
             status="stable"),
    RuleLine(id=RuleId("sahel/kidal_base"), title="Kidal base changes hands", severity=Severity.CRITICAL, kind="match",
             status="experimental"),
)  # fmt: skip
