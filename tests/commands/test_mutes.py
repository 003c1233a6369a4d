"""The answer to `mutes`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.clock import SteppedClock
from bot.domain.incident import Severity
from bot.routing.mute import hold_of
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import held


async def test_a_channel_without_mutes_is_told_how_to_make_one(desk: Desk) -> None:
    reply = await perform("mutes", caller(may_change=False), desk)

    assert reply.ok
    assert reply.private
    assert "mute Kidal for=24h" in said(reply)


async def test_every_mute_is_listed_with_end_reason_and_what_it_kept_back_next_end_first(desk: Desk) -> None:
    await perform('mute Kidal for=2d reason="joint exercise" through=critical', caller(), desk)
    await perform("mute Gao for=3h", caller(), desk)
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (incident,) = await opened(desk, event(kidal, NOW))
    async with desk.store.read() as tx:
        mute = next(one for one in await tx.mutes.of(CHANNEL, NOW) if one.label == "Kidal")
    await held(desk, incident, hold_of(mute), severity=Severity.HIGH)

    lines = [line for line in said(await perform("mutes", caller(), desk)).splitlines() if "until" in line]

    assert ["Gao" in lines[0], "Kidal" in lines[1]] == [True, True]
    assert "until 2023-11-20 15:00 · kept back so far: no alerts" in lines[0]
    assert "until 2023-11-22 12:00 · kept back so far: 1 alert (high)" in lines[1]
    assert lines[1].endswith("except: critical alerts · “joint exercise”")


async def test_a_mute_that_is_over_is_not_listed(desk: Desk) -> None:
    await perform("mute Kidal for=1h", caller(), desk)
    later = replace(desk, clock=SteppedClock(NOW + timedelta(hours=1)))

    assert "Kidal until" in said(await perform("mutes", caller(), desk))
    assert "Kidal until" not in said(await perform("mutes", caller(), later))


async def test_another_channels_mutes_are_shown_to_nobody_else(desk: Desk) -> None:
    await perform("mute Gao reason=secret", caller(destination=OTHER_CHANNEL), desk)

    text = said(await perform("mutes", caller(is_operator=True), desk))

    assert "Gao" not in text
    assert "secret" not in text


@pytest.mark.parametrize(("language", "words"), [("en", "What is muted here"), ("fr", "Ce qui est en sourdine ici")])
async def test_the_answer_is_in_the_askers_language(desk: Desk, language: str, words: str) -> None:
    assert words in said(await perform("mutes", caller(language=language), desk))
