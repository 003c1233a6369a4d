"""Messages, threads, forums and conversations, as any client finds them, and what is refused with which code."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest

from tests.fakes.discord.asking import Asking, asking, stage
from tests.fakes.discord.fake import Discord
from tests.fakes.discord.rooms import By
from tests.fakes.discord.routes import ROUTES

Json = dict[str, Any]


async def test_a_nonce_that_is_enforced_gives_the_first_message_back_for_five_minutes() -> None:
    fake, channel, messages = stage()
    body = {"content": "once", "nonce": "abc", "enforce_nonce": True}
    async with asking(fake) as ask:
        first = (await ask(f"POST {messages}", body)).body
        fake.advance(299)
        assert (await ask(f"POST {messages}", {**body, "content": "again"})).body == first
        assert (first["nonce"], first["content"]) == ("abc", "once")
        fake.advance(1)
        assert (await ask(f"POST {messages}", body)).body["id"] != first["id"]
    assert [one.content for one in fake.messages(channel)] == ["once", "once"]


@pytest.mark.parametrize("change", ["not enforced", "elsewhere", "deleted"])
async def test_a_nonce_makes_a_second_message_where_it_is(change: str) -> None:
    fake, channel, messages = stage()
    other = fake.channel(next(iter(fake.rooms.guilds)), "other") if change == "elsewhere" else channel
    body = {"content": "x", "nonce": "abc", "enforce_nonce": True}
    async with asking(fake) as ask:
        first = (await ask(f"POST {messages}", body)).body
        if change == "deleted":
            fake.delete(first["id"])
        enforced = {"enforce_nonce": change != "not enforced"}
        second = (await ask(f"POST /channels/{other}/messages", {**body, **enforced})).body
    assert second["id"] != first["id"]
    assert len(fake.all()) == 2


async def test_an_edit_changes_what_is_given_and_keeps_the_former_text() -> None:
    fake, channel, messages = stage()
    embed = {"title": "Kidal"}
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "first", "embeds": [embed]})).body
        edited = (await ask(f"PATCH {messages}/{sent['id']}", {"content": "second"})).body
        assert (edited["content"], edited["embeds"][0]["title"]) == ("second", "Kidal")
        assert (sent["edited_timestamp"], edited["edited_timestamp"] > sent["timestamp"]) == (None, True)
        assert (await ask(f"GET {messages}/{sent['id']}")).body == edited
    (message,) = fake.messages(channel)
    assert (message.body["content"], message.content, len(message.edits)) == ("first", "second", 1)


async def test_the_history_of_a_channel_is_read_in_pages_newest_first() -> None:
    fake, _, messages = stage()
    async with asking(fake) as ask:
        ids = [(await ask(f"POST {messages}", {"content": str(number)})).body["id"] for number in range(7)]
        await ask(f"DELETE {messages}/{ids[3]}")

        async def page(query: str) -> str:
            return "".join(one["content"] for one in (await ask(f"GET {messages}?{query}")).body)

        assert await page("") == "654210"
        assert await page("limit=2") == "65"
        assert await page(f"limit=2&before={ids[5]}") == "42"
        assert await page(f"limit=2&after={ids[1]}") == "42"
        assert await page(f"limit=4&around={ids[2]}") == "5421"
        assert (await ask(f"GET {messages}?limit=101")).code == 50035


BUTTON = {"type": 2, "style": 1, "label": "x", "custom_id": "a"}
WRONG: dict[str, tuple[Json, int]] = {
    "empty": ({}, 50006),
    "an empty text": ({"content": ""}, 50006),
    "too long": ({"content": "x" * 2001}, 50035),
    "too much in its embeds": ({"embeds": [{"description": "x" * 3001}] * 2}, 50035),
    "of a long nonce": ({"content": "x", "nonce": "x" * 26}, 50035),
    "an answer to nothing": ({"content": "x", "message_reference": {"message_id": "1"}}, 50035),
    "V2 with a text": ({"content": "x", "flags": 1 << 15, "components": [{"type": 10, "content": "y"}]}, 50035),
    "V2 without its flag": ({"components": [{"type": 10, "content": "y"}]}, 50035),
    "one custom_id twice": ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, 50035),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
async def test_a_message_is_refused_that_is(what: str) -> None:
    body, code = WRONG[what]
    fake, channel, messages = stage()
    async with asking(fake) as ask:
        refused = await ask(f"POST {messages}", body)
    assert (refused.status, refused.code) == (400, code)
    assert ("errors" in refused.body) == (code == 50035)
    assert fake.messages(channel) == []


async def test_an_answer_to_a_deleted_message_is_sent_without_it_where_that_is_allowed() -> None:
    fake, _, messages = stage()
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "x"})).body["id"]
        reference = {"message_id": sent, "fail_if_not_exists": False}
        answer = (await ask(f"POST {messages}", {"content": "y", "message_reference": reference})).body
        assert answer["message_reference"]["message_id"] == sent
        await ask(f"DELETE {messages}/{sent}")
        answer = (await ask(f"POST {messages}", {"content": "y", "message_reference": reference})).body
        assert "message_reference" not in answer


async def test_a_deleted_message_and_one_of_somebody_else_cannot_be_edited() -> None:
    fake, channel, messages = stage()
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "x"})).body["id"]
        theirs = fake.write("amina", channel, "hello")
        assert (await ask(f"PATCH {messages}/{theirs}", {"content": "y"})).code == 50005
        assert (await ask(f"DELETE {messages}/{sent}")).status == 204
        for method in ("PATCH", "DELETE"):
            assert (await ask(f"{method} {messages}/{sent}", {"content": "y"})).code == 10008
        assert [one["author"]["username"] for one in (await ask(f"GET {messages}")).body] == ["amina"]
    assert [one.gone for one in fake.messages(channel)] == [By.CLIENT, By.NOBODY]


PINGS: dict[str, tuple[Json | None, tuple[str, ...]]] = {
    "everybody where nothing is said about it": (None, ("@everyone", "<@&7>", "<@8>")),
    "nobody where nothing is allowed": ({"parse": []}, ()),
    "one role where it is named": ({"parse": [], "roles": ["7"]}, ("<@&7>",)),
    "people where those are parsed": ({"parse": ["users"]}, ("<@8>",)),
}


@pytest.mark.parametrize("whom", PINGS)
async def test_a_message_calls(whom: str) -> None:
    allowed, called = PINGS[whom]
    fake, channel, messages = stage()
    body: Json = {"content": "@everyone <@&7> <@8>"} | ({} if allowed is None else {"allowed_mentions": allowed})
    async with asking(fake) as ask:
        answer = (await ask(f"POST {messages}", body)).body
    assert fake.messages(channel)[0].pings == called
    assert answer["mention_everyone"] == ("@everyone" in called)


def with_file(body: Json, name: str) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body))
    form.add_field("files[0]", b"picture", filename=name, content_type="image/png")
    return form


async def test_a_file_comes_with_its_body_and_an_edit_keeps_or_drops_it() -> None:
    fake, _, messages = stage()
    body = {"attachments": [{"id": 0, "filename": "map.png", "description": "a map of Kidal"}]}
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", data=with_file(body, "map.png"))).body
        (kept,) = sent["attachments"]
        assert (kept["filename"], kept["description"], kept["size"]) == ("map.png", "a map of Kidal", 7)
        edit = {"content": "x", "attachments": [{"id": kept["id"]}]}
        assert (await ask(f"PATCH {messages}/{sent['id']}", edit)).body["attachments"] == [kept]
        dropped = await ask(f"PATCH {messages}/{sent['id']}", {"attachments": []})
        assert dropped.body["attachments"] == []
    assert fake.complaints == []


async def test_what_is_wrong_with_a_request_is_kept_for_the_test() -> None:
    def judge(method: str, template: str, body: Any) -> list[str]:
        return [f"{len(body['content'])} characters"] if method == "POST" and "content" in body else []

    fake, _, messages = stage(judge=judge)
    async with asking(fake) as ask:
        await ask(f"POST {messages}", {"content": "abc"})
        await ask(f"POST {messages}", data=with_file({"content": "abcd"}, "a.png"))
        assert (await ask("GET /voice/regions")).status == 404
    route = "POST /channels/{channel_id}/messages"
    assert fake.complaints == [
        f"{route}: 3 characters",
        f"{route}: files ['0'] do not match attachments []",
        f"{route}: 4 characters",
        "GET /voice/regions: this Discord has nothing there",
    ]


async def test_every_request_is_kept_with_the_time_of_its_arrival_on_both_clocks() -> None:
    fake, channel, messages = stage(now=lambda: 100.0)
    async with asking(fake) as ask:
        await ask(f"POST {messages}", {"content": "abc"})
        fake.advance(5)
        await ask(f"POST {messages}", {})
    assert [(one.route, one.path, one.status, one.at) for one in fake.requests] == [
        ("POST /channels/{channel_id}/messages", f"/channels/{channel}/messages", 200, 100.0),
        ("POST /channels/{channel_id}/messages", f"/channels/{channel}/messages", 400, 105.0),
    ]
    assert fake.requests[0].arrived < fake.requests[1].arrived
    assert fake.messages(channel)[0].at == 100.0


REFUSED: dict[str, tuple[Callable[[Asking], Any], int, int]] = {
    "a webhook nobody has": (lambda ask: ask("POST /webhooks/1/x", {"content": "x"}), 404, 10015),
    "an interaction nobody had": (lambda ask: ask("POST /interactions/1/x/callback", {"type": 4}), 404, 10062),
    "a body that is no JSON": (lambda ask: ask("POST /users/@me/channels", data=b"{"), 400, 50109),
    "a guild nobody knows": (lambda ask: ask("GET /guilds/1"), 404, 10004),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_an_error_has_status_and_code_for(what: str) -> None:
    do, status, code = REFUSED[what]
    async with asking(stage()[0]) as ask:
        refused = await do(ask)
    assert (refused.status, refused.code, refused.headers["Content-Type"]) == (status, code, "application/json")


async def test_a_wrong_token_is_unauthorized_and_counts_as_invalid() -> None:
    fake, _, messages = stage()
    async with asking(fake, token="another") as ask:
        refused = await ask(f"POST {messages}", {"content": "x"})
    assert (refused.status, refused.code, fake.pace.invalid) == (401, 0, 1)


def test_every_path_that_is_found_is_answered() -> None:
    assert set(Discord().rest._verbs) == set(ROUTES)
