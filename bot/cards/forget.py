"""What is stored of a person: shown before it is erased, and after."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.phrases import Phrases
from bot.domain.card import Action, Bold, Card, Code, Facts, Para, Spans, Text
from bot.domain.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Rows that bear a person's id in one server or workspace."""

    subscriptions: int
    mutes: int
    rules: int  # tuned, or made for a channel
    entries: int  # of the audit log
    verdicts: int
    letters: int  # messages to this person alone

    @property
    def is_empty(self) -> bool:
        return not any((self.subscriptions, self.mutes, self.rules, self.entries, self.verdicts, self.letters))


def asked(stored: Stored, *, reader: Reader) -> Card:
    """What would be erased, what would stay, and how to say yes."""
    say = Phrases(reader)
    if stored.is_empty:
        return _nothing(say)
    return Card(
        title=say("What is stored of you in this server"),
        reader=say.reader,
        blocks=(
            _facts(stored, say),
            Para((Text(say("Your id would be erased from all of this, for good.")), Text(" "), Text(_stays(say)))),
        ),
        actions=(Action(label=say("Forget me"), command="forget-me", args=(("confirm", "yes"),)),),
        footer=say.spans("{command} erases it", command=Code("forget-me confirm=yes")),
    )


def done(stored: Stored, *, reader: Reader) -> Card:
    """What was erased, and what stays."""
    say = Phrases(reader)
    if stored.is_empty:
        return _nothing(say)
    return Card(
        title=say("You are forgotten in this server"),
        reader=say.reader,
        blocks=(Para((Bold(say("Your id was erased from all of this.")),)), _facts(stored, say),
                Para((Text(_stays(say)),))),
    )  # fmt: skip


def _facts(stored: Stored, say: Phrases) -> Facts:
    rows: tuple[tuple[str, Spans], ...] = (
        (say("Subscriptions"), (Text(say.number(stored.subscriptions)),)),
        (say("Mutes"), (Text(say.number(stored.mutes)),)),
        (say("Rules set"), (Text(say.number(stored.rules)),)),
        (say("Verdicts"), (Text(say.number(stored.verdicts)),)),
        (say("Messages to you alone"), (Text(say.number(stored.letters)),)),
        (say("Audit log"), (Text(say.many(stored.entries, "{n} entry", "{n} entries")),)),
    )
    return Facts(rows)


def _stays(say: Phrases) -> str:
    return say("What the channels wish and how alerts were judged stays, but bears nobody’s name any more.")


def _nothing(say: Phrases) -> Card:
    text = say("Nothing in this server’s channels bears your id, and so there is nothing to erase.")
    return Card(title=say("Nothing is stored of you"), reader=say.reader, blocks=(Para((Text(text),)),))
