"""When a channel is told: each stage against a naive model, ten thousand random cases each."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import matcher
from bot.domain.channel import Channel
from bot.domain.hold import HoldKind
from bot.domain.incident import ChangeKind, Severity
from bot.domain.wallclock import Period, Quiet, Schedule
from bot.routing import pace
from bot.routing.pace import Circumstances
from bot.routing.passage import URGENT, Passage
from bot.routing.recent import Recent
from bot.routing.roster import Local
from tests.routing.making import KIDAL, MATCHERS, NOW, any_alerts, any_change, channel, muted, wish

CASES = 10_000
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ZONES = ("Africa/Bamako", "Europe/Paris", "America/New_York", "Asia/Kathmandu")
NOBODY = Circumstances(Recent())


def passage(chance: random.Random, **more: object) -> Passage:
    """A random change on its way to a channel that wants everything."""
    while True:
        of = any_change(chance)
        alerts = sorted(any_alerts(chance, of), key=lambda alert: -alert.severity)
        if alerts:
            break
    now = NOW + timedelta(minutes=chance.randrange(200_000))
    made = Passage(
        local=Local(channel(), (wish(),), ()), change=of, subscriptions=(wish(),), alerts=tuple(alerts),
        is_first=chance.random() < 0.6, last_told=chance.choice([None, now - MINUTE * chance.randrange(300)]),
        now=now, due=now,
    )  # fmt: skip
    return replace(made, **more)


def within(one: Passage, **settings: object) -> Passage:
    """The same in a channel with other settings."""
    return replace(one, local=replace(one.local, channel=replace(one.channel, **settings)))


def test_mute_keeps_back_exactly_the_alerts_that_a_mute_in_force_covers() -> None:
    chance = random.Random(1)
    held = 0
    for _ in range(CASES):
        one = passage(chance)
        mutes = tuple(
            muted(
                chance.choice(MATCHERS), id=f"m{number}", since=one.now + MINUTE * chance.randint(-3, 1),
                until=one.now + MINUTE * chance.randint(0, 4),
                breaks_through=chance.choice([None, *Severity]),
            )
            for number in range(chance.randint(0, 3))
        )  # fmt: skip
        one = replace(one, local=replace(one.local, mutes=mutes))
        left, keepers = [], []
        for alert in one.alerts:
            by = [
                m
                for m in mutes
                if m.since <= one.now < m.until
                and matcher.holds(m.matcher, one.change.incident, frozenset({alert.rule}))
                and not (m.breaks_through and alert.severity >= m.breaks_through)
            ]
            keepers += by
            left += [] if by else [alert]
        after = pace.mute(one, NOBODY)
        if left:
            assert (after.alerts, after.hold) == (tuple(left), None)
        else:
            held += 1
            assert after.hold is not None
            assert after.hold.kind is HoldKind.MUTE
            assert after.hold.until == max(m.until for m in keepers)
    assert held > 500


def test_digest_waits_for_the_next_moment_unless_one_wish_wants_it_at_once() -> None:
    chance = random.Random(2)
    for _ in range(CASES):
        one = within(passage(chance), zone=chance.choice(ZONES))
        schedules = [
            chance.choice(
                [None, Schedule(period=Period.HOURLY, minute=15), Schedule(period=Period.DAILY, minute=450),
                 Schedule(period=Period.WEEKLY, minute=450, weekday=3)]
            )
            for _ in range(chance.randint(1, 3))
        ]  # fmt: skip
        one = replace(one, subscriptions=tuple(wish(f"s{n}", digest=s) for n, s in enumerate(schedules)))
        after = pace.digest(one, NOBODY)
        if None in schedules:
            assert after is one
        else:
            moments = {f"s{n}": s.after(one.now, one.channel.zone) for n, s in enumerate(schedules)}
            assert after.hold is not None
            assert after.hold.until == min(moments.values()) == moments[after.hold.key]


def test_delay_counts_from_now_and_the_longest_wish_counts_for_all() -> None:
    chance = random.Random(3)
    for _ in range(CASES):
        delays = [MINUTE * chance.choice([0, 0, 5, 90]) for _ in range(chance.randint(1, 3))]
        one = passage(chance)
        one = replace(one, subscriptions=tuple(wish(f"s{n}", delay=d) for n, d in enumerate(delays)))
        assert pace.delay(one, NOBODY).due == one.now + sorted(delays)[-1]


def test_repeat_puts_off_only_minor_news_of_what_was_told_a_short_while_before() -> None:
    chance = random.Random(4)
    for _ in range(CASES):
        one = within(passage(chance), repeat=MINUTE * chance.choice([0, 30, 120]))
        is_minor = one.change.kind is not ChangeKind.PROMOTED and not set(one.change.fields) & URGENT
        waits = not one.is_first and one.last_told is not None and is_minor
        earliest = one.last_told + one.channel.repeat if waits and one.last_told else one.now
        assert pace.repeat(one, NOBODY).due == max(one.now, earliest)


def test_group_wait_lets_only_first_news_below_critical_wait() -> None:
    chance = random.Random(5)
    for _ in range(CASES):
        one = within(passage(chance), group_wait=MINUTE * chance.choice([0, 2, 30]))
        waits = one.is_first and one.severity < Severity.CRITICAL
        assert pace.group_wait(one, NOBODY).due == one.now + (one.channel.group_wait if waits else 0 * MINUTE)


def test_cooldown_leaves_one_new_message_of_a_rule_in_a_region_in_its_time() -> None:
    chance = random.Random(6)
    recent, told = Recent(), {}
    now = NOW
    held = 0
    for _ in range(CASES):
        now += MINUTE * chance.randrange(12)
        one = within(passage(chance, now=now, due=now), cooldown=MINUTE * 60)
        place = one.change.incident.place
        group = (one.alerts[0].rule, place.country, place.admin1)
        is_bound = one.is_first and one.severity < Severity.CRITICAL
        expected = is_bound and group in told and told[group] <= now < told[group] + HOUR
        after = pace.cooldown(one, Circumstances(recent))
        assert (after.hold is not None) == expected
        if after.hold is not None:
            held += 1
            assert after.hold.until == told[group] + HOUR
        elif is_bound:
            told[group] = now
        pace.note(after, recent)
    assert held > 500


def naive_quiet(at: datetime, quiet: Quiet, zone: str) -> bool:
    """By the wall clock alone: right wherever the clock does not jump."""
    there = at.astimezone(ZoneInfo(zone))
    minute = there.hour * 60 + there.minute
    if quiet.from_minute < quiet.to_minute:
        return quiet.from_minute <= minute < quiet.to_minute
    return minute >= quiet.from_minute or minute < quiet.to_minute


def test_quiet_hours_hold_what_is_due_in_them_but_for_what_passes() -> None:
    chance = random.Random(8)
    held = 0
    for _ in range(CASES):
        quiet = Quiet(
            from_minute=chance.randrange(0, 1440, 10), to_minute=chance.randrange(5, 1440, 10),
            passes=chance.choice([None, Severity.HIGH, Severity.CRITICAL]),
        )  # fmt: skip
        # Days of winter and spring without a change of clocks in any of these zones.
        start = datetime(2024, 1, 10, tzinfo=NOW.tzinfo) + MINUTE * chance.randrange(60 * 24 * 50)
        one = within(passage(chance, now=start, due=start + MINUTE * chance.choice([0, 45])), quiet=quiet,
                     zone=chance.choice(ZONES))  # fmt: skip
        passes = quiet.passes is not None and one.severity >= quiet.passes
        after = pace.quiet(one, NOBODY)
        assert (after.hold is not None) == (naive_quiet(one.due, quiet, one.channel.zone) and not passes)
        if after.hold is not None:
            held += 1
            ends = after.hold.until
            assert not naive_quiet(ends, quiet, one.channel.zone)
            assert naive_quiet(ends - MINUTE, quiet, one.channel.zone)
    assert held > 1000


def fullest_hour(posts: list[datetime]) -> int:
    return max((sum(first <= other < first + HOUR for other in posts) for first in posts), default=0)


def test_cap_is_never_passed_in_any_hour_and_what_is_beyond_is_gathered() -> None:
    chance = random.Random(9)
    for _ in range(40):
        cap, theatres, recent = chance.choice([4, 5, 10, 20]), chance.choice([1, 1, 2, 3]), Recent()
        now, posts, openings = NOW, [], []
        for _ in range(CASES // 40):
            now += timedelta(seconds=chance.choice([1, 30, 300, 1800]))
            one = within(passage(chance, now=now, due=now), cap=cap)
            after = pace.cap(one, Circumstances(recent, theatres))
            pace.note(after, recent)
            if after.hold is not None:
                assert one.is_first
                assert after.hold.kind is HoldKind.OVERFLOW
                openings += [after.hold.since] if after.hold.since not in openings else []
                # Nothing is gathered while there was room for it.
                in_hour = [p for p in posts if p > now - HOUR]
                assert len(in_hour) >= (cap - 1 - max(1, cap // 4)) // (2 * theatres)
            elif one.is_first:
                posts.append(now)
        # One place of the cap is the gathered message's own.
        assert fullest_hour(posts) <= cap - 1
        assert fullest_hour(openings) <= 1


def test_critical_news_finds_room_that_a_storm_of_lesser_news_has_left_it() -> None:
    used = {"sahel": 0}
    while pace.has_room(20, used, "sahel", Severity.HIGH, 1):
        used["sahel"] += 1
    assert used["sahel"] == 14
    for _ in range(5):
        assert pace.has_room(20, used, "sahel", Severity.CRITICAL, 1)
        used["sahel"] += 1
    assert not pace.has_room(20, used, "sahel", Severity.CRITICAL, 1)


def test_one_theatres_storm_leaves_another_its_sure_part() -> None:
    used = {"sudan": 0}
    while pace.has_room(20, used, "sudan", Severity.HIGH, 2):
        used["sudan"] += 1
    assert used["sudan"] == 11
    told = 0
    while pace.has_room(20, {**used, "sahel": told}, "sahel", Severity.HIGH, 2):
        told += 1
    assert told == 3
    alone = {"sahel": 0}
    while pace.has_room(20, alone, "sahel", Severity.HIGH, 1):
        alone["sahel"] += 1
    assert alone["sahel"] == 14


def test_stages_end_with_the_first_that_holds_and_a_mute_comes_before_everything() -> None:
    chance = random.Random(10)
    settings: dict[str, object] = {"quiet": Quiet(from_minute=0, to_minute=1439, passes=None), "cap": 4}
    one = within(passage(chance, is_first=True), **settings)
    daily = wish(digest=Schedule(period=Period.DAILY))
    everything = replace(one, local=replace(one.local, mutes=(muted(since=one.now, until=one.now + HOUR),)))
    stages = [
        pace.paced(replace(everything, subscriptions=(daily,)), NOBODY).stage,
        pace.paced(replace(one, subscriptions=(daily,)), NOBODY).stage,
        pace.paced(one, NOBODY).stage,
    ]
    assert stages == ["mute", "digest", "quiet"]


def test_a_channel_without_settings_is_told_at_once() -> None:
    one = passage(random.Random(11), is_first=True)
    after = pace.paced(one, Circumstances(Recent()))
    assert (after.due, after.hold, after.stage) == (one.now, None, "")
    assert Channel(destination=KIDAL) == one.channel
