"""What channels want and said, and what they are told beside news: valid by default, as in `make`."""

from __future__ import annotations

from bot.domain.audit import Entry
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    Gathering,
    Notice,
    NoticeKind,
    gathering_id,
    notice_id,
)
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import MuteId
from bot.domain.incident import Severity
from bot.domain.matcher import EVERYTHING
from bot.domain.mute import Mute
from bot.domain.subscription import Destination
from bot.domain.verdict import Opinion, Verdict
from tests.store.make import CHANNEL, DAY, HOUR, NOW, incident


def hold(kind=HoldKind.DIGEST, key="s1", destination=CHANNEL, **fields):
    given = {
        "id": hold_id(destination, kind, key),
        "kind": kind,
        "destination": destination,
        "key": key,
        "since": NOW,
        "until": NOW + HOUR,
    }
    return Hold(**(given | fields))


def gathering(of, **fields):
    return delivery_about(
        Gathering(hold=of, since=of.since, until=of.until),
        **{"id": gathering_id(of.id, of.until), "destination": of.destination, "is_first": True} | fields,
    )


def notice(text="discord:1:2", destination=CHANNEL, **fields):
    about = Notice(kind=NoticeKind.SUSPENDED, text=text, reason="no such channel")
    return delivery_about(about, **{"id": notice_id(destination, about, NOW), "destination": destination} | fields)


def delivery_about(about, **fields):
    given = {
        "about": about,
        "subscriptions": (),
        "severity": Severity.MEDIUM,
        "language": "",
        "state": DeliveryState.PENDING,
        "created_at": NOW,
        "next_at": NOW,
    }
    return Delivery(**(given | fields))


def mute(name="MUTE0001", destination=CHANNEL, **fields):
    given = {
        "id": MuteId(name),
        "destination": destination,
        "label": "type:ied",
        "matcher": EVERYTHING,
        "since": NOW,
        "until": NOW + DAY,
        "by": "someone",
    }
    return Mute(**(given | fields))


def entry(line="subscribe everything", destination=CHANNEL, **fields):
    return Entry(**({"at": NOW, "destination": destination, "user": "someone", "line": line} | fields))


def verdict(opinion=Opinion.USEFUL, destination=CHANNEL, **fields):
    given = {"destination": destination, "incident": incident().id, "user": "someone", "opinion": opinion, "at": NOW}
    return Verdict(**(given | fields))


def destination(number):
    return Destination(platform="discord", tenant="1", channel=f"{number}")
