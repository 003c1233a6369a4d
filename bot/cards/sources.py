"""How every feed is doing, and whom to credit: the answer to `sources`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cards import coverage, labels
from bot.cards.phrases import Phrases
from bot.domain.card import Block, Bullets, Card, Faint, Heading, Link, Para, Spans, Table, Text, Time, TimeStyle
from bot.domain.health import SourceHealth, SourceState
from bot.domain.reader import Reader
from bot.ports.source import Manifest


def card(health: Sequence[SourceHealth], manifests: Sequence[Manifest], *, reader: Reader, now: datetime) -> Card:
    """A row per feed, the worst first; what is wrong with those that are not fresh; licences and credits."""
    say = Phrases(reader)
    ranked = coverage.ranked(health)
    blocks: list[Block] = []
    if ranked:
        head = (say("Feed"), say("State"), say("Since"), say("Newest item"))
        blocks.append(Table(head=head, rows=tuple(_row(one, say) for one in ranked)))
    else:
        blocks.append(Para((Text(say("No source has been polled yet: nothing here says that it is quiet.")),)))
    wrong = [one for one in ranked if one.state is not SourceState.OK and one.detail]
    if wrong:
        blocks += [Heading(say("What is wrong")), Bullets(tuple(_detail(one, say) for one in wrong))]
    if manifests:
        blocks += [Heading(say("Whom to credit")), Bullets(tuple(_credit(one) for one in manifests))]
    return Card(
        title=say("Sources"),
        reader=say.reader,
        blocks=tuple(blocks),
        footer=say.spans("As of {time}", time=Time(now)),
    )


def _row(health: SourceHealth, say: Phrases) -> tuple[Spans, ...]:
    item: Spans = (Time(health.item_at, TimeStyle.AGE),) if health.item_at else (Faint(say("none yet")),)
    return (
        (Text(coverage.feed(health)),),
        (Text(labels.label(health.state, say)),),
        (Faint("–"),) if health.state is SourceState.NEW else (Time(health.since, TimeStyle.AGE),),
        item,
    )


def _detail(health: SourceHealth, say: Phrases) -> Spans:
    return say.spans("{feed}: {reason}", feed=coverage.feed(health), reason=health.detail)


def _credit(manifest: Manifest) -> Spans:
    return (Link(manifest.title, manifest.homepage), Faint(f" · {manifest.attribution} · {manifest.licence}"))
