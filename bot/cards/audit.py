"""Who changed what, and when: the answer to `audit`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.phrases import Phrases
from bot.domain.audit import FORGOTTEN, Entry
from bot.domain.card import Action, Block, Bullets, Card, Code, Faint, Para, Span, Spans, Text, Time
from bot.domain.reader import Reader


def card(entries: Sequence[Entry], *, page: int, is_last: bool, everywhere: bool, reader: Reader) -> Card:
    """A page of the log, newest first; `everywhere`: of all channels, each named."""
    say = Phrases(reader)
    none = say("Nothing was changed yet.") if page == 1 else say("The log is not that long.")
    body: Block = Para((Text(none),))
    if entries:
        body = Bullets(tuple(_line(entry, say, everywhere=everywhere) for entry in entries))
    scope = (("scope", "all"),) if everywhere else ()
    older = (*scope, ("page", str(page + 1)))
    typed = " ".join(["audit", *(f"{name}={value}" for name, value in older)])
    return Card(
        title=say("What was changed in all channels") if everywhere else say("What was changed here"),
        reader=say.reader,
        blocks=(body,),
        actions=() if is_last else (Action(label=say("Older"), command="audit", args=older),),
        footer=() if is_last else say.spans("{command} shows what is older", command=Code(typed)),
    )


def _line(entry: Entry, say: Phrases, *, everywhere: bool) -> Spans:
    who = say("somebody who asked to be forgotten") if entry.user == FORGOTTEN else entry.user
    spans: list[Span] = [Time(entry.at), Text(f" · {who} · "), Code(entry.line)]
    if everywhere:
        spans.append(Faint(f" · {entry.destination.key}"))
    return tuple(spans)
