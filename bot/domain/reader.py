"""Who a card is written for: the language it is in, the zone of its clock times, the units of its distances."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Units(StrEnum):
    METRIC = "metric"
    IMPERIAL = "imperial"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`language` is a tag such as "fr"; `zone` an IANA name such as "Africa/Bamako"."""

    language: str = "en"
    zone: str = "UTC"
    units: Units = Units.METRIC
