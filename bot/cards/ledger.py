"""Who holds a place, on whose word, and how it came to that: the answer to `control PLACE`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cards import control, headline, standing
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Facts, Heading, Para, Spans, Text, Time
from bot.domain.control import Holding
from bot.domain.incident import Incident
from bot.domain.place import Place
from bot.domain.reader import Reader

SHOWN = 15  # holders


def card(
    place: Place,
    holdings: Sequence[Holding],
    newest: Incident | None,
    *,
    names: Names,
    reader: Reader,
    now: datetime,
) -> Card:
    """The present holder, how sure that is, and the holders before it, newest first.

    `holdings` are oldest first; `newest` is the incident by which the place changed hands last.
    """
    say = Phrases(reader)
    return Card(
        title=say("Control: {place}", place=headline.where(place, say)),
        reader=say.reader,
        blocks=tuple(_blocks(place, holdings, newest, names, say)),
        actions=_actions(place, newest, say),
        footer=say.spans("As of {time}", time=Time(now)),
    )


def _blocks(
    place: Place, holdings: Sequence[Holding], newest: Incident | None, names: Names, say: Phrases
) -> Iterator[Block]:
    yield Para(control.ledger(holdings, names, say))
    if not holdings and place.kind.is_area:
        yield Para((Text(say("Holders are known of towns, villages and bases: ask for one of them.")),))
    if newest is not None:
        yield Facts(_doubt(newest, names, say))
    if holdings:
        yield Heading(say("Who held it, newest first"))
        yield Bullets(control.history(holdings, names, say)[:SHOWN])
    if len(holdings) > SHOWN:
        yield Para((Text(say("Only the newest {n} are shown.", n=SHOWN)),))


def _doubt(newest: Incident, names: Names, say: Phrases) -> tuple[tuple[str, Spans], ...]:
    return (
        (say("Last change"), (Text(headline.brief(newest, say) + " · "), Code(newest.id))),
        (say("Standing"), standing.spans(newest, names, say)),
        (say("Contested"), (Bold(say("yes")) if newest.disputed else Text(say("no contradiction was read")),)),
    )


def _actions(place: Place, newest: Incident | None, say: Phrases) -> tuple[Action, ...]:
    status = Action(label=say("Status of {place}", place=place.name), command="status", args=(("place", place.id),))
    if newest is None:
        return (status,)
    return (Action(label=say("Details"), command="incident", args=(("id", newest.id),)), status)
