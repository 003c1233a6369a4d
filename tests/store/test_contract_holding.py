"""The store's contract, on both databases: deliveries that wait for a hold, join others, or are set aside."""

from dataclasses import replace

import pytest

from bot.domain.delivery import NOT_FOLDED, DeliveryState
from bot.domain.hold import HoldKind
from bot.domain.ids import DeliveryId, HoldId
from bot.domain.incident import Severity
from bot.ports.outbox import Outcome
from tests.store import make, make_wishes
from tests.store.make import CHANNEL, HOUR, NOW
from tests.store.queueing import (
    LEASE,
    MINUTE,
    OTHER,
    asked,
    booked,
    claimed,
    enqueued,
    given_up,
    history,
    ids_claimed,
    moved,
    put_off,
    stored_changes,
    told,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOLD = make_wishes.hold(HoldKind.MUTE)
WHOLE = make_wishes.gathering(HOLD)


async def held(store, number=3, **fields):
    """Held news, each of an incident of its own."""
    changes = await stored_changes(store, *(make.incident(f"i{n}") for n in range(number)))
    given = {"state": DeliveryState.HELD, "hold": HOLD.id, "reason": "mute"} | fields
    return await enqueued(store, *(make.delivery(one, **given) for one in changes))


async def states(store, *deliveries):
    async with store.read() as tx:
        return [(await tx.outbox.get(one.id)).state for one in deliveries]


async def test_held_news_comes_whole_in_order_of_incident_and_change(store):
    one, two = await history(store, 2, name="i0")
    (three,) = await history(store, 1, name="i1")
    news = [
        make.delivery(change, state=DeliveryState.HELD, hold=HOLD.id, reason="mute") for change in (three, two, one)
    ]
    elsewhere = make.delivery(one, destination=OTHER, state=DeliveryState.HELD, hold=HoldId("another"))
    await enqueued(store, *news, elsewhere)
    expected = sorted(news, key=lambda delivery: (delivery.about.incident, delivery.about.change.seq))
    assert await asked(store, lambda outbox: outbox.held(HOLD.id)) == expected
    assert await asked(store, lambda outbox: outbox.held(HoldId("absent"))) == []
    assert await claimed(store, NOW + 100 * HOUR) == []


async def test_what_is_woken_is_pending_from_then_on(store):
    first, second, third = await held(store)
    await moved(store, lambda outbox: outbox.wake([first.id, second.id], NOW + MINUTE))
    await moved(store, lambda outbox: outbox.wake([], NOW))
    assert await claimed(store) == []
    (one,) = await claimed(store, NOW + MINUTE)
    assert (one.delivery.id, one.delivery.hold, one.delivery.reason) == (first.id, HOLD.id, "")
    assert await states(store, second, third) == [DeliveryState.PENDING, DeliveryState.HELD]


async def test_only_what_is_held_can_be_woken(store):
    out, parked, waits = await held(store, state=DeliveryState.PENDING, next_at=NOW)
    await claimed(store)
    await told(store, out)
    await booked(store, given_up(parked), put_off(waits, NOW + HOUR))
    await moved(store, lambda outbox: outbox.wake([out.id, parked.id, waits.id], NOW))
    assert await claimed(store) == []


async def test_news_that_is_woken_goes_before_a_later_change_of_its_incident(store):
    earlier, later = await history(store, 2)
    first = make.delivery(earlier, state=DeliveryState.HELD, hold=HOLD.id)
    second = make.delivery(later)
    await enqueued(store, first, second)
    await moved(store, lambda outbox: outbox.wake([first.id], NOW + MINUTE))
    assert await claimed(store) == []
    assert await ids_claimed(store, NOW + MINUTE) == [first.id]


async def test_what_is_held_back_waits_and_the_next_in_line_goes(store):
    first, second, third = await held(store, state=DeliveryState.PENDING)
    await moved(store, lambda outbox: outbox.hold_back([first.id], HoldId("h2"), "piled"))
    assert await ids_claimed(store) == [second.id]
    found = await asked(store, lambda outbox: outbox.get(first.id))
    assert (found.state, found.hold, found.reason) == (DeliveryState.HELD, "h2", "piled")
    assert await states(store, third) == [DeliveryState.PENDING]


async def test_what_is_held_may_be_held_for_something_else(store):
    (one,) = await held(store, 1)
    await moved(store, lambda outbox: outbox.hold_back([one.id], HoldId("h2"), "mute"))
    assert await asked(store, lambda outbox: outbox.held(HOLD.id)) == []
    assert [found.id for found in await asked(store, lambda outbox: outbox.held(HoldId("h2")))] == [one.id]


async def test_what_is_being_sent_is_neither_held_back_nor_folded(store):
    (one,) = await held(store, 1, state=DeliveryState.PENDING)
    await claimed(store)
    await moved(store, lambda outbox: outbox.hold_back([one.id], HoldId("h2"), "mute"))
    await moved(store, lambda outbox: outbox.fold([one.id], WHOLE.id))
    assert await states(store, one) == [DeliveryState.LEASED]


async def test_a_mute_that_came_in_between_holds_what_was_claimed(store):
    one, two, _ = await held(store, state=DeliveryState.PENDING)
    await claimed(store)
    await booked(store, Outcome(delivery=one.id, held=HOLD.id, reason="mute"))
    assert await states(store, one) == [DeliveryState.HELD]
    assert [found.id for found in await asked(store, lambda outbox: outbox.held(HOLD.id))] == [one.id]
    assert await ids_claimed(store) == [two.id]


async def test_parts_come_most_severe_first(store):
    low, critical, high = await held(store)
    for one, severity in ((low, Severity.LOW), (critical, Severity.CRITICAL)):
        await enqueued(store, replace(one, id=f"{severity}", severity=severity))
    await enqueued(store, WHOLE)
    ids = [high.id, DeliveryId(f"{Severity.LOW}"), DeliveryId(f"{Severity.CRITICAL}")]
    await moved(store, lambda outbox: outbox.fold(ids, WHOLE.id))
    parts = await asked(store, lambda outbox: outbox.parts(WHOLE.id))
    assert [part.severity for part in parts] == [Severity.CRITICAL, Severity.HIGH, Severity.LOW]
    assert {(part.state, part.folded_in) for part in parts} == {(DeliveryState.FOLDED, WHOLE.id)}
    assert await ids_claimed(store) == [WHOLE.id]
    assert await states(store, low, critical) == [DeliveryState.HELD] * 2


async def test_a_message_that_grows_takes_what_an_earlier_one_of_its_hold_told(store):
    first, second, third, fourth = await held(store, 4)
    await moved(store, lambda outbox: outbox.fold([first.id, fourth.id], DeliveryId("earlier")))
    await told(store, fourth)  # a part whose own message was brought up to date
    await moved(store, lambda outbox: outbox.wake([second.id], NOW))
    await moved(store, lambda outbox: outbox.fold_all(HOLD.id, WHOLE.id))
    parts = await asked(store, lambda outbox: outbox.parts(WHOLE.id))
    assert {part.id: part.state for part in parts} == {
        first.id: DeliveryState.FOLDED,
        third.id: DeliveryState.FOLDED,
        fourth.id: DeliveryState.SENT,
    }
    assert await asked(store, lambda outbox: outbox.parts(DeliveryId("earlier"))) == []
    assert await states(store, second) == [DeliveryState.PENDING]


async def test_a_message_that_grows_takes_the_place_of_one_that_surely_did_not_go_out(store):
    waits, later = (make_wishes.gathering(replace(HOLD, until=NOW + n * HOUR)) for n in (2, 3))
    await enqueued(store, waits, WHOLE)
    await moved(store, lambda outbox: outbox.fold_all(HOLD.id, WHOLE.id))
    assert await states(store, waits, WHOLE) == [DeliveryState.FOLDED, DeliveryState.PENDING]
    assert await asked(store, lambda outbox: outbox.parts(WHOLE.id)) == []
    assert await ids_claimed(store) == [WHOLE.id]
    await enqueued(store, later)
    await moved(store, lambda outbox: outbox.fold_all(HOLD.id, later.id))
    await claimed(store, NOW + LEASE)  # of the one that is being sent nobody knows any more
    await booked(store, put_off(WHOLE, NOW + HOUR))
    await moved(store, lambda outbox: outbox.fold_all(HOLD.id, later.id))
    assert await states(store, WHOLE, later) == [DeliveryState.PENDING] * 2


async def test_news_that_is_folded_lets_the_next_change_go(store):
    earlier, later = await history(store, 2)
    first, second = await enqueued(store, make.delivery(earlier), make.delivery(later))
    await claimed(store)
    await booked(store, put_off(first, NOW + HOUR))
    assert await claimed(store) == []
    await moved(store, lambda outbox: outbox.fold([first.id], second.id))
    assert await ids_claimed(store) == [second.id]


async def test_a_suspended_destination_has_all_that_waits_parked(store):
    being_sent, in_line, later, waits = await held(store, 4, state=DeliveryState.PENDING)
    (elsewhere,) = await enqueued(store, replace(in_line, id="elsewhere", destination=OTHER))
    await claimed(store, limit=2)
    await moved(store, lambda outbox: outbox.hold_back([later.id], HOLD.id, "mute"))
    await enqueued(store, make_wishes.notice(next_at=NOW + HOUR))
    assert await moved(store, lambda outbox: outbox.suspend(CHANNEL, "channel is gone", NOW + MINUTE)) == 4
    assert await moved(store, lambda outbox: outbox.suspend(CHANNEL, "channel is gone", NOW + MINUTE)) == 0
    assert await states(store, in_line, later, waits) == [DeliveryState.PARKED] * 3
    assert await states(store, being_sent, elsewhere) == [DeliveryState.LEASED] * 2
    found = await asked(store, lambda outbox: outbox.get(waits.id))
    assert (found.reason, found.done_at) == ("channel is gone", NOW + MINUTE)


async def test_what_was_given_up_is_listed_newest_first_and_sent_again(store):
    first, second, third = await held(store, state=DeliveryState.PENDING)
    (elsewhere,) = await enqueued(store, replace(first, id="elsewhere", destination=OTHER))
    for n, one in enumerate((first, second, elsewhere)):
        await booked(store, given_up(one), at=NOW + n * MINUTE)
    assert [one.id for one in await asked(store, lambda outbox: outbox.parked(2))] == [elsewhere.id, second.id]
    own = await asked(store, lambda outbox: outbox.parked(9, CHANNEL))
    assert [one.id for one in own] == [second.id, first.id]
    ids = [first.id, third.id, DeliveryId("absent")]
    assert await moved(store, lambda outbox: outbox.resend(ids, NOW + HOUR)) == 1
    assert await moved(store, lambda outbox: outbox.resend([], NOW + HOUR)) == 0
    again = await asked(store, lambda outbox: outbox.get(first.id))
    assert (again.state, again.next_at, again.attempts, again.done_at) == (DeliveryState.PENDING, NOW + HOUR, 0, None)
    await told(store, third)
    assert await ids_claimed(store, NOW + HOUR) == [first.id]


async def test_what_may_have_gone_out_is_asked_for_before_it_is_sent_again(store):
    (one,) = await held(store, 1, state=DeliveryState.PENDING)
    await claimed(store)
    await claimed(store, NOW + LEASE)
    await booked(store, given_up(one))
    await moved(store, lambda outbox: outbox.resend([one.id], NOW + HOUR))
    (again,) = await claimed(store, NOW + HOUR)
    assert again.is_doubtful
    assert again.delivery.folded_in == NOT_FOLDED
