"""What the queue promises, as plainly as it can be written down: lists that are searched from end to end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.delivery import Delivery, DeliveryState, News
from bot.domain.incident import Severity

UNSENT = (DeliveryState.PENDING, DeliveryState.LEASED)


@dataclass(slots=True)
class Line:
    """One row of the queue."""

    delivery: Delivery
    leased_by: str = ""
    leased_until: datetime | None = None
    is_doubtful: bool = False

    @property
    def state(self):
        return self.delivery.state

    @property
    def pair(self):
        """Destination and incident; None of what is no news."""
        about = self.delivery.about
        return (self.delivery.destination, about.incident) if isinstance(about, News) else None

    @property
    def change(self):
        return self.delivery.about.change.seq if isinstance(self.delivery.about, News) else 0

    @property
    def age(self):
        return self.delivery.created_at, self.change, self.delivery.id

    def set(self, **fields):
        self.delivery = replace(self.delivery, **fields)
        if self.state is not DeliveryState.LEASED:
            self.leased_by, self.leased_until = "", None


class Model:
    """The same methods as the queue, over a dictionary."""

    def __init__(self):
        self.lines: dict[str, Line] = {}

    def enqueue(self, delivery):
        if delivery.id in self.lines:
            return
        new = Line(delivery)
        if delivery.state is DeliveryState.PENDING and new.pair:
            for old in self.lines.values():
                is_untried = old.delivery.attempts == 0 and not old.is_doubtful
                is_waiting = old.delivery.next_at > delivery.created_at
                is_in_the_way = delivery.severity is Severity.CRITICAL and old.delivery.severity < Severity.CRITICAL
                gives_way = old.state is DeliveryState.PENDING and (is_waiting or is_in_the_way)
                if old.pair == new.pair and is_untried and gives_way and old.change < new.change:
                    old.set(state=DeliveryState.FOLDED, folded_in=delivery.id)
                    is_first = new.delivery.is_first or old.delivery.is_first
                    new.set(next_at=min(new.delivery.next_at, old.delivery.next_at), is_first=is_first)
        self.lines[delivery.id] = new

    def claim(self, worker, now, lease, limit):
        for line in self.lines.values():
            if line.state is DeliveryState.LEASED and line.leased_until <= now:
                line.set(state=DeliveryState.PENDING)
                line.is_doubtful = True
        heads: dict[object, Line] = {}
        for line in sorted(
            self.lines.values(), key=lambda one: (not one.is_doubtful, -one.delivery.severity, *one.age)
        ):
            if self._may_go(line, now):
                heads.setdefault(line.delivery.destination, line)
        order, numbers = [], {}
        for line in sorted(heads.values(), key=lambda one: one.age):
            lane = line.delivery.severity, line.delivery.theatre
            numbers[lane] = numbers.get(lane, 0) + 1
            order.append((-line.delivery.severity, numbers[lane], *line.age, line))
        taken = [line for *_, line in sorted(order, key=lambda one: one[:-1])[:limit]]
        for line in taken:
            line.set(state=DeliveryState.LEASED, attempts=line.delivery.attempts + 1)
            line.leased_by, line.leased_until = worker, now + lease
        return [(line.delivery, line.is_doubtful) for line in taken]

    def _may_go(self, line, now):
        others = [one for one in self.lines.values() if one.delivery.destination == line.delivery.destination]
        return (
            line.state is DeliveryState.PENDING
            and line.delivery.next_at <= now
            and not any(one.state is DeliveryState.LEASED for one in others)
            and not any(
                line.pair and one.pair == line.pair and one.change < line.change and one.state in UNSENT
                for one in others
            )
        )

    def abandon(self, worker):
        for line in self.lines.values():
            if line.leased_by == worker:
                line.set(state=DeliveryState.PENDING)
                line.is_doubtful = True

    def settle(self, outcome, at):
        line = self.lines[outcome.delivery]
        if line.state is DeliveryState.SENT or (outcome.sent is None and line.state not in UNSENT):
            return
        line.is_doubtful = line.is_doubtful or outcome.doubtful
        if outcome.sent is not None:
            line.set(state=DeliveryState.SENT, done_at=at, reason=outcome.reason)
        elif outcome.again_at is not None:
            line.set(state=DeliveryState.PENDING, next_at=outcome.again_at, reason=outcome.reason)
        elif outcome.held is not None:
            line.set(state=DeliveryState.HELD, hold=outcome.held, reason=outcome.reason)
        else:
            line.set(state=DeliveryState.PARKED, done_at=at, reason=outcome.reason)

    def fold(self, ids, into):
        self._move(ids, (DeliveryState.PENDING, DeliveryState.HELD), state=DeliveryState.FOLDED, folded_in=into)

    def fold_all(self, hold, into):
        for line in self.lines.values():
            is_told_part = line.state is DeliveryState.SENT and line.delivery.folded_in
            if line.delivery.hold == hold and (
                line.state in (DeliveryState.HELD, DeliveryState.FOLDED) or is_told_part
            ):
                line.set(state=line.state if is_told_part else DeliveryState.FOLDED, folded_in=into)

    def wake(self, ids, at):
        self._move(ids, (DeliveryState.HELD,), state=DeliveryState.PENDING, next_at=at, reason="")

    def hold_back(self, ids, hold, reason):
        self._move(ids, (DeliveryState.PENDING, DeliveryState.HELD), state=DeliveryState.HELD, hold=hold, reason=reason)

    def resend(self, ids, at):
        self._move(ids, (DeliveryState.PARKED,), state=DeliveryState.PENDING, next_at=at, attempts=0, done_at=None)

    def suspend(self, destination, why, at):
        ids = [id_ for id_, line in self.lines.items() if line.delivery.destination == destination]
        waiting = (DeliveryState.PENDING, DeliveryState.HELD)
        self._move(ids, waiting, state=DeliveryState.PARKED, reason=why, done_at=at)

    def _move(self, ids, states, **fields):
        for id_ in ids:
            if self.lines[id_].state in states:
                self.lines[id_].set(**fields)
