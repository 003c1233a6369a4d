"""A Tocsin over two chats that can be killed: replays part of the demo in a folder, told to channels on both.

Started once with the address of the chats, it reads one wish a line (`FOLDER MOMENTS PATIENCE`) and forks a child for
each; it answers with `pid N` when that begins to work, and with `exit N` when it has ended. What a
theatre's files say is read once for all lives. Started again on the same folder a life goes on where the clock
had come to.
"""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot import app as house
from bot.demo.conductor import demo_settings, moments
from bot.demo.items import load
from bot.demo.publisher import Publisher
from bot.domain.channel import MOST_CAP, Channel
from bot.domain.clock import SteppedClock
from bot.domain.ids import OutletId, SubscriptionId
from bot.domain.incident import Severity
from bot.domain.subscription import Destination
from tests.acceptance.chat_world import CHAT, CHATLOG, tocsin

TENANT = "desk"
CHANNELS = {"everything": Severity.LOW, "grave": Severity.HIGH}
TO = [Destination(platform=on, tenant=TENANT, channel=name) for on in (CHAT, CHATLOG) for name in CHANNELS]


async def subscribe(app):
    """Each channel wants everything from its severity on; the same wishes again change nothing."""
    for to in TO:
        wish = replace(
            house.everything(app.desk, "en"), id=SubscriptionId(to.channel), destination=to,
            min_severity=CHANNELS[to.channel], created_at=app.desk.clock.now(),
        )  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.channels.save(Channel(destination=to, cap=MOST_CAP, scorecard=False))
            await tx.subscriptions.add(wish)


async def walk(app, clock):
    """One moment: polls, and moves the clock on until nothing waits."""
    for _, poller in app.pollers:
        await poller.poll()
    for _ in range(200):
        await app.drain()
        async with app.desk.store.read() as tx:
            if not await tx.outbox.waiting():
                return
        clock.set(clock.now() + timedelta(seconds=10))
    raise TimeoutError("something was never told")


async def main(folder, count, patience_s, address):
    outlets, items = load()
    todo = moments(items)[:count]
    speaking = {item.outlet for item in items if item.published <= todo[-1]}
    reached = folder / "reached"
    begun = int(reached.read_text()) if reached.exists() else 0
    clock = SteppedClock(todo[begun] - timedelta(minutes=1))
    publisher = Publisher(outlets, items, clock)
    await publisher.start()
    urls = {OutletId(outlet.id): publisher.url(outlet.id) for outlet in outlets if outlet.id in speaking}
    async with tocsin(
        folder, address, clock, patience=timedelta(seconds=patience_s),
        outlets=lambda known: house.with_feeds(known, urls), allow_hosts=("127.0.0.1",),
    ) as app:  # fmt: skip
        await subscribe(app)
        print(f"pid {os.getpid()}", flush=True)
        for number in range(begun, count):
            note(reached, number)
            clock.set(todo[number])
            await walk(app, clock)
        clock.set(clock.now() + timedelta(minutes=10))  # the time to look for second copies has come
        await walk(app, clock)
        await app.deliver.look_for_copies()
    await publisher.stop()
    (folder / "finished").touch()


def note(reached, number):
    """Keeps how far a life has come; whole or not at all, wherever it is killed."""
    fresh = reached.with_suffix(".new")
    fresh.write_text(str(number))
    fresh.replace(reached)


def serve(address):
    """Forks a child for each wish on standard input until that is closed."""
    knowledge = house.read_theatres(demo_settings(Path(), "en"))
    house.read_theatres = lambda _: knowledge
    for line in sys.stdin:
        folder, count, patience_s = line.split()
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            asyncio.run(main(Path(folder), int(count), float(patience_s), address))
            os._exit(0)
        print(f"exit {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}", flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
