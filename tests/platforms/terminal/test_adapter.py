"""The transcript is the message: whole lines only, each once, readable after a crash."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from bot.domain.card import Card, Para, Text
from bot.domain.clock import SteppedClock
from bot.domain.delivery import PLAIN, Manner, Receipt
from bot.domain.errors import Busy
from bot.domain.ids import DeliveryId
from bot.domain.subscription import Destination
from bot.platforms.terminal.adapter import Terminal
from tests.cards.samples import HERE, NOW

CARD = Card(title="Base captured: Kidal", blocks=(Para((Text("détails"),)),))
NEWS = Card(title="Update: Kidal")


def terminal(path: Path, out: io.TextIOBase | None = None, *, colour: bool = False) -> Terminal:
    return Terminal(path, out or io.StringIO(), colour=colour, width=60, clock=SteppedClock(NOW))  # type: ignore[arg-type]


async def test_a_post_is_one_line_of_json_and_a_card_on_the_screen(tmp_path: Path) -> None:
    path, screen = tmp_path / "new" / "folder" / "transcript.jsonl", io.StringIO()
    receipt = await terminal(path, screen).post(DeliveryId("k1"), HERE, CARD, PLAIN)
    text = "┃ Base captured: Kidal\n┃ détails\n"
    assert receipt == Receipt(ref="k1")
    assert [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] == [
        {"key": "k1", "destination": HERE.key, "at": NOW.isoformat(), "text": text}
    ]
    assert screen.getvalue() == text + "\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_colour_is_for_the_screen_and_never_for_the_transcript(tmp_path: Path) -> None:
    screen = io.StringIO()
    await terminal(tmp_path / "t", screen, colour=True).post(DeliveryId("k1"), HERE, CARD, PLAIN)
    assert "\x1b[" in screen.getvalue()
    assert "\\u001b" not in (tmp_path / "t").read_text(encoding="utf-8")


async def test_a_reply_shows_the_news_under_a_receipt_of_its_own_and_an_edit_shows_nothing(tmp_path: Path) -> None:
    screen = io.StringIO()
    platform = terminal(tmp_path / "t", screen)
    standing = await platform.post(DeliveryId("k1"), HERE, CARD, PLAIN)
    await platform.edit(HERE, standing, CARD)
    assert await platform.reply(DeliveryId("k2"), HERE, standing, NEWS, PLAIN) == Receipt(ref="k2")
    assert screen.getvalue().count("Base captured") == 1
    assert screen.getvalue().endswith("┃ Update: Kidal\n\n")


async def test_whoever_is_called_stands_before_the_title_on_screen_and_in_the_transcript(tmp_path: Path) -> None:
    screen = io.StringIO()
    platform = terminal(tmp_path / "t", screen)
    await platform.post(DeliveryId("k1"), HERE, CARD, Manner(mention="night-desk"))
    assert screen.getvalue().startswith("┃ @night-desk Base captured: Kidal\n")
    assert json.loads((tmp_path / "t").read_text(encoding="utf-8"))["mention"] == "night-desk"


async def test_removing_appends_a_line_that_makes_find_forget_and_shows_nothing(tmp_path: Path) -> None:
    screen = io.StringIO()
    platform = terminal(tmp_path / "t", screen)
    receipt = await platform.post(DeliveryId("k1"), HERE, CARD, PLAIN)
    shown = screen.getvalue()
    await platform.remove(HERE, receipt)
    assert screen.getvalue() == shown
    assert [json.loads(line) for line in (tmp_path / "t").read_text(encoding="utf-8").splitlines()][1:] == [
        {"removed": "k1", "destination": HERE.key, "at": NOW.isoformat()}
    ]
    elsewhere = Destination(platform="terminal", tenant="local", channel="other")
    await platform.post(DeliveryId("k1"), elsewhere, CARD, PLAIN)
    assert await platform.find(DeliveryId("k1"), HERE) == ()
    assert await platform.find(DeliveryId("k1"), elsewhere) == (receipt,)


async def test_a_message_of_an_older_transcript_is_found(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(f'{{"key": "k2", "destination": "{HERE.key}", "ref": "k1", "text": ""}}\n')
    assert await terminal(tmp_path / "t").find(DeliveryId("k2"), HERE) == (Receipt(ref="k2"),)


async def test_a_line_torn_by_a_crash_is_no_message_and_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "t"
    await terminal(path).post(DeliveryId("k1"), HERE, CARD, PLAIN)
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{{"key": "k2", "destination": "{HERE.key}", "te')
    after = terminal(path)
    assert await after.find(DeliveryId("k2"), HERE) == ()
    await after.post(DeliveryId("k2"), HERE, CARD, PLAIN)
    assert await after.find(DeliveryId("k1"), HERE) == (Receipt(ref="k1"),)
    assert await after.find(DeliveryId("k2"), HERE) == (Receipt(ref="k2"),)


async def test_the_same_key_at_another_destination_is_another_message(tmp_path: Path) -> None:
    await terminal(tmp_path / "t").post(DeliveryId("k1"), HERE, CARD, PLAIN)
    elsewhere = Destination(platform="terminal", tenant="local", channel="other")
    assert await terminal(tmp_path / "t").find(DeliveryId("k1"), elsewhere) == ()


async def test_a_transcript_that_cannot_be_opened_asks_to_wait_and_shows_nothing(tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    screen = io.StringIO()
    with pytest.raises(Busy):
        await terminal(tmp_path / "t", screen).post(DeliveryId("k1"), HERE, CARD, PLAIN)
    with pytest.raises(Busy):
        await terminal(tmp_path / "t", screen).find(DeliveryId("k1"), HERE)
    assert screen.getvalue() == ""


async def test_a_closed_screen_does_not_lose_the_message(tmp_path: Path) -> None:
    screen = io.StringIO()
    screen.close()
    assert await terminal(tmp_path / "t", screen).post(DeliveryId("k1"), HERE, CARD, PLAIN) == Receipt(ref="k1")
    assert await terminal(tmp_path / "t").find(DeliveryId("k1"), HERE) == (Receipt(ref="k1"),)


async def test_a_screen_that_knows_only_ascii_shows_what_it_can(tmp_path: Path) -> None:
    raw = io.BytesIO()
    screen = io.TextIOWrapper(raw, encoding="ascii")
    await terminal(tmp_path / "t", screen).post(DeliveryId("k1"), HERE, CARD, PLAIN)
    assert b"? d?tails" in raw.getvalue()


async def test_foreign_lines_in_the_transcript_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "t").write_bytes(b'[1, 2]\n"text"\n\xff\xfe\n\n{"key": "k1"}\n')
    assert await terminal(tmp_path / "t").find(DeliveryId("k1"), HERE) == ()
