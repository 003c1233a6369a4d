"""What a card says, as plain text, so that a test can look for words without knowing a platform."""

from bot.commands.command import Reply
from bot.domain.card import Bullets, Card, Facts, Heading, MapPin, Para, Span, Table, Time


def said(reply: Reply) -> str:
    """Title, blocks and footer, one line each."""
    card = reply.card
    return "\n".join([card.title, *(line for block in card.blocks for line in _lines(block)), _joined(card.footer)])


def typed_lines(card: Card) -> list[str]:
    """Every command that a card offers as a line to type."""
    return [span.text for block in card.blocks if isinstance(block, Bullets) for item in block.items for span in item]


def _lines(block: object) -> list[str]:
    match block:
        case Para(spans=spans):
            return [_joined(spans)]
        case Facts(rows=rows):
            return [f"{label}: {_joined(spans)}" for label, spans in rows]
        case Bullets(items=items):
            return [_joined(item) for item in items]
        case Table(head=head, rows=rows):
            return [" | ".join(head), *(" | ".join(_joined(cell) for cell in row) for row in rows)]
        case Heading(text=text):
            return [text]
        case MapPin(label=label):
            return [label]
    return []


def _joined(spans: tuple[Span, ...]) -> str:
    return "".join(f"{span.at:%Y-%m-%d %H:%M}" if isinstance(span, Time) else span.text for span in spans)
