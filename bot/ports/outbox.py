"""The queue of record as its users see it. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.delivery import Delivery, DeliveryState, Receipt, Told
from bot.domain.ids import DeliveryId, HoldId, IncidentId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one claimed delivery: exactly one of the four fields is set."""

    delivery: DeliveryId
    sent: Receipt | None = None
    again_at: datetime | None = None  # put off until then
    parked: bool = False
    lost: bool = False  # parked, and nothing can be sent to the destination any more
    held: HoldId | None = None  # a mute came in between
    reason: str = ""
    doubtful: bool = False  # nobody knows whether it went out: ask before another try, and look for copies later
    also: tuple[Outcome, ...] = ()  # what became of its parts, where their own messages were brought up to date


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One new message as it was planned or sent, for counting against a channel's cap."""

    destination: str  # key
    at: datetime
    theatre: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery handed out under a lease; `is_doubtful`: an earlier try may have gone out."""

    delivery: Delivery
    is_doubtful: bool


class Outbox(Protocol):
    async def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Puts deliveries in the queue, pending or held; known ids are left as they are.

        A news takes the place of an earlier one of the same incident and destination that was never tried, where that
        still waits for its time, or would keep a critical one behind it: the earlier one is folded into it.
        """

    async def claim(self, worker: str, now: datetime, lease: timedelta, limit: int) -> list[Claimed]:
        """Due deliveries, at most one of each destination and none of one that has a lease running: the most severe
        first, theatres in turn. Never before an earlier change of the same incident went out or was parked."""

    async def next_due(self) -> datetime | None:
        """The earliest time at which something pending may be tried."""

    async def abandon(self, worker: str, now: datetime) -> int:
        """Ends the leases of a worker that is known to be dead; what it held is doubtful."""

    async def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Books what became of claimed deliveries. A sent news becomes the standing message of its incident."""

    async def standing(self, of: Sequence[tuple[Destination, IncidentId]]) -> dict[tuple[str, str], Told]:
        """By destination key and incident, the message that stands; absent where the destination has none."""

    async def growing(self, hold: HoldId) -> Receipt | None:
        """The message that was sent for an earlier end of the same hold."""

    async def is_waiting(self, hold: HoldId) -> bool: ...  # whether a gathering of it is still to be sent
    async def known(self, incident: IncidentId) -> dict[str, datetime | None]:
        """By destination key, when it was last told of the incident by a message of its own; None: it waits to be."""

    async def heard(self, incident: IncidentId) -> frozenset[str]:
        """Keys of the destinations that were told of the incident in any way, or are going to be."""

    async def posts(self, since: datetime) -> list[Post]:
        """New messages planned since then, in order, waiting or sent: first news of incidents and gatherings."""

    async def held(self, hold: HoldId) -> list[Delivery]: ...  # news that waits, in order of incident and change
    async def waiting_news(self, destination: Destination) -> list[Delivery]: ...  # pending or held, not leased
    async def fold(self, deliveries: Sequence[DeliveryId], into: DeliveryId) -> None: ...
    async def fold_all(self, hold: HoldId, into: DeliveryId) -> None:
        """Folds whatever a hold ever held, and its earlier gatherings that surely did not go out, into a new one."""

    async def wake(self, deliveries: Sequence[DeliveryId], at: datetime) -> None: ...  # held → pending
    async def hold_back(self, deliveries: Sequence[DeliveryId], hold: HoldId, reason: str) -> None: ...  # → held
    async def parts(self, gathering: DeliveryId) -> list[Delivery]: ...  # folded into it, most severe first
    async def get(self, delivery: DeliveryId) -> Delivery | None: ...
    async def of(self, destination: Destination, incident: IncidentId) -> list[Delivery]: ...  # in order of change
    async def told_between(
        self, since: datetime, until: datetime, destination: Destination | None = None
    ) -> list[Delivery]:
        """News sent in that time, or folded into what was; of one destination or of all, oldest first."""

    async def piled(self, before: datetime, least: int) -> dict[str, int]:
        """Destinations with at least so many first news due before then and still waiting: key to number."""

    async def late(self, destination: Destination, before: datetime) -> list[Delivery]:
        """Its first news due before then and still waiting, most severe first."""

    async def suspend(self, destination: Destination, why: str, at: datetime) -> int: ...  # parks all that waits
    async def doubtful(self, now: datetime, limit: int) -> list[tuple[Delivery, Receipt]]:
        """Sent after a doubtful try, and due to be looked for copies."""

    async def settled(self, delivery: DeliveryId) -> None: ...  # its copies are cleared away
    async def parked(self, limit: int, destination: Destination | None = None) -> list[Delivery]: ...  # newest first
    async def resend(self, deliveries: Sequence[DeliveryId], at: datetime) -> int: ...  # parked → pending
    async def forget(self, near: Destination, user: str) -> int:
        """Erases what was written to a person alone; gives the number of messages."""

    async def tally(self) -> dict[DeliveryState, int]: ...
    async def waiting(self) -> int: ...  # pending or leased
