"""Channels and people: where the app may be and write, whom it finds, and what each token may do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.methods import METHODS, SCOPES
from tests.fakes.slack.stage import Desk, desk, on_sockets


@pytest.fixture
async def here() -> AsyncIterator[Desk]:
    slack = Slack()
    slack.unlimited()
    async with desk(slack) as opened:
        yield opened


async def refused(call: Any) -> dict[str, Any]:
    """The whole answer to a call that Slack refuses."""
    with pytest.raises(SlackApiError) as raised:
        await call
    return dict(raised.value.response.data)


async def error(call: Any) -> str:
    return str((await refused(call))["error"])


async def test_a_public_channel_can_be_joined_and_a_private_one_is_not_even_seen(here: Desk) -> None:
    public = here.slack.channel(here.team, "public", joined=False)
    private = here.slack.channel(here.team, "private", joined=False, private=True)
    assert await error(here.client.chat_postMessage(channel=public, text="x")) == "not_in_channel"
    assert await error(here.client.conversations_history(channel=public)) == "not_in_channel"
    assert (await here.client.conversations_join(channel=public))["channel"]["is_member"]
    assert (await here.client.conversations_join(channel=public))["warning"] == "already_in_channel"
    assert (await here.client.chat_postMessage(channel=public, text="x"))["ok"]
    for call in (
        here.client.chat_postMessage(channel=private, text="x"),
        here.client.conversations_info(channel=private),
        here.client.conversations_join(channel=private),
    ):
        assert await error(call) == "channel_not_found"
    here.slack.invite(private)
    assert (await here.client.chat_postMessage(channel=private, text="x"))["ok"]
    assert await error(here.client.conversations_join(channel=private)) == "method_not_supported_for_channel_type"
    here.slack.kick(private)
    assert await error(here.client.chat_postMessage(channel=private, text="x")) == "channel_not_found"


@pytest.mark.parametrize(
    ("door", "says"),
    [("archived", "is_archived"), ("restricted", "restricted_action"), ("gone", "channel_not_found")],
)
async def test_a_closed_door_says_why(here: Desk, door: str, says: str) -> None:
    here.slack.set_door(here.channel, door)
    assert await error(here.client.chat_postMessage(channel=here.channel, text="x")) == says
    here.slack.set_door(here.channel, "open")
    assert (await here.client.chat_postMessage(channel=here.channel, text="x"))["ok"]


async def test_with_the_scope_for_it_public_channels_are_written_to_from_outside() -> None:
    async with desk() as here:
        team = here.slack.team("Open desk", scopes=(*SCOPES, "chat:write.public"))
        channel = here.slack.channel(team, "public", joined=False)
        assert (await here.other(here.slack.token(team)).chat_postMessage(channel=channel, text="x"))["ok"]


async def test_the_token_of_one_workspace_sees_nothing_of_another(here: Desk) -> None:
    team = here.slack.team("Niger desk")
    other = here.other(here.slack.token(team))
    assert (await other.auth_test())["team_id"] == team
    assert await error(other.chat_postMessage(channel=here.channel, text="x")) == "channel_not_found"
    assert await error(other.users_info(user=here.ann)) == "user_not_found"
    assert await error(other.conversations_open(users=here.ann)) == "user_not_found"
    assert (await other.conversations_list())["channels"] == []


async def test_somebody_is_written_to_in_the_conversation_with_them(here: Desk) -> None:
    opened = (await here.client.conversations_open(users=here.ann))["channel"]["id"]
    await here.client.chat_postMessage(channel=opened, text="one")
    await here.client.chat_postMessage(channel=here.ann, text="two")
    assert [one.text for one in here.slack.standing(here.slack.dm(here.ann))] == ["one", "two"]
    assert opened == here.slack.dm(here.ann)
    assert await error(here.client.conversations_open(users=here.slack.bot(here.team)[0])) == "cannot_dm_bot"


async def test_channels_are_listed_page_by_page_as_the_app_sees_them(here: Desk) -> None:
    here.slack.channels(here.team, 3)
    secret = here.slack.channel(here.team, "secret", private=True)
    here.slack.channel(here.team, "hidden", private=True, joined=False)
    here.slack.set_door(here.slack.channel(here.team, "old", joined=False), "archived")
    found: list[str] = []
    async for page in await here.client.conversations_list(limit=2, exclude_archived=True):
        found += [one["name"] for one in page["channels"]]
    assert found == ["alerts", "channel-0", "channel-1", "channel-2"]
    mine = (await here.client.users_conversations(types="public_channel,private_channel"))["channels"]
    assert [one["name"] for one in mine] == ["alerts", "channel-0", "channel-1", "channel-2", "secret"]
    assert (await here.client.conversations_members(channel=secret))["members"] == [here.slack.bot(here.team)[0]]
    info = (await here.client.conversations_info(channel=secret, include_num_members=True))["channel"]
    assert (info["is_private"], info["num_members"], info["id"][0]) == (True, 1, "C")


async def test_people_are_known_with_their_rights_their_language_and_their_zone(here: Desk) -> None:
    bob = here.slack.user(here.team, "bob", guest=True, locale="fr-FR", tz="Africa/Bamako")
    user = (await here.client.users_info(user=bob, include_locale=True))["user"]
    assert (user["locale"], user["tz"], user["is_restricted"]) == ("fr-FR", "Africa/Bamako", True)
    assert (user["is_admin"], (await here.client.users_info(user=here.ann))["user"]["is_admin"]) == (False, True)
    assert {one["name"] for one in (await here.client.users_list())["members"]} == {"ann", "bob", "tocsin"}
    assert here.slack.forgive() == ["users.list: no method that Tocsin uses: users.list"]
    ops = here.slack.group(here.team, "ops", members=[bob])
    groups = (await here.client.usergroups_list(include_users=True))["usergroups"]
    assert [(one["id"], one["users"]) for one in groups] == [(ops, [bob])]
    assert (await here.client.usergroups_users_list(usergroup=ops))["users"] == [bob]
    assert (await here.client.bots_info())["bot"]["app_id"] == here.slack.app_id


async def test_whoever_shares_a_channel_from_elsewhere_is_a_stranger(here: Desk) -> None:
    other = here.slack.team("Niger desk", installed=False)
    zoe = here.slack.user(other, "zoe", admin=True)
    here.slack.share(here.channel, other)
    assert await error(here.client.users_info(user=zoe)) == "user_not_found"
    here.slack.invite(here.channel, zoe)
    user = (await here.client.users_info(user=zoe))["user"]
    assert (user["is_stranger"], user["team_id"], "is_admin" in user) == (True, other, False)


@pytest.mark.parametrize(
    ("scope", "call"),
    [
        ("chat:write", lambda here: here.client.chat_postMessage(channel=here.channel, text="x")),
        ("channels:history", lambda here: here.client.conversations_history(channel=here.channel)),
        ("groups:history", lambda here: here.client.conversations_history(
            channel=here.slack.channel(here.team, "secret", private=True))),
        ("im:history", lambda here: here.client.conversations_history(channel=here.slack.dm(here.ann))),
        ("channels:join", lambda here: here.client.conversations_join(channel=here.channel)),
        ("groups:read", lambda here: here.client.conversations_list(types="private_channel")),
        ("users:read", lambda here: here.client.users_info(user=here.ann)),
        ("im:write", lambda here: here.client.conversations_open(users=here.ann)),
        ("files:write", lambda here: here.client.files_getUploadURLExternal(filename="a.png", length=1)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
async def test_a_token_without_the_scope_is_told_which_one_it_needs(here: Desk, scope: str, call: Any) -> None:
    here.slack.drop_scopes(here.team, scope)
    answer = await refused(call(here))
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert answer["provided"].split(",") == [one for one in SCOPES if one != scope]


async def test_every_token_that_is_no_good_is_told_why(here: Desk) -> None:
    token = here.slack.token(here.team)
    for wrong, says in (("xoxb-none", "invalid_auth"), ("", "not_authed"), (here.slack.app_token, None)):
        assert await error(here.other(wrong).auth_test()) == (says or "not_allowed_token_type")
    assert await error(here.client.apps_connections_open(app_token=token)) == "not_allowed_token_type"
    assert await error(here.client.apps_connections_open(app_token="xapp-none")) == "invalid_auth"
    here.slack.revoke(here.team)
    assert await error(here.client.auth_test()) == "token_revoked"
    other = here.slack.team("Niger desk")
    here.slack.uninstall(other)
    assert await error(here.other(here.slack.token(other)).auth_test()) == "account_inactive"


async def test_arguments_come_by_get_by_form_and_as_json_only_where_slack_takes_it(here: Desk) -> None:
    headers = {"Authorization": f"Bearer {here.slack.token(here.team)}"}

    async def ask(verb: str, method: str, **given: Any) -> dict[str, Any]:
        async with here.http.request(verb, here.slack.api + method, headers=headers, **given) as response:
            return dict(await response.json())

    assert (await ask("GET", "users.info", params={"user": here.ann}))["ok"]
    assert (await ask("POST", "users.info", data={"user": here.ann}))["ok"]
    assert (await ask("POST", "users.info", json={"user": here.ann}))["error"] == "invalid_arguments"
    assert here.slack.forgive()[0] == "users.info takes no JSON: Slack sees no argument"
    for given in ({"json": {"channel": here.channel, "text": "x"}}, {"data": {"channel": here.channel, "text": "x"}}):
        assert (await ask("POST", "chat.postMessage", **given))["ok"]
    assert (await ask("POST", "users.conquer"))["error"] == "unknown_method"
    assert here.slack.forgive() == ["POST /api/users.conquer: this Slack has nothing there"]
    for body, says in (("{", "invalid_json"), ("[]", "json_not_object")):
        kind = {"Content-Type": "application/json"}
        async with here.http.post(here.slack.api + "auth.test", data=body, headers={**headers, **kind}) as response:
            assert (await response.json())["error"] == says
    async with here.http.post(here.slack.api + "auth.test", headers=headers) as response:
        assert response.headers["X-OAuth-Scopes"].split(",") == list(SCOPES)


async def test_the_app_hears_of_itself_coming_into_a_channel_and_of_those_who_come_where_it_is(here: Desk) -> None:
    clerk = Clerk(here)
    away = here.slack.channel(here.team, "elsewhere", joined=False)
    async with on_sockets(here.slack, clerk.app):
        here.slack.invite(away, here.ann)
        here.slack.invite(away)
        here.slack.invite(here.channel, here.slack.user(here.team, "bob"))
        await here.slack.settled()
    bot = here.slack.bot(here.team)[0]
    events = [body["event"] for body in clerk.bodies]
    assert sorted((one["channel"], one["user"] == bot) for one in events) == sorted(
        [(away, True), (here.channel, False)]
    )


def test_every_method_of_slacks_that_is_here_is_one_of_slack_sdks() -> None:
    assert [name for name in METHODS if not hasattr(AsyncWebClient, name.replace(".", "_"))] == []
