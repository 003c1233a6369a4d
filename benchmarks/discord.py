"""Discord: fan-out against its own limit, critical news meanwhile, answers to people meanwhile, memory of many guilds.

Discord is the fake of the tests in a process of its own; everything is measured where it arrives there. Tocsin is whole
and discord.py unmodified. `python -m benchmarks.discord [PART …]` measures single parts, each in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import psutil  # type: ignore[import-untyped]

from benchmarks.report import at, percentiles, tell
from bot.domain.taxonomy import Operation
from bot.platforms.discord.pace import PER_SECOND
from bot.sources import registry
from bot.store.connect import open_store
from tests.acceptance.discord_world import DiscordWorld, connected, discord_world, told
from tests.fakes.discord.answers import Shown
from tests.fakes.discord.far import ROOT, FarDiscord, far_discord
from tests.fakes.discord.rooms import Message

GRAVE = 20  # channels that critical news goes to
ASKED, ASKED_S, ASKERS = 20, 20.0, 40  # commands a second, for so long, by so many people
LISTENING = 1_300  # channels that are told meanwhile, and for longer
FAST = 2.0  # of the machine's clock, for ten thousand channels
GUILDS, CHANNELS, ROLES, SHARDS = 2_500, 30, 20, 3
SETTLE_S = 5.0
TOKEN = ".".join(("MTE3Nzg3OTQ3Mzc0NDg2MzI1Mg", "GaBcDe", "x" * 38))  # of nobody, but of the right shape
# `tocsin run` in a process that has imported nothing else, pointed at a Discord on this machine.
RUN = """
import sys
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from bot.cli import tocsin
Route.BASE = sys.argv[1] + "/api/v10"
DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sys.argv[1].replace("http", "ws", 1))
tocsin(["run"])
"""


async def fan_out(world: DiscordWorld, count: int) -> None:
    """One alert for so many channels; in the middle of it critical news for some of them."""
    channels = world.channels(count)
    await world.subscribe(channels, "Kidal")
    await world.subscribe(channels[:: count // GRAVE], "Gao")
    await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
    await world.plan()
    await world.until(waiting=count // 2)
    stored = time.monotonic()
    worst = await world.happen("worst", "Gao", Operation.TOWN_CAPTURED)
    await world.plan()
    await world.until(waiting=0)
    messages, booked = await world.messages(), await world.booked()
    came = Counter(message.nonce for message in messages)
    grave = [one for one in messages if booked.get(one.nonce) == worst]
    lost, doubled = count + GRAVE - len(booked.keys() & came.keys()), len(messages) - len(came)
    _tell_fan_out(world, count, messages, lost, doubled)
    late = (grave[-1].arrived - stored) * world.speed
    tell(f"critical news during {count:,} channels, s", f"{late:.2f}", "2",
         f"from the stored change to the last of its {len(grave)} messages at the server; {_pace(world)}")  # fmt: skip


def _tell_fan_out(world: DiscordWorld, count: int, messages: Sequence[Message], lost: int, doubled: int) -> None:
    took = (messages[-1].arrived - messages[0].arrived) * world.speed
    limited = told(world.server)["limited"]
    each_ms = sum(psutil.Process().cpu_times()[:2]) * 1000 / len(messages)
    tell(f"fan-out to {count:,} channels, times what 45/s allow", f"{took * PER_SECOND / len(messages):.2f}", "1.15",
         f"{len(messages):,} messages in {took:.1f} s of Discord's, {lost} lost, {doubled} doubled, "
         f"429s: {sum(limited.values())}; {each_ms:.1f} ms of a processor for each, start included; "
         f"{_pace(world)}")  # fmt: skip


def _pace(world: DiscordWorld) -> str:
    return "in real time" if world.speed == 1 else f"Discord's clock and the gate {world.speed:g} times as fast"


async def measure_fan_out(count: int, speed: float) -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        async with discord_world(Path(folder), speed=speed) as world:
            await fan_out(world, count)


async def measure_answers() -> None:
    """Twenty people a second type, press and ask while an alert goes out."""
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        async with discord_world(Path(folder)) as world:
            channels = world.channels(LISTENING)
            await world.subscribe(channels, "Kidal")
            await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
            await world.plan()
            await world.until(waiting=LISTENING - 50)
            command = [sys.executable, "-m", "benchmarks.discord", "ask", world.server.address, channels[0].channel]
            asking = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            out, _ = await asking.communicate()
            left = await world.waiting()
            answers: dict[str, list[float]] = json.loads(out)
            everything = sorted(second for seconds in answers.values() for second in seconds)
            each = ", ".join(f"{name} {percentiles(sorted(seconds))}" for name, seconds in answers.items())
            tell("answers while a fan-out runs, p99 in ms", f"{at(everything, 0.99) * 1000:.0f}", "300",
                 f"{len(everything)} of {int(ASKED * ASKED_S)} answered, {ASKED} a second, measured at the server; "
                 f"p50/p99: all {percentiles(everything)}, {each}; {left} channels were still to be told at the end; "
                 f"429s: {sum(told(world.server)['limited'].values())}")  # fmt: skip


def ask(address: str, channel: str) -> None:
    """The people, in a process of their own: prints by kind how many seconds each answer took."""
    server = FarDiscord(address)
    shown: Shown = server.slash("ann", channel, "status", place="Kidal")
    button = next(label for label, one in shown.said.buttons.items() if one.get("custom_id"))
    acts: dict[str, Callable[[str], Any]] = {
        "status": lambda who: server.slash(who, channel, "status", place="Kidal"),
        "typing": lambda who: server.autocomplete(who, channel, "status", place="Kid"),
        "button": lambda who: server.press(shown.said, button, user=who),
    }
    asked: dict[str, list[Future[Shown]]] = {name: [] for name in acts}
    began = time.monotonic()
    with ThreadPoolExecutor(ASKERS) as people:
        for number in range(int(ASKED * ASKED_S)):
            time.sleep(max(0.0, began + number / ASKED - time.monotonic()))
            name = tuple(acts)[number % len(acts)]
            asked[name].append(people.submit(acts[name], f"person{number % ASKERS}"))
    answers = {name: [one.result().took for one in futures] for name, futures in asked.items()}
    if not all("Kidal" in one.result().said.text for one in asked["status"]):
        raise RuntimeError("something else was answered")
    print(json.dumps({name: [took for took in seconds if took is not None] for name, seconds in answers.items()}))


async def measure_memory() -> None:
    """A Discord with many guilds, and a Tocsin of its own process that hears of them all."""
    options = ("--identify-window=0", "--max-concurrency=16", f"--token={TOKEN}")
    with TemporaryDirectory(prefix="tocsin-bench-") as folder, far_discord(Path(folder), *options) as server:
        await _fill(server)
        server.set(shards=SHARDS)
        settings = {
            "TOCSIN_DATABASE": f"sqlite:///{folder}/bench.db", "TOCSIN_DISCORD_TOKEN": TOKEN,
            "TOCSIN_SOURCES_OFF": ",".join(registry.load()), "TOCSIN_LOG_LEVEL": "error",
        }  # fmt: skip
        environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
        run = [sys.executable, "-c", RUN, server.address]
        # On a database that is there, for whoever is in so many guilds has not been started for the first time: what
        # makes its tables stays in memory until the next start. In an empty folder: nobody's .env is read.
        async with open_store(settings["TOCSIN_DATABASE"]):
            pass
        running = psutil.Popen(run, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
        try:
            await connected(server, SHARDS)
            await asyncio.sleep(SETTLE_S)
            resident = running.memory_info().rss / 1e6
        finally:
            running.terminate()
            running.wait(timeout=30)
        tell(f"memory with {GUILDS:,} guilds, MB", f"{resident:,.1f}", "100",
             f"resident set of `tocsin run` with its usual theatres and no sources; {SHARDS} connections have told "
             f"{CHANNELS} channels and {ROLES} roles of each guild")  # fmt: skip


async def _fill(server: FarDiscord) -> None:
    """Guilds, channels and roles; too many for a connection each."""
    async with aiohttp.ClientSession() as session:

        async def do(verb: str, *args: Any) -> Any:
            async with session.post(f"{server.address}/owner/{verb}", json={"args": args, "given": {}}) as answer:
                return await answer.json(content_type=None)

        for number in range(GUILDS):
            guild = await do("guild", f"guild {number}")
            await do("channels", guild, CHANNELS)
            for role in range(ROLES):
                await do("role", guild, f"role {role}")


PARTS: Mapping[str, Callable[[], Coroutine[Any, Any, None]]] = {
    "thousand": lambda: measure_fan_out(1_000, 1.0),
    "myriad": lambda: measure_fan_out(10_000, FAST),
    "answers": measure_answers,
    "memory": measure_memory,
}


def main(words: Sequence[str]) -> None:
    logging.disable()
    match list(words):
        case ["ask", address, channel]:
            ask(address, channel)
        case [name] if name in PARTS:
            with suppress(KeyboardInterrupt):
                asyncio.run(PARTS[name]())
        case names:
            for name in names or PARTS:
                subprocess.run([sys.executable, "-m", "benchmarks.discord", name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
