"""The fake against what Slack publishes: payloads have the fields of its documentation and its Java SDK's logs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.stage import Desk, desk, on_sockets

# After https://docs.slack.dev/reference/interaction-payloads and json-logs/samples of slackapi/java-slack-sdk.
COMMAND = (
    "api_app_id channel_id channel_name command is_enterprise_install response_url team_domain team_id text token "
    "trigger_id user_id user_name"
)
INTERACTION = "api_app_id enterprise is_enterprise_install team token type user"
OF_MESSAGE = f"{INTERACTION} channel container response_url state trigger_id actions"
VIEW = (
    "app_id app_installed_team_id blocks bot_id callback_id clear_on_close close external_id hash id notify_on_close "
    "previous_view_id private_metadata root_view_id state submit submit_disabled team_id title type"
)
EVENT = (
    "api_app_id authorizations context_enterprise_id context_team_id event event_context event_id event_time "
    "is_ext_shared_channel team_id token type"
)


@pytest.fixture
async def here() -> AsyncIterator[tuple[Desk, Clerk]]:
    async with desk() as at:
        clerk = Clerk(at)
        async with on_sockets(at.slack, clerk.app):
            yield at, clerk


def fields(body: dict[str, Any]) -> str:
    return " ".join(sorted(body))


def ordered(names: str) -> str:
    return " ".join(sorted(names.split()))


async def test_a_command_and_what_comes_from_messages_have_slacks_fields(here: tuple[Desk, Clerk]) -> None:
    at, clerk = here
    mine = await at.slack.command("/tocsin Kidal", at.ann, at.channel)
    assert fields(clerk.bodies[-1]) == COMMAND
    await at.slack.press(mine.one, "Mute", user=at.ann)
    assert fields(clerk.bodies[-1]) == ordered(OF_MESSAGE)
    assert fields(clerk.bodies[-1]["actions"][0]) == "action_id action_ts block_id text type value"
    aloud = await at.slack.command("/tocsin aloud", at.ann, at.channel)
    await at.slack.press(aloud.one, "Mute", user=at.ann)
    assert fields(clerk.bodies[-1]) == ordered(f"{OF_MESSAGE} message")
    assert fields(clerk.bodies[-1]["user"]) == "id name team_id username"
    await at.slack.message_shortcut("why", aloud.one, at.ann)
    about = f"{INTERACTION} action_ts callback_id channel message message_ts response_url trigger_id"
    assert fields(clerk.bodies[-1]) == ordered(about)


async def test_what_comes_from_shortcuts_and_forms_has_slacks_fields(here: tuple[Desk, Clerk]) -> None:
    at, clerk = here
    view = (await at.slack.shortcut("ask", at.ann)).view
    assert view is not None
    assert fields(clerk.bodies[-1]) == ordered(f"{INTERACTION} action_ts callback_id trigger_id")
    await at.slack.options(view, "place", "k", user=at.ann)
    assert fields(clerk.bodies[-1]) == ordered(f"{INTERACTION} action_id block_id container value view")
    await at.slack.submit(view, {"place": "Gao"})
    assert fields(clerk.bodies[-1]) == ordered(f"{INTERACTION} response_urls trigger_id view")
    assert fields(clerk.bodies[-1]["view"]) == VIEW


async def test_events_have_slacks_fields(here: tuple[Desk, Clerk]) -> None:
    at, clerk = here
    await at.slack.open_home(at.ann)
    assert (fields(clerk.bodies[-1]), fields(clerk.bodies[-1]["event"])) == (EVENT, "channel event_ts tab type user")
    await at.slack.open_home(at.ann)
    assert "view" in clerk.bodies[-1]["event"]
    await at.slack.mention(at.ann, at.channel, "hello")
    assert fields(clerk.bodies[-1]["event"]) == "channel client_msg_id event_ts team text ts type user"
    at.slack.share(at.channel, at.slack.team("Niger desk", installed=False))
    await at.slack.mention(at.ann, at.channel, "hello")
    assert clerk.bodies[-1]["is_ext_shared_channel"]
