"""response_urls: five uses in thirty minutes, for one or for all, new or in the place of what was there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack.clerk import button, card
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.stage import Desk, desk


class Answering:
    """A command that was just typed, and slack_sdk's client for its response_url."""

    def __init__(self, at: Desk) -> None:
        self.at, self.slack = at, at.slack
        person = at.slack.rooms.people[at.ann]
        self.act = at.slack.acts.begin("slash_commands", person, at.team, at.channel)
        url = at.slack.payloads.response_url(self.act)
        self._client = AsyncWebhookClient(url, session=at.http, retry_handlers=[])

    async def __call__(self, **body: Any) -> tuple[int, str]:
        answer = await self._client.send_dict(body)
        return answer.status_code, answer.body


@pytest.fixture
async def here() -> AsyncIterator[Answering]:
    async with desk() as at:
        yield Answering(at)


async def test_the_sixth_use_is_one_too_many(here: Answering) -> None:
    for number in range(5):
        assert await here(text=str(number)) == (200, '{"ok": true}')
    assert await here(text="5") == (404, '{"ok": false, "error": "used_url"}')
    assert [message.text for message in here.slack.all()] == ["0", "1", "2", "3", "4"]
    assert {message.to for message in here.slack.all()} == {here.at.ann}


async def test_after_thirty_minutes_it_is_too_late() -> None:
    async with desk(Slack()) as at:
        answering = Answering(at)
        at.slack.advance(1799)
        assert (await answering(text="x"))[0] == 200
        at.slack.advance(2)
        assert await answering(text="x") == (404, '{"ok": false, "error": "expired_url"}')


async def test_an_address_that_slack_never_gave_is_nobodys(here: Answering) -> None:
    async with here.at.http.post(f"{here.slack.url}/response/T1/1/made-up", json={"text": "x"}) as answer:
        assert answer.status == 404


async def test_what_is_meant_for_all_stands_in_the_channel(here: Answering) -> None:
    await here(text="for all", response_type="in_channel")
    (message,) = here.slack.standing(here.at.channel)
    assert (message.text, message.to) == ("for all", "")


async def test_a_replacement_takes_the_place_of_the_whole_message(here: Answering) -> None:
    here.act.source = here.slack.talk.put(here.slack.rooms.channels[here.at.channel], card("a", button("b", "c")))
    await here(text="instead", replace_original=True)
    assert (here.act.source.text, len(here.act.source.edits)) == ("instead", 1)
    await here(delete_original=True)
    assert here.slack.standing(here.at.channel) == []
    assert await here(text="once more", replace_original=True) == (200, '{"ok": false, "error": "message_not_found"}')


async def test_an_answer_is_judged_and_spoilt_like_every_request(here: Answering) -> None:
    assert '"invalid_blocks"' in (await here(text="x", blocks=[{"type": "header"}]))[1]
    assert here.slack.forgive()
    here.slack.script(["broken"], on="response_url")
    assert (await here(text="x"))[0] == 500
    assert [one.method for one in here.slack.requests] == ["response_url"] * 2
    assert [one.team for one in here.slack.requests] == [here.at.team] * 2
