"""A request of Slack's, whatever kind it is, read into who did something, where, and by which ways that is answered.

Pure; must not know what is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.cards.phrases import LANGUAGES
from bot.domain.subscription import DIRECT, Destination
from bot.platforms.slack import memo
from bot.platforms.slack.adapter import NAME
from bot.platforms.slack.memo import Memo

Json = Mapping[str, Any]

_NOTHING: Json = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `thread` is the first message of the thread it was made in, `view` the form or the App Home.

    `trigger` opens one form within three seconds, `response_url` takes five answers within half an hour; both are as
    good as a password for that time. `text` is what was typed, `value` the chosen or pressed value.
    """

    team: str
    user: str
    channel: str = ""
    thread: str = ""
    text: str = ""
    value: str = ""
    action: str = ""
    trigger: str = ""
    response_url: str = ""
    is_below_private: bool = False  # in an answer that only this person sees
    message: Json = field(default_factory=dict)
    view: Json = field(default_factory=dict)
    memo: Memo = field(default_factory=Memo)

    @property
    def is_home(self) -> bool:
        return self.view.get("type") == "home"

    @property
    def is_form(self) -> bool:
        return self.view.get("type") == "modal"

    @property
    def destination(self) -> Destination:
        """Whose wishes are meant: the channel's, or the person's own where it was asked nowhere."""
        return Destination(platform=NAME, tenant=self.team, channel=self.channel or f"{DIRECT}{self.user}")


def read(body: Json) -> Asked:
    """The request, as bolt has parsed it. Raises KeyError for what is none of Slack's."""
    event = _object(body, "event")
    view, container, message = (_object(body, name) for name in ("view", "container", "message"))
    remembered = memo.read(str(view.get("private_metadata") or ""))
    action = _first(body.get("actions"))
    return Asked(
        team=_team(body),
        user=_id(body.get("user")) or str(event.get("user") or "") or str(body["user_id"]),
        channel=_channel(body, event, container) or remembered.channel,
        thread=_thread(container, message or event),
        text=str(body.get("text") or event.get("text") or ""),
        value=_value(action) or str(body.get("value") or ""),
        action=str(action.get("action_id") or body.get("action_id") or ""),
        trigger=str(body.get("trigger_id") or ""),
        response_url=str(body.get("response_url") or remembered.response_url),
        is_below_private=bool(container.get("is_ephemeral")),
        message=message,
        view=view,
        memo=remembered,
    )


def language(locale: str) -> str:
    """ "fr" for "fr-FR"; empty where Tocsin does not speak it: then its usual one is right."""
    base = locale.partition("-")[0].lower()
    return base if base in LANGUAGES else ""


def _team(body: Json) -> str:
    """The workspace in which Tocsin is installed. Where channels are shared, that is not always the person's own."""
    view, event = _object(body, "view"), _object(body, "event")
    said: Iterable[object] = (
        view.get("app_installed_team_id"),
        _first(body.get("authorizations")).get("team_id"),
        _id(body.get("team")),
        body.get("team_id"),
        _object(body, "user").get("team_id"),
        view.get("team_id"),
        event.get("team"),
    )
    found = next((str(one) for one in said if one), "")
    if not found:
        raise KeyError("team_id")
    return found


def _channel(body: Json, event: Json, container: Json) -> str:
    said = (body.get("channel_id"), _id(body.get("channel")), container.get("channel_id"), _id(event.get("channel")))
    return next((str(one) for one in said if one), "")


def _thread(container: Json, message: Json) -> str:
    """The first message of the thread; what stands in the channel itself is in none, though one hangs beneath it."""
    head = str(container.get("thread_ts") or message.get("thread_ts") or "")
    return "" if head == message.get("ts") else head


def _value(action: Json) -> str:
    """What a button says, or the option that was chosen of a menu."""
    chosen = _object(action, "selected_option")
    return str(action.get("value") or chosen.get("value") or "")


def _id(told: object) -> str:
    return str(told.get("id") or "") if isinstance(told, Mapping) else str(told or "")


def _object(told: Json, name: str) -> Json:
    found = told.get(name)
    return found if isinstance(found, Mapping) else _NOTHING


def _first(told: object) -> Json:
    return told[0] if isinstance(told, list) and told and isinstance(told[0], Mapping) else _NOTHING
