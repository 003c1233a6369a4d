"""The cards of what is told to a channel in a manner of its own, or together, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.cards import alert, gathering, notice
from bot.cards.gathering import Gathered
from bot.domain.card import EVERYBODY, Card
from bot.domain.hold import HoldKind
from bot.domain.incident import Incident, Severity
from bot.domain.reader import Reader, Units
from tests.cards.gatherings import MANY, MUTE, TAKEN, USUAL, WITHDRAWN, gathered, small
from tests.cards.samples import ALERTS, NAMES, NOW, captured, convoy, fired

WISH = "country:Mali"


def _alert(about: Incident, *, reader: Reader = EVERYBODY, **more: Any) -> Callable[[str], Card]:
    alerts = ALERTS if about.id == captured().id else (fired("sahel/convoy_attack", about, Severity.HIGH),)
    return lambda language: alert.card(about, alerts, names=NAMES, reader=_in(language, reader), now=NOW, **more)


def _gathering(told: Gathered, *, reader: Reader = EVERYBODY, **more: Any) -> Callable[[str], Card]:
    return lambda language: gathering.card(told, names=NAMES, reader=_in(language, reader), now=NOW, **more)


def _in(language: str, reader: Reader) -> Reader:
    return Reader(language=language, zone=reader.zone, units=reader.units)


PARIS = Reader(zone="Europe/Paris", units=Units.IMPERIAL)
# An evening's attack whose hour is known.
EVENING = convoy(start=NOW.replace(day=14, hour=22), end=NOW.replace(day=15, hour=0, minute=30))

TOLD: dict[str, Callable[[str], Card]] = {
    "alert_coarse": _alert(convoy(), precision_km=50),
    "alert_again": _alert(captured(), is_again=True),
    "alert_elsewhere": _alert(EVENING, reader=PARIS),
    "digest": _gathering(gathered(HoldKind.DIGEST, MANY, wish=WISH, usual=USUAL)),
    "digest_last_page": _gathering(gathered(HoldKind.DIGEST, MANY, wish=WISH, usual=USUAL), page=3),
    "digest_coarse": _gathering(gathered(HoldKind.DIGEST, MANY[34:], hours=1, wish=WISH), precision_km=50),
    "digest_empty": _gathering(gathered(HoldKind.DIGEST, (), wish=WISH), reader=PARIS),
    "mute_recap": _gathering(gathered(HoldKind.MUTE, (*map(small, range(5)), TAKEN, WITHDRAWN), mute=MUTE)),
    "mute_recap_empty": _gathering(gathered(HoldKind.MUTE, (), mute=MUTE)),
    "quiet_hours": _gathering(gathered(HoldKind.QUIET, (small(3), small(9)), hours=8), reader=PARIS),
    "cooldown": _gathering(gathered(HoldKind.COOLDOWN, (small(0), small(4), small(7)), hours=2)),
    "overflow": _gathering(gathered(HoldKind.OVERFLOW, [small(n) for n in range(23)], hours=0.5)),
    "suspended": lambda language: notice.suspended(
        "discord:9001:4711", "Missing Permissions", reader=Reader(language=language)
    ),
}
