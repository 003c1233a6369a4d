"""The roster finds exactly the wishes that the stages keep, however it came to hold them."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.domain.subscription import Destination, Subscription
from bot.routing.roster import Roster, Wanted
from bot.routing.wish import Wish, through
from tests.routing.making import KIDAL, RULES, alert, any_alerts, any_change, any_wish, change, channel, muted, wish

CHANNELS = [Destination(platform="terminal", tenant="here", channel=f"c{number}") for number in range(12)]


def naive(
    roster: dict[Destination, list[Subscription]], of: object, alerts: list, known: set[str]
) -> dict[str, tuple[set[str], set[str]]]:
    """Destination key → ids of the wishes that want it, and the rules it is told for."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for to, wishes in roster.items():
        for one in wishes:
            given = Wish(change=of, subscription=one, alerts=tuple(alerts), is_known=to.key in known)
            result = through(given)
            if isinstance(result, Wish):
                ids, rules = found.setdefault(to.key, (set(), set()))
                ids.add(one.id)
                rules.update(each.rule for each in result.alerts)
    return found


def seen(wanted: list[Wanted]) -> dict[str, tuple[set[str], set[str]]]:
    return {
        one.local.channel.destination.key: ({s.id for s in one.subscriptions}, {a.rule for a in one.alerts})
        for one in wanted
    }


def test_it_agrees_with_asking_every_wish_in_ten_thousand_random_cases_while_wishes_come_and_go() -> None:
    chance = random.Random(7)
    roster, plain = Roster(), {to: [] for to in CHANNELS}
    found = 0
    for number in range(10_000):
        if number % 20 == 0:
            to = chance.choice(CHANNELS)
            plain[to] = [any_wish(chance, f"s{number}-{n}", to) for n in range(chance.randint(0, 4))]
            roster.put(channel(to), plain[to], ())
        of = any_change(chance)
        alerts = any_alerts(chance, of)
        known = {to.key for to in CHANNELS if chance.random() < 0.3}
        expected = naive(plain, of, alerts, known)
        assert seen(roster.wanting(of, alerts, dict.fromkeys(known))) == expected
        found += len(expected)
    assert found > 10_000
    assert len(roster) == sum(map(len, plain.values()))


def test_wishes_of_one_channel_come_oldest_first_and_alerts_most_severe_first() -> None:
    of = change()
    mild, grave = alert(of, rule=RULES[1]), alert(of, rule=RULES[0])
    mild = replace(mild, severity=type(mild.severity)(1))
    young, old = wish("s1"), wish("s2")
    young = replace(young, created_at=old.created_at.replace(hour=20))
    roster = Roster()
    roster.put(channel(), [young, old], ())
    (one,) = roster.wanting(of, [mild, grave])
    assert [s.id for s in one.subscriptions] == ["s2", "s1"]
    assert one.alerts == (grave, mild)


def test_a_suspended_channel_hears_nothing_and_keeps_its_wishes() -> None:
    of = change()
    roster = Roster()
    roster.put(channel(suspended="gone"), [wish()], (muted(),))
    assert roster.wanting(of, [alert(of)]) == []
    local = roster.get(KIDAL.key)
    assert local is not None
    assert (len(local.subscriptions), len(local.mutes), len(roster)) == (1, 1, 0)
    roster.put(channel(), [wish()], ())
    assert len(roster.wanting(of, [alert(of)])) == 1
