"""One person's channels at a glance: what each hears of and what is muted there, and how the sources are doing.

For platforms that give a person a page of their own. Must not know how many cards such a page holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import coverage, form, mutes, options, subscription
from bot.cards.mutes import Kept
from bot.cards.phrases import Phrases
from bot.domain.card import Action, Block, Bullets, Card, Faint, Heading, Para, Text, Time
from bot.domain.channel import Channel
from bot.domain.health import SourceHealth
from bot.domain.reader import Reader
from bot.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """One channel. `name` is as the platform shows it; empty for the person's own conversation with Tocsin."""

    name: str
    channel: Channel
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """`left_out` channels have no room; where not `is_whole`, the platform did not say which channels there are."""

    corners: tuple[Corner, ...]
    health: tuple[SourceHealth, ...]
    left_out: int = 0
    is_whole: bool = True


def cards(home: Home, *, reader: Reader, now: datetime) -> tuple[Card, ...]:
    """What there is to see and do for everybody, then a card for each channel."""
    say = Phrases(reader)
    return (_first(home, say, now), *(_corner(one, say, now) for one in home.corners))


def _first(home: Home, say: Phrases, now: datetime) -> Card:
    blocks: list[Block] = [Para(coverage.sentence(home.health, say))]
    if not home.is_whole:
        blocks.append(Para((Text(say("Your channels could not be listed just now; open this page again.")),)))
    elif not any(one.name for one in home.corners):
        blocks.append(Para((Text(say("None of your channels hears of anything yet.")),)))
    if home.left_out:
        more = say.many(home.left_out, "{n} more channel is not shown.", "{n} more channels are not shown.")
        blocks.append(Para((Faint(more),)))
    return Card(
        title=say("Your channels"),
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(
            form.opening(say("Subscribe a channel…"), "subscribe"),
            Action(label=say("Latest incidents"), command="incidents"),
            Action(label=say("Sources"), command="sources"),
            Action(label=say("Help"), command="help"),
        ),
        footer=say.spans("As of {time}", time=Time(now)),
    )


def _corner(corner: Corner, say: Phrases, now: datetime) -> Card:
    return Card(
        title=corner.name or say("Your private messages"),
        reader=say.reader,
        blocks=tuple(_blocks(corner, say, now)),
        actions=tuple(_actions(corner, say)),
    )


def _blocks(corner: Corner, say: Phrases, now: datetime) -> Iterator[Block]:
    if corner.channel.suspended:
        yield options.resting(corner.channel, say)
    if corner.subscriptions:
        yield Bullets(tuple(subscription.line(one, say, now) for one in corner.subscriptions))
    else:
        yield Para((Faint(say("No subscriptions.")),))
    if corner.mutes:
        yield Heading(say("What is muted here"))
        yield Bullets(tuple(mutes.line(one, say) for one in _ending(corner.mutes)))


def _ending(kept: Sequence[Kept]) -> list[Kept]:
    """The one that ends next first."""
    return sorted(kept, key=lambda one: (one.mute.until, one.mute.id))


def _actions(corner: Corner, say: Phrases) -> Iterator[Action]:
    offers = [("subscribe", say("Subscribe…")), ("mute", say("Mute…")), ("settings", say("Settings…"))]
    if corner.subscriptions:
        offers.append(("unsubscribe", say("Unsubscribe…")))
    if corner.mutes:
        offers.append(("unmute", say("End a mute…")))
    for command, label in offers:
        yield form.opening(label, command, channel=corner.channel.destination.channel)
