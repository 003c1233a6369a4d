"""The items of the demo as coded events: what an analyst reads from each text, dated by the facts behind it."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.domain.actor import Participant, Role
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Event, Target
from bot.domain.taxonomy import Operation, SubType
from tests.fakes.world import event, hands, told

ITEMS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "bot/demo/mali_2023.yml").read_text(encoding="utf-8")
)["items"]

UN, CSP, ARMY, JNIM = "minusma", "csp_psd", "fama", "jnim"

# Fact: first day, last day where another, who did it, to whom.
FACTS: dict[str, tuple[str, str, str, str]] = {
    "MT005": ("2023-07-06", "", "", UN),
    "MT006": ("2023-07-06", "", "", UN),
    "MT007": ("2023-08-03", "2023-08-04", "", ""),
    "MT008": ("2023-08-13", "", "", ""),
    "MT009": ("2023-08-13", "", "", UN),
    "MT010": ("2023-08-16", "", "", ""),
    "MT011": ("2023-08-28", "", ARMY, ""),
    "MT012": ("2023-09-07", "", JNIM, ARMY),
    "MT013": ("2023-09-07", "", JNIM, "civilians"),
    "MT014": ("2023-09-08", "", JNIM, ARMY),
    "MT016": ("2023-09-12", "", CSP, ARMY),
    "MT017": ("2023-09-17", "", CSP, ARMY),
    "MT018": ("2023-09-27", "", JNIM, ARMY),
    "MT019": ("2023-09-28", "", CSP, ARMY),
    "MT020": ("2023-10-01", "", CSP, ARMY),
    "MT021": ("2023-10-02", "", ARMY, ""),
    "MT022": ("2023-10-03", "2023-10-04", CSP, ARMY),
    "MT023": ("2023-10-04", "", CSP, ARMY),
    "MT024": ("2023-10-05", "", CSP, ARMY),
    "MT025": ("2023-10-05", "", CSP, ARMY),
    "MT026": ("2023-10-07", "", ARMY, CSP),
    "MT027": ("2023-10-12", "", ARMY, ""),
    "MT028": ("2023-10-13", "", ARMY, ""),
    "MT029": ("2023-10-16", "", CSP, ARMY),
    "MT030": ("2023-10-19", "", "", UN),
    "MT031": ("2023-10-20", "", "", UN),
    "MT032": ("2023-10-21", "", "", ""),
    "MT033": ("2023-10-23", "", "", ""),
    "MT034": ("2023-10-23", "", "", UN),
    "MT035": ("2023-10-24", "", ARMY, CSP),
    "MT036": ("2023-10-31", "", "", ""),
    "MT037": ("2023-10-31", "", "", UN),
    "MT038": ("2023-11-01", "", "", UN),
    "MT039": ("2023-11-03", "", "", UN),
    "MT040": ("2023-11-04", "", "", UN),
    "MT041": ("2023-11-04", "", ARMY, CSP),
    "MT042": ("2023-11-07", "", UN, ""),
    "MT043": ("2023-11-07", "", ARMY, "civilians"),
    "MT044": ("2023-11-11", "", ARMY, CSP),
    "MT045": ("2023-11-14", "", ARMY, CSP),
    "MT046": ("2023-11-18", "", "", ""),
}
TARGETS = {UN: Target.PEACEKEEPER, ARMY: Target.STATE_FORCE, CSP: Target.ARMED_GROUP, "civilians": Target.CIVILIAN}


def demo_events() -> list[tuple[str, Event]]:
    """Fact and event of every item that tells one; items about two facts or none are left out."""
    return [(item["fact"], _event(item)) for item in ITEMS if _tells(item)]


def _tells(item: dict[str, Any]) -> bool:
    return isinstance(item["fact"], str) and item["expect"] != "none" and "place" in item["expect"]


def _event(item: dict[str, Any]) -> Event:
    expect, fact = item["expect"], item["fact"]
    words = expect.get("operations", [])
    operations = [Operation(word) for word in words if word in set(Operation)]
    sub_type = SubType.ARMED_CLASH if "armed_clash" in words else None
    first, last, agent, victim = FACTS[fact]
    published = datetime.fromisoformat(str(item["published"])).astimezone(UTC)
    replaced = item.get("replaces", item["id"])
    made = event(
        replaced,
        expect["place"],
        first,
        *operations,
        outlet=item["outlet"],
        edition=1 if "replaces" in item else 0,
        sub_type=sub_type or (None if operations else SubType.ATTACK),
        killed=tuple(expect["killed"]) if "killed" in expect else None,
        wounded=expect["wounded"][0] if "wounded" in expect else None,
        published_at=published,
        seen_at=published + timedelta(minutes=5),
        title=item["title"],
        language=item["lang"],
        participants=_parts(agent, victim),
        target=TARGETS.get(victim),
        control=_control(set(operations), fact),
        certainty=0.6 + (zlib.crc32(item["id"].encode()) % 30) / 100,
    )
    if not last:
        return made
    end = datetime.fromisoformat(last).replace(hour=23, minute=59, second=59, tzinfo=UTC)
    return event_between(made, end)


def event_between(made: Event, end: datetime) -> Event:
    return replace(made, end=end, time_precision=(end - made.start) / 2)


def _parts(agent: str, victim: str) -> tuple[Participant, ...]:
    return told(*[(id_, role) for id_, role in ((agent, Role.AGENT), (victim, Role.TARGET)) if id_])


def _control(operations: set[Operation], fact: str) -> ControlClaim | None:
    if Operation.CONVOY_ATTACK in operations:
        return None
    if Operation.BASE_ABANDONED in operations:
        return hands(CSP if Operation.BASE_CAPTURED in operations else None, UN, Shape.ABANDONMENT)
    if Operation.BASE_HANDOVER in operations:
        return hands("malian_state" if len(fact) % 2 else ARMY, UN)
    if Operation.BASE_CAPTURED in operations:
        return hands(CSP, ARMY, Shape.CAPTURE)
    if Operation.TOWN_CAPTURED in operations:
        return hands(ARMY, CSP, Shape.CAPTURE, Site.TOWN)
    return None
