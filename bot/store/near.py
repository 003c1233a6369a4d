"""What belongs to one tenant of one platform. Must not know whose rows they are."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, func

from bot.domain.subscription import Destination
from bot.store.rows import escaped


def is_near(column: Column[str], near: Destination) -> ColumnElement[bool]:
    """Whether a column of destination keys names the platform and tenant of a destination."""
    return is_of(column, near.platform, near.tenant)


def is_of(column: Column[str], platform: str, tenant: str) -> ColumnElement[bool]:
    """Whether a column of destination keys names a tenant of a platform."""
    start = escaped(all_of(platform, tenant))
    return func.substr(column, 1, len(start)) == start


def all_of(platform: str, tenant: str) -> str:
    """How the keys of all destinations of a tenant begin."""
    return f"{platform}:{tenant}:"
