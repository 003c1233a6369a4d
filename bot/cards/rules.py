"""Which rules watch: the answer to `rules`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.card import Block, Bold, Bullets, Card, Code, Faint, Heading, Para, Span, Spans, Table, Text
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.reader import Reader

USUAL_KIND = "match"  # looks at one incident at a time: only another kind is worth naming
OWN_KIND = "watch"
FAULTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule; title, kind and status as its author wrote them, `values` as the channel set them."""

    id: RuleId
    title: str
    severity: Severity
    kind: str
    status: str
    values: Sequence[tuple[str, str]] = ()
    usual: Mapping[str, str] = field(default_factory=dict)


def card(
    rules: Sequence[RuleLine],
    *,
    troubles: Sequence[tuple[str, str]] = (),
    failure: Sequence[str] = (),
    reader: Reader,
) -> Card:
    """The rules, the most severe first. `troubles` are rules with what of their tuning is not in force.

    `failure` are faults of newer rule files, which keep them from taking force.
    """
    say = Phrases(reader)
    ranked = sorted(rules, key=lambda rule: (-rule.severity, rule.id))
    rows = tuple(_row(rule, say) for rule in ranked)
    head = (say("Rule"), say("Severity"), say("State"), say("Id"))
    none: Block = Para((Text(say("No rule is loaded.")),))
    return Card(
        title=say.many(len(ranked), "{n} rule watches", "{n} rules watch"),
        reader=say.reader,
        blocks=(*_warnings(troubles, failure, say), Table(head=head, rows=rows) if rows else none),
        footer=say.spans("{command} shows one whole", command=Code("rules ID")) if rows else (),
    )


def _warnings(troubles: Sequence[tuple[str, str]], failure: Sequence[str], say: Phrases) -> Iterator[Block]:
    if failure:
        yield Heading(say("Changed rules were not taken into force"))
        yield Bullets(tuple((Code(line),) for line in failure[:FAULTS]))
    if troubles:
        yield Heading(say("Set here, but not in force"))
        yield Bullets(tuple((Code(rule), Text(f" {sentence}")) for rule, sentence in troubles))


def _row(rule: RuleLine, say: Phrases) -> tuple[Spans, ...]:
    severity = f"{labels.SYMBOLS[rule.severity]} {labels.label(rule.severity, say)}"
    return (
        (Text(labels.titled(rule.title, say)), *_values(rule, say)),
        (Text(severity),),
        (Faint(_state(rule, say)),),
        (Code(rule.id),),
    )


def _values(rule: RuleLine, say: Phrases) -> Iterator[Span]:
    for name, value in rule.values:
        yield Bold(f" {name} = {value}")
        if name in rule.usual:
            yield Faint(say(" (usually {value})", value=rule.usual[name]))


def _state(rule: RuleLine, say: Phrases) -> str:
    if rule.kind == OWN_KIND:
        return say("this channel’s own")
    status = labels.state(rule.status, say)
    return status if rule.kind == USUAL_KIND else f"{status}, {labels.kind(rule.kind, say)}"
