"""A wish before it is saved: how it was understood, what it would have told, and how to confirm or calm it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards import headline, options, wish
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Facts, Heading, Para, Spans, Text
from bot.domain.channel import Channel
from bot.domain.incident import Incident
from bot.domain.reader import Reader
from bot.domain.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a wish would have told in the last `days` (0: nothing was watched yet): how many, and the newest of them."""

    told: int
    per_week: float
    days: int
    examples: tuple[Incident, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way on from a preview: the arguments behind a button, and the same as a line that can be typed."""

    args: tuple[tuple[str, str], ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a preview can go on; the calmer ways are None where they would change nothing."""

    confirm: Way
    as_digest: Way | None = None
    only_high: Way | None = None


def card(
    wanted: Subscription,
    expected: Expected,
    ways: Ways,
    channel: Channel,
    *,
    loud: bool,
    names: Names,
    reader: Reader,
    now: datetime,
) -> Card:
    """What would be saved. `loud`: more messages than people read, so that the calmer ways are offered in words."""
    say = Phrases(reader)
    blocks: list[Block] = [Facts(tuple(_rows(wanted, expected, say, now)))]
    if loud:
        blocks.append(Para((Bold(say("That is more than people read.")),)))
        blocks += [Heading(say("Calmer would be")), Bullets(tuple(_calmer(ways, say)))]
    if expected.examples:
        blocks += [Heading(say("It would have told of")), Bullets(_examples(expected, names, say))]
    if channel.suspended:
        blocks.append(options.resting(channel, say))
    confirm = Action(label=say("Subscribe"), command="subscribe", args=ways.confirm.args)
    return Card(
        title=say("Not saved yet: is this what you mean?"),
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(confirm, *_actions(ways, say, is_loud=loud), *_wake(channel, say)),
        footer=_footer(ways, say, is_loud=loud),
    )


def everything(wanted: Subscription, expected: Expected, ways: Ways, *, reader: Reader) -> Card:
    """The second question before a channel is told of everything at once."""
    say = Phrases(reader)
    warning = say(
        "Every alert from every place comes as a message of its own, by day and by night: {rate}. "
        "Nobody goes on reading such a channel.",
        rate=_rate(wanted, expected, say),
    )
    return Card(
        title=say("Not saved yet: really everything, at once?"),
        reader=say.reader,
        blocks=(Para((Text(warning),)), Heading(say("Calmer would be")), Bullets(tuple(_calmer(ways, say)))),
        actions=(
            *_actions(ways, say, is_loud=True),
            Action(label=say("Everything, at once"), command="subscribe", args=ways.confirm.args),
        ),
        footer=say.spans("{command} saves it all the same", command=Code(ways.confirm.line)),
    )


def change(before: Subscription, after: Subscription, confirm: Way, *, reader: Reader) -> Card:
    """What would become of a wish that stands already, with other options."""
    say = Phrases(reader)
    return Card(
        title=say("Not saved yet: change this wish?"),
        reader=say.reader,
        blocks=(
            Para((Bold(wish.sentence(after.matcher, say)), Text(" · "), Code(after.id))),
            Facts(tuple((label, turn(was, is_now, say)) for label, was, is_now in options.changed(before, after, say))),
        ),
        actions=(Action(label=say("Change it"), command="subscribe", args=confirm.args),),
        footer=say.spans("{command} saves it", command=Code(confirm.line)),
    )


def turn(was: str, is_now: str, say: Phrases) -> Spans:
    """From what to what."""
    return say.spans("{before} → {after}", before=was, after=Bold(is_now))


def _footer(ways: Ways, say: Phrases, *, is_loud: bool) -> Spans:
    command = Code(ways.confirm.line)
    if ways.as_digest is None or is_loud:
        return say.spans("{command} saves it", command=command)
    calmer = Code("digest=daily")
    return say.spans("{command} saves it; add {digest} for one message a day", command=command, digest=calmer)


def _rows(wanted: Subscription, expected: Expected, say: Phrases, now: datetime) -> Iterator[tuple[str, Spans]]:
    yield say("Wish"), (Code(wanted.label),)
    yield say("Understood as"), (Text(wish.sentence(wanted.matcher, say)),)
    yield say("From"), (Text(options.floor(wanted, say)),)
    yield say("Told"), options.moment(wanted, say, now)
    yield say("To expect"), (Text(_rate(wanted, expected, say)),)
    for label, words in options.unusual(wanted, say):
        yield label, (Text(words),)


def _rate(wanted: Subscription, expected: Expected, say: Phrases) -> str:
    if not expected.days:
        return say("not known yet: nothing has been read so far")
    if not expected.told:
        return say.many(expected.days, "nothing, as in the last day", "nothing, as in the last {n} days")
    rate = _per_week(round(expected.per_week), wanted, say)
    return say.many(expected.days, "{rate}, as in the last day", "{rate}, as in the last {n} days", rate=rate)


def _per_week(number: int, wanted: Subscription, say: Phrases) -> str:
    if wanted.digest is not None:
        return (
            say.many(number, "about {n} incident a week", "about {n} incidents a week")
            if number
            else say("less than one incident a week")
        )
    if not number:
        return say("less than one message a week")
    return say.many(number, "about {n} message a week", "about {n} messages a week")


def _calmer(ways: Ways, say: Phrases) -> Iterator[Spans]:
    if ways.as_digest is not None:
        yield say.spans("the same in one message a day: {command}", command=Code(ways.as_digest.line))
    if ways.only_high is not None:
        yield say.spans("only what is high or critical: {command}", command=Code(ways.only_high.line))


def _actions(ways: Ways, say: Phrases, *, is_loud: bool) -> Iterator[Action]:
    if ways.as_digest is not None:
        yield Action(label=say("As a daily digest"), command="subscribe", args=ways.as_digest.args)
    if ways.only_high is not None and is_loud:
        yield Action(label=say("Only high and critical"), command="subscribe", args=ways.only_high.args)


def _wake(channel: Channel, say: Phrases) -> tuple[Action, ...]:
    return (Action(label=say("Wake the channel"), command="resume"),) if channel.suspended else ()


def _examples(expected: Expected, names: Names, say: Phrases) -> tuple[Spans, ...]:
    return tuple((Text(f"{headline.title(one, names, say)} · "), Code(one.id)) for one in expected.examples)
