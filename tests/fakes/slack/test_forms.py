"""Modals: opened once and in time, filled in as Slack's client lets people, sent, stacked, closed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.answers import Screen
from tests.fakes.slack.clerk import Clerk, form
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.stage import Desk, desk, on_sockets

Json = dict[str, Any]


class Forms:
    def __init__(self, at: Desk, clerk: Clerk) -> None:
        self.at, self.slack, self.clerk = at, at.slack, clerk

    async def opened(self) -> Screen:
        shown = await self.slack.command("/tocsin form", self.at.ann, self.at.channel)
        assert shown.view is not None
        return shown.view


@pytest.fixture
async def here() -> AsyncIterator[Forms]:
    async with desk() as at:
        clerk = Clerk(at)
        at.slack.people.patience = 0.5
        async with on_sockets(at.slack, clerk.app):
            yield Forms(at, clerk)


async def error(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_a_form_is_filled_in_and_sent_with_what_stands_in_it(here: Forms) -> None:
    view = await here.opened()
    assert (view.title, here.slack.modal(here.at.ann)) == ("Tune", view)
    asked = await here.slack.options(view, "place", "ki", user=here.at.ann)
    assert asked.options == (("Kidal", "kidal"), ("Kita", "kita"))
    sent = await here.slack.submit(view, {"Place": "Kita", "level": "High", "why": "noise"})
    values = here.clerk.bodies[-1]["view"]["state"]["values"]
    assert values["where"]["place"]["selected_option"]["value"] == "kita"
    assert values["level"]["level"] == {"type": "static_select", "selected_option": {
        "text": {"type": "plain_text", "text": "High"}, "value": "high"}}  # fmt: skip
    assert values["reason"]["why"] == {"type": "plain_text_input", "value": "noise"}
    assert (sent.one.text, sent.one.channel) == ("tuned: noise", here.slack.dm(here.at.ann))
    assert here.slack.modal(here.at.ann) is None


async def test_whoever_names_a_place_types_it_and_picks_from_what_is_offered(here: Forms) -> None:
    view = await here.opened()
    await here.slack.submit(view, {"place": "Gao"})
    assert here.clerk.heard["block_suggestion"] == 1
    values = here.clerk.bodies[-1]["view"]["state"]["values"]
    assert values["where"]["place"]["selected_option"]["value"] == "gao"
    assert values["reason"]["why"]["value"] is None


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Place is empty"),
        ({"place": "Timbuktu"}, "Timbuktu is not offered"),
        ({"level": "Medium"}, "Medium is not offered"),
        ({"why": "x" * 21}, "21 characters"),
        ({"colour": "red"}, "0 fields"),
    ],
)
async def test_what_slacks_client_does_not_let_people_send_is_impossible(here: Forms, values: Json, why: str) -> None:
    view = await here.opened()
    with pytest.raises(Impossible, match=why):
        await here.slack.submit(view, values)
    assert here.clerk.heard["view_submission"] == 0


async def test_a_form_that_is_wrong_stays_with_what_was_typed(here: Forms) -> None:
    view = await here.opened()
    sent = await here.slack.submit(view, {"place": "Gao", "why": "bad"})
    assert sent.errors == {"reason": "That is no reason"}
    standing = here.slack.modal(here.at.ann)
    assert standing is not None
    assert (standing.id, standing.values["reason"]["why"]["value"]) == (view.id, "bad")
    assert (await here.slack.submit(standing, {"why": "noise"})).one.text == "tuned: noise"


async def test_the_answer_to_a_form_can_be_another_in_its_place_or_on_top(here: Forms) -> None:
    view = await here.opened()
    updated = (await here.slack.submit(view, {"place": "Gao", "why": "again"}, shows=0)).view
    assert updated is not None
    assert (updated.id, updated.title, updated.edits) == (view.id, "Once more", 1)
    pushed = (await here.slack.submit(updated, {"place": "Gao", "why": "deeper"})).view
    assert pushed is not None
    assert (pushed.id == view.id, pushed.title) == (False, "Deeper")
    with pytest.raises(Impossible, match="not on top"):
        await here.slack.submit(updated, {"place": "Gao"})
    await here.slack.close(pushed)
    assert here.clerk.heard["view_closed"] == 1
    standing = here.slack.modal(here.at.ann)
    assert standing is not None
    assert standing.id == view.id
    with pytest.raises(Impossible, match="not on their screen"):
        await here.slack.select(pushed, "level", "High", user=here.at.ann)


async def test_choosing_tells_the_app_where_it_asked_to_hear_of_it(here: Forms) -> None:
    menu = {"type": "static_select", "action_id": "level", "options": form("x")["blocks"][1]["element"]["options"]}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Level"}, "accessory": menu}
    trigger = here.slack.acts.begin("shortcut", here.slack.rooms.people[here.at.ann], here.at.team).trigger
    body = {"type": "modal", "callback_id": "tune", "title": {"type": "plain_text", "text": "T"}, "blocks": [section]}
    await here.at.client.views_open(trigger_id=trigger, view=body)
    view = here.slack.modal(here.at.ann)
    assert view is not None
    shown = await here.slack.select(view, "level", "High", user=here.at.ann)
    assert shown.view is not None
    assert (shown.view.id, shown.view.title) == (view.id, "Level high")
    assert here.clerk.bodies[-1]["container"] == {"type": "view", "view_id": view.id}


async def test_a_trigger_opens_one_modal_and_not_for_long() -> None:
    async with desk(Slack(within=0.1)) as at:
        async with on_sockets(at.slack, Clerk(at).app):
            at.slack.people.patience = 0.3
            assert (await at.slack.command("/tocsin late form", at.ann, at.channel)).view is None
        last = at.slack.requests[-1]
        assert (last.method, last.error) == ("views.open", "expired_trigger_id")
        act = at.slack.acts.begin("shortcut", at.slack.rooms.people[at.ann], at.team)
        other = at.other(at.slack.token(at.slack.team("Niger desk")))
        assert await error(other.views_open(trigger_id=act.trigger, view=form("A"))) == "invalid_trigger_id"
        await at.client.views_open(trigger_id=act.trigger, view=form("A"))
        assert await error(at.client.views_open(trigger_id=act.trigger, view=form("A"))) == "exchanged_trigger_id"
        assert await error(at.client.views_open(trigger_id="1.2.3", view=form("A"))) == "invalid_trigger_id"


async def test_three_modals_are_the_most(here: Forms) -> None:
    await here.opened()
    for title in ("one", "two", "three"):
        top = here.slack.views.stack(here.at.ann)[-1]
        act = here.slack.acts.begin("block_actions", here.slack.rooms.people[here.at.ann], here.at.team)
        act.on = top
        push = here.at.client.views_push(trigger_id=act.trigger, view=form(title))
        if title == "three":
            assert await error(push) == "push_limit_reached"
        else:
            assert (await push)["view"]["previous_view_id"] == top.id


async def test_a_view_is_updated_by_its_id_unless_it_was_changed_meanwhile_or_closed(here: Forms) -> None:
    view = await here.opened()
    client = here.at.client
    answer = await client.views_update(view_id=view.id, hash=view.hash, view=form("New"))
    assert answer["view"]["title"]["text"] == "New"
    assert await error(client.views_update(view_id=view.id, hash=view.hash, view=form("Newer"))) == "hash_conflict"
    await here.slack.close(view)
    assert await error(client.views_update(view_id=view.id, view=form("Newest"))) == "not_found"


async def test_a_view_that_slack_would_not_take_is_refused_and_complained_of(here: Forms) -> None:
    trigger = here.slack.acts.begin("shortcut", here.slack.rooms.people[here.at.ann], here.at.team).trigger
    opening = here.at.client.views_open(trigger_id=trigger, view=form("A title of far more than 24 characters"))
    assert await error(opening) == "invalid_arguments"
    assert any("title" in complaint for complaint in here.slack.forgive())
    assert here.slack.requests[-1].violations
