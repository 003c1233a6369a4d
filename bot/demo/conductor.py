"""Replays five months of 2023 through the whole of Tocsin: real sources, real reader, real store, a clock that leaps.

The conductor stands where the scheduler stands in real life. It sets the clock to the next moment at which something
was published, polls the feeds, and lets everything that came in walk through every stage before it goes on.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO, cast

from bot import app as house
from bot.cards import lines
from bot.commands.command import Caller
from bot.commands.perform import perform
from bot.demo.items import Item, load
from bot.demo.progress import Progress
from bot.demo.publisher import Publisher
from bot.domain.channel import MOST_CAP, Channel
from bot.domain.clock import SteppedClock
from bot.domain.errors import BotError
from bot.domain.ids import OutletId
from bot.platforms.terminal import render
from bot.platforms.terminal.adapter import Terminal
from bot.settings import Settings
from bot.settings import load as read_settings

STEP = timedelta(hours=6)  # simulated time between polls at most; a publication is seen within this
READ_S = 0.12  # a breath after each alert, so that a person sees them come
LONGEST_S = 30.0  # breaths stop when the replay has taken this long: the whole stays under a minute
ASKED = ("status Kidal",)
DATABASE = "demo.db"


class AlreadyPlayed(BotError):
    """A demo was played into this folder before; every item would be known."""

    def __init__(self, database: Path) -> None:
        super().__init__(
            f"{database} holds a demo already: name another folder, or ask it with TOCSIN_DATABASE=sqlite:///{database}"
        )


async def play(*, language: str, fast: bool, keep: Path | None, out: TextIO, width: int, colour: bool) -> None:
    """Runs the demo and prints what a channel would have seen, then the answer to `status Kidal`."""
    outlets, items = load()
    clock = SteppedClock(items[0].published - timedelta(days=1))
    publisher = Publisher(outlets, items, clock)
    base = await publisher.start()
    try:
        with ExitStack() as stack:
            folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-demo-")))
            folder.mkdir(parents=True, exist_ok=True)
            if (folder / DATABASE).exists():
                raise AlreadyPlayed(folder / DATABASE)
            settings = demo_settings(folder, language)
            progress = Progress(out, len(items), items[0].published, items[-1].published, language)
            screen = Terminal(
                transcript=settings.transcript_path,
                out=cast("TextIO", progress),
                colour=colour,
                width=width,
                clock=clock,
            )
            urls = {OutletId(outlet.id): publisher.url(outlet.id) for outlet in outlets}
            async with house.assemble(
                settings, clock, {screen.name: screen},
                outlets=lambda known: house.with_feeds(known, urls), allow_hosts=("127.0.0.1",),
            ) as app:  # fmt: skip
                await house.seed_screen(app.desk, language)
                await unpaced(app)
                await _replay(app, items, clock, progress, fast)
                await _ask(app, language, out, width, colour)
            progress.farewell(base, publisher.counts)
            if keep:
                command = f"TOCSIN_DATABASE=sqlite:///{folder / DATABASE} tocsin ask incidents Kidal days=3650"
                out.write(f"{lines.ask_on(command=command, language=language)}\n")
    finally:
        await publisher.stop()


def demo_settings(folder: Path, language: str) -> Settings:
    """The demo's own settings: its folder, its language, RSS only; of the user's only those of the log."""
    given = read_settings(env_file=None)
    return given.model_copy(
        update={
            "database": type(given.database)(f"sqlite:///{folder / DATABASE}"),
            "transcript": folder / "transcript.log",
            "language": language,
            "theatres": ["sahel"],
            "rules_dir": None,
            "sources_off": ["gdelt"],
        }
    )


async def unpaced(app: house.App) -> None:
    """Takes the screen's cap and its weekly scorecard away: months pass in a minute, and hours in a moment."""
    async with app.desk.store.write() as tx:
        await tx.channels.save(Channel(destination=house.SCREEN, cap=MOST_CAP, scorecard=False))


def moments(items: Sequence[Item]) -> list[datetime]:
    """When to look: at every six hours of the simulated clock in which something had been published."""
    start = items[0].published
    slots = {int((item.published - start) / STEP) for item in items}
    return [start + (slot + 1) * STEP for slot in sorted(slots)]


async def _replay(app: house.App, items: Sequence[Item], clock: SteppedClock, progress: Progress, fast: bool) -> None:
    started = time.monotonic()
    for moment in moments(items):
        clock.set(moment)
        for _, poller in app.pollers:
            await poller.poll()
        shown = progress.shown
        await app.drain()
        progress.at(moment, sum(item.published <= moment for item in items))
        if not fast and time.monotonic() - started < LONGEST_S:
            await asyncio.sleep(READ_S * (progress.shown - shown))


async def _ask(app: house.App, language: str, out: TextIO, width: int, colour: bool) -> None:
    caller = Caller(destination=house.SCREEN, user="demo", language=language, may_change=True, is_operator=True)
    for text in ASKED:
        reply = await perform(text, caller, app.desk)
        out.write(f"\n$ tocsin ask {text}\n")
        out.write(render.render(reply.card, width=width, colour=colour, now=app.desk.clock.now()) + "\n")
