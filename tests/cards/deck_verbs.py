"""The cards of the verbs that change or judge what a channel is told, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.cards import audit, forget, ledger, mutes, outbox, scorecard, verdict
from bot.cards.forget import Stored
from bot.cards.mutes import Kept
from bot.domain.audit import Entry
from bot.domain.card import Card
from bot.domain.delivery import Delivery, DeliveryState, Gathering, News, Notice, NoticeKind
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import DeliveryId, IncidentId, MuteId, OutletId, RuleId
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.matcher import EVERYTHING, Incidents, Matcher, Near, Rules
from bot.domain.mute import Mute
from bot.domain.reader import Reader
from bot.domain.score import Score, Tally
from bot.domain.subscription import Destination
from bot.domain.verdict import Opinion
from tests.cards.answers import HOLDINGS
from tests.cards.samples import ALERTS, ANEFIS, HERE, KIDAL, NAMES, NOW, captured, change, convoy

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEAR = Near(place=KIDAL.id, label="Kidal", point=KIDAL.point, radius_km=50)
OTHER = Destination(platform="discord", tenant="9001", channel="4711")


def _reader(language: str) -> Reader:
    return Reader(language=language, zone="Africa/Bamako" if language == "en" else "Europe/Paris")


def _mute(id_: str, matcher: Matcher, length: timedelta, *, reason: str = "", through: Severity | None = None) -> Mute:
    return Mute(
        id=MuteId(id_), destination=HERE, label="typed", matcher=matcher, since=NOW, until=NOW + length, by="u1",
        reason=reason, breaks_through=through,
    )  # fmt: skip


PLACE = _mute("Q4XN7B2P", NEAR, 24 * HOUR, reason="joint exercise until Friday", through=Severity.CRITICAL)
RULE = _mute("2M8RD0VC", Rules(ids=frozenset({RuleId("sahel/convoy_attack")})), 7 * DAY, through=Severity.HIGH)
ONE = _mute("X91KPA3T", Incidents(ids=frozenset({IncidentId("7K2M9QXD")})), 3 * HOUR)
SEVEN = {Severity.HIGH: 1, Severity.MEDIUM: 6}
# Known from a coded data set alone.
CODED = convoy(
    standing=Standing.CONFIRMED, disputed=False, members=(replace(convoy().members[0], official=True),)
)  # fmt: skip
SCORE = Score(
    alerts={Severity.CRITICAL: 1, Severity.HIGH: 4, Severity.MEDIUM: 9},
    verdicts=Tally(useful=7, wrong=1, duplicate=1),
    by_rule=(
        (RuleId("sahel/convoy_attack"), Tally(useful=4, wrong=1, duplicate=1)),
        (RuleId("sahel/kidal_base"), Tally(useful=2)),
        (RuleId("sahel/base_captured"), Tally(useful=1)),
    ),
    by_outlet=(
        (OutletId("rfi"), Tally(useful=5)),
        (OutletId("studio_tamani"), Tally(useful=3, duplicate=1)),
        (OutletId("maliweb.example"), Tally(wrong=1)),
    ),
    leads=(-2 * HOUR, 5 * HOUR, 30 * HOUR),
    missed=(CODED,),
)
QUIET = Score(alerts={}, verdicts=Tally(), by_rule=(), by_outlet=(), leads=(), missed=())


def _entry(hours: float, user: str, line: str, at: Destination = HERE) -> Entry:
    return Entry(at=NOW - hours * HOUR, destination=at, user=user, line=line)


LOG = (
    _entry(1, "u1", 'mute Kidal for=24h reason="joint exercise until Friday" through=critical'),
    _entry(26, "u2", "subscribe near:Kidal/50km type:convoy_attack severity=high"),
    _entry(50, "", "unsubscribe Q4XN7B2P", OTHER),
)


def _parked(id_: str, about: News | Gathering | Notice, to: Destination, reason: str, attempts: int) -> Delivery:
    return Delivery(
        id=DeliveryId(id_ * 4), destination=to, about=about, subscriptions=(), severity=Severity.HIGH, language="",
        state=DeliveryState.PARKED, created_at=NOW - 9 * HOUR, next_at=NOW, attempts=attempts, reason=reason,
        done_at=NOW - 2 * HOUR,
    )  # fmt: skip


HOLD = Hold(
    id=hold_id(OTHER, HoldKind.QUIET, "k"), kind=HoldKind.QUIET, destination=OTHER, key="k", since=NOW - 8 * HOUR,
    until=NOW,
)  # fmt: skip
PARKED = (
    _parked(
        "3f9a0c", News(change=change(ChangeKind.OPENED, captured(), "e1"), alerts=ALERTS), OTHER, "Missing Access", 1
    ),
    _parked("77be21", Gathering(hold=HOLD, since=NOW - 8 * HOUR, until=NOW), OTHER, "Unknown Channel", 3),
    _parked("b80d4e", Notice(kind=NoticeKind.SUSPENDED, text=OTHER.key, reason="403"), HERE, "no direct messages", 2),
)  # fmt: skip
TALLY = {DeliveryState.PENDING: 4, DeliveryState.HELD: 31, DeliveryState.PARKED: 12, DeliveryState.SENT: 18204}

CARDS: dict[str, Callable[[str], Card]] = {
    "mute": lambda language: mutes.muted(PLACE, earlier=None, covered=9, reader=_reader(language)),
    "mute_again": lambda language: mutes.muted(
        replace(RULE, reason=""), earlier=replace(RULE, until=NOW + DAY), covered=1, reader=_reader(language)
    ),
    "mute_everything": lambda language: mutes.muted(
        _mute("9ZB40WQE", EVERYTHING, 8 * HOUR), earlier=None, covered=41, reader=_reader(language)
    ),
    "mute_incident": lambda language: mutes.muted(ONE, earlier=None, covered=None, reader=_reader(language)),
    "unmute": lambda language: mutes.ended([Kept(mute=PLACE, alerts=SEVEN)], reader=_reader(language)),
    "unmute_all": lambda language: mutes.ended(
        [Kept(mute=PLACE, alerts=SEVEN), Kept(mute=ONE, alerts={})], reader=_reader(language)
    ),
    "mutes": lambda language: mutes.listed(
        [Kept(mute=RULE, alerts={Severity.MEDIUM: 2}), Kept(mute=PLACE, alerts=SEVEN), Kept(mute=ONE, alerts={})],
        reader=_reader(language),
    ),
    "mutes_none": lambda language: mutes.listed([], reader=_reader(language)),
    "verdict": lambda language: verdict.card(captured(), Opinion.USEFUL, names=NAMES, reader=_reader(language)),
    "scorecard": lambda language: scorecard.card(
        SCORE, days=7, everywhere=False, names=NAMES, reader=_reader(language)
    ),
    "scorecard_quiet": lambda language: scorecard.card(
        QUIET, days=30, everywhere=True, names=NAMES, reader=_reader(language)
    ),
    "audit": lambda language: audit.card(LOG[:2], page=1, is_last=True, everywhere=False, reader=_reader(language)),
    "audit_all": lambda language: audit.card(LOG, page=2, is_last=False, everywhere=True, reader=_reader(language)),
    "forget_asked": lambda language: forget.asked(
        Stored(subscriptions=3, mutes=1, rules=2, entries=12, verdicts=5, letters=0), reader=_reader(language)
    ),
    "forget_done": lambda language: forget.done(
        Stored(subscriptions=3, mutes=1, rules=2, entries=12, verdicts=5, letters=0), reader=_reader(language)
    ),
    "forget_nothing": lambda language: forget.asked(
        Stored(subscriptions=0, mutes=0, rules=0, entries=0, verdicts=0, letters=0), reader=_reader(language)
    ),
    "outbox": lambda language: outbox.card(TALLY, PARKED, reader=_reader(language)),
    "outbox_calm": lambda language: outbox.card({DeliveryState.SENT: 3}, (), reader=_reader(language)),
    "resend": lambda language: outbox.resent(12, reader=_reader(language)),
    "control": lambda language: ledger.card(
        KIDAL, HOLDINGS, captured(), names=NAMES, reader=_reader(language), now=NOW
    ),
    "control_contested": lambda language: ledger.card(
        KIDAL, HOLDINGS, captured(disputed=True), names=NAMES, reader=_reader(language), now=NOW
    ),
    "control_unknown": lambda language: ledger.card(ANEFIS, (), None, names=NAMES, reader=_reader(language), now=NOW),
}
