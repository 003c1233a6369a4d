"""The store's contract, on both databases: changes, alerts and subscriptions."""

from dataclasses import replace

import pytest

from bot.domain.ids import IncidentId, RuleId, SubscriptionId
from bot.domain.incident import ChangeKind, Severity
from bot.domain.matcher import Any, Killed, Types
from bot.domain.subscription import Destination
from tests.store import make
from tests.store.make import CHANNEL, NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")

OTHER = Destination(platform="discord", tenant="1", channel="2")


async def appended(store, *incidents):
    async with store.write() as tx:
        await tx.incidents.save(incidents, [])
        return await tx.changes.append([make.change(one) for one in incidents])


async def test_changes_get_rising_numbers_in_the_order_they_were_given(store):
    changes = await appended(store, *(make.incident(f"i{n}") for n in range(50)))
    more = await appended(store, make.incident("last"))
    seqs = [change.seq for change in [*changes, *more]]
    assert seqs == sorted(set(seqs))
    assert seqs[0] > 0
    assert [change.incident.id for change in changes] == [make.incident(f"i{n}").id for n in range(50)]
    async with store.read() as tx:
        assert await tx.changes.after(0, 99) == [*changes, *more]


async def test_a_change_that_is_appended_again_keeps_its_number(store):
    first = await appended(store, make.incident())
    assert await appended(store, make.incident()) == first
    async with store.read() as tx:
        assert await tx.changes.after(0, 9) == first


async def test_a_reader_goes_on_after_the_last_number_it_saw(store):
    changes = await appended(store, *(make.incident(f"i{n}") for n in range(5)))
    async with store.read() as tx:
        assert await tx.changes.after(0, 2) == changes[:2]
        assert await tx.changes.after(changes[1].seq, 2) == changes[2:4]
        assert await tx.changes.after(changes[-1].seq, 2) == []


async def test_changes_keep_the_incident_as_it_was(store):
    one = make.incident()
    two = make.again(one, disputed=True)
    opened = await appended(store, one)
    async with store.write() as tx:
        await tx.incidents.save([two], [])
        revised = await tx.changes.append([make.change(two, ChangeKind.REVISED, fields=("disputed",))])
        assert await tx.changes.append([]) == []
    async with store.read() as tx:
        assert await tx.changes.of(one.id) == [*opened, *revised]
        assert [change.incident for change in await tx.changes.of(one.id)] == [one, two]
        assert await tx.changes.of(IncidentId("ABSENT00")) == []


async def test_a_reader_finds_its_checkpoint_again(store):
    async with store.write() as tx:
        assert await tx.changes.checkpoint("evaluate") == 0
        await tx.changes.save_checkpoint("evaluate", 7)
        await tx.changes.save_checkpoint("evaluate", 2**40)
    async with store.read() as tx:
        assert await tx.changes.checkpoint("evaluate") == 2**40
        assert await tx.changes.checkpoint("dispatch") == 0


async def test_an_alert_is_kept_once_per_rule_incident_and_change(store):
    (one, other) = await appended(store, make.incident("one"), make.incident("other"))
    alerts = [make.alert(one, "sahel/b"), make.alert(one, "sahel/a"), make.alert(other, "sahel/a")]
    for severity in (Severity.HIGH, Severity.LOW):
        async with store.write() as tx:
            await tx.alerts.add([replace(alert, severity=severity) for alert in alerts])
            await tx.alerts.add([])
    async with store.read() as tx:
        found = await tx.alerts.of_changes([one.seq, other.seq, 10**9])
        assert found == {one.seq: [alerts[1], alerts[0]], other.seq: [alerts[2]], 10**9: []}
        assert await tx.alerts.of_changes([]) == {}


async def test_alerts_of_an_incident_come_in_order_of_change(store):
    first = make.incident()
    (opened,) = await appended(store, first)
    (revised,) = await appended(store, make.again(first))
    alerts = [make.alert(opened, "sahel/z"), make.alert(revised, "sahel/a"), make.alert(revised, "sahel/b")]
    async with store.write() as tx:
        await tx.alerts.add(list(reversed(alerts)))
    async with store.read() as tx:
        assert await tx.alerts.of_incident(first.id) == alerts
        assert [alert.rule for alert in await tx.alerts.of_incident(IncidentId("ABSENT00"))] == list[RuleId]()


async def test_the_very_same_wish_stands_once_whatever_it_is_called(store):
    matcher = Any(parts=(Types(words=frozenset({"ied", "ambush"})), Killed(at_least=3)))
    wish = make.subscription("first", matcher=matcher, label="3 killed")
    async with store.write() as tx:
        assert await tx.subscriptions.add(wish)
        assert not await tx.subscriptions.add(wish)
        assert not await tx.subscriptions.add(replace(wish, id=SubscriptionId("second"), label="in other words"))
    async with store.read() as tx:
        assert await tx.subscriptions.of(CHANNEL) == [wish]


async def test_wishes_that_differ_in_what_they_ask_for_stand_side_by_side(store):
    wish = make.subscription("a")
    wishes = [
        wish,
        replace(wish, id=SubscriptionId("b"), min_severity=Severity.HIGH),
        replace(wish, id=SubscriptionId("c"), language="en"),
        replace(wish, id=SubscriptionId("d"), destination=OTHER),
        replace(wish, id=SubscriptionId("e"), matcher=Killed(at_least=1), created_at=NOW - make.DAY),
    ]
    async with store.write() as tx:
        assert all([await tx.subscriptions.add(one) for one in wishes])
    async with store.read() as tx:
        assert await tx.subscriptions.all() == [wishes[4], *wishes[:4]]
        assert await tx.subscriptions.of(OTHER) == [wishes[3]]


async def test_only_its_own_destination_takes_a_wish_back(store):
    wish = make.subscription()
    async with store.write() as tx:
        await tx.subscriptions.add(wish)
        assert not await tx.subscriptions.remove(OTHER, wish.id)
        assert await tx.subscriptions.remove(CHANNEL, wish.id)
        assert not await tx.subscriptions.remove(CHANNEL, wish.id)
        assert await tx.subscriptions.add(wish)
