"""Identifiers: named strings, so that one kind is never passed for another, and how they are made."""

from __future__ import annotations

import base64
import hashlib
from typing import NewType

SourceId = NewType("SourceId", str)  # folder name under bot/sources: "gdelt", "rss"
OutletId = NewType("OutletId", str)  # entry of a pack's outlets.yml: "rfi"
PayloadId = NewType("PayloadId", str)
ReportId = NewType("ReportId", str)
EventId = NewType("EventId", str)
IncidentId = NewType("IncidentId", str)  # eight characters of Crockford base 32, spoken and typed by people
ActorId = NewType("ActorId", str)  # entry of a pack's actors.yml: "jnim"
PlaceId = NewType("PlaceId", str)  # "ml/kidal/kidal:town"
RuleId = NewType("RuleId", str)  # file stem with its theatre: "sahel/base_handover"
AlertId = NewType("AlertId", str)
SubscriptionId = NewType("SubscriptionId", str)
DeliveryId = NewType("DeliveryId", str)
MuteId = NewType("MuteId", str)  # eight characters, as of incidents
HoldId = NewType("HoldId", str)

_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def digest(*parts: str) -> str:
    """A stable 24-character hexadecimal name (96 bits of SHA-256) for an ordered tuple of strings."""
    return _hash(parts).hex()[:24]


def short_code(*parts: str) -> str:
    """A stable 8-character code (40 bits) without the letters I, L, O and U, for people to read aloud."""
    return base64.b32encode(_hash(parts)[:5]).decode("ascii").translate(_CROCKFORD)


def _hash(parts: tuple[str, ...]) -> bytes:
    joined = "\x1f".join(parts)
    # The separator is escaped inside parts: a publisher's text must not be able to move the border between two of them.
    if joined.count("\x1f") >= len(parts) or "\x1e" in joined:
        joined = "\x1f".join(part.replace("\x1e", "\x1e0").replace("\x1f", "\x1e1") for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).digest()
