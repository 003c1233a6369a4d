"""The judge finds what Slack would refuse: each fault below is one change of a body that is well."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack import calls, shapes
from tests.platforms.slack.judge import violations

Body = dict[str, Any]
Change = Callable[[Body], object]


def plain(text: str, **more: Any) -> Body:
    return {"type": "plain_text", "text": text, "emoji": False, **more}


def button(number: int = 0, **more: Any) -> Body:
    return {
        "type": "button",
        "action_id": f"{number}:mute",
        "text": plain("Mute"),
        "value": "mute?what=7K2M9QXD",
        **more,
    }


def rich(*elements: Body) -> Body:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def word(text: str = "Kidal") -> Body:
    return {"type": "text", "text": text}


def markup(text: str) -> Body:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def options(count: int) -> list[Body]:
    return [{"text": plain(f"Place {index}"), "value": str(index)} for index in range(count)]


MESSAGE: Body = {
    "channel": "C0ALERTS",
    "text": "Town captured: Kidal &amp; around",
    "metadata": {"event_type": "tocsin_delivery", "event_payload": {"key": "k"}},
    "unfurl_links": False,
    "thread_ts": "1700035200.000100",
    "blocks": [
        {"type": "header", "text": plain("Town captured: Kidal")},
        rich(
            {"type": "usergroup", "usergroup_id": "S0DESK"},
            {"type": "text", "text": "High severity", "style": {"bold": True}},
            {"type": "link", "url": "https://rfi.example/a?b=c&d=e", "text": "RFI"},
            {"type": "date", "timestamp": 1700035200, "format": "{date_short} {time}", "fallback": "15 November"},
        ),
        {"type": "rich_text", "elements": [
            {"type": "rich_text_list", "style": "bullet",
             "elements": [{"type": "rich_text_section", "elements": [word()]}]}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Who*"}, "fields": [plain("a"), plain("b")]},
        {"type": "divider"},
        {"type": "image", "slack_file": {"id": "F0MAP"}, "alt_text": "A map"},
        markup("`/tocsin help` <https://rfi.example|RFI> &lt;3 <!date^1700035200^{ago}|today>"),
        {"type": "actions", "elements": [button(0, style="primary"), button(1)]},
    ],
}  # fmt: skip
MODAL: Body = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Subscribe"),
    "submit": plain("Show"),
    "private_metadata": '{"a":1}',
    "blocks": [
        {"type": "input", "block_id": "what", "label": plain("What"), "element": {
            "type": "external_select", "action_id": "what", "min_query_length": 2, "placeholder": plain("Kidal")}},
        {"type": "input", "block_id": "how", "label": plain("How"), "optional": True, "element": {
            "type": "static_select", "action_id": "how", "options": options(3)}},
        {"type": "input", "block_id": "why", "label": plain("Why"), "element": {
            "type": "plain_text_input", "action_id": "why", "max_length": 100}},
    ],
}  # fmt: skip
HOME: Body = {"type": "home", "blocks": MESSAGE["blocks"]}
GOOD: dict[str, tuple[str, Body]] = {
    "message": ("chat.postMessage", MESSAGE),
    "plain message": ("chat.postMessage", {"channel": "D0ANN", "text": "Kidal"}),
    "edit": ("chat.update", {"channel": "C0ALERTS", "ts": "1.000100", "text": "a", "metadata": MESSAGE["metadata"]}),
    "removal": ("chat.delete", {"channel": "C0ALERTS", "ts": "1700035200.000100"}),
    "private": ("chat.postEphemeral", {"channel": "C0ALERTS", "user": "U0ANN", "text": "a", "blocks": [markup("a")]}),
    "answer": ("response_url", {"text": "a", "blocks": MESSAGE["blocks"], "response_type": "in_channel"}),
    "removal of an answer": ("response_url", {"delete_original": True}),
    "form": ("views.open", {"trigger_id": "1.2.3", "view": MODAL}),
    "changed form": ("views.update", {"view_id": "V0", "hash": "h", "view": MODAL}),
    "home": ("views.publish", {"user_id": "U0ANN", "view": HOME}),
    "conversation": ("conversations.open", {"users": "U0ANN,U0BEN", "return_im": "true"}),
    "history": ("conversations.history", {"channel": "C0ALERTS", "limit": "100", "inclusive": "1", "oldest": "1.5"}),
    "person": ("users.info", {"user": "U0ANN", "include_locale": True, "token": "xoxb"}),
    "upload": ("files.getUploadURLExternal", {"filename": "a.png", "length": 12, "alt_txt": "A map"}),
    "uploaded": ("files.completeUploadExternal", {"files": [{"id": "F0MAP", "title": "Map"}]}),
    "choices": ("options", {"options": options(100)}),
    "grouped choices": ("options", {"option_groups": [{"label": plain("Mali"), "options": options(2)}]}),
    "faults of a form": ("view_submission", {"response_action": "errors", "errors": {"what": "No such place."}}),
    "next form": ("view_submission", {"response_action": "update", "view": MODAL}),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_is_well_passes(name: str) -> None:
    assert violations(*GOOD[name]) == []


def block(index: int, **more: Any) -> Change:
    return lambda body: body["blocks"][index].update(more)


def replaced(index: int, other: Any) -> Change:
    return lambda body: body["blocks"].__setitem__(index, other)


def added(*others: Any) -> Change:
    return lambda body: body["blocks"].extend(others)


def given(**more: Any) -> Change:
    return lambda body: body.update(more)


def element(index: int, **more: Any) -> Change:
    return lambda body: body["blocks"][1]["elements"][0]["elements"][index].update(more)


MARKDOWN = {"type": "markdown", "text": "x" * 6001}
ROW = [{"type": "raw_text", "text": "x"}]
BAD_MESSAGES: dict[str, tuple[Change, str]] = {
    "misspelt argument": (given(unfurl_link=False), "unfurl_link is no argument of chat.postMessage"),
    "misspelt key of a block": (block(0, txt=1), "Additional properties are not allowed ('txt'"),
    "misspelt key of an element": (element(1, styel={}), "'styel' was unexpected"),
    "misspelt style": (element(1, style={"blod": True}), "'blod' was unexpected"),
    "unknown block": (replaced(4, {"type": "rule"}), "no block is called 'rule'"),
    "unknown element": (element(1, type="words"), "'words' is not one of"),
    "no block": (replaced(4, "divider"), "is no block"),
    "alert block": (added({"type": "alert", "text": plain("a")}), "alert is not sure to be shown"),
    "form in a message": (added(MODAL["blocks"][0]), "input is not sure to be shown in a message"),
    "no channel": (lambda body: body.pop("channel"), "chat.postMessage needs channel"),
    "channel by name": (given(channel="#alerts"), "channel is '#alerts'"),
    "no text": (lambda body: body.pop("text"), "needs text"),
    "text of blanks": (given(text=" \n"), "text says nothing"),
    "text too long": (given(text="x" * 4001), "4001 characters, at most 4000"),
    "call that means nothing": (given(text="<!team>"), "<!team> means nothing"),
    "unescaped ampersand": (given(text="a & b"), "'&' is not escaped"),
    "unescaped bracket": (replaced(6, markup("a > b")), "'>' is not escaped"),
    "bad address in markup": (replaced(6, markup("<ftp://a.b|c>")), "means nothing"),
    "date without words": (replaced(6, markup("<!date^1^{ago}>")), "means nothing"),
    "unknown form of a date": (replaced(6, markup("<!date^1^{day}|x>")), "the format '{day}'"),
    "text that turns around": (given(text="a\u202eb"), "the letter '\\u202e'"),
    "text that controls": (element(1, text="a\x1b[2J"), "the letter '\\x1b'"),
    "51 blocks": (added(*[{"type": "divider"}] * 43), "51, at most 50"),
    "too much in all": (added(*[rich(word("x" * 2900)) for _ in range(5)]), "characters of JSON, at most 13000"),
    "header of 151": (block(0, text=plain("x" * 151)), "cannot exceed 150 characters"),
    "header in markup": (block(0, text={"type": "mrkdwn", "text": "x"}), "'plain_text' was expected"),
    "empty header": (block(0, text=plain(" ")), "a text that says nothing"),
    "empty rich text": (element(1, text=""), "an empty text"),
    "section without anything": (replaced(3, {"type": "section"}), "text or fields attribute must be specified"),
    "section of 3001": (block(3, text=plain("x" * 3001)), "cannot exceed 3000 characters"),
    "field of 2001": (block(3, fields=[plain("x" * 2001)]), "2001 characters, at most 2000"),
    "11 fields": (block(3, fields=[plain("x")] * 11), "fields attribute cannot exceed 10 items"),
    "11 elements of a context": (block(6, elements=[plain("x")] * 11), "cannot exceed 10 elements"),
    "26 buttons": (block(7, elements=[button(n) for n in range(26)]), "cannot exceed 25 elements"),
    "button of 76": (block(7, elements=[button(text=plain("x" * 76))]), "cannot exceed 75 characters"),
    "value of 2001": (block(7, elements=[button(value="x" * 2001)]), "2001 characters, at most 2000"),
    "button without action_id": (block(7, elements=[{"type": "button", "text": plain("a")}]), "without action_id"),
    "unknown style of a button": (block(7, elements=[button(style="good")]), "'good' is not one of"),
    "two primary buttons": (block(7, elements=[button(n, style="primary") for n in (0, 1)]), "more than one primary"),
    "one action_id twice": (block(7, elements=[button(), button()]), "action_id '0:mute' 2 times"),
    "one block_id twice": (added(*[{"type": "divider", "block_id": "a"}] * 2), "block_id 'a' 2 times"),
    "no actions": (block(7, elements=[]), "nothing in it"),
    "image without words": (block(5, alt_text=" "), "an image without words"),
    "image from two places": (block(5, image_url="https://a.b/c.png"), "an address or a file, not both"),
    "file by two names": (block(5, slack_file={"id": "F0", "url": "https://a.b"}), "an id or an address, not both"),
    "two tables": (added(*[{"type": "table", "rows": [ROW]}] * 2), "more than one table"),
    "101 rows": (added({"type": "table", "rows": [ROW] * 101}), "101 rows, at most 100"),
    "21 cells": (added({"type": "table", "rows": [ROW * 21]}), "21 cells"),
    "too much markdown": (added(MARKDOWN, MARKDOWN), "12002 characters together, at most 12000"),
    "link to a script": (element(2, url="javascript:alert(1)"), "no address of a web page"),
    "date before 1970": (element(3, timestamp=-1), "-1 seconds since 1970"),
    "date without fallback": (element(3, fallback=""), "without words for those who cannot show it"),
    "group by name": (element(0, usergroup_id="desk"), "usergroup_id: 'desk'"),
    "broadcast without thread": (lambda body: (body.pop("thread_ts"), body.update(reply_broadcast=True)),
                                 "reply_broadcast without thread_ts"),
    "metadata without payload": (given(metadata={"event_type": "a"}), "'event_payload' is a required property"),
    "blocks as text": (given(blocks="[]"), "blocks is str, not list"),
    "flag as a word": (given(unfurl_links="yes"), "neither true nor false"),
    "broken time": (given(thread_ts="1700035200"), "thread_ts is '1700035200'"),
}  # fmt: skip
BAD_FORMS: dict[str, tuple[Change, str]] = {
    "long title": (given(title=plain("x" * 25)), "title must be between 1 and 24 characters"),
    "no title": (lambda view: view.pop("title"), "'title' is a required property"),
    "no submit": (lambda view: view.pop("submit"), "an input without submit"),
    "nameless": (lambda view: view.pop("callback_id"), "nobody would know what it was"),
    "misspelt key": (given(titel=plain("x")), "'titel' was unexpected"),
    "no blocks": (given(blocks=[]), "no blocks"),
    "101 blocks": (added(*[{"type": "divider"}] * 98), "101, at most 100"),
    "table": (added({"type": "table", "rows": [ROW]}), "table is not sure to be shown in a modal"),
    "much metadata": (given(private_metadata="x" * 3001), "cannot exceed 3000 characters"),
    "101 options": (lambda view: view["blocks"][1]["element"].update(options=options(101)), "cannot exceed 100"),
    "option of 76": (lambda view: view["blocks"][1]["element"].update(
        options=[{"text": plain("x" * 76), "value": "a"}]), "76 characters, at most 75"),
    "option of no value": (lambda view: view["blocks"][1]["element"].update(
        options=[{"text": plain("x"), "value": ""}]), "an option without value"),
    "placeholder of 151": (lambda view: view["blocks"][0]["element"].update(placeholder=plain("x" * 151)),
                           "cannot exceed 150 characters"),
    "empty label": (block(0, label=plain("")), "a text that says nothing"),
    "home as a form": (given(type="home"), "takes no view of type 'home'"),
}  # fmt: skip
BAD_CALLS: dict[str, tuple[str, Body, str]] = {
    "unknown method": ("chat.shout", {}, "no method that Tocsin uses: chat.shout"),
    "form at home": ("views.publish", {"user_id": "U0", "view": MODAL}, "takes no view of type 'modal'"),
    "no trigger": ("views.open", {"view": MODAL}, "views.open needs trigger_id"),
    "view as text": ("views.open", {"trigger_id": "1", "view": "{}"}, "view is str, not dict"),
    "no time": ("chat.update", {"channel": "C0", "text": "a"}, "chat.update needs ts"),
    "nobody": ("conversations.open", {}, "conversations.open needs one of channel and users"),
    "both": ("conversations.open", {"users": "U0", "channel": "D0"}, "needs one of channel and users"),
    "no number": ("conversations.history", {"channel": "C0AB", "limit": "all"}, "limit is 'all', no number"),
    "misspelt alt text": ("files.getUploadURLExternal", {"filename": "a", "length": 1, "alt_text": "b"},
                          "alt_text is no argument of files.getUploadURLExternal"),
    "no files": ("files.completeUploadExternal", {"files": []}, "files: none"),
    "file without id": ("files.completeUploadExternal", {"files": [{"title": "a"}]}, "has no id"),
    "unknown answer": ("response_url", {"text": "a", "response_type": "public"}, "response_type is 'public'"),
    "answer without text": ("response_url", {"blocks": MESSAGE["blocks"]}, "text says nothing"),
    "101 choices": ("options", {"options": options(101)}, "at most 100"),
    "choice in markup": ("options", {"options": [{"text": {"type": "mrkdwn", "text": "a"}, "value": "b"}]},
                         "'plain_text' was expected"),
    "no choices": ("options", {}, "options needs one of option_groups and options"),
    "errors without any": ("view_submission", {"response_action": "errors"}, "errors without an error"),
    "no next form": ("view_submission", {"response_action": "push"}, "push without a view"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_MESSAGES)
def test_a_message_with_one_fault_is_refused_for_it(name: str) -> None:
    change, fault = BAD_MESSAGES[name]
    body = copy.deepcopy(MESSAGE)
    change(body)
    assert any(fault in one for one in violations("chat.postMessage", body)), violations("chat.postMessage", body)


@pytest.mark.parametrize("name", BAD_FORMS)
def test_a_form_with_one_fault_is_refused_for_it(name: str) -> None:
    change, fault = BAD_FORMS[name]
    view = copy.deepcopy(MODAL)
    change(view)
    told = violations("views.open", {"trigger_id": "1.2.3", "view": view})
    assert any(fault in one for one in told), told


@pytest.mark.parametrize("name", BAD_CALLS)
def test_a_call_with_one_fault_is_refused_for_it(name: str) -> None:
    method, body, fault = BAD_CALLS[name]
    assert any(fault in one for one in violations(method, body)), violations(method, body)


@pytest.mark.parametrize("method", [name for name in calls.CALLS if "." in name])
def test_slacks_own_client_takes_the_same_arguments(method: str) -> None:
    call = calls.CALLS[method]
    known = inspect.signature(getattr(AsyncWebClient, method.replace(".", "_"))).parameters
    assert (call.needs | call.takes) - set(known) == set()
    wanted = {name for name, one in known.items() if one.default is inspect.Parameter.empty} - {"self", "kwargs"}
    # What the client sends in headers is no argument of the method.
    assert wanted - call.needs <= {"app_token", "client_id", "client_secret"}


def test_the_types_know_the_blocks_that_there_are() -> None:
    assert {"header", "rich_text", "context", "actions", "input", "table"} < shapes.kinds()
    assert len(shapes.kinds()) == 20
