"""The answer to `unmute`, and what is stored: the ended mute, the end of its hold, the entry in the audit log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import Channel
from bot.domain.incident import Severity
from bot.domain.mute import Mute
from bot.routing.mute import hold_of
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import held


async def _in_force(desk: Desk) -> list[Mute]:
    async with desk.store.read() as tx:
        return await tx.mutes.of(CHANNEL, NOW)


@pytest.fixture
async def mutes(desk: Desk) -> list[Mute]:
    for what in ("Kidal", "Gao"):
        await perform(f"mute {what}", caller(), desk)
    return await _in_force(desk)


@pytest.mark.parametrize(
    "write", [lambda one: one.id, lambda one: one.id.lower(), lambda one: one.label.upper()], ids=["id", "low", "label"]
)
async def test_one_mute_is_ended_by_its_id_or_by_what_was_typed(desk: Desk, mutes: list[Mute], write: object) -> None:
    ended, kept = mutes

    reply = await perform(f"unmute {write(ended)}", caller(), desk)

    assert reply.ok
    assert reply.private
    assert ended.label in said(reply)
    assert await _in_force(desk) == [kept]


async def test_the_hold_ends_now_so_that_the_recap_comes_at_once(desk: Desk, mutes: list[Mute]) -> None:
    ended, kept = mutes

    await perform(f"unmute {ended.id}", caller(), desk)

    async with desk.store.read() as tx:
        due = await tx.holds.due(NOW, 10)
        waits = await tx.holds.get(hold_of(kept).id)
    assert [(hold.key, hold.until) for hold in due] == [(ended.id, NOW)]
    assert waits is not None
    assert waits.until == kept.until


async def test_the_card_counts_what_was_kept_back_each_incident_once(desk: Desk, mutes: list[Mute]) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW - timedelta(hours=hours)) for hours in (1, 2, 3)))
    for incident, severity in zip(made, (Severity.HIGH, Severity.MEDIUM, Severity.MEDIUM), strict=True):
        await held(desk, incident, hold_of(mutes[0]), severity=severity)

    text = said(await perform(f"unmute {mutes[0].id}", caller(), desk))

    assert "kept back: 3 alerts (high: 1, medium: 2)" in text


@pytest.mark.parametrize("word", ["all", "tout", "TOUS"])
async def test_all_mutes_of_this_channel_are_ended_and_named(desk: Desk, mutes: list[Mute], word: str) -> None:
    await perform("mute Kidal", caller(destination=OTHER_CHANNEL), desk)

    reply = await perform(f"unmute {word}", caller(), desk)

    assert all(one.label in said(reply) for one in mutes)
    assert await _in_force(desk) == []
    async with desk.store.read() as tx:
        assert len(await tx.mutes.of(OTHER_CHANNEL, NOW)) == 1


async def test_ending_a_mute_stands_in_the_log(desk: Desk, mutes: list[Mute]) -> None:
    await perform(f"unmute {mutes[0].id}", caller(), desk)

    async with desk.store.read() as tx:
        newest, *_ = await tx.audit.of(CHANNEL, 10)
    assert (newest.user, newest.line) == ("u1", f"unmute {mutes[0].id}")


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_an_unknown_id_is_answered_with_the_mutes_there_are(desk: Desk, mutes: list[Mute], language: str) -> None:
    reply = await perform("unmute ZZZZZZZZ", caller(language=language), desk)

    assert not reply.ok
    assert f"unmute {mutes[0].id}" in said(reply).splitlines()
    assert await _in_force(desk) == mutes
    async with desk.store.read() as tx:
        assert len(await tx.audit.of(CHANNEL, 10)) == len(mutes)


async def test_without_mutes_there_is_nothing_to_end(desk: Desk) -> None:
    reply = await perform("unmute all", caller(), desk)

    assert not reply.ok
    assert "Nothing is muted in this channel." in said(reply)


async def test_another_channels_mute_can_neither_be_ended_nor_seen(desk: Desk, mutes: list[Mute]) -> None:
    reply = await perform(f"unmute {mutes[0].id}", caller(destination=OTHER_CHANNEL), desk)

    assert not reply.ok
    assert mutes[0].label not in said(reply)
    assert await _in_force(desk) == mutes


async def test_who_may_not_change_the_channel_ends_nothing_but_a_listed_role_does(
    desk: Desk, mutes: list[Mute]
) -> None:
    async with desk.store.write() as tx:
        await tx.channels.save(Channel(destination=CHANNEL, editors=frozenset({"desk"})))
    asked = caller(may_change=False)

    assert not (await perform("unmute all", asked, desk)).ok
    assert await _in_force(desk) == mutes
    assert (await perform("unmute all", replace(asked, roles=frozenset({"desk"})), desk)).ok
    assert await _in_force(desk) == []
