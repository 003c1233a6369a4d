"""Whatever happens to the queue, in whatever order: it hands out what the plain model of it hands out."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.domain.delivery import DeliveryState, Receipt
from bot.domain.incident import Severity
from bot.ports.outbox import Outcome
from tests.store import make, make_wishes
from tests.store.make import NOW
from tests.store.model import Model

pytestmark = pytest.mark.asyncio(loop_scope="session")

STEPS = 120
LEASE = timedelta(seconds=60)
INCIDENTS, CHANGES, DESTINATIONS = 4, 7, 4


class Play:
    """One random play on the queue and on its model."""

    def __init__(self, store, changes, seed):
        self.store, self.changes, self.chance = store, changes, Random(seed)
        self.model, self.now, self.gatherings = Model(), NOW, 0

    async def step(self):
        self.now += timedelta(seconds=self.chance.choice([0, 1, 5, 20, 70]))
        acts = [self.enqueue] * 3 + [self.claim] * 4 + [self.settle] * 3 + [self.move] * 2 + [self.abandon]
        async with self.store.write() as tx:
            await self.chance.choice(acts)(tx.outbox)

    async def enqueue(self, outbox):
        new = [self._news() for _ in range(self.chance.randint(1, 5))]
        if self.chance.random() < 0.2:
            # Of one moment news and gatherings have no order between them: this one has its own.
            self.now += timedelta(seconds=1)
            new = [self._gathering()]
        await outbox.enqueue(new)
        # Within one batch earlier changes count as older, whatever their order.
        for delivery in sorted(new, key=_change):
            self.model.enqueue(delivery)
        self.now += timedelta(seconds=1)

    async def claim(self, outbox):
        worker, limit = self.chance.choice(["w1", "w2"]), self.chance.choice([1, 2, 3, 9])
        claimed = await outbox.claim(worker, self.now, LEASE, limit)
        got = [(one.delivery, one.is_doubtful) for one in claimed]
        assert got == self.model.claim(worker, self.now, LEASE, limit)

    async def settle(self, outbox):
        leased = [id_ for id_, line in self.model.lines.items() if line.state is DeliveryState.LEASED]
        known = [*leased, *leased, *self.model.lines]
        outcomes = (
            [self._outcome(id_) for id_ in sorted({self.chance.choice(known) for _ in range(3)})] if known else []
        )
        await outbox.settle(outcomes, self.now)
        for outcome in outcomes:
            self.model.settle(outcome, self.now)

    async def move(self, outbox):
        ids = self.chance.sample(sorted(self.model.lines), min(3, len(self.model.lines)))
        later = self.now + timedelta(seconds=self.chance.choice([0, 30]))
        to = make_wishes.destination(self.chance.randrange(DESTINATIONS))
        name, *given = self.chance.choice(
            [
                ("fold", ids, "whole"),
                ("fold_all", "hold", self.chance.choice(["whole", "later"])),
                ("wake", ids, later),
                ("wake", list(self.model.lines), later),
                ("hold_back", ids, "hold", "mute"),
                ("resend", ids, later),
                ("resend", list(self.model.lines), later),
                ("suspend", to, "gone", self.now),
            ]
        )
        await getattr(outbox, name)(*given)
        getattr(self.model, name)(*given)

    async def abandon(self, outbox):
        await outbox.abandon("w1", self.now)
        self.model.abandon("w1")

    def _news(self):
        to = make_wishes.destination(self.chance.randrange(DESTINATIONS))
        state = self.chance.choice([DeliveryState.PENDING] * 4 + [DeliveryState.HELD])
        return make.delivery(self.chance.choice(self.changes), destination=to, state=state, **self._fields())

    def _gathering(self):
        self.gatherings += 1
        to = make_wishes.destination(self.chance.randrange(DESTINATIONS))
        return make_wishes.gathering(make_wishes.hold(key=f"{self.gatherings}", destination=to), **self._fields())

    def _fields(self):
        return {
            "severity": self.chance.choice(list(Severity)),
            "theatre": self.chance.choice(["sahel", "levant", ""]),
            "created_at": self.now,
            "next_at": self.now + timedelta(seconds=self.chance.choice([0, 0, 0, 10, 90])),
        }

    def _outcome(self, id_):
        doubtful = self.chance.random() < 0.3
        given = self.chance.choice(
            [
                {"sent": Receipt(ref=id_)},
                {"sent": Receipt(ref=id_)},
                {"again_at": self.now + timedelta(seconds=self.chance.choice([0, 10, 100]))},
                {"parked": True},
                {"held": "hold"},
            ]
        )
        return Outcome(delivery=id_, reason="why", doubtful=doubtful, **given)


def _change(delivery):
    return getattr(getattr(delivery.about, "change", None), "seq", 0)


@pytest.mark.parametrize("seed", range(8))
async def test_the_queue_hands_out_what_its_plain_model_hands_out(store, seed):
    incidents = [make.incident(f"i{n}") for n in range(INCIDENTS)]
    async with store.write() as tx:
        await tx.incidents.save(incidents, [])
        revisions = [replace(one, revision=n) for n in range(1, CHANGES + 1) for one in incidents]
        changes = await tx.changes.append([make.change(one) for one in revisions])
    play = Play(store, changes, seed)
    for _ in range(STEPS):
        await play.step()
    async with store.read() as tx:
        stored = [await tx.outbox.get(id_) for id_ in play.model.lines]
        assert stored == [line.delivery for line in play.model.lines.values()]
        states = Counter(delivery.state for delivery in stored)
        assert await tx.outbox.tally() == {state: states[state] for state in DeliveryState}
        unsent = states[DeliveryState.PENDING] + states[DeliveryState.LEASED]
        assert await tx.outbox.waiting() == unsent
