"""The states of a row of the queue, finer than the domain's: what is pending waits for its time, then for its turn.

Must not know how a row gets from one to another.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, literal_column

from bot.domain.delivery import DeliveryState
from bot.domain.incident import Severity

PENDING = DeliveryState.PENDING.value  # its time has not come, or nobody has looked since it came
DUE = "due"  # its time has come: it stands in its destination's line
NEXT = "next"  # it is its turn: the one of its destination that may be claimed
LEASED = DeliveryState.LEASED.value
SENT = DeliveryState.SENT.value
PARKED = DeliveryState.PARKED.value
HELD = DeliveryState.HELD.value
FOLDED = DeliveryState.FOLDED.value

IN_LINE = (DUE, NEXT)
ON_TURN = (NEXT, LEASED)  # at most one of each destination
WAITING = (PENDING, DUE, NEXT)
UNSENT = (PENDING, DUE, NEXT, LEASED)

SURE = Severity.CRITICAL  # ranks below this are of rows of which an earlier try may have gone out

_SEEN_AS = {DUE: DeliveryState.PENDING, NEXT: DeliveryState.PENDING}


def is_in(column: ColumnElement[str], *states: str) -> ColumnElement[bool]:
    """Whether a state is one of these. Written out, for a partial index does not serve a question with parameters."""
    named = [literal(state) for state in states]
    return column == named[0] if len(named) == 1 else column.in_(named)


def is_named(column: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a column of ids holds one, written out for the same reason."""
    return column != literal("")


def literal(state: str) -> ColumnElement[str]:
    """A state as it is written out in a statement."""
    return literal_column(f"'{state}'")


def seen(state: str) -> DeliveryState:
    """A row's state as the domain knows it."""
    return _SEEN_AS.get(state) or DeliveryState(state)


def rank(severity: int, *, is_doubtful: bool) -> int:
    """Its place in the line, 0 first, the most severe first; what may have gone out is before everything else."""
    return Severity.CRITICAL - severity + (0 if is_doubtful else SURE)
