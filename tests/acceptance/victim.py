"""A Tocsin that can be killed: replays part of the demo in a folder, and dies by SIGKILL where it is told to.

Started once, it reads one wish a line (`FOLDER MOMENTS STAGE:NTH`) and forks a child for each, so that a hundred lives
do not cost a hundred imports; it answers with the child's pid, and with its exit status when the child has ended. A
child dies right after the NTH time (from 1) that STAGE has done a step; with `-` for a stage it runs to the end, or
until somebody kills it. Started again on the same folder it goes on where the simulated clock had come to, as a
machine's would.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot import app as house
from bot.demo.conductor import demo_settings, moments, unpaced
from bot.demo.items import load
from bot.demo.publisher import Publisher
from bot.domain.clock import SteppedClock
from bot.domain.ids import OutletId
from bot.platforms.terminal.adapter import Terminal


class Deaths:
    """Counts stage steps and kills the process at the one that was asked for."""

    def __init__(self, wish):
        self.stage, _, nth = wish.partition(":")
        self.nth = int(nth or 0)
        self.done = Counter()

    def after(self, stage):
        self.done[stage] += 1
        if stage == self.stage and self.done[stage] == self.nth:
            os.kill(os.getpid(), signal.SIGKILL)


async def walk(app, deaths):
    """One moment, stage by stage; each step is followed by a chance to die."""
    for _, poller in app.pollers:
        await poller.poll()
        deaths.after("poll")
    while await app.ingest.step() is not None:
        deaths.after("ingest")
    while await app.evaluate.step():
        deaths.after("evaluate")
    while await app.dispatch.step():
        deaths.after("dispatch")
    while await app.deliver.step():
        deaths.after("deliver")


class DyingTerminal(Terminal):
    """The terminal, with a chance to die between the sent message and its receipt."""

    deaths: Deaths

    async def post(self, key, destination, card, manner):
        receipt = await super().post(key, destination, card, manner)
        self.deaths.after("send")
        return receipt


async def main(folder, count, wish):
    outlets, items = load()
    todo = moments(items)[:count]
    speaking = {item.outlet for item in items if item.published <= todo[-1]}
    reached = folder / "reached"
    begun = int(reached.read_text()) if reached.exists() else 0
    clock = SteppedClock(todo[begun] - timedelta(minutes=1))
    publisher = Publisher(outlets, items, clock)
    await publisher.start()
    settings = demo_settings(folder, "en")
    deaths = Deaths(wish)
    with (folder / "screen.txt").open("a") as out:
        screen = DyingTerminal(transcript=settings.transcript_path, out=out, colour=False, width=80, clock=clock)
        screen.deaths = deaths
        urls = {OutletId(outlet.id): publisher.url(outlet.id) for outlet in outlets if outlet.id in speaking}
        async with house.assemble(
            settings, clock, {screen.name: screen},
            outlets=lambda known: house.with_feeds(known, urls), allow_hosts=("127.0.0.1",),
        ) as app:  # fmt: skip
            await house.seed_screen(app.desk, "en")
            await unpaced(app)
            await app.deliver.take_over()  # as a running Tocsin does first
            for number in range(begun, count):
                note(reached, number)
                clock.set(todo[number])
                await walk(app, deaths)
            clock.set(clock.now() + timedelta(minutes=10))  # leases of the dead have run out
            await walk(app, deaths)
    await publisher.stop()
    (folder / "finished").touch()


def note(reached, number):
    """Keeps how far a life has come; whole or not at all, wherever it is killed."""
    fresh = reached.with_suffix(".new")
    fresh.write_text(str(number))
    fresh.replace(reached)


def serve():
    """Forks a child for each wish on standard input until that is closed."""
    for line in sys.stdin:
        folder, count, wish = line.split()
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            asyncio.run(main(Path(folder), int(count), wish))
            os._exit(0)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
