"""Every error Tocsin raises. A class's docstring is its default message; errors carry data, not just text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


class BotError(Exception):
    """Something Tocsin knows how to name went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__class__.__doc__ or "").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake in an operator's file or setting: where it is, what is wrong, what would be right."""

    where: str
    line: int | None
    column: int | None
    what: str
    fix: str = ""

    def __str__(self) -> str:
        place = self.where if self.line is None else f"{self.where}:{self.line}:{self.column or 1}"
        return f"{place}: {self.what}" + (f" ({self.fix})" if self.fix else "")


class BadFile(BotError):
    """A rule, pack, manifest or setting is wrong. Carries every fault found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


class AlreadyRunning(BotError):
    """Another Tocsin is already running on this database."""


class NoDatabase(BotError):
    """The database cannot be opened."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the database cannot be opened: {reason}")


class DatabaseTooNew(BotError):
    """The database was written by a newer Tocsin; upgrade, or restore an older backup."""


class UnknownPlace(BotError):
    """No such place in the loaded theatres."""

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        self.name, self.nearest = name, nearest
        super().__init__(f"unknown place {name!r}")


class Unreachable(BotError):
    """A publisher could not be reached; try again later."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        self.reason, self.retry_after = reason, retry_after
        super().__init__(reason)


class BadAnswer(BotError):
    """A publisher answered, but not with what it promised: too large, a bomb, the wrong kind, garbage."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Missing(BadAnswer):
    """A publisher has nothing at this address (HTTP 404 or 410)."""


class Busy(BotError):
    """The platform asks to wait; the delivery is tried again."""

    def __init__(self, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(f"busy, retry after {retry_after.total_seconds():g} s")


class Later(Busy):
    """The platform's pace has no place for it yet; nothing was asked, and there will be one when the time has come."""


class Refused(BotError):
    """The platform will never take this delivery; it is parked with the reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Lost(Refused):
    """The channel is gone or does not let Tocsin write: nothing can be sent to it until a person mends that."""


class Gone(BotError):
    """The message that was to be edited is not there any more: a person deleted it."""


class Uncertain(BotError):
    """It is not known whether the platform took the delivery; reconcile before another try."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
