"""Which rules watch: the answer to `rules`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import labels
from bot.cards.phrases import Phrases, msgid
from bot.domain.card import Block, Card, Code, Faint, Para, Spans, Table, Text
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.reader import Reader

USUAL_KIND = "match"  # looks at one incident at a time: only another kind is worth naming
# How far its author trusts a rule.
_STATES = {"stable": msgid("proven"), "experimental": msgid("on trial")}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One loaded rule; title, kind and status as its author wrote them."""

    id: RuleId
    title: str
    severity: Severity
    kind: str
    status: str


def card(rules: Sequence[RuleLine], *, reader: Reader) -> Card:
    """The loaded rules, the most severe first."""
    say = Phrases(reader)
    ranked = sorted(rules, key=lambda rule: (-rule.severity, rule.id))
    rows = tuple(_row(rule, say) for rule in ranked)
    head = (say("Rule"), say("Severity"), say("State"), say("Id"))
    none: Block = Para((Text(say("No rule is loaded.")),))
    return Card(
        title=say.many(len(ranked), "{n} rule watches", "{n} rules watch"),
        reader=say.reader,
        blocks=(Table(head=head, rows=rows) if rows else none,),
    )


def _row(rule: RuleLine, say: Phrases) -> tuple[Spans, ...]:
    status = say(_STATES[rule.status]) if rule.status in _STATES else rule.status
    severity = f"{labels.SYMBOLS[rule.severity]} {labels.label(rule.severity, say)}"
    return (
        (Text(labels.titled(rule.title, say)),),
        (Text(severity),),
        (Faint(status if rule.kind == USUAL_KIND else f"{status}, {rule.kind}"),),
        (Code(rule.id),),
    )
