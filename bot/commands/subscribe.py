"""Answers `subscribe WHAT`: shows how a wish was understood and what to expect of it; saves it once it is confirmed.

The same wish again changes the options of the one that stands. Must not know what the rules say of an incident.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import error as error_card
from bot.cards import preview
from bot.cards import subscription as subscription_card
from bot.cards.phrases import LANGUAGES, Phrases, msgid, spoken
from bot.cards.preview import Way, Ways
from bot.commands import lookup, spelling, times, volume, wish
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.confirm import confirm
from bot.commands.desk import Desk
from bot.commands.mistake import Mistake
from bot.commands.parse import line
from bot.commands.record import record
from bot.domain.card import Action
from bot.domain.channel import Channel
from bot.domain.ids import PlaceId, SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.subscription import Subscription
from bot.ports.store import Tx

LEAST_SEVERITY = Severity.MEDIUM  # unverified leads are low: who wants them too asks for them
WARN_PER_WEEK = 70  # instant messages: ten a day is what people still open
LONGEST_DELAY = timedelta(days=7)
COARSEST_KM = 200.0
ALL = "everything"  # what confirms a wish for everything at once


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The preview of a wish, or once it is confirmed the card of what was saved."""
    invocation = _by_name(invocation, desk)
    wanted = wish.understood(invocation.args["what"], invocation, desk)
    asked = made(invocation, wanted, wish.label(invocation.args["what"], desk), desk.clock.now())
    confirmed = invocation.args.get("confirm", "")
    is_everything = asked.matcher == EVERYTHING and asked.digest is None
    if confirmed and (confirmed == ALL or not is_everything):
        return await _saved(invocation, asked, desk)
    async with desk.store.read() as tx:
        twin = _twin(await tx.subscriptions.of(asked.destination), asked)
    if twin is not None:
        return _standing(invocation, twin, desk)
    expected = await volume.expected(asked, desk)
    if confirmed:
        card = preview.everything(asked, expected, _ways(invocation, asked, ALL), reader=invocation.reader)
        return Reply(card=card)
    card = preview.card(
        asked,
        expected,
        _ways(invocation, asked, "yes"),
        invocation.channel,
        loud=asked.digest is None and expected.per_week > WARN_PER_WEEK,
        names=desk.names,
        reader=invocation.reader,
        now=desk.clock.now(),
    )
    return Reply(card=card)


def _by_name(invocation: Invocation, desk: Desk) -> Invocation:
    """The same with a place by its name, where a button brought its id: what is to be typed and logged can be read."""
    place = desk.places.get(PlaceId(invocation.args["what"]))
    if place is None:
        return invocation
    return replace(invocation, args={**invocation.args, "what": lookup.name_or_id(place, desk)})


async def _saved(invocation: Invocation, asked: Subscription, desk: Desk) -> Reply:
    """Saves a new wish, or the other options of one that stands."""
    reader, now = invocation.reader, desk.clock.now()
    async with desk.store.write() as tx:
        others = await tx.subscriptions.of(asked.destination)
        channel = await tx.channels.get(asked.destination)
        twin = _twin(others, asked)
        if twin is None and await tx.subscriptions.add(asked):
            channel = await _greeted(tx, invocation, channel) if not others else channel
            await record(tx, invocation, desk)
            return Reply(card=subscription_card.added(asked, channel, reader=reader, now=now))
        stands = twin or asked
        after = _with_options(stands, invocation)
        if after != stands:
            await tx.subscriptions.remove(stands.destination, stands.id)
            await tx.subscriptions.add(after)
            await record(tx, invocation, desk)
            return Reply(card=subscription_card.changed(stands, after, reader=reader))
    return Reply(card=subscription_card.added(stands, channel, reader=reader, now=now, known=True))


async def _greeted(tx: Tx, invocation: Invocation, channel: Channel) -> Channel:
    """A channel that says its first wish is told in the language of the person who said it, unless it chose one."""
    if channel.language or not invocation.caller.language:
        return channel
    named = replace(channel, language=spoken(invocation.caller.language))
    await tx.channels.save(named)
    return named


def _standing(invocation: Invocation, twin: Subscription, desk: Desk) -> Reply:
    """The answer to a wish that stands already: that it does, or what its options would become."""
    after = _with_options(twin, invocation)
    if after == twin:
        now = desk.clock.now()
        return Reply(
            card=subscription_card.added(twin, invocation.channel, reader=invocation.reader, now=now, known=True)
        )
    confirm = _way(invocation, confirm=ALL if twin.matcher == EVERYTHING else "yes")
    return Reply(card=preview.change(twin, after, confirm, reader=invocation.reader))


def _twin(others: list[Subscription], asked: Subscription) -> Subscription | None:
    return next((one for one in others if wish.same(one, asked)), None)


def made(invocation: Invocation, wanted: Matcher, label: str, now: datetime) -> Subscription:
    """The wish as it would be stored. Its id is the same whenever the same channel wishes the same.

    Raises Mistake where an option cannot be read.
    """
    destination = invocation.caller.destination
    severity = lookup.given(invocation, "severity", spelling.severity) or LEAST_SEVERITY
    standing = lookup.given(invocation, "standing", spelling.standing) or Standing.REPORTED
    digest = lookup.given(invocation, "digest", times.schedule)
    language = invocation.args.get("language", "")
    parts = (wish.canonical(wanted), severity.name, standing.name, language, times.spelt_schedule(digest))
    plain = Subscription(
        id=SubscriptionId(short_code(destination.key, *parts)),
        destination=destination,
        label=label,
        matcher=wanted,
        min_severity=severity,
        min_standing=standing,
        language=language,
        created_by=invocation.caller.user,
        created_at=now,
        digest=digest,
    )
    return _with_options(plain, invocation)


def _with_options(stands: Subscription, invocation: Invocation) -> Subscription:
    """The wish with those options that were given; the others stay as they are. Raises Mistake."""
    given, args = lookup.given, invocation.args
    if "empty" in args and stands.digest is None:
        say = Phrases(invocation.reader)
        offer = Action(label="digest=daily", command="subscribe", args=tuple({**args, "digest": "daily"}.items()))
        why = say("Only a digest can be empty; without one each alert is told at once.")
        title = say("This wish has no digest")
        at_fault = {"empty": error_card.beside(title, why, reader=invocation.reader)}
        raise Mistake(title, why, (offer,), wrong=at_fault)
    precision = given(invocation, "precision", lambda text: spelling.distance(text, most=COARSEST_KM))
    delay = given(invocation, "delay", lambda text: spelling.duration(text, least=timedelta(), most=LONGEST_DELAY))
    mention_from = given(invocation, "mention_from", spelling.severity)
    mention = given(invocation, "mention", spelling.role)
    return replace(
        stands,
        mention=stands.mention if mention is None else mention,
        mention_from=mention_from or stands.mention_from,
        threads=args["threads"] == "on" if "threads" in args else stands.threads,
        precision_km=stands.precision_km if precision is None else precision,
        delay=stands.delay if delay is None else delay,
        tell_empty=args["empty"] == "tell" if "empty" in args else stands.tell_empty,
    )


def _ways(invocation: Invocation, asked: Subscription, confirm: str) -> Ways:
    """How the preview can go on: as it is, calmer by a digest, calmer by severity."""
    confirmed = _way(invocation, confirm=confirm)
    if asked.digest is not None:
        return Ways(confirm=confirmed)
    high = _way(invocation, severity="high", confirm=confirm) if asked.min_severity < Severity.HIGH else None
    return Ways(confirm=confirmed, as_digest=_way(invocation, digest="daily", confirm="yes"), only_high=high)


def _way(invocation: Invocation, **other: str) -> Way:
    """The same command with some arguments replaced."""
    args = {**invocation.args, **other}
    ordered = {param.name: args[param.name] for param in COMMAND.params if param.name in args}
    return Way(args=tuple(ordered.items()), line=line(COMMAND.name, ordered))


def _option(name: str, help_: str, example: str, *choices: str, more: str = "") -> Param:
    kind = ParamKind.CHOICE if choices else ParamKind.TEXT
    return Param(name=name, help=help_, example=example, required=False, kind=kind, choices=choices, more=more)


_SEVERITIES = tuple(severity.name.lower() for severity in Severity)

COMMAND = Command(
    name="subscribe",
    help=msgid("Tell this channel of what happens at a place, along a road, to an actor, or of a type."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(
            name="what",
            help=msgid("A place, a road, or terms such as near:Kidal/50km type:ambush killed>=3."),
            example="Kidal",
            kind=ParamKind.WISH,
            rest=True,
        ),
        _option("severity", msgid("The least severity to be told of."), "medium", *_SEVERITIES),
        _option(
            "standing",
            msgid("How well it must be known to be told."),
            "corroborated",
            *("reported", "corroborated", "confirmed"),
        ),
        _option(
            "digest",
            msgid("One message hourly, daily or weekly, instead of each alert at once."),
            "daily@07:30",
            more=times.MORE_OF_A_SCHEDULE,
        ),
        _option("language", msgid("The language of its alerts, if not the channel’s own."), "en", *LANGUAGES),
        Param(
            name="mention",
            help=msgid("The role or group to mention, if not the channel’s own."),
            example="oncall",
            required=False,
            kind=ParamKind.ROLE,
        ),
        _option("mention_from", msgid("The least severity that mentions somebody."), "high", *_SEVERITIES),
        _option("threads", msgid("Whether later news stands in a thread beneath the message."), "off", "on", "off"),
        _option(
            "precision",
            msgid("Tell places no better than to so many kilometres."),
            "10km",
            more=spelling.MORE_OF_A_DISTANCE,
        ),
        _option("delay", msgid("Tell everything so much later."), "2h", more=spelling.MORE_OF_A_LENGTH),
        _option("empty", msgid("Whether an empty digest is told in one line."), "tell", "tell", "skip"),
        confirm("yes", ALL),
    ),
)
