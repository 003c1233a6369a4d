"""What can be asked: the answer to `help`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.phrases import Phrases
from bot.domain.card import Card, Code, Facts, Text
from bot.domain.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """One command; `usage` as it is typed, `help` in the reader's language already."""

    name: str
    usage: str
    help: str


def card(commands: Sequence[HelpLine], *, reader: Reader) -> Card:
    """Every command with what it does and how it is typed, in the order given."""
    say = Phrases(reader)
    rows = tuple((line.name, (Text(f"{line.help}  "), Code(line.usage))) for line in commands)
    return Card(
        title=say("What you can ask"),
        reader=say.reader,
        blocks=(Facts(rows),),
        footer=say.spans("{command} tells more of one", command=Code("help COMMAND")),
    )
