"""When a destination is told: a tuple of stages that let a passage through, put it off, or hold it with others.

The first stage that holds it has the last word. Stages only read; `note` writes down what was planned. Must not know
platforms, nor how what is held together is told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from bot.routing import mute as muting
from bot.routing.passage import Passage
from bot.routing.recent import HOUR, Recent

GATHER_EVERY = timedelta(minutes=1)  # how often the one message of a channel at its cap may grow at first
GATHER_SELDOM = timedelta(minutes=10)  # and at last: each time it tells everything again
URGENT_SHARE = 4  # one part in so many of a cap is kept for critical alerts


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the stages look at beside the passage: what was planned lately, and how many theatres share a cap."""

    recent: Recent
    theatres: int = 1


Stage = Callable[[Passage, Circumstances], Passage]


def mute(passage: Passage, _: Circumstances) -> Passage:
    """Takes away the alerts that somebody muted; without any left the news waits for the end of the mute."""
    mutes, incident = passage.local.mutes, passage.change.incident
    if not mutes:
        return passage
    left = muting.audible(passage.alerts, mutes, incident, passage.now)
    if left:
        return passage if len(left) == len(passage.alerts) else replace(passage, alerts=left)
    longest = muting.longest(passage.alerts, mutes, incident, passage.now)
    assert longest is not None
    return _held(passage, muting.hold_of(longest), "mute")


def digest(passage: Passage, _: Circumstances) -> Passage:
    """Keeps for a digest what no wish wants at once; of several digests the next one gets it."""
    first: tuple[datetime, str] | None = None
    for one in passage.subscriptions:
        if one.digest is None:
            return passage
        moment = one.digest.after(passage.now, passage.channel.zone), one.id
        first = moment if first is None else min(first, moment)
    assert first is not None
    until, id_ = first
    return _held(passage, _hold(passage, HoldKind.DIGEST, id_, passage.now, until), "digest")


def delay(passage: Passage, _: Circumstances) -> Passage:
    """Puts everything off by the time that the wishes ask for."""
    wait = passage.delay
    return _later(passage, passage.now + wait, "delay") if wait else passage


def repeat(passage: Passage, _: Circumstances) -> Passage:
    """Puts off a further notice on one incident, unless it is a promotion or changes a decision."""
    interval = passage.channel.repeat
    if not interval or passage.is_first or passage.last_told is None or passage.is_urgent:
        return passage
    return _later(passage, passage.last_told + interval, "repeat")


def group_wait(passage: Passage, _: Circumstances) -> Passage:
    """Lets the first news of an incident wait for more of the same; critical news does not wait."""
    wait = passage.channel.group_wait
    if not wait or not passage.is_first or passage.severity is Severity.CRITICAL:
        return passage
    return _later(passage, passage.now + wait, "group_wait")


def cooldown(passage: Passage, circumstances: Circumstances) -> Passage:
    """Holds a new message of a rule in a region where there was one a short while before; critical ones pass."""
    if not passage.channel.cooldown or not passage.is_first or passage.severity is Severity.CRITICAL:
        return passage
    key = passage.channel.destination.key
    running = circumstances.recent.holding(key, HoldKind.COOLDOWN, cooling(passage))
    if running is None or not running.since <= passage.now < running.until:
        return passage
    return _held(passage, running, "cooldown")


def cooling(passage: Passage) -> str:
    """What a cooldown is about: the rule and the region."""
    place = passage.change.incident.place
    return f"{passage.alerts[0].rule}|{place.country}|{place.admin1}"


def quiet(passage: Passage, _: Circumstances) -> Passage:
    """Holds what falls into the channel's quiet hours until they end, but for what is severe enough to pass."""
    hours = passage.channel.quiet
    if hours is None or (hours.passes is not None and passage.severity >= hours.passes):
        return passage
    window = hours.window(passage.due, passage.channel.zone)
    if window is None:
        return passage
    begins, ends = window
    return _held(passage, _hold(passage, HoldKind.QUIET, begins.isoformat(), begins, ends), "quiet")


def cap(passage: Passage, circumstances: Circumstances) -> Passage:
    """Gathers what is beyond the channel's cap into one message that grows.

    One message of the cap is kept for that, a quarter of it for critical alerts; where several theatres are watched
    each is sure of an equal part of half of the rest, so that one theatre's storm leaves room for another's first news.
    """
    if not passage.is_first:
        return passage
    key = passage.channel.destination.key
    used = circumstances.recent.within_hour(key, passage.due)
    if has_room(passage.channel.cap, used, passage.theatre, passage.severity, circumstances.theatres):
        return passage
    is_critical = passage.severity is Severity.CRITICAL
    hold = overflow(passage.channel.destination, passage.now, circumstances.recent, is_critical=is_critical)
    return _held(passage, hold, "cap")


def has_room(cap: int, used: Mapping[str, int], theatre: str, severity: Severity, theatres: int) -> bool:
    """Whether one more new message of a theatre fits into an hour in which so many were used by each theatre."""
    total = sum(used.values())
    if severity is Severity.CRITICAL:
        return total < cap - 1
    limit = cap - 1 - max(1, cap // URGENT_SHARE)
    if theatres < 2:
        return total < limit
    sure = max(1, limit // (2 * theatres))
    mine = used.get(theatre, 0)
    # What others are sure of and have not used yet; a theatre that is not seen in this hour counts as well.
    others = [count for name, count in used.items() if name != theatre]
    unseen = max(0, theatres - 1 - len(others))
    kept = sum(max(0, sure - count) for count in others) + unseen * sure
    return total < limit and (mine < sure or total + kept < limit)


def overflow(destination: Destination, now: datetime, recent: Recent, *, is_critical: bool = False) -> Hold:
    """The hold of a channel at its cap: the one that runs, armed again, or a new one an hour after it began.

    The longer it runs the less often its message grows, but for critical news.
    """
    running = recent.holding(destination.key, HoldKind.OVERFLOW)
    if running is not None and now < running.since + HOUR:
        pause = min(max((now - running.since) / 2, GATHER_EVERY), GATHER_SELDOM)
        soonest = now + (GATHER_EVERY if is_critical else pause)
        return running if now < running.until <= soonest else replace(running, until=soonest)
    key = now.isoformat()
    id_ = hold_id(destination, HoldKind.OVERFLOW, key)
    return Hold(id=id_, kind=HoldKind.OVERFLOW, destination=destination, key=key, since=now, until=now + GATHER_EVERY)


# Mutes come first: they apply to whatever would follow.
STAGES: tuple[Stage, ...] = (mute, digest, delay, repeat, group_wait, cooldown, quiet, cap)


def paced(passage: Passage, circumstances: Circumstances) -> Passage:
    """The passage after every stage, or as the first stage left it that holds it."""
    for stage in STAGES:
        passage = stage(passage, circumstances)
        if passage.hold is not None:
            return passage
    return passage


def note(passage: Passage, recent: Recent) -> tuple[Hold, ...]:
    """Writes down what was planned; gives the holds that have to be stored with it."""
    key = passage.channel.destination.key
    if passage.hold is not None:
        if passage.hold.kind is HoldKind.OVERFLOW:
            recent.hold(passage.hold)
        # A mute's hold was stored with the mute: writing it again could undo that somebody has ended it meanwhile.
        return () if passage.hold.kind is HoldKind.MUTE else (passage.hold,)
    if not passage.is_first:
        return ()
    recent.post(key, passage.due, passage.theatre)
    if not passage.channel.cooldown or passage.severity is Severity.CRITICAL:
        return ()
    group = cooling(passage)
    began = _hold(
        passage, HoldKind.COOLDOWN, f"{group}|{passage.now.isoformat()}", passage.now,
        passage.now + passage.channel.cooldown,
    )  # fmt: skip
    recent.hold(began, group)
    return (began,)


def _hold(passage: Passage, kind: HoldKind, key: str, since: datetime, until: datetime) -> Hold:
    destination = passage.channel.destination
    id_ = hold_id(destination, kind, key)
    return Hold(id=id_, kind=kind, destination=destination, key=key, since=since, until=until)


def _held(passage: Passage, hold: Hold, stage: str) -> Passage:
    return replace(passage, hold=hold, stage=stage)


def _later(passage: Passage, due: datetime, stage: str) -> Passage:
    return replace(passage, due=due, stage=stage) if due > passage.due else passage
