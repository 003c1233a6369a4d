"""A question that could not be answered: what went wrong, and the next thing to try."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.phrases import Phrases
from bot.domain.card import Block, Bullets, Card, Code, Heading, Para, Text
from bot.domain.reader import Reader

SYMBOL = "!"


def beside(title: str, why: str, offers: Sequence[str] = (), *, reader: Reader) -> str:
    """The same in a few words, to stand at the field of a form that is wrong; `offers` are values that would do."""
    say = Phrases(reader)
    if not offers:
        return say("{title}. {why}", title=title, why=why)
    return say("{title}. {why} Did you mean: {offers}?", title=title, why=why, offers=", ".join(offers))


def card(title: str, explanation: str, suggestions: Sequence[str] = (), *, reader: Reader) -> Card:
    """Title and explanation in the reader's language already; suggestions as they can be typed."""
    say = Phrases(reader)
    blocks: list[Block] = [Para((Text(explanation),))]
    if suggestions:
        blocks += [Heading(say("Did you mean")), Bullets(tuple((Code(suggestion),) for suggestion in suggestions))]
    return Card(title=title, symbol=SYMBOL, reader=say.reader, blocks=tuple(blocks))
