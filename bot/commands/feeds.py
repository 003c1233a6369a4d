"""How the feeds are doing, those included that were never polled yet. Must not know any verb."""

from __future__ import annotations

from collections.abc import Sequence

from bot.commands.desk import Desk
from bot.domain.health import SourceHealth, SourceState
from bot.ports.source import Feed


def health(stored: Sequence[SourceHealth], desk: Desk) -> tuple[SourceHealth, ...]:
    """One entry per polled feed, in the order of the feeds. Feeds that are no longer polled are left out."""
    known = {(entry.source, entry.feed): entry for entry in stored}
    return tuple(known.get((feed.source, feed.name)) or _never_polled(feed, desk) for feed in desk.feeds)


def seen(stored: Sequence[SourceHealth], desk: Desk) -> tuple[SourceHealth, ...]:
    """The same, but nothing at all before the first poll: then there is no coverage to speak of."""
    told = health(stored, desk)
    return told if any(entry.state is not SourceState.NEW for entry in told) else ()


def _never_polled(feed: Feed, desk: Desk) -> SourceHealth:
    return SourceHealth(
        source=feed.source,
        feed=feed.name,
        state=SourceState.NEW,
        since=desk.clock.now(),
        polled_at=None,
        item_at=None,
        failures=0,
        detail="",
    )
