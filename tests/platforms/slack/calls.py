"""The arguments that Slack's methods take, as far as Tocsin uses them: finds misspelt and missing ones.

After https://docs.slack.dev/reference/methods; a test holds the names against slack_sdk's own methods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_PAGED = "cursor limit"
_HISTORY = f"{_PAGED} channel inclusive include_all_metadata latest oldest"


@dataclass(frozen=True)
class Call:
    """What a method needs and what else it takes; of each group in `one_of` exactly one has to be there."""

    needs: frozenset[str]
    takes: frozenset[str]
    one_of: tuple[frozenset[str], ...] = ()


def _call(needs: str = "", takes: str = "", *one_of: str) -> Call:
    groups = tuple(frozenset(group.split()) for group in one_of)
    return Call(frozenset(needs.split()), frozenset(takes.split()).union(*groups), groups)


# What everything here has of its own accord: `text` beside blocks, for notifications and screen readers.
CALLS: Mapping[str, Call] = {
    "auth.test": _call(),
    "auth.revoke": _call(takes="test"),
    "apps.connections.open": _call(takes="app_token"),
    "apps.uninstall": _call(takes="client_id client_secret"),
    "bots.info": _call(takes="bot team_id"),
    "chat.postMessage": _call(
        "channel text",
        "blocks metadata thread_ts reply_broadcast unfurl_links unfurl_media mrkdwn link_names parse",
    ),
    "chat.update": _call("channel ts text", "blocks metadata link_names parse reply_broadcast file_ids"),
    "chat.delete": _call("channel ts"),
    "chat.postEphemeral": _call("channel user text", "blocks thread_ts link_names parse"),
    "chat.getPermalink": _call("channel message_ts"),
    "conversations.open": _call("", "return_im", "channel users"),
    "conversations.info": _call("channel", "include_locale include_num_members"),
    "conversations.join": _call("channel"),
    "conversations.history": _call("channel", _HISTORY),
    "conversations.replies": _call("channel ts", _HISTORY),
    "conversations.list": _call("", f"{_PAGED} exclude_archived team_id types"),
    "conversations.members": _call("channel", _PAGED),
    "files.getUploadURLExternal": _call("filename length", "alt_txt snippet_type"),
    "files.completeUploadExternal": _call("files", "channel_id channels initial_comment thread_ts"),
    "files.info": _call("file", f"{_PAGED} count page"),
    "files.delete": _call("file"),
    "oauth.v2.access": _call("", "client_id client_secret redirect_uri grant_type", "code refresh_token"),
    "team.info": _call(takes="team domain"),
    "usergroups.list": _call("", "include_count include_disabled include_users team_id"),
    "usergroups.users.list": _call("usergroup", "include_disabled team_id"),
    "users.conversations": _call("", f"{_PAGED} exclude_archived team_id types user"),
    "users.info": _call("user", "include_locale"),
    "views.open": _call("view trigger_id"),
    "views.push": _call("view trigger_id"),
    "views.publish": _call("user_id view", "hash"),
    "views.update": _call("view", "hash", "view_id external_id"),
    # Not methods but answers: to a response_url, to typing into a menu, to the submission of a form.
    "response_url": _call(
        "", "text blocks response_type replace_original delete_original thread_ts metadata unfurl_links unfurl_media"
    ),
    "options": _call("", "", "options option_groups"),
    "view_submission": _call("response_action", "errors view"),
}

_TS = re.compile(r"[0-9]{1,12}\.[0-9]{6}")
_BOOLS = frozenset(
    "reply_broadcast unfurl_links unfurl_media mrkdwn link_names inclusive include_all_metadata exclude_archived "
    "include_locale include_num_members include_count include_disabled include_users return_im replace_original "
    "delete_original test".split()
)
_COUNTS = frozenset("limit length count page".split())
_JSON: Mapping[str, type] = {
    "blocks": list, "view": dict, "metadata": dict, "files": list, "errors": dict, "options": list,
    "option_groups": list, "file_ids": list,
}  # fmt: skip
_FORMS: Mapping[str, re.Pattern[str]] = {
    "channel": re.compile(r"[CGDU][A-Z0-9]{2,20}"),
    "channel_id": re.compile(r"[CGD][A-Z0-9]{2,20}"),
    "user": re.compile(r"[UW][A-Z0-9]{2,20}"),
    "user_id": re.compile(r"[UW][A-Z0-9]{2,20}"),
    "users": re.compile(r"[UW][A-Z0-9]{2,20}(?:,[UW][A-Z0-9]{2,20}){0,7}"),
    "usergroup": re.compile(r"S[A-Z0-9]{2,20}"),
    "ts": _TS, "thread_ts": _TS, "message_ts": _TS, "latest": re.compile(r"[0-9.]+"), "oldest": re.compile(r"[0-9.]+"),
    "response_type": re.compile(r"ephemeral|in_channel"),
    "response_action": re.compile(r"clear|errors|push|update"),
    "parse": re.compile(r"none"),
}  # fmt: skip


def faults(method: str, body: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the arguments themselves, without what is inside blocks and views."""
    call = CALLS.get(method)
    if call is None:
        yield f"no method that Tocsin uses: {method}"
        return
    given = {name for name, value in body.items() if value is not None} - {"token"}
    yield from (f"{name} is no argument of {method}" for name in sorted(given - call.needs - call.takes))
    yield from (f"{method} needs {name}" for name in sorted(call.needs - given))
    for group in call.one_of:
        if len(group & given) != 1:
            yield f"{method} needs one of {' and '.join(sorted(group))}"
    for name in sorted(given & (call.needs | call.takes)):
        yield from _value(name, body[name])
    if body.get("reply_broadcast") and method == "chat.postMessage" and "thread_ts" not in given:
        yield "reply_broadcast without thread_ts"


def _value(name: str, value: Any) -> Iterator[str]:
    if name in _JSON:
        if not isinstance(value, _JSON[name]):
            yield f"{name} is {type(value).__name__}, not {_JSON[name].__name__}"
    elif name in _BOOLS:
        if not (isinstance(value, bool) or value in ("true", "false", "1", "0", "True", "False")):
            yield f"{name} is {value!r}, neither true nor false"
    elif name in _COUNTS:
        if isinstance(value, bool) or not re.fullmatch(r"[0-9]+", str(value)):
            yield f"{name} is {value!r}, no number"
    elif not isinstance(value, str):
        yield f"{name} is {type(value).__name__}, not text"
    elif not value and name != "cursor":
        yield f"{name} is empty"
    elif name in _FORMS and not _FORMS[name].fullmatch(value):
        yield f"{name} is {value!r}"
