"""How the queue stands and what could not be delivered: for operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards import headline, labels
from bot.cards.phrases import Phrases
from bot.domain.card import (
    Action,
    Block,
    Bold,
    Bullets,
    Card,
    Code,
    Facts,
    Faint,
    Heading,
    Para,
    Span,
    Spans,
    Text,
    Time,
    TimeStyle,
)
from bot.domain.delivery import Delivery, DeliveryState, Gathering, News, NoticeKind
from bot.domain.reader import Reader

_ORDER = (
    DeliveryState.PENDING,
    DeliveryState.LEASED,
    DeliveryState.HELD,
    DeliveryState.PARKED,
    DeliveryState.SENT,
    DeliveryState.FOLDED,
)


def card(tally: Mapping[DeliveryState, int], parked: Sequence[Delivery], *, reader: Reader) -> Card:
    """How many deliveries are in each state, and the newest of those that were given up."""
    say = Phrases(reader)
    rows = tuple(
        (labels.capital(labels.label(state, say)), (Text(say.number(tally.get(state, 0))),)) for state in _ORDER
    )
    blocks: list[Block] = [Facts(rows)]
    given_up = tally.get(DeliveryState.PARKED, 0)
    if parked:
        blocks += [Heading(say("Given up")), Bullets(tuple(_line(one, say) for one in parked))]
        if given_up > len(parked):
            blocks.append(Para((Faint(say("Only the newest {n} are shown.", n=len(parked))),)))
    return Card(
        title=say("Outbox"),
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(Action(label=say("Try all again"), command="resend", args=(("id", "all"),)),) if parked else (),
        footer=say.spans("{command} tries one again, {all} all of them",
                         command=Code("resend ID"), all=Code("resend all")) if parked else (),
    )  # fmt: skip


def resent(number: int, *, reader: Reader) -> Card:
    """How many deliveries wait to be sent again."""
    say = Phrases(reader)
    text = say.many(number, "{n} delivery is due now.", "{n} deliveries are due now.")
    return Card(
        title=say("Tried again"),
        reader=say.reader,
        blocks=(Para((Text(text if number else say("Nothing was given up: there is nothing to try again.")),)),),
        footer=say.spans("{command} shows what becomes of them", command=Code("outbox")) if number else (),
    )


def _line(delivery: Delivery, say: Phrases) -> Spans:
    spans: list[Span] = [Bold(_what(delivery, say)), Text(f" → {delivery.destination.key}")]
    if delivery.reason:
        spans.append(Text(f" · {delivery.reason}"))
    spans.append(Faint(" · " + say.many(delivery.attempts, "{n} attempt", "{n} attempts")))
    if delivery.done_at is not None:
        spans += [Faint(" · "), Time(delivery.done_at, TimeStyle.AGE)]
    return (*spans, Text(" · "), Code(delivery.id))


def _what(delivery: Delivery, say: Phrases) -> str:
    match delivery.about:
        case News(change=change):
            return headline.brief(change.incident, say)
        case Gathering():
            return say("News told together")
        case notice:
            return say("Channel suspended") if notice.kind is NoticeKind.SUSPENDED else notice.text
