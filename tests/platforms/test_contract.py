"""What every platform must do. A platform joins by one line in `STAGES`: how to start it, and what it shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.domain.card import Bold, Bullets, Card, Code, Facts, Link, Para, Table, Text
from bot.domain.clock import SteppedClock
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.terminal.adapter import Terminal
from bot.ports import Platform
from tests.cards.deck import CARDS
from tests.cards.samples import NOW


class Stage(Protocol):
    """A platform with the far side it talks to, which outlives the platform as a server outlives a client."""

    def start(self) -> Platform: ...

    def shown(self) -> str: ...


@dataclass
class TerminalStage:
    folder: Path

    def __post_init__(self) -> None:
        self.screen = io.StringIO()

    def start(self) -> Platform:
        return Terminal(self.folder / "transcript", self.screen, colour=False, width=80, clock=SteppedClock(NOW))

    def shown(self) -> str:
        return self.screen.getvalue()


STAGES: dict[str, Callable[[Path], Stage]] = {"terminal": TerminalStage}


@pytest.fixture(params=sorted(STAGES))
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Stage:
    return STAGES[request.param](tmp_path)


def channel(platform: Platform) -> Destination:
    return Destination(platform=platform.name, tenant="tenant", channel="channel")


async def test_a_posted_card_is_shown_and_found(stage: Stage) -> None:
    platform = stage.start()
    receipt = await platform.post(DeliveryId("a"), channel(platform), CARDS["alert"]("en"))
    assert "Town captured by FAMa: Kidal" in stage.shown()
    assert await platform.find(DeliveryId("a"), channel(platform)) == receipt


async def test_a_delivery_that_never_went_out_is_not_found(stage: Stage) -> None:
    platform = stage.start()
    assert await platform.find(DeliveryId("a"), channel(platform)) is None
    await platform.post(DeliveryId("b"), channel(platform), CARDS["alert"]("en"))
    assert await platform.find(DeliveryId("a"), channel(platform)) is None


async def test_deliveries_are_found_after_a_restart(stage: Stage) -> None:
    before = stage.start()
    posted = await before.post(DeliveryId("a"), channel(before), CARDS["alert"]("en"))
    updated = await before.update(
        DeliveryId("b"), channel(before), posted, CARDS["alert"]("en"), CARDS["news_promoted"]("en")
    )
    after = stage.start()
    assert await after.find(DeliveryId("a"), channel(after)) == posted
    assert await after.find(DeliveryId("b"), channel(after)) == updated


async def test_an_update_tells_the_news(stage: Stage) -> None:
    platform = stage.start()
    receipt = await platform.post(DeliveryId("a"), channel(platform), CARDS["alert"]("en"))
    await platform.update(
        DeliveryId("b"), channel(platform), receipt, CARDS["alert"]("en"), CARDS["news_promoted"]("en")
    )
    assert "Now corroborated" in stage.shown()


async def test_an_update_may_follow_an_update(stage: Stage) -> None:
    platform = stage.start()
    receipt = await platform.post(DeliveryId("a"), channel(platform), CARDS["alert"]("en"))
    for key, name in (("b", "news_promoted"), ("c", "news_correction")):
        receipt = await platform.update(
            DeliveryId(key), channel(platform), receipt, CARDS["alert"]("en"), CARDS[name]("en")
        )
    assert "Correction" in stage.shown()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_card_can_be_posted(stage: Stage, language: str) -> None:
    platform = stage.start()
    for name, made in CARDS.items():
        await platform.post(DeliveryId(name), channel(platform), made(language))
        assert await platform.find(DeliveryId(name), channel(platform)) is not None


async def test_hostile_text_is_shown_as_text(stage: Stage) -> None:
    platform = stage.start()
    nasty = "\x1b[2J\x07@everyone <!channel> [x](https://evil.example) \u202e\r\nfake line\x00" + "ж" * 5000
    card = Card(
        title=nasty,
        blocks=(
            Para((Text(nasty), Bold(nasty), Code(nasty), Link(nasty, nasty))),
            Facts(((nasty, (Text(nasty),)),)),
            Bullets(((Text(nasty),),)),
            Table((nasty, nasty), (((Text(nasty),), (Text(nasty),)),)),
        ),
    )
    await platform.post(DeliveryId("a"), channel(platform), card)
    assert not {"\x1b", "\x07", "\x00", "\r", "\u202e"} & set(stage.shown())
    assert "\nfake line" not in stage.shown()
