"""Which tags a post gets in a forum that demands one, and that such a forum gets its posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.card import Card
from bot.domain.delivery import PLAIN
from bot.domain.errors import Refused
from bot.domain.ids import DeliveryId
from bot.platforms.discord import filing
from tests.cards.deck import CARDS
from tests.fakes.discord.rooms import Kind
from tests.platforms.discord.posting import Desk, at

ALERT = CARDS["alert_disputed"]("en")  # a convoy, attacked near Kidal
PUBLISH, LOOK = "POST /channels/{channel_id}/threads", "GET /channels/{channel_id}"
TOPICS = ("Kidal", "convoy attack", "attaque de convoi", "Kidal", "Mali", "high", "élevée")


def chosen(names: Sequence[str], topics: Sequence[str] = TOPICS, moderated: Sequence[str] = ()) -> list[str]:
    offered = [{"id": name, "name": name, "moderated": name in moderated} for name in names]
    return filing.tags({"available_tags": offered}, topics)


@pytest.mark.parametrize(
    ("names", "fitting"),
    [
        (["News", "Mali"], ["Mali"]),
        (["mali", "KIDAL!"], ["KIDAL!", "mali"]),
        (["Convoys", "Convois"], ["Convoys", "Convois"]),
        (["Elevee"], ["Elevee"]),
        (["Severity: high", "Severity: low"], ["Severity: high"]),
        (["Région de Kidal", "Région de Gao"], ["Région de Kidal"]),
        (["Highlands", "Malian army"], ["Highlands"]),
        (["de", "🔥", "in"], ["de"]),
        ([], []),
    ],
    ids=["country", "place first", "plurals", "accents", "among others", "French", "no word of it", "no words", "none"],
)
def test_tags_are_those_that_are_called_like_a_topic_else_the_first(names: list[str], fitting: list[str]) -> None:
    assert chosen(names) == fitting


def test_at_most_five_tags_are_taken_and_each_once() -> None:
    assert chosen([f"Kidal {number}" for number in range(9)]) == [f"Kidal {number}" for number in range(5)]


def test_tags_of_moderators_are_left_to_them() -> None:
    assert chosen(["Kidal", "News"], moderated=["Kidal"]) == ["News"]
    assert chosen(["Kidal"], moderated=["Kidal"]) == []


@pytest.mark.parametrize(
    "names",
    [["News", "Convoy"], ["Nouvelles", "Convoi"], ["Drones", "IED"], ["Gao", "Kidal"], ["Basse", "Élevée"]],
    ids=["English kind", "French kind", "typed kind", "region", "severity"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_alert_finds_its_tag_in_either_language(language: str, names: list[str]) -> None:
    assert chosen(names, CARDS["alert_disputed"](language).topics) == names[1:]


@pytest.mark.parametrize("name", ["digest", "alert_coarse"])
def test_what_is_gathered_or_told_coarsely_can_be_filed_too(name: str) -> None:
    card = CARDS[name]("fr")
    assert card.severity is not None
    assert card.topics
    assert "Anefis" not in card.topics


def tags(desk: Desk) -> list[tuple[str, ...]]:
    return [desk.there.rooms.channels[thread].tags for thread in desk.threads()]


async def test_a_forum_that_demands_a_tag_gets_its_posts_and_is_asked_for_its_tags_once(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        _, convoy = desk.there.demand_tags(desk.to.channel, ["News", "Convoys"])
        for number in range(3):
            await desk.here.post(DeliveryId(f"k{number}"), desk.to, ALERT, PLAIN)
        assert tags(desk) == [(convoy,)] * 3
        assert (desk.asked(PUBLISH), desk.asked(LOOK)) == (4, 1)


async def test_a_forum_without_demands_gets_its_posts_without_tags(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        desk.there.demand_tags(desk.to.channel, ["Convoys"])
        desk.there.rooms.channels[desk.to.channel].demands_tag = False
        await desk.here.post(DeliveryId("k"), desk.to, ALERT, PLAIN)
        assert tags(desk) == [()]
        assert desk.asked(LOOK) == 0


async def test_tags_that_were_changed_since_are_looked_up_anew(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        desk.there.demand_tags(desk.to.channel, ["Convoys"])
        await desk.here.post(DeliveryId("k1"), desk.to, ALERT, PLAIN)
        (other,) = desk.there.demand_tags(desk.to.channel, ["Attacks"])
        await desk.here.post(DeliveryId("k2"), desk.to, ALERT, PLAIN)
        assert tags(desk)[1] == (other,)


async def test_a_forum_whose_tags_are_all_of_moderators_is_refused_with_discords_own_words(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        desk.there.demand_tags(desk.to.channel, ["Ours"], moderated=["Ours"])
        with pytest.raises(Refused, match="A tag is required"):
            await desk.here.post(DeliveryId("k"), desk.to, ALERT, PLAIN)


async def test_a_card_about_nothing_in_particular_takes_the_first_tag(tmp_path: Path) -> None:
    async with at(tmp_path, Kind.FORUM) as desk:
        first, _ = desk.there.demand_tags(desk.to.channel, ["News", "Convoys"])
        await desk.here.post(DeliveryId("k"), desk.to, replace(Card(title="Notice"), actions=ALERT.actions), PLAIN)
        assert tags(desk) == [(first,)]
