"""How a channel wants to be told: every setting with its meaning, what was changed, and that it rests no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from bot.cards import hours, labels, options
from bot.cards.phrases import Phrases, msgid
from bot.cards.preview import turn
from bot.domain.card import Action, Card, Code, Facts, Faint, Heading, Para, Spans, Text, Time
from bot.domain.channel import Channel
from bot.domain.incident import Severity
from bot.domain.reader import Reader, Units
from bot.domain.wallclock import Period, Schedule


def card(channel: Channel, *, default_language: str, reader: Reader, now: datetime) -> Card:
    """Every setting as it is, in groups, with what it means and how to change it."""
    say = Phrases(reader)
    usual = default_language
    facts = [
        (say("How it is written"), ("language", "zone", "units")),
        (say("When it is left alone"), ("quiet", "cap", "group_wait", "cooldown", "repeat")),
        (say("Who is called, and who decides"), ("mention", "mention_from", "editors", "scorecard")),
    ]
    blocks = [
        block
        for title, names in facts
        for block in (Heading(title), Facts(tuple(_row(name, channel, usual, say, now) for name in names)))
    ]
    rest = (options.resting(channel, say),) if channel.suspended else ()
    return Card(
        title=say("Settings of this channel"),
        reader=say.reader,
        blocks=(*rest, *blocks),
        actions=(Action(label=say("Wake the channel"), command="resume"),) if channel.suspended else (),
        footer=say.spans(
            "{example} changes two of them, {help} tells what can be set",
            example=Code("settings zone=Africa/Bamako quiet=22:00-06:00"),
            help=Code("help settings"),
        ),
    )


def changed(before: Channel, after: Channel, *, default_language: str, reader: Reader) -> Card:
    """From what to what each setting went; where none did, that all of them were so already."""
    say = Phrases(reader)
    rows = tuple(
        (say(label), turn(was, is_now, say))
        for label, words in _WORDS.values()
        if (was := words(before, default_language, say)) != (is_now := words(after, default_language, say))
    )
    so_already = Para((Text(say("All of this is set so already.")),))
    return Card(
        title=say("Settings changed") if rows else say("Nothing to change"),
        reader=say.reader,
        blocks=(Facts(rows) if rows else so_already,),
        actions=(Action(label=say("All settings"), command="settings"),),
        footer=say.spans("{command} shows all of them", command=Code("settings")),
    )


def resumed(before: Channel, *, reader: Reader) -> Card:
    """That a channel is told again from now on, or that it was told all the time."""
    say = Phrases(reader)
    if not before.suspended:
        return Card(
            title=say("This channel does not rest"),
            reader=say.reader,
            blocks=(Para((Text(say("Its subscriptions are told as ever; there is nothing to resume.")),)),),
            footer=say.spans("{command} lists them", command=Code("subscriptions")),
        )
    since = before.suspended_at
    why = say.spans("It rested: {why}.", why=before.suspended) if since is None else say.spans(
        "It rested since {time}: {why}.", time=Time(since), why=before.suspended)  # fmt: skip
    return Card(
        title=say("This channel is told again"),
        reader=say.reader,
        blocks=(Para((*why, Text(f" {say('What happened meanwhile is not told afterwards.')}"))),),
        actions=(Action(label=say("Latest incidents"), command="incidents"),),
        footer=say.spans("{command} shows what happened meanwhile", command=Code("incidents")),
    )


def _row(name: str, channel: Channel, usual: str, say: Phrases, now: datetime) -> tuple[str, Spans]:
    label, words = _WORDS[name]
    value = Text(words(channel, usual, say))
    return say(label), (value, *(Faint(f" · {note}") for note in _notes(name, channel, say, now)))


def _notes(name: str, channel: Channel, say: Phrases, now: datetime) -> Iterable[str]:
    """What a setting means, or what follows from it at this moment."""
    match name:
        case "zone":
            yield say("it is {time}", time=say.time(now))
        case "quiet":
            yield from _quiet_now(channel, say, now)
        case "cap":
            yield say("the rest comes together in one")
        case "group_wait":
            yield say("how long the first news of an incident waits for more of the same")
        case "cooldown":
            yield say("the least time between two new messages of one rule in one region")
        case "repeat":
            yield say("the least time between two notices on one incident, unless it stands firmer")


def _quiet_now(channel: Channel, say: Phrases, now: datetime) -> Iterator[str]:
    quiet = channel.quiet
    if quiet is None:
        return
    window = quiet.window(now, channel.zone)
    if window is not None:
        yield say("just now, until {time}", time=say.time(window[1]))
    else:
        begins = Schedule(period=Period.DAILY, minute=quiet.from_minute).after(now, channel.zone)
        yield say("next from {time}", time=say.time(begins))


def _language(channel: Channel, usual: str, say: Phrases) -> str:
    if channel.language:
        return say.tongue(channel.language)
    return say("{language}, the usual one here", language=say.tongue(usual))


def _units(channel: Channel, _usual: str, say: Phrases) -> str:
    return say("miles") if channel.units is Units.IMPERIAL else say("kilometres")


def _quiet(channel: Channel, _usual: str, say: Phrases) -> str:
    if channel.quiet is None:
        return say("off")
    span, passes = hours.quiet(channel.quiet, say), channel.quiet.passes
    if passes is None:
        return say("{hours}; nothing is told then", hours=span)
    level = labels.label(passes, say)
    if passes is max(Severity):
        return say("{hours}; only {level} alerts are told then", hours=span, level=level)
    return say("{hours}; only alerts of {level} severity and up are told then", hours=span, level=level)


def _cap(channel: Channel, _usual: str, say: Phrases) -> str:
    return say.many(channel.cap, "{n} new message an hour", "{n} new messages an hour")


def _span(span: timedelta, say: Phrases) -> str:
    return hours.length(span, say) if span else say("off")


def _mention_from(channel: Channel, _usual: str, say: Phrases) -> str:
    return say("{level} severity and up", level=labels.label(channel.mention_from, say))


def _editors(channel: Channel, _usual: str, say: Phrases) -> str:
    if not channel.editors:
        return say("those who manage the channel")
    return say("those who manage the channel, and the roles {roles}", roles=say.listed(sorted(channel.editors)))


def _scorecard(channel: Channel, _usual: str, say: Phrases) -> str:
    return say("every week") if channel.scorecard else say("off")


_WORDS: Mapping[str, tuple[str, Callable[[Channel, str, Phrases], str]]] = {
    "language": (msgid("Language"), _language),
    "zone": (msgid("Time zone"), lambda channel, _, __: channel.zone),
    "units": (msgid("Units"), _units),
    "quiet": (msgid("Quiet hours"), _quiet),
    "cap": (msgid("Cap"), _cap),
    "group_wait": (msgid("Group wait"), lambda channel, _, say: _span(channel.group_wait, say)),
    "cooldown": (msgid("Cooldown"), lambda channel, _, say: _span(channel.cooldown, say)),
    "repeat": (msgid("Repeat"), lambda channel, _, say: _span(channel.repeat, say)),
    "mention": (msgid("Mention"), lambda channel, _, say: channel.mention or say("nobody")),
    "mention_from": (msgid("Mention from"), _mention_from),
    "editors": (msgid("Editors"), _editors),
    "scorecard": (msgid("Scorecard"), _scorecard),
}
