"""Answers that take longer than Slack waits: everything is acknowledged in time, and the answer comes all the same."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.commands.desk import Desk
from bot.platforms.slack import interactions, modals
from tests.fakes.slack.answers import Shown
from tests.fakes.slack.server import serving
from tests.platforms.slack.entry import Entry, entered
from tests.platforms.slack.housed import until


class Held:
    """A store in which nothing can be read while it is held, and in which reading fails while it is broken."""

    def __init__(self, store: Any) -> None:
        self._store, self.free, self.is_broken = store, asyncio.Event(), False
        self.free.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        await self.free.wait()
        if self.is_broken:
            raise RuntimeError("the disk is gone")
        async with self._store.read() as tx:
            yield tx

    def write(self) -> Any:
        return self._store.write()


@pytest.fixture
async def slow(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Entry, Held]]:
    """Slack is answered after a twentieth of a second, and a trigger lives three tenths, so that no test waits long."""
    monkeypatch.setattr(interactions.Interactions.__init__, "__kwdefaults__", {"quick_s": 0.05, "command": "/tocsin"})
    monkeypatch.setattr(modals.Modals.__init__, "__kwdefaults__", {"trigger_s": 0.3, "settles_s": 0.05})
    held = Held(desk.store)
    async with serving() as there, entered(replace(desk, store=held), there) as entry:  # type: ignore[arg-type]
        yield entry, held
        held.free.set()


async def test_a_command_is_acknowledged_whatever_the_store_does(slow: tuple[Entry, Held]) -> None:
    entry, held = slow
    held.free.clear()
    asked = await entry.types("status Kidal", shows=0)
    assert asked.took is not None
    assert asked.took < 0.3
    held.free.set()
    assert "Kidal region" in (await entry.there.later(asked, shows=1)).text


async def submitted(entry: Entry, held: Held, language: str) -> Shown:
    """A form for a mute, sent off while the store is held."""
    await entry.types(f"settings language={language}")
    form = await entry.opens("mute")
    await entry.there.options(form, "pick:what", "Kidal", user=entry["ann"])
    held.free.clear()
    sent = await entry.there.submit(form, {"what": "Kidal"})
    assert sent.took is not None
    assert sent.took < 0.3
    return sent


@pytest.mark.parametrize(("language", "words"), [("en", "One moment…"), ("fr", "Un instant…")])
async def test_a_form_that_takes_long_says_so_and_then_the_answer(
    slow: tuple[Entry, Held], language: str, words: str
) -> None:
    entry, held = slow
    sent = await submitted(entry, held, language)
    assert sent.view is not None
    assert words in sent.view.text
    held.free.set()
    await until(lambda: "Kidal" in on_screen(entry))
    assert len(await entry.mutes()) == 1


def on_screen(entry: Entry) -> str:
    modal = entry.there.modal(entry["ann"])
    return modal.text if modal else ""


async def test_an_answer_whose_form_was_closed_meanwhile_comes_to_the_channel(slow: tuple[Entry, Held]) -> None:
    entry, held = slow
    sent = await submitted(entry, held, "en")
    assert sent.view is not None
    await entry.there.close(sent.view)
    held.free.set()
    await until(lambda: "Muted until" in entry.there.all()[-1].text)
    assert entry.there.all()[-1].to == entry["ann"]


async def test_a_form_that_slack_does_not_know_at_once_is_changed_a_moment_later(slow: tuple[Entry, Held]) -> None:
    entry, held = slow
    await submitted(entry, held, "en")
    entry.there.script(["error:not_found"], on="views.update")
    held.free.set()
    await until(lambda: "Muted until" in on_screen(entry))


async def test_a_menu_stays_empty_where_its_options_take_too_long(slow: tuple[Entry, Held]) -> None:
    entry, held = slow
    form = await entry.opens("status")
    held.free.clear()
    shown = await entry.there.options(form, "pick:place", "Kidal", user=entry["ann"])
    assert shown.in_time
    assert shown.options == ()


async def test_a_form_that_comes_too_late_is_told_with_what_to_type(slow: tuple[Entry, Held]) -> None:
    entry, _ = slow
    entry.there.views.within = 0.0
    shown = await entry.types("unsubscribe")
    assert "The form could not be opened" in shown.text
    assert "/tocsin unsubscribe ID" in shown.text


async def test_slack_that_hangs_when_a_form_is_opened_is_not_waited_for(slow: tuple[Entry, Held]) -> None:
    entry, _ = slow
    entry.there.script(["hang"], on="views.open")
    assert "The form could not be opened" in (await entry.types("mute")).text


async def test_a_store_that_fails_is_told_kindly_wherever_somebody_asks(
    slow: tuple[Entry, Held], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    entry, held = slow
    preview = await entry.types("subscribe Kidal")
    form = await entry.opens("subscribe")
    await entry.there.options(form, "pick:what", "Kidal", user=entry["ann"])
    held.is_broken = True
    for shown in (
        await entry.types("status Kidal"),
        await entry.types("mute"),
        await entry.presses(preview.one, "Subscribe"),
        await entry.there.mention(entry["ann"], entry.channel, "status Kidal"),
        await entry.there.message_shortcut("tocsin_why", write(entry), entry["ann"]),
    ):
        assert shown.in_time
        assert "Something went wrong" in shown.text
    await entry.there.submit(form, {"what": "Kidal"})
    await until(lambda: "Something went wrong" in on_screen(entry))
    held.is_broken = False
    assert "Kidal region" in (await entry.types("status Kidal")).text


def write(entry: Entry) -> str:
    return f"{entry.channel}/{entry.there.write(entry['bob'], entry.channel, 'good morning')}"


async def test_a_menu_whose_options_fail_is_acknowledged(slow: tuple[Entry, Held]) -> None:
    entry, held = slow
    form = await entry.opens("status")
    held.is_broken = True
    shown = await entry.there.options(form, "pick:place", "Kidal", user=entry["ann"])
    assert shown.in_time
    assert shown.options == ()
