"""Every card about a channel's wishes and settings that can be made of the samples, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.cards import preview, settings, subscription
from bot.cards.preview import Expected, Way, Ways
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.ids import SubscriptionId
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import EVERYTHING, Along
from bot.domain.reader import Reader, Units
from bot.domain.subscription import Subscription
from bot.domain.wallclock import Period, Quiet, Schedule
from tests.cards.answers import WISH
from tests.cards.samples import ANEFIS, HERE, KIDAL, NAMES, NOW, abandoned, captured, convoy

PLAIN = Channel(destination=HERE)
MODERATE = Expected(told=39, per_week=3.03, days=90, examples=(captured(), convoy(), abandoned()))
LOUD = replace(MODERATE, told=1543, per_week=120.0)
YOUNG = Expected(told=0, per_week=0, days=3, examples=())
RN18 = Along(label="RN18 Gao–Bourem–Kidal", points=(ANEFIS.point, KIDAL.point), width_km=20)
FULL = replace(
    WISH,
    id=SubscriptionId("8TDW0C5E"),
    label="road:RN18/20km",
    matcher=RN18,
    min_severity=Severity.HIGH,
    min_standing=Standing.CORROBORATED,
    language="fr",
    digest=Schedule(period=Period.WEEKLY, minute=7 * 60 + 30),
    tell_empty=True,
    mention="oncall",
    mention_from=Severity.CRITICAL,
    threads=False,
    precision_km=10,
    delay=timedelta(hours=2),
)
OWN = replace(WISH, language="")
ALL = replace(OWN, label="everything", matcher=EVERYTHING)
SET = Channel(
    destination=HERE,
    language="fr",
    zone="Africa/Bamako",
    units=Units.IMPERIAL,
    quiet=Quiet(from_minute=22 * 60, to_minute=6 * 60),
    mention="oncall",
    mention_from=Severity.CRITICAL,
    group_wait=timedelta(minutes=5),
    cooldown=timedelta(minutes=90),
    repeat=timedelta(hours=2),
    cap=12,
    editors=frozenset({"desk", "oncall"}),
    scorecard=False,
)
RESTING = replace(PLAIN, suspended="the channel was deleted", suspended_at=NOW - timedelta(hours=20))


def _way(wish: Subscription, *more: tuple[str, str]) -> Way:
    args = (("what", wish.label), *more)
    return Way(args=args, line=" ".join(["subscribe", wish.label, *(f"{name}={value}" for name, value in more)]))


def _ways(wish: Subscription, confirm: str = "yes") -> Ways:
    return Ways(
        confirm=_way(wish, ("confirm", confirm)),
        as_digest=_way(wish, ("digest", "daily"), ("confirm", "yes")),
        only_high=_way(wish, ("severity", "high"), ("confirm", confirm)),
    )


def _reader(language: str, channel: Channel = PLAIN) -> Reader:
    return Reader(language=language, zone=channel.zone, units=channel.units)


def _preview(
    wish: Subscription, expected: Expected, *, channel: Channel = PLAIN, loud: bool = False, calmer: bool = True
) -> Callable[[str], Card]:
    ways = _ways(wish) if calmer else Ways(confirm=_way(wish, ("digest", "weekly@07:30"), ("confirm", "yes")))
    return lambda language: preview.card(
        wish, expected, ways, channel, loud=loud, names=NAMES, reader=_reader(language, channel), now=NOW
    )


def _settings(channel: Channel) -> Callable[[str], Card]:
    return lambda language: settings.card(
        channel, default_language="en", reader=_reader(language, channel), now=NOW
    )  # fmt: skip


def _changed(before: Channel, after: Channel) -> Callable[[str], Card]:
    return lambda language: settings.changed(before, after, default_language="en", reader=_reader(language, after))


CARDS: dict[str, Callable[[str], Card]] = {
    "subscription_preview": _preview(OWN, MODERATE),
    "subscription_preview_digest": _preview(FULL, MODERATE, calmer=False),
    "subscription_preview_loud": _preview(OWN, LOUD, loud=True),
    "subscription_preview_resting": _preview(OWN, YOUNG, channel=RESTING),
    "everything_warning": lambda language: preview.everything(
        ALL, LOUD, _ways(ALL, "everything"), reader=_reader(language)
    ),
    "subscription_change": lambda language: preview.change(
        OWN,
        replace(OWN, delay=timedelta(hours=2), precision_km=25, mention="oncall"),
        _way(OWN, ("mention", "oncall"), ("precision", "25km"), ("delay", "2h"), ("confirm", "yes")),
        reader=_reader(language),
    ),
    "subscription_added": lambda language: subscription.added(OWN, PLAIN, reader=_reader(language), now=NOW),
    "subscription_known": lambda language: subscription.added(
        FULL, PLAIN, reader=_reader(language), now=NOW, known=True
    ),
    "subscription_changed": lambda language: subscription.changed(
        FULL, replace(FULL, threads=True, tell_empty=False, mention_from=None), reader=_reader(language)
    ),
    "subscription_removed": lambda language: subscription.removed(OWN, reader=_reader(language)),
    "subscriptions": lambda language: subscription.listed([OWN, FULL], PLAIN, reader=_reader(language), now=NOW),
    "subscriptions_none": lambda language: subscription.listed([], RESTING, reader=_reader(language), now=NOW),
    "settings": _settings(SET),
    "settings_untouched": _settings(PLAIN),
    "settings_changed": _changed(PLAIN, SET),
    "settings_unchanged": _changed(SET, SET),
    "resumed": lambda language: settings.resumed(RESTING, reader=_reader(language)),
    "resumed_needless": lambda language: settings.resumed(PLAIN, reader=_reader(language)),
}
