"""What people do and see: commands, buttons, shortcuts, App Home, mentions; answered by unmodified bolt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.fakes.slack.clerk import Clerk
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.rooms import By
from tests.fakes.slack.stage import Desk, desk, on_sockets


@dataclass
class Place:
    desk: Desk
    slack: Slack
    clerk: Clerk
    ann: str
    bob: str
    channel: str


@pytest.fixture
async def here() -> AsyncIterator[Place]:
    async with desk() as at:
        clerk, bob = Clerk(at), at.slack.user(at.team, "bob")
        at.slack.people.patience = 0.5
        async with on_sockets(at.slack, clerk.app):
            yield Place(at, at.slack, clerk, at.ann, bob, at.channel)


async def test_an_answer_to_a_command_is_for_the_one_who_typed_it(here: Place) -> None:
    shown = await here.slack.command("/tocsin status Kidal", here.ann, here.channel)
    assert (shown.in_time, shown.error, shown.notice) == (True, "", "")
    assert (shown.one.ephemeral, shown.one.channel, list(shown.one.buttons)) == (
        True, here.channel, ["Mute", "More", "Go"],
    )  # fmt: skip
    assert [post["text"] for post in shown.posts] == ["status Kidal"]
    assert here.slack.messages(here.channel) == []
    assert here.slack.courier.acks == [shown.took]


async def test_an_answer_can_come_with_the_ack_or_be_for_all(here: Place) -> None:
    with_ack = await here.slack.command("/tocsin here", here.ann, here.channel)
    assert (with_ack.one.text, with_ack.posts) == ("said with the ack", ())
    aloud = await here.slack.command("/tocsin aloud", here.ann, here.channel)
    (message,) = here.slack.standing(here.channel)
    assert (aloud.one.id, aloud.one.ephemeral) == (message.id, False)


async def test_names_in_a_command_come_by_their_ids_and_signs_as_entities(here: Place) -> None:
    ops = here.slack.group(here.desk.team, "ops")
    typed = f"@bob @ops #alerts @nobody me@bob <2 & <@{here.ann}|ann>"
    await here.slack.command(f"/tocsin quietly {typed}", here.ann, here.channel, shows=0)
    names = f"<@{here.bob}|bob> <!subteam^{ops}|@ops> <#{here.channel}|alerts>"
    assert here.clerk.bodies[-1]["text"] == f"quietly {names} @nobody me@bob &lt;2 &amp; <@{here.ann}|ann>"


async def test_only_the_commands_of_the_manifest_can_be_typed(here: Place) -> None:
    here.slack.people.commands = {"/tocsin"}
    for typed in ("/other status", "tocsin status"):
        with pytest.raises(Impossible, match="no command"):
            await here.slack.command(typed, here.ann, here.channel)


async def test_a_button_of_an_ephemeral_answer_replaces_or_deletes_it(here: Place) -> None:
    shown = await here.slack.command("/tocsin status", here.ann, here.channel)
    muted = await here.slack.press(shown.one, "Mute", user=here.ann)
    assert (muted.one.id, muted.one.text, muted.one.edits) == (shown.one.id, "muted", 1)
    body = here.clerk.bodies[-1]
    assert (body["container"]["is_ephemeral"], "message" in body) == (True, False)
    assert (body["actions"][0]["action_id"], body["actions"][0]["value"]) == ("0:mute", "x")
    with pytest.raises(Impossible, match="0 buttons"):
        await here.slack.press(muted.one, "Mute", user=here.ann)
    other = await here.slack.command("/tocsin status", here.ann, here.channel)
    await here.slack.press(other.one, "2:gone", user=here.ann)
    assert (await here.slack.later(other)).one.gone
    assert here.slack.forgive() == ["response_url: text is empty"]  # bolt's respond always sends one
    with pytest.raises(Impossible, match="deleted"):
        await here.slack.press(other.one, "Mute", user=here.ann)


async def test_a_button_of_a_channels_message_comes_with_the_message_and_is_for_anybody(here: Place) -> None:
    shown = await here.slack.command("/tocsin aloud", here.ann, here.channel)
    with pytest.raises(Impossible, match="0 buttons"):
        await here.slack.press(shown.one, "Unmute", user=here.bob)
    await here.slack.press(shown.one, "Mute", user=here.bob)
    body = here.clerk.bodies[-1]
    assert (body["message"]["ts"], body["message"]["text"], body["user"]["id"]) == (shown.one.ts, "for all", here.bob)
    (message,) = here.slack.standing(here.channel)
    assert (message.text, len(message.edits)) == ("muted", 1)


async def test_nobody_presses_what_only_somebody_else_sees(here: Place) -> None:
    shown = await here.slack.command("/tocsin status", here.ann, here.channel)
    with pytest.raises(Impossible, match="nobody else"):
        await here.slack.press(shown.one, "Mute", user=here.bob)


async def test_nobody_acts_where_they_or_the_app_are_not(here: Place) -> None:
    private = here.slack.channel(here.desk.team, "private", private=True, members=[here.ann])
    assert (await here.slack.command("/tocsin status", here.ann, private)).in_time
    with pytest.raises(Impossible, match="do not see"):
        await here.slack.command("/tocsin status", here.bob, private)
    with pytest.raises(Impossible, match="not there"):
        await here.slack.mention(here.ann, here.slack.channel(here.desk.team, "far", joined=False), "hello")
    there = here.slack.team("Niger desk", installed=False)
    zoe = here.slack.user(there, "zoe")
    here.slack.share(here.channel, there)
    with pytest.raises(Impossible, match="other workspaces"):
        await here.slack.command("/tocsin status", zoe, here.channel)
    here.slack.uninstall(here.desk.team)
    await here.slack.settled()
    with pytest.raises(Impossible, match="not in that workspace"):
        await here.slack.command("/tocsin status", here.ann, here.channel)


async def test_a_stranger_presses_buttons_and_is_told_apart_by_the_workspace(here: Place) -> None:
    there = here.slack.team("Niger desk", installed=False)
    zoe = here.slack.user(there, "zoe")
    here.slack.share(here.channel, there)
    shown = await here.slack.command("/tocsin aloud", here.ann, here.channel)
    await here.slack.press(shown.one, "Mute", user=zoe)
    body = here.clerk.bodies[-1]
    assert (body["user"]["team_id"], body["team"]["id"]) == (there, here.desk.team)


async def test_a_shortcut_of_a_message_comes_with_it(here: Place) -> None:
    ts = here.slack.write(here.bob, here.channel, "shots near the market")
    shown = await here.slack.message_shortcut("why", f"{here.channel}/{ts}", here.ann)
    assert (shown.one.text, shown.one.ephemeral) == ("because of shots near the market", True)
    answer = await here.slack.command("/tocsin status", here.ann, here.channel)
    with pytest.raises(Impossible, match="no menu"):
        await here.slack.message_shortcut("why", answer.one, here.ann)


async def test_the_app_home_is_what_was_published_last(here: Place) -> None:
    assert here.slack.home(here.ann) is None
    first = await here.slack.open_home(here.ann)
    assert first.view is not None
    assert (first.view.text, list(first.view.buttons)) == ("Your channels\nMore", ["More"])
    assert "view" not in here.clerk.bodies[-1]["event"]
    second = await here.slack.open_home(here.ann)
    assert second.view is not None
    assert (second.view.id, second.view.edits) == (first.view.id, 1)
    assert here.slack.home(here.ann) == second.view
    assert here.slack.home(here.bob) is None


async def test_a_mention_and_a_word_to_the_app_are_answered_in_their_thread(here: Place) -> None:
    shown = await here.slack.mention(here.ann, here.channel, "what of Gao?")
    question, answer = here.slack.standing(here.channel)
    assert (question.author, answer.thread, shown.one.id) == (here.ann, question.ts, answer.id)
    event = here.clerk.bodies[-1]["event"]
    assert event["text"] == f"<@{here.slack.bot(here.desk.team)[0]}> what of Gao?"
    again = await here.slack.mention(here.ann, here.channel, "and?", thread=question.ts)
    assert again.one.thread == question.ts
    told = await here.slack.say(here.ann, "hello")
    assert (told.one.text, told.one.channel) == ("yes?", here.slack.dm(here.ann))
    assert here.clerk.bodies[-1]["event"]["channel_type"] == "im"


async def test_the_app_hears_of_nothing_to_which_it_has_not_subscribed(here: Place) -> None:
    here.slack.subscribed.clear()
    for act in (here.slack.open_home(here.ann), here.slack.say(here.ann, "hello")):
        with pytest.raises(Impossible, match="has not subscribed"):
            await act
    here.slack.invite(here.channel, here.bob)
    await here.slack.settled()
    assert here.clerk.heard == {}


async def test_what_nobody_sees_is_waited_for_as_long_as_people_have_patience(here: Place) -> None:
    shown = await here.slack.tell(here.desk.team, {"type": "app_uninstalled"})
    assert (shown.in_time, shown.said) == (True, ())
    await here.slack.later(shown)
    assert (await here.slack.command("/tocsin form", here.ann, here.channel)).said == ()


async def test_a_person_deletes_a_message_that_others_had_read(here: Place) -> None:
    await here.slack.command("/tocsin aloud", here.ann, here.channel)
    (message,) = here.slack.standing(here.channel)
    here.slack.delete(here.channel, message.ts)
    assert (here.slack.standing(here.channel), message.gone) == ([], By.PERSON)
