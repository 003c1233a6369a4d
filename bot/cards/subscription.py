"""A channel's wishes shown back: one just added, one just removed, all that stand."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import labels, wish
from bot.cards.phrases import Phrases
from bot.domain.card import Bold, Bullets, Card, Code, Facts, Faint, Para, Spans, Text
from bot.domain.subscription import Subscription


def added(subscription: Subscription, *, language: str, known: bool = False, per_week: float | None = None) -> Card:
    """The wish as it was understood, and how much news to expect; `known`: the very same one stood already."""
    say = Phrases(language)
    title = say("This wish stands already") if known else say("Subscribed")
    return Card(
        title=title,
        language=say.language,
        blocks=(_facts(subscription, per_week, say),),
        footer=say.spans("{command} ends it", command=Code(f"unsubscribe {subscription.id}")),
    )


def removed(subscription: Subscription, *, language: str) -> Card:
    """The wish that no longer stands."""
    say = Phrases(language)
    ended = Bold(wish.sentence(subscription.matcher, say))
    gone = say.spans("No more alerts for this: {wish} ({id}).", wish=ended, id=Code(subscription.id))
    return Card(title=say("Unsubscribed"), language=say.language, blocks=(Para(gone),))


def listed(subscriptions: Sequence[Subscription], *, language: str) -> Card:
    """Every wish of the channel, or how to state one."""
    say = Phrases(language)
    none = say.spans(
        "This channel hears of nothing. {command} changes that.", command=Code("subscribe near:Kidal/50km")
    )
    body = Bullets(tuple(_line(one, say) for one in subscriptions)) if subscriptions else Para(none)
    return Card(
        title=say("What this channel hears of"),
        language=say.language,
        blocks=(body,),
        footer=say.spans("{command} ends one", command=Code("unsubscribe ID")) if subscriptions else (),
    )


def _facts(subscription: Subscription, per_week: float | None, say: Phrases) -> Facts:
    rows: list[tuple[str, Spans]] = [
        (say("Wish"), (Code(subscription.label),)),
        (say("Understood as"), (Text(wish.sentence(subscription.matcher, say)),)),
        (say("From"), (Text(_floor(subscription, say)),)),
        (say("Language"), (Text(say.tongue(subscription.language)),)),
        (say("Id"), (Code(subscription.id),)),
    ]
    if per_week is not None:
        rows.insert(3, (say("To expect"), (Text(_expected(per_week, say)),)))
    return Facts(tuple(rows))


def _expected(per_week: float, say: Phrases) -> str:
    """Incidents a week, from the store's last 90 days."""
    if per_week < 1:
        return say("less than one incident a week, as in the last 90 days")
    return say.many(
        round(per_week),
        "about {n} incident a week, as in the last 90 days",
        "about {n} incidents a week, as in the last 90 days",
    )


def _line(subscription: Subscription, say: Phrases) -> Spans:
    return (
        Code(subscription.id),
        Text(" "),
        Bold(wish.sentence(subscription.matcher, say)),
        Faint(f" · {_floor(subscription, say)} · {say.tongue(subscription.language)}"),
    )


def _floor(subscription: Subscription, say: Phrases) -> str:
    """The least that is told: "low severity and up, reported or better"."""
    return say(
        "{level} severity and up, {standing} or better",
        level=labels.label(subscription.min_severity, say),
        standing=labels.label(subscription.min_standing, say),
    )
