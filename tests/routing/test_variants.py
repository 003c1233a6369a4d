"""Tuned rules and channels' own rules: who hears of which form, by the index and by asking each."""

from __future__ import annotations

import random
from dataclasses import replace

from bot.domain.alert import alert_id
from bot.domain.ids import RuleId
from bot.domain.incident import Change
from bot.domain.subscription import Destination
from bot.domain.trace import Dropped
from bot.routing.roster import Roster
from bot.routing.wish import Wish, through
from tests.routing.making import GAO, KIDAL, RULES, alert, any_change, change, channel, wish

STRIKE, MASSACRE = RULES[0], RULES[1]
MINE = RuleId("watch/7K3M9QXZ")
PLACES = [Destination(platform="terminal", tenant="here", channel=f"c{n}") for n in range(6)]


def told(roster: Roster, of: Change, *alerts: object) -> dict[str, list[str]]:
    """For each channel the alerts that it hears of."""
    return {
        one.local.channel.destination.channel: [a.key for a in one.alerts]
        for one in roster.wanting(of, alerts)  # type: ignore[arg-type]
    }


def variant(of: Change, name: str, rule: RuleId = STRIKE):
    plain = alert(of, rule=rule)
    return replace(plain, variant=name, id=alert_id(rule, of.incident.id, name))


def test_a_channel_that_tuned_a_rule_hears_of_its_own_variant_only() -> None:
    roster, of = Roster(), change()
    roster.put(channel(KIDAL), [wish(to=KIDAL)], (), {STRIKE: "abc"})
    roster.put(channel(GAO), [wish(to=GAO)], ())
    assert told(roster, of, alert(of)) == {"gao": [STRIKE]}
    assert told(roster, of, variant(of, "abc")) == {"kidal": [f"{STRIKE}#abc"]}
    assert told(roster, of, variant(of, "other")) == {}
    assert told(roster, of, alert(of, rule=MASSACRE)) == {"gao": [MASSACRE], "kidal": [MASSACRE]}


def test_a_channels_own_rule_is_for_it_alone() -> None:
    roster, of = Roster(), change()
    roster.put(channel(KIDAL), [wish(to=KIDAL)], (), {MINE: ""})
    roster.put(channel(GAO), [wish(to=GAO)], ())
    assert told(roster, of, alert(of, rule=MINE)) == {"kidal": [MINE]}


def test_a_tuning_that_was_taken_back_leaves_nothing_behind() -> None:
    roster, of = Roster(), change()
    roster.put(channel(KIDAL), [wish(to=KIDAL)], (), {STRIKE: "abc", MINE: ""})
    roster.put(channel(KIDAL), [wish(to=KIDAL)], ())
    assert told(roster, of, alert(of)) == {"kidal": [STRIKE]}
    assert told(roster, of, variant(of, "abc"), alert(of, rule=MINE)) == {}


def test_the_roster_finds_what_asking_each_channel_finds() -> None:
    chance = random.Random(3)
    for case in range(400):
        roster, kept = Roster(), {}
        for to in PLACES:
            for _ in range(2):  # put twice: what the first left must not matter
                own = {rule: chance.choice(["a", "b"]) for rule in RULES if chance.random() < 0.4}
                own |= {MINE: ""} if chance.random() < 0.3 else {}
                wishes = [wish(f"s{n}", to) for n in range(chance.randrange(3))]
                roster.put(channel(to), wishes, (), own)
                kept[to] = wishes
        of = any_change(chance)
        possible = [variant(of, name, rule) for rule in RULES for name in ("", "a", "b")] + [alert(of, rule=MINE)]
        alerts = chance.sample(possible, chance.randrange(1, 5))
        expected = {}
        for to, wishes in kept.items():
            local = roster.get(to.key)
            assert local is not None
            its = local.its(alerts)
            ways = [through(Wish(change=of, subscription=one, alerts=its, is_known=False)) for one in wishes]
            heard = {a.key for way in ways if not isinstance(way, Dropped) for a in way.alerts}
            if heard:
                expected[to.channel] = heard
        assert {key: set(keys) for key, keys in told(roster, of, *alerts).items()} == expected, case
