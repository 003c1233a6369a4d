"""One person's channels at a glance, a channel that Tocsin was added to, and requests that went astray, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.cards import arrival, astray, home
from bot.cards.home import Corner, Home
from bot.cards.mutes import Kept
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.reader import Reader
from tests.cards.answers import HEALTH, WISH
from tests.cards.deck_verbs import ONE, PLACE, SEVEN
from tests.cards.deck_wishes import FULL, OWN, RESTING
from tests.cards.samples import HERE, NOW

ALONE = Corner(name="", channel=Channel(destination=replace(HERE, channel="D1")), subscriptions=(), mutes=())
DESK = Corner(
    name="#mali-desk",
    channel=Channel(destination=replace(HERE, channel="C1")),
    subscriptions=(OWN, FULL),
    mutes=(Kept(mute=PLACE, alerts=SEVEN), Kept(mute=ONE, alerts={})),
)
ASLEEP = Corner(name="#old", channel=RESTING, subscriptions=(WISH,), mutes=())
WHOLE = Home(corners=(ALONE, DESK, ASLEEP), health=HEALTH, left_out=7)
EMPTY = Home(corners=(ALONE,), health=())
UNLISTED = Home(corners=(ALONE,), health=HEALTH, is_whole=False)


def _home(shown: Home, index: int) -> Callable[[str], Card]:
    return lambda language: home.cards(shown, reader=Reader(language=language), now=NOW)[index]


CARDS: dict[str, Callable[[str], Card]] = {
    "home": _home(WHOLE, 0),
    "home_alone": _home(WHOLE, 1),
    "home_channel": _home(WHOLE, 2),
    "home_resting": _home(WHOLE, 3),
    "home_empty": _home(EMPTY, 0),
    "home_unlisted": _home(UNLISTED, 0),
    "channel_joined": lambda language: arrival.here(reader=Reader(language=language)),
    "form_late": lambda language: astray.late("mute WHAT [for=24h]", reader=Reader(language=language)),
    "no_alert": lambda language: astray.foreign(reader=Reader(language=language)),
    "several_alerts": lambda language: astray.several("3f9a0c77be21b80d4e5512aa", reader=Reader(language=language)),
}
