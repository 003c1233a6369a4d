"""What a database URL names. Must not know any database library: the lock reads URLs before anything is opened."""

from __future__ import annotations

from pathlib import Path

_SQLITE = "sqlite:///"


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite URL (a fourth slash makes it absolute); None for PostgreSQL."""
    return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None
