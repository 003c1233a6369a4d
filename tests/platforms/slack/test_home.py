"""The App Home: a person's own channels with what they hear of, kept up to date by what is done there."""

from __future__ import annotations

import pytest

from bot.domain.health import SourceState
from tests.commands.conftest import RSS, save_health
from tests.fakes.slack.answers import Screen
from tests.platforms.slack.entry import Entry
from tests.platforms.slack.housed import until


async def home_of(entry: Entry, who: str = "ann") -> Screen:
    shown = await entry.there.open_home(entry[who])
    assert shown.in_time
    assert shown.view is not None
    assert len(shown.view.blocks) <= 100
    return shown.view


def now_of(entry: Entry, who: str = "ann") -> str:
    home = entry.there.home(entry[who])
    assert home is not None
    return home.text


async def test_it_shows_what_the_persons_channels_hear_of_and_what_is_muted(entry: Entry) -> None:
    await entry.types("subscribe Kidal severity=high confirm=yes")
    await entry.types("mute Gao for=2h")
    home = await home_of(entry)
    for words in ("Your channels", "Your private messages", "#alerts", "within 50 km of Kidal", "within 50 km of Gao"):
        assert words in home.text
    assert {"Subscribe a channel…", "Latest incidents", "Sources", "Help"} <= home.buttons.keys()
    assert {"Subscribe…", "Mute…", "Settings…", "Unsubscribe…", "End a mute…"} <= home.buttons.keys()


async def test_it_says_how_the_sources_do(entry: Entry) -> None:
    async with entry.desk.store.write() as tx:
        await save_health(tx, RSS, "rfi", SourceState.DARK, "no answer")
    assert "rss/rfi dark" in (await home_of(entry)).text


async def test_it_is_in_the_persons_language(entry: Entry) -> None:
    home = await home_of(entry, "fra")
    assert "Vos canaux" in home.text
    assert "Abonner un canal…" in home.buttons


async def test_it_shows_no_channel_that_the_person_is_not_in(entry: Entry) -> None:
    secret = entry.there.channel(entry.team, "secret", private=True, members=[entry["ann"]])
    await entry.types("subscribe Kidal confirm=yes", at=secret)
    assert "#secret" in (await home_of(entry, "ann")).text
    assert "#secret" not in (await home_of(entry, "bob")).text


async def test_it_shows_as_many_channels_as_fit_and_says_how_many_more_there_are(entry: Entry) -> None:
    for number in range(30):
        room = entry.there.channel(entry.team, f"room-{number:02}", members=[entry["ann"]])
        await entry.types("subscribe Kidal confirm=yes", at=room)
        await entry.types("mute Gao", at=room)
    home = await home_of(entry)
    assert "17 more channels are not shown." in home.text
    assert home.text.count("#room-") == 13


@pytest.mark.parametrize("error", ["error:missing_scope", "limited", "broken"])
async def test_it_is_shown_though_slack_does_not_list_the_channels(entry: Entry, error: str) -> None:
    entry.there.script([error] * 3, on="users.conversations")
    home = await home_of(entry)
    assert "Your channels could not be listed just now" in home.text
    assert "Your private messages" in home.text


async def test_a_channel_is_subscribed_from_it_and_stands_there_at_once(entry: Entry) -> None:
    home = await home_of(entry)
    opened = await entry.presses(home, "Subscribe a channel…")
    assert opened.view is not None
    assert opened.view.id != home.id
    preview = await entry.there.submit(opened.view, {"channel": entry.channel, "what": "Kidal"})
    assert preview.view is not None
    assert "#alerts" not in now_of(entry)
    await entry.presses(preview.view, "Subscribe")
    await until(lambda: "#alerts" in now_of(entry))
    assert [one.label for one in await entry.subscriptions()] == ["Kidal"]


async def test_the_buttons_of_a_channel_are_about_that_channel(entry: Entry) -> None:
    await entry.types("subscribe Kidal confirm=yes")
    home = await home_of(entry)
    opened = await entry.presses(home, f"form?of=unsubscribe&in={entry.channel}")
    assert opened.view is not None
    found = await entry.there.options(opened.view, "pick:id", "", user=entry["ann"])
    assert [label.startswith("Within 50 km of Kidal") for label, _ in found.options] == [True]
    await entry.there.submit(opened.view, {"id": found.options[0][1]})
    await until(lambda: "within 50 km of Kidal" not in now_of(entry))
    assert await entry.subscriptions() == []


async def test_who_was_taken_out_of_a_channel_since_sees_and_does_nothing_there(entry: Entry) -> None:
    secret = entry.there.channel(entry.team, "secret", private=True, members=[entry["ann"]])
    await entry.types("subscribe Kidal confirm=yes", at=secret)
    home = await home_of(entry)
    opened = await entry.presses(home, f"form?of=mute&in={secret}")
    assert opened.view is not None
    entry.there.kick(secret, entry["ann"])
    shown = await entry.there.submit(opened.view, {"what": "Kidal"})
    assert shown.view is not None
    assert "You may not do this here" in shown.view.text
    again = await entry.presses(home, f"form?of=unsubscribe&in={secret}")
    assert again.view is not None
    assert "You may not do this here" in again.view.text
    assert await entry.mutes(secret) == []


async def test_the_settings_of_a_channel_are_changed_from_it(entry: Entry) -> None:
    await entry.types("subscribe Kidal confirm=yes")
    opened = await entry.presses(await home_of(entry), f"form?of=settings&in={entry.channel}")
    assert opened.view is not None
    shown = await entry.there.submit(opened.view, {"zone": "Bamako"})
    assert shown.view is not None
    assert "Settings changed" in shown.view.text
    assert (await entry.settings()).zone == "Africa/Bamako"


async def test_a_person_alone_can_be_told_too(entry: Entry) -> None:
    alone = entry.there.dm(entry["ann"])
    home = await home_of(entry)
    opened = await entry.presses(home, f"form?of=subscribe&in={alone}")
    assert opened.view is not None
    preview = await entry.there.submit(opened.view, {"what": "Kidal"})
    assert preview.view is not None
    await entry.presses(preview.view, "Subscribe")
    assert len(await entry.subscriptions(alone)) == 1


async def test_a_guest_reads_it_and_changes_nothing(entry: Entry) -> None:
    await entry.types("subscribe Kidal confirm=yes")
    home = await home_of(entry, "guest")
    assert "within 50 km of Kidal" in home.text
    shown = await entry.presses(home, f"form?of=mute&in={entry.channel}", who="guest")
    assert shown.view is not None
    assert "You may not do this here" in shown.view.text


@pytest.mark.parametrize(
    ("label", "words"), [("Help", "What you can ask"), ("Sources", "rss"), ("Latest incidents", "")]
)
async def test_questions_are_answered_above_it(entry: Entry, label: str, words: str) -> None:
    home = await home_of(entry)
    shown = await entry.presses(home, label)
    assert shown.view is not None
    assert shown.view.body["type"] == "modal"
    assert words in shown.view.text
    assert "Your channels" in now_of(entry)


async def test_the_messages_tab_makes_no_page(entry: Entry) -> None:
    event = {
        "type": "app_home_opened",
        "user": entry["ann"],
        "channel": entry.there.dm(entry["ann"]),
        "tab": "messages",
    }
    assert (await entry.there.tell(entry.team, event)).in_time
    assert entry.there.home(entry["ann"]) is None


async def test_a_page_that_slack_does_not_take_breaks_nothing(entry: Entry) -> None:
    entry.there.script(["error:internal_error"], on="views.publish")
    assert (await entry.there.open_home(entry["ann"], shows=0)).in_time
    await until(lambda: entry.there.counted()["views.publish"] == 1)
    assert "Your channels" in (await home_of(entry)).text
