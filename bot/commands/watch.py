"""Answers `watch CONDITIONS`: a rule of this channel's own, with a preview; it tells of what no other rule alerts on.

The rule comes with a subscription to it, and ends with that. Must not know how rules are run.
"""

from __future__ import annotations

from bot.cards import tuning as tuning_card
from bot.cards import wish as wish_card
from bot.cards.phrases import Phrases, msgid
from bot.cards.preview import Way
from bot.commands import lookup, spelling, wish
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.confirm import confirm
from bot.commands.desk import Desk
from bot.commands.effect import effect
from bot.commands.mistake import Mistake
from bot.commands.parse import line
from bot.commands.record import record
from bot.domain import matcher
from bot.domain.ids import RuleId, SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.subscription import Subscription
from bot.domain.tuning import WATCHES, Watch
from bot.engine.book import of_watch

USUAL = Severity.HIGH
MOST = 25  # rules of one channel
_SEVERITIES = tuple(severity.name.lower() for severity in Severity)


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The preview of a rule, or once it is confirmed the rule that stands."""
    wanted = wish.understood(invocation.args["what"], invocation, desk)
    _refuse(wanted, invocation)
    made = _made(invocation, wanted, desk)
    sentence = wish_card.sentence(wanted, Phrases(invocation.reader))
    async with desk.store.read() as tx:
        others = await tx.watches.of(made.destination)
    known = any(one.id == made.id for one in others)
    if known or invocation.args.get("confirm"):
        if not known and len(others) >= MOST:
            raise _too_many(invocation)
        wish_id = made.id.removeprefix(WATCHES)
        if not known:
            await _save(invocation, desk, made)
        return Reply(
            card=tuning_card.watched(
                made.label, sentence, made.severity, wish_id, reader=invocation.reader, known=known
            )
        )
    expected = await effect(None, of_watch(made), desk, made.destination)
    args = {**invocation.args, "confirm": "yes"}
    way = Way(args=tuple(args.items()), line=line(COMMAND.name, args))
    return Reply(
        card=tuning_card.watch(
            made.label, sentence, made.severity, expected, way, names=desk.names, reader=invocation.reader
        )
    )


def _made(invocation: Invocation, wanted: Matcher, desk: Desk) -> Watch:
    """The rule as it would be stored. Its id is the same whenever the same channel asks for the same."""
    here = invocation.caller.destination
    severity = lookup.given(invocation, "severity", spelling.severity) or USUAL
    return Watch(
        id=RuleId(f"{WATCHES}{short_code(here.key, wish.canonical(wanted), severity.name)}"),
        destination=here,
        label=wish.label(invocation.args["what"], desk),
        matcher=wanted,
        severity=severity,
        by=invocation.caller.user,
        at=desk.clock.now(),
    )


def _refuse(wanted: Matcher, invocation: Invocation) -> None:
    """Says no to a rule on everything, which would be a subscription, and to one on other rules."""
    say = Phrases(invocation.reader)
    if wanted == EVERYTHING:
        raise Mistake(say("A rule needs a condition"), say("For everything that happens there is “subscribe”."))
    if _speaks_of_rules(wanted):
        why = say("For what other rules alert on there is “subscribe”; a rule looks at the incident itself.")
        raise Mistake(say("A rule cannot ask for other rules"), why)


def _speaks_of_rules(part: Matcher) -> bool:
    match part:
        case matcher.All(parts=parts) | matcher.Any(parts=parts):
            return any(map(_speaks_of_rules, parts))
        case matcher.Not(part=inner):
            return _speaks_of_rules(inner)
        case _:
            return isinstance(part, matcher.Rules)


def _too_many(invocation: Invocation) -> Mistake:
    say = Phrases(invocation.reader)
    why = say("A channel can have {n} rules of its own. End one, or join two into one with “or”.", n=MOST)
    return Mistake(say("This channel has too many rules of its own"), why)


async def _save(invocation: Invocation, desk: Desk, made: Watch) -> None:
    subscription = Subscription(
        id=SubscriptionId(made.id.removeprefix(WATCHES)),
        destination=made.destination,
        label=f"watch {made.label}",
        matcher=matcher.Rules(ids=frozenset({made.id})),
        min_severity=Severity.LOW,
        min_standing=Standing.REPORTED,
        language="",
        created_by=made.by,
        created_at=made.at,
    )
    async with desk.store.write() as tx:
        await tx.watches.save(made)
        await tx.subscriptions.add(subscription)
        await record(tx, invocation, desk)


COMMAND = Command(
    name="watch",
    help=msgid("Give this channel a rule of its own; first you see what it would have told."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(
            name="what",
            help=msgid("Conditions such as near:Kidal/50km (type:ambush or type:ied) killed>=3."),
            example="near:Kidal/50km",
            kind=ParamKind.WISH,
            rest=True,
        ),
        Param(
            name="severity",
            help=msgid("How severe its alerts are."),
            example="high",
            required=False,
            kind=ParamKind.CHOICE,
            choices=_SEVERITIES,
        ),
        confirm(),
    ),
)
