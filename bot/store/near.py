"""What belongs to one tenant of one platform. Must not know whose rows they are."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, func

from bot.domain.subscription import Destination
from bot.store.rows import escaped


def is_near(column: Column[str], near: Destination) -> ColumnElement[bool]:
    """Whether a column of destination keys names the platform and tenant of a destination."""
    start = escaped(f"{near.platform}:{near.tenant}:")
    return func.substr(column, 1, len(start)) == start
