"""Answers to people over the wire: in time, once, and whatever breaks on the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import form as words
from bot.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.delivery import PLAIN
from bot.domain.errors import Busy
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.platforms.discord import interactions, wire
from tests.cards.deck import CARDS
from tests.fakes.discord import stage
from tests.fakes.discord.faults import Fault
from tests.platforms.discord.running import MANAGER, Place, running, until
from tests.platforms.discord.stage import far

CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.RESET_AFTER, Fault.AWAY, Fault.BROKEN, Fault.BROKEN_AFTER])
async def test_an_answer_whose_way_breaks_once_is_given_exactly_once(place: Place, fault: Fault) -> None:
    place.there.script([fault], on=CALLBACK)
    shown = await place.asks()
    assert "Kidal region (Mali)" in shown.said.text
    await until(lambda: place.there.counted()[CALLBACK] == 2)
    assert len(place.there.all()) == 1


async def test_an_answer_that_hangs_is_tried_again_within_the_three_seconds(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "ANSWER_S", 0.1)
    place.there.script([Fault.HANG], on=CALLBACK)
    shown = await place.asks()
    assert shown.took is not None
    assert shown.took < 1
    assert "Kidal region (Mali)" in shown.said.text


async def test_an_answer_that_never_gets_through_is_kept_in_the_log_and_the_next_is_given(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    place.there.dialogue.within = 0.3
    place.there.script([Fault.AWAY, Fault.AWAY], on=CALLBACK)
    assert (await place.asks()).answer == ""
    await until(lambda: "an answer did not reach Discord" in caplog.messages)
    place.there.dialogue.within = 3.0
    assert (await place.asks()).ephemeral


async def test_people_are_answered_while_no_message_may_go_out(place: Place) -> None:
    place.chat._gate.pause(60)
    with pytest.raises(Busy):
        await place.chat.platform.post(DeliveryId("k"), place.to, CARDS["alert"]("en"), PLAIN)
    assert (await place.asks()).ephemeral


@asynccontextmanager
async def slowly(desk: Desk) -> AsyncIterator[tuple[Place, asyncio.Event]]:
    """A place where nothing can be read before the event."""
    told = asyncio.Event()

    class Held:
        @asynccontextmanager
        async def read(self) -> AsyncIterator[Any]:
            if places:
                await told.wait()
            async with desk.store.read() as tx:
                yield tx

        def write(self) -> Any:
            return desk.store.write()

    places: list[Place] = []
    async with stage.here(far(identify_window=0.0)) as there, running(replace(desk, store=Held()), there) as place:  # type: ignore[arg-type]
        places.append(place)
        yield place, told
        told.set()
        assert there.complaints == []


@pytest.mark.usefixtures("no_pauses")
async def test_who_has_to_wait_is_told_that_an_answer_is_coming(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactions.Interactions.__init__, "__kwdefaults__", {"quick_s": 0.05})
    async with slowly(desk) as (place, told):
        asking = asyncio.create_task(place.asks())
        await until(lambda: place.there.counted()[CALLBACK] == 1)
        told.set()
        shown = await asking
    assert shown.answer == "deferred"
    assert shown.ephemeral
    assert "Kidal region (Mali)" in shown.said.text


@pytest.mark.usefixtures("no_pauses")
async def test_after_a_quarter_of_an_hour_an_answer_is_lost_and_nothing_breaks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(interactions.Interactions.__init__, "__kwdefaults__", {"quick_s": 0.05})
    async with slowly(desk) as (place, told):
        place.there.people.patience = 0.2
        shown = await place.asks()
        assert shown.said.thinking
        place.there.advance(16 * 60)
        told.set()
        await until(lambda: "an answer did not reach Discord" in caplog.messages)
        assert (await place.asks()).said.text


async def test_choices_come_while_somebody_types(place: Place) -> None:
    shown = await place.there.autocomplete("ann", place.channel, "status", place="tesal")
    assert shown.choices[0] == ("Tessalit, Kidal region (Mali)", "Tessalit")


async def test_a_preview_becomes_what_was_saved(place: Place, desk: Desk) -> None:
    preview = await place.asks("subscribe", what="Kidal")
    saved = await place.presses(preview.said, "Subscribe")
    assert saved.answer == "update"
    assert saved.updated is not None
    assert "Subscribed" in saved.updated.text
    async with desk.store.read() as tx:
        assert len(await tx.subscriptions.of(place.to)) == 1


async def test_a_button_of_a_message_is_answered_beside_it(place: Place) -> None:
    await place.chat.platform.post(DeliveryId("k"), place.to, CARDS["alert"]("en"), PLAIN)
    (message,) = place.there.standing(place.channel)
    shown = await place.presses(message.id, "Details")
    assert shown.answer == "message"
    assert shown.ephemeral
    assert message.edits == []


async def test_a_form_is_opened_filled_in_and_sent_off_over_the_wire(place: Place, desk: Desk) -> None:
    shown = await place.asks("subscribe", what="Kidal")
    modal = await place.presses(shown.said, "Options…")
    assert (modal.answer, modal.modal and modal.modal["title"]) == ("modal", "Subscribe")
    sent = await place.there.submit_modal(
        modal, {"What": "Gao", "Least severity": "high"}, user="ann", permissions=MANAGER
    )
    assert sent.answer == "update"
    await place.presses(place.there.rooms.messages[shown.said.id].id, "Subscribe")
    async with desk.store.read() as tx:
        (one,) = await tx.subscriptions.of(place.to)
    assert (one.label, one.min_severity) == ("Gao", Severity.HIGH)


@pytest.mark.usefixtures("no_pauses")
async def test_a_form_that_would_come_too_late_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interactions, "FORM_S", 0.05)
    card = Card(title="x", actions=(words.opening("Mute…", "mute"),))
    async with slowly(desk) as (place, _):
        receipt = await place.chat.platform.post(DeliveryId("k"), place.to, card, PLAIN)
        shown = await place.presses(receipt.ref.split("/")[1], "Mute…")
    assert (shown.answer, shown.modal) == ("message", None)
    assert "The form could not be opened" in shown.said.text
    assert "/mute" in shown.said.text
