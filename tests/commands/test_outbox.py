"""The answer to `outbox`."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import parked, told

HOUR = timedelta(hours=1)


async def test_the_queue_is_counted_by_state(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    a, b, c = await opened(desk, *(event(kidal, NOW - hours * HOUR) for hours in (1, 2, 3)))
    await told(desk, a)
    await told(desk, b)
    await parked(desk, c, "Missing Access")

    reply = await perform("outbox", caller(is_operator=True), desk)

    text = said(reply)
    assert reply.ok
    assert reply.private
    assert ["Waiting: 0" in text, "Sent: 2" in text, "Given up: 1" in text] == [True] * 3


async def test_what_was_given_up_is_shown_with_channel_reason_attempts_and_id_the_newest_first(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW - hours * HOUR) for hours in range(12)))
    rows = [
        await parked(desk, one, f"reason {index}", to=OTHER_CHANNEL, at=NOW + index * HOUR)
        for index, one in enumerate(made)
    ]

    text = said(await perform("outbox", caller(is_operator=True), desk))

    lines = [line for line in text.splitlines() if "→" in line]
    assert len(lines) == 10
    assert lines[0].startswith(f"Ambush, Kidal → {OTHER_CHANNEL.key} · reason 11 · 1 attempt · ")
    assert lines[0].endswith(rows[11].id)
    assert "Only the newest 10 are shown." in text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_outbox_is_for_operators(desk: Desk, language: str) -> None:
    assert not (await perform("outbox", caller(language=language), desk)).ok


async def test_the_answer_is_in_the_askers_language(desk: Desk) -> None:
    text = said(await perform("outbox", caller(language="fr", is_operator=True), desk))

    assert "Boîte d’envoi" in text
    assert "Waiting" not in text
