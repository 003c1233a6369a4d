"""The news items that the demo replays, as written in mali_2023.yml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources

from bot.located import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutlet:
    """How one outlet publishes: its pack id, feed format (rss, atom, rdf) and declared encoding."""

    id: str
    format: str
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One headline and lead. An item that `replaces` another keeps the other's guid: it is an edited version of it."""

    id: str
    guid: str
    outlet: str
    published: datetime
    language: str
    title: str
    summary: str


def load() -> tuple[tuple[DemoOutlet, ...], tuple[Item, ...]]:
    """The outlets, and the items in order of publication."""
    text = resources.files("bot.demo").joinpath("mali_2023.yml").read_text("utf-8")
    root = read_yaml("bot/demo/mali_2023.yml", text).plain()
    assert isinstance(root, dict)
    outlets = tuple(
        DemoOutlet(id=row["id"], format=row["format"], encoding=row.get("encoding", "utf-8")) for row in root["outlets"]
    )
    first: dict[str, str] = {}
    items = [_item(row, first) for row in sorted(root["items"], key=lambda row: str(row["published"]))]
    return outlets, tuple(items)


def _item(row: dict[str, str], first: dict[str, str]) -> Item:
    guid = first.get(row.get("replaces") or "", row["id"])
    first[row["id"]] = guid
    return Item(
        id=row["id"],
        guid=guid,
        outlet=row["outlet"],
        published=datetime.fromisoformat(row["published"].replace("Z", "+00:00")).astimezone(UTC),
        language=row["lang"],
        title=row["title"].strip(),
        summary=row["summary"].strip(),
    )
