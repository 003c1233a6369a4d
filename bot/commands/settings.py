"""Answers `settings`: how this channel wants to be told, and changes of it.

Everybody may read them; changing needs the channel's rights. Either all of what was given is saved, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.cards import settings as settings_card
from bot.cards.phrases import LANGUAGES, msgid
from bot.commands import lookup, refusal, spelling, times
from bot.commands.command import Command, Invocation, Param, ParamKind, Reply, may_change
from bot.commands.desk import Desk
from bot.commands.record import record
from bot.commands.spelling import Misspelt
from bot.domain.channel import CAP, LEAST_CAP, MOST_CAP, Channel
from bot.domain.incident import Severity
from bot.domain.reader import Units
from bot.domain.wallclock import Quiet

LONGEST_WAIT = timedelta(minutes=30)  # news that waits longer is old
LONGEST_PAUSE = timedelta(hours=24)
NOBODY = "none"
# What switches a setting off; the others always have a value.
OFF: Mapping[str, str] = {
    **dict.fromkeys(("quiet", "group_wait", "cooldown", "repeat"), "off"),
    **dict.fromkeys(("quiet_passes", "mention", "editors"), NOBODY),
}


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of all settings, or of those that were changed."""
    reader, usual = invocation.reader, desk.default_language
    if not invocation.args:
        now = desk.clock.now()
        card = settings_card.card(invocation.channel, default_language=usual, reader=reader, now=now)
        return Reply(card=card)
    if not may_change(invocation.caller, invocation.channel):
        return refusal.not_allowed(COMMAND, reader)
    async with desk.store.write() as tx:
        before = await tx.channels.get(invocation.caller.destination)
        after = _changed(before, invocation)
        if after != before:
            await tx.channels.save(after)
            await record(tx, invocation, desk)
    reader = replace(reader, zone=after.zone, units=after.units)
    return Reply(card=settings_card.changed(before, after, default_language=usual, reader=reader))


def spelt(channel: Channel) -> dict[str, str]:
    """Every setting that has a value, spelt as `settings` reads it back; what is switched off is left out."""
    passes = "" if channel.quiet is None else channel.quiet.passes.name.lower() if channel.quiet.passes else NOBODY
    waits = {"group_wait": channel.group_wait, "cooldown": channel.cooldown, "repeat": channel.repeat}
    said = {
        "language": channel.language,
        "zone": channel.zone,
        "quiet": times.spelt_quiet(channel.quiet) if channel.quiet else "",
        "quiet_passes": passes,
        "mention": channel.mention,
        "mention_from": channel.mention_from.name.lower(),
        "units": channel.units.value,
        **{name: spelling.spelt_duration(length) if length else "" for name, length in waits.items()},
        "cap": str(channel.cap),
        "editors": ",".join(sorted(channel.editors)),
        "scorecard": "on" if channel.scorecard else "off",
    }
    return {name: text for name, text in said.items() if text}


def _changed(channel: Channel, invocation: Invocation) -> Channel:
    """The channel with everything that was given. Raises Mistake that names all that cannot be read."""
    wrong: dict[str, Misspelt] = {}
    for name, text in invocation.args.items():
        try:
            channel = _CHANGES[name](channel, text)
        except Misspelt as error:
            wrong[name] = error
    if wrong:
        raise lookup.misspelt(invocation, wrong)
    return channel


def _quiet(channel: Channel, text: str) -> Channel:
    hours = times.quiet(text)
    if hours is None:
        return replace(channel, quiet=None)
    passes = channel.quiet.passes if channel.quiet else Severity.CRITICAL
    return replace(channel, quiet=Quiet(from_minute=hours[0], to_minute=hours[1], passes=passes))


def _quiet_passes(channel: Channel, text: str) -> Channel:
    if channel.quiet is None:
        raise Misspelt(text, msgid("There are no quiet hours; give some too, as in quiet=22:00-06:00."))
    passes = None if text == NOBODY else spelling.severity(text)
    return replace(channel, quiet=replace(channel.quiet, passes=passes))


def _pause(text: str, most: timedelta = LONGEST_PAUSE) -> timedelta:
    return spelling.duration(text, least=timedelta(), most=most)


# In the order in which they are applied: who sets quiet hours may say in the same breath what passes.
_CHANGES: Mapping[str, Callable[[Channel, str], Channel]] = {
    "language": lambda channel, text: replace(channel, language=text),
    "zone": lambda channel, text: replace(channel, zone=times.zone(text)),
    "quiet": _quiet,
    "quiet_passes": _quiet_passes,
    "mention": lambda channel, text: replace(channel, mention=spelling.role(text)),
    "mention_from": lambda channel, text: replace(channel, mention_from=spelling.severity(text)),
    "units": lambda channel, text: replace(channel, units=Units(text)),
    "group_wait": lambda channel, text: replace(channel, group_wait=_pause(text, LONGEST_WAIT)),
    "cooldown": lambda channel, text: replace(channel, cooldown=_pause(text)),
    "repeat": lambda channel, text: replace(channel, repeat=_pause(text)),
    "cap": lambda channel, text: replace(channel, cap=int(text)),
    "editors": lambda channel, text: replace(channel, editors=spelling.roles(text)),
    "scorecard": lambda channel, text: replace(channel, scorecard=text == "on"),
}


def _param(name: str, help_: str, example: str, *choices: str, more: str = "") -> Param:
    kind = ParamKind.CHOICE if choices else ParamKind.TEXT
    return Param(name=name, help=help_, example=example, required=False, kind=kind, choices=choices, more=more)


_SEVERITIES = tuple(severity.name.lower() for severity in Severity)
_LENGTH = spelling.MORE_OF_A_LENGTH

COMMAND = Command(
    name="settings",
    help=msgid("How this channel wants to be told: language, clock, quiet hours, pace, who may change it."),
    run=run,
    params=(
        _param("language", msgid("The language of this channel."), "fr", *LANGUAGES),
        _param("zone", msgid("The time zone of this channel, by a city or its name."), "Africa/Bamako"),
        _param(
            "quiet",
            msgid("Hours in which the channel is left alone, or “off”."),
            "22:00-06:00",
            more=times.MORE_OF_QUIET_HOURS,
        ),
        _param("quiet_passes", msgid("The least severity told in quiet hours."), "critical", NOBODY, *_SEVERITIES),
        Param(
            name="mention",
            help=msgid("The role or group to mention, or “none”."),
            example="oncall",
            required=False,
            kind=ParamKind.ROLE,
        ),
        _param("mention_from", msgid("The least severity that mentions somebody."), "high", *_SEVERITIES),
        _param("units", msgid("Kilometres or miles."), "metric", *(unit.value for unit in Units)),
        _param("group_wait", msgid("How long first news waits for more of the same; at most 30m."), "5m", more=_LENGTH),
        _param("cooldown", msgid("Least time between two new messages of one rule in one region."), "1h", more=_LENGTH),
        _param("repeat", msgid("Least time between two notices on one incident."), "2h", more=_LENGTH),
        Param(
            name="cap",
            help=msgid("New messages in an hour; what is beyond comes together in one."),
            example=str(CAP),
            required=False,
            kind=ParamKind.NUMBER,
            least=LEAST_CAP,
            most=MOST_CAP,
        ),
        _param("editors", msgid("Roles that may change wishes and settings, with commas, or “none”."), "oncall,desk"),
        _param("scorecard", msgid("Whether a scorecard is told every week."), "on", "on", "off"),
    ),
)
