"""A server or workspace that has removed Tocsin: what is kept of it is erased when it does not come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT = timedelta(days=30)  # for this long a tenant that comes back finds everything as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One tenant of one platform, when it removed Tocsin, and when what was kept of it was erased."""

    platform: str
    tenant: str
    at: datetime
    erased_at: datetime | None = None
