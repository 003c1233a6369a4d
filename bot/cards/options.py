"""The fields of a subscription in words: what it is told of, when, and every option that differs from the usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cards import hours, labels
from bot.cards.phrases import Phrases, msgid
from bot.domain.card import Code, Para, Spans, Text, Time
from bot.domain.channel import Channel
from bot.domain.subscription import Subscription


def floor(subscription: Subscription, say: Phrases) -> str:
    """The least that is told: "low severity and up, reported or better"."""
    return say(
        "{level} severity and up, {standing} or better",
        level=labels.label(subscription.min_severity, say),
        standing=labels.label(subscription.min_standing, say),
    )


def moment(subscription: Subscription, say: Phrases, now: datetime) -> Spans:
    """When it is told: "at once", or "in a digest every day at 07:00, next 16 November 2023 07:00 UTC"."""
    digest = subscription.digest
    if digest is None:
        return (Text(say("each alert at once")),)
    following = Time(digest.after(now, say.reader.zone))
    return say.spans("in a digest {schedule}; next: {time}", schedule=hours.schedule(digest, say), time=following)


def unusual(subscription: Subscription, say: Phrases) -> Iterator[tuple[str, str]]:
    """Label and words of every option that differs from the usual."""
    return ((label, words) for label, _, words in changed(_usual(subscription), subscription, say))


def brief(subscription: Subscription, say: Phrases) -> Iterator[str]:
    """The same without labels, for a list: "no threads", "2 hours late"."""
    if subscription.language:
        yield say("in {language}", language=say.tongue(subscription.language))
    if subscription.mention or subscription.mention_from is not None:
        yield say("mention: {who}", who=_mention(subscription, say))
    if not subscription.threads:
        yield say("no threads")
    if subscription.precision_km:
        yield say("places to within {distance}", distance=say.distance(subscription.precision_km))
    if subscription.delay:
        yield say("{length} late", length=hours.length(subscription.delay, say))
    if subscription.tell_empty:
        yield say("empty digests too")


def changed(before: Subscription, after: Subscription, say: Phrases) -> Iterator[tuple[str, str, str]]:
    """Label and words before and after of every option that differs between two wishes for the same news."""
    for name, words in _OPTIONS.items():
        was, is_now = words(before, say), words(after, say)
        if was != is_now:
            yield say(name), was, is_now


def resting(channel: Channel, say: Phrases) -> Para:
    """That nothing is sent to a suspended channel, why, and how to change that."""
    command = Code("resume")
    if channel.suspended_at is None:
        said = say.spans(
            "This channel rests, nothing is sent to it: {why}. {command} ends that.",
            why=channel.suspended,
            command=command,
        )
    else:
        said = say.spans(
            "This channel rests since {time}, nothing is sent to it: {why}. {command} ends that.",
            time=Time(channel.suspended_at),
            why=channel.suspended,
            command=command,
        )
    return Para(said)


def _usual(subscription: Subscription) -> Subscription:
    return replace(
        subscription,
        language="",
        tell_empty=False,
        mention="",
        mention_from=None,
        threads=True,
        precision_km=0,
        delay=timedelta(),
    )


def _language(one: Subscription, say: Phrases) -> str:
    return say.tongue(one.language) if one.language else say("the channel’s own")


def _mention(one: Subscription, say: Phrases) -> str:
    who = one.mention or say("the channel’s own")
    if one.mention_from is None:
        return who
    return say("{who}, from {level} severity on", who=who, level=labels.label(one.mention_from, say))


def _updates(one: Subscription, say: Phrases) -> str:
    return say("in a thread beneath the message") if one.threads else say("the message is edited, no thread")


def _places(one: Subscription, say: Phrases) -> str:
    if not one.precision_km:
        return say("as exactly as known")
    return say("to within {distance} at best", distance=say.distance(one.precision_km))


def _delay(one: Subscription, say: Phrases) -> str:
    return hours.length(one.delay, say) if one.delay else say("no delay")


def _empty(one: Subscription, say: Phrases) -> str:
    return say("told in one line") if one.tell_empty else say("left out")


_OPTIONS: Mapping[str, Callable[[Subscription, Phrases], str]] = {
    msgid("Language"): _language,
    msgid("Mention"): _mention,
    msgid("Updates"): _updates,
    msgid("Places"): _places,
    msgid("Delay"): _delay,
    msgid("Empty digests"): _empty,
}
