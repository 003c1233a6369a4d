"""What a message tells of, from its metadata, its buttons, or what Slack says when it is asked once more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.card import Action
from bot.domain.delivery import Notice, NoticeKind
from bot.domain.ids import DeliveryId
from bot.platforms.slack import buttons, render
from bot.platforms.slack.asked import Asked
from bot.platforms.slack.messages import About, Messages
from tests.commands.telling import news, told
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.happening import alerted, happened

READS = ("conversations.history", "conversations.replies")


async def about(entry: Entry, message: dict[str, Any], thread: str = "") -> About:
    asked = Asked(team=entry.team, user=entry["ann"], channel=entry.channel, thread=thread, message=message)
    return await Messages(entry.chat.wire, entry.desk.store).about(asked)


def reads(entry: Entry) -> int:
    return sum(entry.there.counted()[method] for method in READS)


def named(key: str) -> dict[str, Any]:
    return {"metadata": {"event_type": render.EVENT_TYPE, "event_payload": {"key": key}}}


async def test_metadata_are_enough(entry: Entry) -> None:
    one = await happened(entry)
    delivery = await told(entry.desk, one, to=entry.to)
    assert await about(entry, named(delivery.id)) == About(incident=one.id)
    assert reads(entry) == 0


@pytest.mark.parametrize(
    ("action", "found"),
    [
        (Action(label="a", command="why", args=(("id", "7K2M9QXD"),)), About(incident="7K2M9QXD")),
        (Action(label="a", command="digest", args=(("id", "d1"), ("page", "2"))), About(gathered="d1")),
        (Action(label="a", command="status", args=(("place", "Kidal"),)), About()),
    ],
    ids=["one incident", "several", "neither"],
)
async def test_buttons_are_enough(entry: Entry, action: Action, found: About) -> None:
    message = {"ts": "1.0", "blocks": [{"type": "header"}, *buttons.rows([action])]}
    assert await about(entry, message) == found
    assert reads(entry) == 0


@pytest.mark.parametrize("in_thread", [False, True])
async def test_a_message_of_ours_without_either_is_read_once_more(entry: Entry, in_thread: bool) -> None:
    one, head = await alerted(entry)
    delivery = await told(entry.desk, await happened(entry, "Gao", days=2), to=entry.to)
    beneath = {"thread_ts": head.ts} if in_thread else {}
    body = {"channel": entry.channel, "text": "alert", **named(delivery.id), **beneath}
    sent = await entry.chat.wire.call(entry.team, "chat.postMessage", body)
    found = await about(entry, {"ts": sent["ts"], "bot_id": "B1"}, head.ts if in_thread else "")
    assert found.incident not in ("", one.id)
    assert reads(entry) == 1


@pytest.mark.parametrize("fault", ["error:missing_scope", "limited", "error:channel_not_found"])
async def test_where_it_may_not_be_read_it_is_no_alert(entry: Entry, fault: str) -> None:
    entry.there.script([fault], on="conversations.history")
    assert await about(entry, {"ts": "1.0", "bot_id": "B1"}) == About()


async def test_what_a_person_wrote_is_not_looked_for(entry: Entry) -> None:
    assert await about(entry, {"ts": "1.0", "user": entry["bob"], "text": "x"}) == About()
    assert reads(entry) == 0


async def test_a_notice_tells_of_no_incident_and_an_unknown_key_of_nothing(entry: Entry) -> None:
    notice = Notice(kind=NoticeKind.ANSWER, text="scorecard")
    incident = await happened(entry)
    async with entry.desk.store.write() as tx:
        plain = await news(tx, incident, to=entry.to)
        await tx.outbox.enqueue([replace(plain, id=DeliveryId("notice"), about=notice)])
    assert await about(entry, named("notice")) == About()
    assert await about(entry, named("nothing")) == About()
