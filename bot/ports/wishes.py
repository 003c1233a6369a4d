"""The repositories of what channels want and said. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.audit import Entry
from bot.domain.channel import Channel
from bot.domain.departure import Departure
from bot.domain.hold import Hold, HoldKind
from bot.domain.ids import HoldId, MuteId, RuleId, SubscriptionId
from bot.domain.mute import Mute
from bot.domain.subscription import Destination, Subscription
from bot.domain.tuning import Tuning, Watch
from bot.domain.verdict import Verdict


class Channels(Protocol):
    async def get(self, destination: Destination) -> Channel: ...  # the defaults where none was saved
    async def of(self, destinations: Sequence[Destination]) -> dict[str, Channel]: ...  # by key; every one asked for
    async def save(self, channel: Channel) -> None: ...
    async def all(self) -> list[Channel]: ...  # those that were saved, by key


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> bool: ...  # False: the very same wish stands already
    async def add_many(self, subscriptions: Sequence[Subscription]) -> None: ...  # those that stand already stay
    async def remove(self, destination: Destination, subscription: SubscriptionId) -> bool: ...
    async def of(self, destination: Destination) -> list[Subscription]: ...
    async def all(self) -> list[Subscription]: ...
    async def forget(self, near: Destination, user: str) -> int:
        """Takes a person's id off every wish of the platform and tenant; gives the number of wishes."""


class Tunings(Protocol):
    async def save(self, tuning: Tuning) -> None: ...  # replaces what the destination had set of that rule
    async def remove(self, destination: Destination, rule: RuleId) -> bool: ...  # False: nothing was set
    async def of(self, destination: Destination) -> list[Tuning]: ...  # by rule
    async def all(self) -> list[Tuning]: ...
    async def forget(self, near: Destination, user: str) -> int: ...


class Watches(Protocol):
    async def save(self, watch: Watch) -> None: ...  # a known id of the destination is overwritten
    async def remove(self, destination: Destination, watch: RuleId) -> bool: ...
    async def of(self, destination: Destination) -> list[Watch]: ...  # oldest first
    async def all(self) -> list[Watch]: ...  # oldest first
    async def forget(self, near: Destination, user: str) -> int: ...


class Mutes(Protocol):
    async def add(self, mute: Mute) -> None: ...  # a known id is overwritten
    async def end(self, destination: Destination, mute: MuteId, at: datetime) -> Mute | None:
        """Ends one that is in force at `at`; gives it as it is then, None where there is none."""

    async def get(self, destination: Destination, mute: MuteId) -> Mute | None: ...
    async def of(self, destination: Destination, at: datetime) -> list[Mute]: ...  # in force then, oldest first
    async def of_many(self, destinations: Sequence[Destination], at: datetime) -> list[Mute]: ...
    async def all(self, at: datetime) -> list[Mute]: ...  # the same of every destination
    async def forget(self, near: Destination, user: str) -> int: ...


class Holds(Protocol):
    async def put(self, holds: Sequence[Hold]) -> None: ...  # a known id keeps its `since` and takes the new `until`
    async def get(self, hold: HoldId) -> Hold | None: ...
    async def due(self, now: datetime, limit: int) -> list[Hold]: ...  # `until` reached, the earliest first
    async def next_end(self) -> datetime | None: ...
    async def of(self, kind: HoldKind) -> list[Hold]: ...
    async def close(self, hold: HoldId) -> None: ...


class Wishes(Protocol):
    """Which destinations' channels, subscriptions or mutes were written, in one order for all readers."""

    async def newest(self) -> int: ...
    async def touched_after(self, seq: int) -> tuple[list[Destination], int]:
        """Destinations written since a number, and the number that this answer reaches."""


class Audit(Protocol):
    async def add(self, entry: Entry) -> None: ...
    async def of(self, destination: Destination, limit: int) -> list[Entry]: ...  # newest first
    async def all(self, limit: int) -> list[Entry]: ...  # newest first
    async def forget(self, near: Destination, user: str) -> int: ...


class Verdicts(Protocol):
    async def save(self, verdict: Verdict) -> None: ...  # replaces the person's earlier one on the same incident
    async def between(self, since: datetime, until: datetime, destination: Destination | None = None) -> list[Verdict]:
        """Given in that time, oldest first; of one destination or of all."""

    async def forget(self, near: Destination, user: str) -> int: ...


class Prepared(Protocol):
    """Lines behind buttons whose platform has no room for them; whoever presses one later brings back the token."""

    async def keep(self, line: str, at: datetime, near: Destination | None = None) -> str:
        """Keeps a line and gives its token, the same for ever for the same line: its digest as a "button".

        It is erased with the tenant of `near`; without one it is nobody's.
        """

    async def line(self, token: str) -> str | None: ...


class Departures(Protocol):
    """Servers and workspaces as a whole: which have removed Tocsin, and everything that is kept of one."""

    async def note(self, platform: str, tenant: str, at: datetime) -> None: ...  # the first moment stays
    async def undo(self, platform: str, tenant: str) -> bool: ...  # False: it was not noted
    async def all(self) -> list[Departure]: ...  # oldest first
    async def tenants(self, platform: str) -> set[str]: ...  # those with wishes or settings
    async def channels(self, platform: str, tenant: str) -> list[Destination]: ...  # the same
    async def erase(self, platform: str, tenant: str, at: datetime) -> int: ...  # rows; the departure stays noted
    async def forget(self, platform: str, tenant: str) -> None: ...  # the departure, and what is left after it
