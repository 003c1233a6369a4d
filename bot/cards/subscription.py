"""A channel's wishes shown back: one just added or changed, one just removed, all that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.cards import options, preview, wish
from bot.cards.phrases import Phrases
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Facts, Faint, Para, Spans, Text
from bot.domain.channel import Channel
from bot.domain.reader import Reader
from bot.domain.subscription import Subscription


def added(subscription: Subscription, channel: Channel, *, reader: Reader, now: datetime, known: bool = False) -> Card:
    """The wish that was saved; `known`: the very same one stood already."""
    say = Phrases(reader)
    title = say("This wish stands already") if known else say("Subscribed")
    blocks: list[Block] = [Facts(tuple(_rows(subscription, say, now)))]
    return Card(
        title=title,
        reader=say.reader,
        blocks=tuple(_with_rest(blocks, channel, say)),
        actions=(_end(subscription, say), Action(label=say("All subscriptions"), command="subscriptions")),
        footer=say.spans("{command} ends it", command=Code(f"unsubscribe {subscription.id}")),
    )


def changed(before: Subscription, after: Subscription, *, reader: Reader) -> Card:
    """The wish that stands with other options from now on."""
    say = Phrases(reader)
    rows = ((label, preview.turn(was, is_now, say)) for label, was, is_now in options.changed(before, after, say))
    wished = wish.wished(after.label, after.matcher, say)
    return Card(
        title=say("Subscription changed"),
        reader=say.reader,
        blocks=(
            Para((Bold(wished), Text(" · "), Code(after.id))),
            Facts(tuple(rows)),
        ),
        actions=(_end(after, say),),
        footer=say.spans("{command} ends it", command=Code(f"unsubscribe {after.id}")),
    )


def removed(subscription: Subscription, *, reader: Reader) -> Card:
    """The wish that no longer stands."""
    say = Phrases(reader)
    ended = Bold(wish.wished(subscription.label, subscription.matcher, say))
    gone = say.spans("No more alerts for this: {wish} ({id}).", wish=ended, id=Code(subscription.id))
    return Card(title=say("Unsubscribed"), reader=say.reader, blocks=(Para(gone),))


def listed(subscriptions: Sequence[Subscription], channel: Channel, *, reader: Reader, now: datetime) -> Card:
    """Every wish of the channel, or how to state one; and that the channel rests, where it does."""
    say = Phrases(reader)
    none = say.spans(
        "This channel hears of nothing. {command} changes that.", command=Code("subscribe near:Kidal/50km")
    )
    lines = Bullets(tuple(line(one, say, now) for one in subscriptions))
    body: list[Block] = [lines if subscriptions else Para(none)]
    return Card(
        title=say("What this channel hears of"),
        reader=say.reader,
        blocks=tuple(_with_rest(body, channel, say)),
        footer=say.spans("{command} ends one", command=Code("unsubscribe ID")) if subscriptions else (),
    )


def _rows(one: Subscription, say: Phrases, now: datetime) -> Iterator[tuple[str, Spans]]:
    yield say("Wish"), (Code(one.label),)
    yield say("Understood as"), (Text(wish.wished(one.label, one.matcher, say)),)
    yield say("From"), (Text(options.floor(one, say)),)
    yield say("Told"), options.moment(one, say, now)
    for label, words in options.unusual(one, say):
        yield label, (Text(words),)
    yield say("Id"), (Code(one.id),)


def line(one: Subscription, say: Phrases, now: datetime) -> Spans:
    """A wish in a list: its id, what it is about, and what differs from the usual, of most the severity at most."""
    said: list[Spans] = [(Faint(options.floor(one, say)),)]
    if one.digest is not None:
        said.append(options.moment(one, say, now))
    said += [(Faint(words),) for words in options.brief(one, say)]
    return (
        Code(one.id),
        Text(" "),
        Bold(wish.wished(one.label, one.matcher, say)),
        *(span for part in said for span in (Faint(" · "), *part)),
    )


def _with_rest(blocks: Sequence[Block], channel: Channel, say: Phrases) -> Iterator[Block]:
    if channel.suspended:
        yield options.resting(channel, say)
    yield from blocks


def _end(subscription: Subscription, say: Phrases) -> Action:
    return Action(label=say("Unsubscribe"), command="unsubscribe", args=(("id", subscription.id),))
