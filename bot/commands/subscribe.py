"""Answers `subscribe WHAT`: saves a channel's wish, says what was understood, and how much news to expect."""

from __future__ import annotations

from datetime import datetime

from bot.cards import subscription as subscription_card
from bot.cards.phrases import LANGUAGES, msgid, spoken
from bot.commands import wish
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.domain.ids import SubscriptionId, short_code
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import Matcher
from bot.domain.subscription import Subscription

LEAST_SEVERITY = Severity.MEDIUM  # unverified leads are low: who wants them too asks for them


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of the saved wish; the same wish a second time is said, not saved."""
    now = desk.clock.now()
    wanted = wish.understood(invocation.args["what"], invocation, desk)
    subscription = made(invocation, wanted, wish.label(invocation.args["what"], desk), now)
    async with desk.store.write() as tx:
        standing = await tx.subscriptions.of(subscription.destination)
        twin = next((one for one in standing if wish.same(one, subscription)), None)
        is_new = twin is None and await tx.subscriptions.add(subscription)
    # Read after the wish is safe: the estimate may take a while and must not hold the writer's lock.
    async with desk.store.read() as tx:
        weekly = await wish.per_week(tx, wanted, now)
    card = subscription_card.added(
        twin or subscription,
        language=invocation.caller.language,
        known=not is_new,
        per_week=weekly,
    )
    return Reply(card=card)


def made(invocation: Invocation, wanted: Matcher, label: str, now: datetime) -> Subscription:
    """The wish as it is stored. Its id is the same whenever the same channel wishes the same."""
    caller, args = invocation.caller, invocation.args
    severity = Severity[args.get("severity", LEAST_SEVERITY.name).upper()]
    language = args.get("language", spoken(caller.language))
    canonical = f"{wish.canonical(wanted)} {severity.name} {language}"
    return Subscription(
        id=SubscriptionId(short_code(caller.destination.key, canonical)),
        destination=caller.destination,
        label=label,
        matcher=wanted,
        min_severity=severity,
        min_standing=Standing.REPORTED,
        language=language,
        created_by=caller.user,
        created_at=now,
    )


COMMAND = Command(
    name="subscribe",
    help=msgid("Tell this channel of what happens at a place, to an actor, or of a type."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(
            name="what",
            help=msgid("A place, or terms such as near:Kidal/50km type:ambush killed>=3."),
            example="Kidal",
            rest=True,
        ),
        Param(
            name="severity",
            help=msgid("The least severity to be told of."),
            example="medium",
            required=False,
            kind=ParamKind.CHOICE,
            choices=tuple(severity.name.lower() for severity in Severity),
        ),
        Param(
            name="language",
            help=msgid("The language of the alerts."),
            example="en",
            required=False,
            kind=ParamKind.CHOICE,
            choices=LANGUAGES,
        ),
    ),
)
