"""Who may do what in Slack, and in which language people are answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.channel import Channel
from bot.platforms.slack import people as people_of_slack
from bot.platforms.slack.people import KNOWN_S, People, Person
from tests.platforms.slack.entry import Entry

MAY, MAY_NOT = "Muted until", "You may not do this here"


async def mutes(entry: Entry, who: str, at: str = "") -> bool:
    """Whether somebody may mute something."""
    text = (await entry.types("mute Kidal", who=who, at=at)).text
    assert (MAY in text) is not (MAY_NOT in text)
    return MAY in text


async def let(entry: Entry, *editors: str) -> None:
    await entry.save(Channel(destination=entry.to, language="en", editors=frozenset(editors)))


@pytest.mark.parametrize(("who", "may"), [("ann", True), ("bob", True), ("boss", True), ("guest", False), ("op", True)])
async def test_where_nobody_is_listed_every_full_member_may_change(entry: Entry, who: str, may: bool) -> None:
    assert await mutes(entry, who) is may


@pytest.mark.parametrize(("who", "may"), [("ann", True), ("bob", False), ("boss", True), ("guest", False)])
async def test_where_somebody_is_listed_only_they_may_and_who_made_or_runs_it(
    entry: Entry, who: str, may: bool
) -> None:
    await let(entry, entry["fra"])
    assert await mutes(entry, "fra")
    assert await mutes(entry, who) is may


async def test_the_listed_are_people_or_groups(entry: Entry) -> None:
    oncall = entry.there.group(entry.team, "oncall", [entry["bob"]])
    await let(entry, oncall)
    assert await mutes(entry, "bob")
    assert not await mutes(entry, "fra")


async def test_a_guest_may_not_though_listed(entry: Entry) -> None:
    await let(entry, entry["guest"], entry.there.group(entry.team, "oncall", [entry["guest"]]))
    assert not await mutes(entry, "guest")


async def test_a_guest_who_made_a_channel_may_not(entry: Entry) -> None:
    room = entry.there.channel(entry.team, "guests", creator=entry["guest"], members=[entry["guest"]])
    assert not await mutes(entry, "guest", at=room)


async def stranger(entry: Entry) -> str:
    """Somebody of another workspace in the channel, which is shared with it."""
    there = entry.there.team("Niger desk")
    entry.people["sam"] = entry.there.user(there, "sam", admin=True, owner=True)
    entry.there.share(entry.channel, there)
    entry.there.invite(entry.channel, entry["sam"])
    return "sam"


async def test_a_stranger_in_a_shared_channel_reads_and_never_changes(entry: Entry) -> None:
    who = await stranger(entry)
    read = await entry.there.mention(entry[who], entry.channel, "status Kidal")
    assert "Kidal region" in read.text
    tried = await entry.there.mention(entry[who], entry.channel, "mute Kidal")
    assert MAY_NOT in tried.text
    await let(entry, entry[who])
    again = await entry.there.mention(entry[who], entry.channel, "subscribe Kidal confirm=yes")
    assert MAY_NOT in again.text
    assert await entry.mutes() == []
    assert await entry.subscriptions() == []


async def test_a_stranger_presses_a_button_in_vain(entry: Entry) -> None:
    who = await stranger(entry)
    preview = await entry.there.mention(entry["ann"], entry.channel, "subscribe Kidal")
    tried = await entry.presses(preview.one, "Subscribe", who=who)
    assert MAY_NOT in tried.text
    assert await entry.subscriptions() == []


@pytest.mark.parametrize("fault", ["error:missing_scope", "limited", "away", "broken", "error:user_not_found"])
async def test_where_slack_does_not_say_who_somebody_is_they_may_read_only(entry: Entry, fault: str) -> None:
    entry.there.script([fault] * 4, on="users.info")
    for line in ("mute Kidal", "mute"):
        text = (await entry.types(line)).text
        assert MAY_NOT in text
        assert "it could not be found out who you are" in text
    assert "Kidal region" in (await entry.types("status Kidal")).text


async def test_slack_that_does_not_answer_is_not_waited_for_long(entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_of_slack, "PATIENCE_S", 0.05)
    entry.there.script(["hang"], on="users.info")
    assert "Kidal region" in (await entry.types("status Kidal")).text


@pytest.mark.parametrize("method", ["conversations.info", "usergroups.list"])
async def test_where_slack_does_not_say_what_decides_it_is_decided_against(entry: Entry, method: str) -> None:
    room = entry.there.channel(entry.team, "bobs", creator=entry["bob"], members=[entry["ann"], entry["bob"]])
    oncall = entry.there.group(entry.team, "oncall", [entry["ann"]])
    await entry.save(Channel(destination=replace(entry.to, channel=room), language="en", editors=frozenset({oncall})))
    entry.there.script(["error:missing_scope"] * 4, on=method)
    assert await mutes(entry, "bob", at=room) is (method != "conversations.info")
    assert await mutes(entry, "ann", at=room) is (method != "usergroups.list")
    assert await mutes(entry, "boss", at=room)


async def test_settings_may_list_who_may_change_and_that_counts_at_once(entry: Entry) -> None:
    assert await mutes(entry, "bob")
    await entry.types(f"settings editors=<@{entry['fra']}>", who="ann")
    assert (await entry.settings()).editors == {entry["fra"]}
    assert not await mutes(entry, "bob")


async def test_a_person_is_asked_for_once_in_ten_minutes(entry: Entry) -> None:
    now = [0.0]
    people = People(entry.chat.wire, frozenset(), now=lambda: now[0])
    assert await people.who(entry.team, entry["fra"]) == Person(language="fr", zone="Africa/Bamako", is_member=True)
    before = entry.there.counted()["users.info"]
    now[0] = KNOWN_S - 1
    await people.who(entry.team, entry["fra"])
    assert entry.there.counted()["users.info"] == before
    now[0] = KNOWN_S
    await people.who(entry.team, entry["fra"])
    assert entry.there.counted()["users.info"] == before + 1


async def test_what_slack_did_not_say_is_asked_for_again(entry: Entry) -> None:
    people = People(entry.chat.wire, frozenset())
    entry.there.script(["away"], on="users.info")
    assert await people.who(entry.team, entry["boss"]) == Person()
    assert (await people.who(entry.team, entry["boss"])).runs_it


async def test_a_person_with_many_channels_has_them_page_by_page(entry: Entry) -> None:
    for number in range(5):
        entry.there.channel(entry.team, f"room-{number}", members=[entry["bob"]])
    entry.there.conversations.page_most = 2
    rooms = await People(entry.chat.wire, frozenset()).rooms(entry.team, entry["bob"])
    assert len({one.id for one in rooms}) == 6


async def test_a_channel_is_seen_by_who_is_in_it_or_where_it_is_public(entry: Entry) -> None:
    people = People(entry.chat.wire, frozenset())
    secret = entry.there.channel(entry.team, "secret", private=True, members=[entry["ann"]])
    away = entry.there.channel(entry.team, "away", private=True, joined=False, members=[entry["ann"]])
    seen = {(who, room): await people.may_see(entry.team, entry[who], room) for who in ("ann", "bob")
            for room in (entry.channel, secret, away)}  # fmt: skip
    assert [seen["ann", room] for room in (entry.channel, secret, away)] == [True, True, False]
    assert [seen["bob", room] for room in (entry.channel, secret, away)] == [True, False, False]
    alone = entry.there.dm(entry["ann"])
    assert await people.may_see(entry.team, entry["ann"], alone)
    assert not await people.may_see(entry.team, entry["bob"], alone)
    assert await people.is_shut_out(entry.team, away)
    assert not await people.is_shut_out(entry.team, secret)
    assert not await people.is_shut_out(entry.team, alone)


async def test_the_same_id_in_two_workspaces_is_two_people(entry: Entry) -> None:
    other = entry.there.team("Niger desk")
    people = People(entry.chat.wire, frozenset())
    assert (await people.who(entry.team, entry["ann"])).is_member
    assert not (await people.who(other, entry["ann"])).is_member
