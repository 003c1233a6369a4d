"""Finding what was sent: how far back, whose messages, and what is said where Slack does not let Tocsin look."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy
from bot.domain.ids import DeliveryId, digest
from bot.platforms.slack import search
from bot.platforms.slack.pace import Gate, Gates
from bot.platforms.slack.search import Blind
from tests.cards.deck import CARDS
from tests.platforms.slack.posting import Desk, at

KEY, OTHER = DeliveryId(digest("a")), DeliveryId(digest("b"))
ALERT, NEWS = CARDS["alert"]("en"), CARDS["news_promoted"]("en")
HISTORY, REPLIES = "conversations.history", "conversations.replies"


def chatter(desk: Desk, count: int, thread: str = "") -> None:
    ann = desk.there.user(desk.team, "ann")
    for number in range(count):
        desk.there.write(ann, desk.channel, f"message {number}", thread)


async def test_a_message_is_found_behind_pages_of_others(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        chatter(desk, 450)
        assert await desk.here.find(KEY, desk.to) == (receipt,)
        assert desk.asked(HISTORY) == 3


async def test_news_is_found_behind_pages_of_others_in_its_thread(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        head = await desk.here.post(OTHER, desk.to, ALERT, PLAIN)
        chatter(desk, 450, desk.standing()[0].ts)
        receipt = await desk.here.reply(KEY, desk.to, head, NEWS, PLAIN)
        assert await desk.here.find(KEY, desk.to, head) == (receipt,)
        assert desk.asked(REPLIES) == 3


async def test_what_is_absent_is_looked_for_no_further_than_a_week_or_a_thousand_messages(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        chatter(desk, 1500)
        assert await desk.here.find(KEY, desk.to) == ()
        assert desk.asked(HISTORY) == search.MOST // 200
        desk.clock.set(datetime.fromtimestamp(time.time(), UTC) + timedelta(days=8))
        assert await desk.here.find(KEY, desk.to) == ()
        assert desk.asked(HISTORY) == search.MOST // 200 + 1


async def test_only_messages_of_our_own_count(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        (message,) = desk.standing()
        message.author = desk.there.user(desk.team, "mallory")  # somebody's own app, with our metadata
        assert await desk.here.find(KEY, desk.to) == ()


async def test_without_the_right_to_look_nothing_is_called_absent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with at(tmp_path) as desk:
        await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.drop_scopes(desk.team, "channels:history")
        for _ in range(2):
            with pytest.raises(Blind, match="channels:history") as blind:
                await desk.here.find(KEY, desk.to)
            assert blind.value.retry_after == search.BLIND
        assert [one.levelname for one in caplog.records if getattr(one, "action", "") == "slack_blind"] == ["ERROR"]


async def test_where_slack_shows_one_page_a_minute_a_search_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    async with at(tmp_path, speed=1.0, gates=Gates(lambda: Gate(speed=1000.0))) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        desk.there.unlimited()
        chatter(desk, 40)
        desk.there.sell_outside_the_marketplace()
        waits = []
        for _ in range(10):
            try:
                found = await desk.here.find(KEY, desk.to)
                break
            except Busy as busy:
                waits.append(busy.retry_after.total_seconds())
                desk.there.advance(busy.retry_after.total_seconds() + 1)
                desk.here._wire._gates = Gates(lambda: Gate(speed=1000.0))  # the minute has passed for our clock too
        assert found == (receipt,)
        assert len(waits) == 2  # of three pages with fifteen messages each
        assert min(waits) > 50


async def test_a_search_whose_place_slack_has_forgotten_begins_anew(tmp_path: Path) -> None:
    async with at(tmp_path) as desk:
        receipt = await desk.here.post(KEY, desk.to, ALERT, PLAIN)
        chatter(desk, 250)
        desk.there.script([None, "error:invalid_cursor"], on=HISTORY)
        with pytest.raises(Busy):
            await desk.here.find(KEY, desk.to)
        assert await desk.here.find(KEY, desk.to) == (receipt,)


async def test_searches_that_broke_off_are_not_kept_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "REMEMBERED", 3)
    async with at(tmp_path) as desk:
        desk.there.script(["away"] * 10, on=HISTORY)
        for number in range(10):
            with pytest.raises(Busy):
                await desk.here.find(DeliveryId(f"k{number}"), desk.to)
        assert len(desk.here._search._open) == 3
        assert await desk.here.find(KEY, desk.to) == ()
        assert len(desk.here._search._open) <= 3
