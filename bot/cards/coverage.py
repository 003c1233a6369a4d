"""Which sources are fresh and which are dark: silence must never look like peace."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.card import Bold, Span, Spans, Text, Time, TimeStyle
from bot.domain.health import SourceHealth, SourceState

NAMED = 6
# The worst first: what is dark hides most.
_ORDER = (
    SourceState.DARK,
    SourceState.REFUSED,
    SourceState.LATE,
    SourceState.NEW,
    SourceState.OFF,
    SourceState.OK,
)


def feed(health: SourceHealth) -> str:
    """The feed's name: "rss/rfi"."""
    return f"{health.source}/{health.feed}"


def ranked(sources: Sequence[SourceHealth]) -> list[SourceHealth]:
    """The feeds, the worst state first, then by name."""
    return sorted(sources, key=lambda health: (_ORDER.index(health.state), health.source, health.feed))


def sentence(sources: Sequence[SourceHealth], say: Phrases) -> Spans:
    """How many feeds are fresh, and which are not: "9 of 11 feeds fresh; rss/rfi dark (3 hours ago)"."""
    if not sources:
        return (Bold(say("No source has been polled yet: nothing here says that it is quiet.")),)
    fresh = [health for health in sources if health.state is SourceState.OK]
    others = [health for health in ranked(sources) if health.state is not SourceState.OK]
    spans: list[Span] = []
    if fresh:
        spans += [Text(say("{n} of {total} feeds are fresh", n=len(fresh), total=len(sources)))]
    else:
        spans += [Bold(say("No source is fresh: nothing here says that it is quiet"))]
    for health in others[:NAMED]:
        spans += _state(health, say)
    if len(others) > NAMED:
        spans += [Text(say("; and {n} more", n=len(others) - NAMED))]
    return tuple(spans)


def _state(health: SourceHealth, say: Phrases) -> Spans:
    name, state = feed(health), labels.label(health.state, say)
    if health.state is SourceState.NEW:  # it has been so for ever: an age would say nothing
        return say.spans("; {feed} {state}", feed=name, state=state)
    return say.spans("; {feed} {state} ({since})", feed=name, state=state, since=Time(health.since, TimeStyle.AGE))
