"""Why a channel was told of an incident, or was not: rules, wishes, pace and sending, each with what it decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards import headline, labels, wish
from bot.cards.coarse import coarsened
from bot.cards.phrases import Names, Phrases, msgid
from bot.domain.alert import Condition
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Faint, Heading, Para, Spans, Text, Time
from bot.domain.delivery import Delivery, DeliveryState, News
from bot.domain.hold import HoldKind
from bot.domain.ids import RuleId
from bot.domain.incident import Change, Severity
from bot.domain.reader import Reader
from bot.domain.subscription import Subscription
from bot.domain.trace import Dropped, Reason, Step, Trace

RULES, WISHES = 4, 8

# What a stage of the pace did, said of the news.
_PUT_OFF = {
    "delay": msgid("a wish asks for a delay: told at {time}"),
    "repeat": msgid("the channel wants fewer notices on one incident: told at {time}"),
    "group_wait": msgid("waits for more of the same: told at {time}"),
}
_HOLDS = {
    HoldKind.MUTE: msgid("held by a mute until {time}"),
    HoldKind.DIGEST: msgid("kept for the digest of {time}"),
    HoldKind.QUIET: msgid("held by the quiet hours until {time}"),
    HoldKind.COOLDOWN: msgid("held by the cooldown of this rule and region until {time}"),
    HoldKind.OVERFLOW: msgid("gathered with others, since the channel is at its limit of messages an hour"),
}
_STATES = {
    DeliveryState.PENDING: msgid("waits to be sent, next try at {time}"),
    DeliveryState.LEASED: msgid("is being sent now"),
    DeliveryState.SENT: msgid("sent at {time}"),
    DeliveryState.PARKED: msgid("given up at {time}"),
    DeliveryState.HELD: msgid("waits until {time}"),
    DeliveryState.FOLDED: msgid("told as a part of another message"),
}
_REASONS = {
    Reason.NOT_MATERIAL: msgid("nothing that people should hear of has changed"),
    Reason.RETRACTED: msgid("the incident was taken back before it was told here"),
    Reason.NO_ALERT: msgid("no rule fired"),
    Reason.NOT_WANTED: msgid("asks for something else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSeen:
    """One rule on the change: whether it fired, and its conditions."""

    id: RuleId
    title: str
    severity: Severity
    fired: bool
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Everything that was looked at. Rules: those that fired first, then those that were nearest to firing."""

    change: Change
    rules: tuple[RuleSeen, ...]
    trace: Trace
    deliveries: tuple[Delivery, ...]  # of this incident to this channel, in order
    precision_km: float = 0  # places are told no better than this, and no conditions, for they name them


def card(why: Why, *, names: Names, reader: Reader) -> Card:
    """The answer in one line, then stage by stage."""
    say = Phrases(reader)
    incident = coarsened(why.change.incident, why.precision_km)
    blocks: list[Block] = [Para(_answer(why, say)), Heading(say("Rules")), Bullets(tuple(_rules(why, say)))]
    blocks += [Heading(say("Wishes of this channel")), Bullets(tuple(_wishes(why.trace, say)))]
    if lines := tuple(_way(why, say)):
        blocks += [Heading(say("On its way")), Bullets(lines)]
    return Card(
        title=say("Why: {headline}", headline=headline.title(incident, names, say)),
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(Action(label=say("Details"), command="incident", args=(("id", incident.id),)),),
        footer=say.spans("Rules and wishes as they stand now · {command} tells all of the incident",
                         command=Code(f"incident {incident.id}")),
    )  # fmt: skip


def _answer(why: Why, say: Phrases) -> Spans:
    sent = [one for one in why.deliveries if one.state is DeliveryState.SENT and one.done_at]
    if sent and sent[0].done_at:
        return say.spans("{told} at {time}.", told=Bold(say("This channel was told")), time=Time(sent[0].done_at))
    if any(one.state is DeliveryState.FOLDED for one in why.deliveries):
        return (Bold(say("This channel was told of it together with others.")),)
    if any(one.state is DeliveryState.PARKED for one in why.deliveries):
        return (Bold(say("This channel was to be told, but the message could not be delivered.")),)
    if why.deliveries:
        return (Bold(say("This channel is going to be told.")),)
    return say.spans(
        "{not_told}: {because}.", not_told=Bold(say("This channel was not told")), because=_because(why, say)
    )


def _because(why: Why, say: Phrases) -> str:
    """The first thing that stood in the way."""
    if why.trace.is_suspended:
        return say("nothing can be sent to it, its wishes rest")
    if not any(rule.fired for rule in why.rules):
        return say("no rule fired on the incident")
    if not why.trace.dropped and not why.trace.kept:
        return say("it has no subscriptions")
    if not why.trace.kept:
        return say("none of its subscriptions asks for it")
    return say("its wishes are younger than the news")


def _rules(why: Why, say: Phrases) -> Iterator[Spans]:
    if not why.rules:
        yield (Text(say("No rule is loaded.")),)
    for rule in why.rules[:RULES]:
        name = (Bold(labels.titled(rule.title, say)), Text(" "), Code(rule.id))
        conditions = () if why.precision_km > 0 else rule.conditions
        shown = [condition for condition in conditions if condition.held is rule.fired]
        told = Faint(_conditions(shown, say))
        if rule.fired:
            level = labels.label(rule.severity, say)
            yield say.spans("{rule}: fired, {level} severity. {conditions}", rule=name, level=level, conditions=told)
        else:
            yield say.spans("{rule}: did not fire. {conditions}", rule=name, conditions=told)


def _conditions(conditions: Sequence[Condition], say: Phrases) -> str:
    return say("; ").join(
        say("{label}: wanted {wanted}, seen {seen}", label=one.label, wanted=one.wanted, seen=one.seen)
        for one in conditions
    )


def _wishes(trace: Trace, say: Phrases) -> Iterator[Spans]:
    if not trace.kept and not trace.dropped:
        yield (Text(say("This channel has no subscriptions.")),)
    for one in trace.kept[:WISHES]:
        yield say.spans("{wish}: asks for it", wish=_wish(one, say))
    rest = trace.dropped[: max(0, WISHES - len(trace.kept))]
    for dropped in rest:
        yield say.spans("{wish}: {reason}", wish=_wish(dropped.subscription, say), reason=_reason(dropped, say))
    hidden = len(trace.kept) + len(trace.dropped) - min(len(trace.kept), WISHES) - len(rest)
    if hidden:
        yield (Faint(say("{n} more wishes are not shown.", n=hidden)),)


def _wish(one: Subscription, say: Phrases) -> Spans:
    return (Code(one.id), Text(" "), Text(wish.wished(one.label, one.matcher, say)))


def _reason(dropped: Dropped, say: Phrases) -> str:
    one = dropped.subscription
    if dropped.reason is Reason.TOO_MILD:
        level = labels.label(Severity[dropped.seen.upper()], say)
        return say("wants at least {least}, this is {level}", least=labels.label(one.min_severity, say), level=level)
    if dropped.reason is Reason.TOO_UNSURE:
        least = labels.label(one.min_standing, say)
        return say("wants it {standing} at least, which it is not yet", standing=least)
    return say(_REASONS[dropped.reason])


def _way(why: Why, say: Phrases) -> Iterator[Spans]:
    """What became of it; only where nothing was planned yet, what would."""
    if not why.deliveries:
        if why.trace.kept:
            yield from (_step(step, say) for step in why.trace.steps)
        return
    for one in why.deliveries:
        assert isinstance(one.about, News)
        kind = labels.label(one.about.change.kind, say)
        yield say.spans("{kind}: {state}{doubt}", kind=kind, state=_state(one, say), doubt=Faint(_trouble(one, say)))


def _state(one: Delivery, say: Phrases) -> Spans:
    sentence = _STATES[one.state]
    if "{time}" not in sentence:
        return (Text(say(sentence)),)
    return say.spans(sentence, time=Time(one.done_at or one.next_at))


def _trouble(one: Delivery, say: Phrases) -> str:
    tries = say.many(one.attempts, "{n} try", "{n} tries") if one.attempts > 1 else ""
    why = one.reason if one.state in (DeliveryState.PARKED, DeliveryState.PENDING) and one.attempts else ""
    told = ", ".join(part for part in (tries, why) if part)
    return f" ({told})" if told else ""


def _step(step: Step, say: Phrases) -> Spans:
    if step.hold is not None:
        sentence = _HOLDS[step.hold.kind]
        if "{time}" not in sentence:
            return (Text(say(sentence)),)
        return say.spans(sentence, time=Time(step.hold.until))
    if step.until is not None:
        return say.spans(_PUT_OFF[step.stage], time=Time(step.until))
    return (Text(say("some of its alerts are muted")),)
