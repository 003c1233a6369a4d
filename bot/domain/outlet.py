"""A publisher as a pack describes it: who stands behind a feed, how near to the facts, and on whose side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.domain.ids import OutletId

LEANS = ("none", "pro_junta", "pro_france", "pro_russia", "rebel", "jihadist", "opposition")


class Tier(IntEnum):
    """How near an outlet stands to the facts; a lower number is nearer."""

    OFFICIAL = 1  # statements of the UN, coded data sets
    AGENCY = 2  # agencies and large newsrooms with people in the country
    PRESS = 3
    LOCAL = 4  # local sites that often copy
    PARTISAN = 5  # speaks for a party to the conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    id: OutletId
    name: str
    family: str
    tier: Tier
    lean: str  # one word on its slant, of LEANS
    party: str  # lineage of the party that publishes it; empty for the press
    language: str
    country: str
    feeds: tuple[str, ...]  # addresses read by the rss source
    broken: str = ""  # why its feed is not polled; empty where it works


UNKNOWN_OUTLET = Outlet(
    id=OutletId("unknown"),
    name="unknown",
    family="unknown",
    tier=Tier.LOCAL,
    lean="none",
    party="",
    language="",
    country="",
    feeds=(),
)
