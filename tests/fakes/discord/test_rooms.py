"""Threads, forums, announcements, conversations and shut doors, as any client finds them."""

from __future__ import annotations

import pytest

from tests.fakes.discord.asking import asking, stage
from tests.fakes.discord.rooms import Kind


async def test_a_thread_hangs_beneath_its_message_and_bears_its_id() -> None:
    fake, channel, messages = stage()
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "Kidal"})).body["id"]
        made = await ask(f"POST {messages}/{sent}/threads", {"name": "Kidal"})
        assert (made.status, made.body["id"], made.body["type"], made.body["parent_id"]) == (201, sent, 11, channel)
        assert (await ask(f"POST {messages}/{sent}/threads", {"name": "Kidal"})).code == 160004
        await ask(f"POST /channels/{sent}/messages", {"content": "an update"})
        assert (await ask(f"GET /channels/{sent}")).body["message_count"] == 1
        assert (await ask(f"GET {messages}/{sent}")).body["thread"]["id"] == sent
    assert [one.content for one in fake.replies(sent)] == ["an update"]
    assert [one.content for one in fake.messages(channel)] == ["Kidal"]


async def test_an_archived_thread_is_opened_by_writing_in_it_unless_it_is_locked() -> None:
    fake, _, messages = stage()
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "Kidal"})).body["id"]
        await ask(f"POST {messages}/{sent}/threads", {"name": "Kidal"})
        update = (await ask(f"POST /channels/{sent}/messages", {"content": "1"})).body["id"]
        fake.archive(sent)
        assert (await ask(f"PATCH /channels/{sent}/messages/{update}", {"content": "2"})).code == 50083
        assert (await ask(f"POST /channels/{sent}/messages", {"content": "3"})).status == 200
        assert (await ask(f"PATCH /channels/{sent}/messages/{update}", {"content": "2"})).status == 200
        fake.archive(sent, locked=True)
        assert (await ask(f"POST /channels/{sent}/messages", {"content": "4"})).code == 50083
        await ask(f"PATCH /channels/{sent}", {"archived": False, "locked": False})
        assert (await ask(f"POST /channels/{sent}/messages", {"content": "5"})).status == 200


async def test_a_forum_takes_posts_and_no_messages() -> None:
    fake, forum, messages = stage(Kind.FORUM)
    async with asking(fake) as ask:
        assert (await ask(f"POST {messages}", {"content": "x"})).code == 50008
        post = (await ask(f"POST /channels/{forum}/threads", {"name": "Kidal", "message": {"content": "x"}})).body
        assert (post["type"], post["message"]["id"], post["message"]["content"]) == (11, post["id"], "x")
        assert (await ask(f"POST /channels/{post['id']}/messages", {"content": "y"})).status == 200
        assert (await ask(f"POST /channels/{forum}/threads", {"name": "Gao", "message": {}})).code == 50006
        assert (await ask(f"POST /channels/{forum}/threads", {"name": "Gao"})).code == 50035
    assert [one.content for one in fake.standing(post["id"])] == ["x", "y"]


async def test_a_forum_that_demands_a_tag_takes_no_post_without_one_of_its_own() -> None:
    fake, forum, _ = stage(Kind.FORUM)
    free, moderated = fake.demand_tags(forum, ["Mali", "Ours"], moderated=["Ours"])
    post = {"name": "Kidal", "message": {"content": "x"}}
    async with asking(fake) as ask:
        told = (await ask(f"GET /channels/{forum}")).body
        assert (told["flags"], [tag["name"] for tag in told["available_tags"]]) == (16, ["Mali", "Ours"])
        for tags, code in (([], 40067), (["1"], 50035), ([moderated], 50013)):
            assert (await ask(f"POST /channels/{forum}/threads", {**post, "applied_tags": tags})).code == code
        made = (await ask(f"POST /channels/{forum}/threads", {**post, "applied_tags": [free]})).body
        assert made["applied_tags"] == [free]
    assert len(fake.all()) == 1


async def test_an_announcement_is_published_and_its_threads_are_of_their_own_type() -> None:
    fake, _, messages = stage(Kind.ANNOUNCEMENT)
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "x"})).body["id"]
        assert (await ask(f"POST {messages}/{sent}/crosspost")).body["flags"] == 1
        assert (await ask(f"POST {messages}/{sent}/threads", {"name": "x"})).body["type"] == 10


async def test_a_conversation_is_the_same_channel_each_time() -> None:
    fake, _, _ = stage()
    person = fake.person("amina")
    async with asking(fake) as ask:
        made = [(await ask("POST /users/@me/channels", {"recipient_id": person})).body for _ in range(2)]
        assert (made[0]["id"], made[0]["type"], made[0]["recipients"][0]["username"]) == (made[1]["id"], 1, "amina")
        assert (await ask(f"POST /channels/{made[0]['id']}/messages", {"content": "x"})).status == 200
        fake.set_door(made[0]["id"], "forbidden")
        assert (await ask(f"POST /channels/{made[0]['id']}/messages", {"content": "x"})).code == 50007


@pytest.mark.parametrize(
    ("door", "status", "code"), [("forbidden", 403, 50013), ("hidden", 403, 50001), ("gone", 404, 10003)]
)
async def test_a_channel_is_shut(door: str, status: int, code: int) -> None:
    fake, channel, messages = stage()
    async with asking(fake) as ask:
        sent = (await ask(f"POST {messages}", {"content": "x"})).body["id"]
        thread = (await ask(f"POST {messages}/{sent}/threads", {"name": "x"})).body["id"]
        fake.set_door(channel, door)
        for path in (messages, f"/channels/{thread}/messages"):
            refused = await ask(f"POST {path}", {"content": "x"})
            assert (refused.status, refused.code) == (status, code)
        assert (await ask(f"PATCH {messages}/{sent}", {"content": "x"})).code == code
        fake.set_door(channel, "open")
        assert (await ask(f"POST {messages}", {"content": "x"})).status == 200
    assert fake.pace.invalid == (3 if status == 403 else 0)


async def test_a_guild_without_the_bot_is_without_access() -> None:
    fake, channel, messages = stage()
    (guild,) = fake.rooms.guilds
    async with asking(fake) as ask:
        assert [one["id"] for one in (await ask("GET /users/@me/guilds")).body] == [guild]
        fake.kick(guild)
        assert (await ask(f"POST {messages}", {"content": "x"})).code == 50001
        assert (await ask("GET /users/@me/guilds")).body == []
        fake.invite(guild)
        assert [one["id"] for one in (await ask(f"GET /guilds/{guild}/channels")).body] == [channel]
        assert (await ask(f"DELETE /users/@me/guilds/{guild}")).status == 204
        assert (await ask(f"GET /channels/{channel}")).code == 50001
