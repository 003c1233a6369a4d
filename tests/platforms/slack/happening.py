"""What has to have happened before people ask about it: incidents, alerts told, wishes and mutes of a channel."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.cards import alert
from bot.domain.delivery import PLAIN, News
from bot.domain.incident import Incident
from bot.domain.reader import Reader
from tests.commands.conftest import NOW, event, opened
from tests.commands.telling import parked, told
from tests.fakes.slack.rooms import Message
from tests.platforms.slack.entry import Entry


async def happened(entry: Entry, place: str = "Kidal", days: int = 1) -> Incident:
    found = entry.desk.places.find(place)
    assert found is not None
    (one,) = await opened(entry.desk, event(found, NOW - timedelta(days=days)))
    return one


async def alerted(entry: Entry) -> tuple[Incident, Message]:
    """An incident that the channel was told of, and the message that stands for it there."""
    one = await happened(entry)
    delivery = await told(entry.desk, one, to=entry.to)
    assert isinstance(delivery.about, News)
    card = alert.card(one, delivery.about.alerts, names=entry.desk.names, reader=Reader(), now=NOW)
    await entry.chat.platform.post(delivery.id, entry.to, card, PLAIN)
    return one, entry.there.standing(entry.channel)[-1]


async def nothing(entry: Entry) -> str:
    return ""


async def something(entry: Entry) -> str:
    await happened(entry)
    return ""


async def one_incident(entry: Entry) -> str:
    return (await happened(entry)).id


async def was_told(entry: Entry) -> str:
    one = await happened(entry)
    await told(entry.desk, one, to=entry.to)
    return one.id


async def was_parked(entry: Entry) -> str:
    return (await parked(entry.desk, await happened(entry), "is_archived", to=entry.to)).id


async def has_failed(entry: Entry) -> str:
    await was_parked(entry)
    return ""


async def is_muted(entry: Entry) -> str:
    await entry.types("mute Kidal")
    return "all"


async def is_subscribed(entry: Entry) -> str:
    await entry.types("subscribe Kidal confirm=yes")
    return "all"


async def has_changed(entry: Entry) -> str:
    await is_subscribed(entry)
    return ""


Before = Callable[[Entry], Awaitable[str]]
