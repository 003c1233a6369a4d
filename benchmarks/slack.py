"""Slack: fan-out against its limits, in many workspaces and in a large one, critical news and answers meanwhile.

Slack is the fake of the tests in a process of its own; everything is measured where it arrives there. Tocsin is whole
and slack_sdk unmodified. `python -m benchmarks.slack [PART …]` measures single parts, each in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import logging
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

import psutil  # type: ignore[import-untyped]

from benchmarks.report import at, percentiles, tell
from bot.domain.taxonomy import Operation
from bot.platforms.slack.pace import AT_ONCE, HUNDREDS, STEADY
from tests.acceptance.slack_world import SlackWorld, slack_world, told
from tests.fakes.slack.answers import Screen, Shown
from tests.fakes.slack.far import FarSlack
from tests.fakes.slack.rooms import Message

MANY, A_WORKSPACE = 1_000, 50  # channels in all, and of one workspace
LARGE, FAST = 500, 4.0  # channels of one workspace alone, and Slack's clock for them
GRAVE = 20  # channels that critical news goes to
ASKED, ASKED_S, ASKERS = 20, 20.0, 40  # commands a second, for so long, by so many people
LISTENING, LISTENING_EACH = 4_000, 200  # channels that are told meanwhile, and for longer
A_SECOND, BURST = HUNDREDS * STEADY / 60, int(HUNDREDS * AT_ONCE)  # messages in a workspace, and those that go at once


async def fan_out(world: SlackWorld, count: int, each: int) -> None:
    """One alert for so many channels; towards the end of it critical news for some of them."""
    channels = await world.channels(count, each=each)
    await world.subscribe(channels, "Kidal")
    await world.subscribe(channels[:: count // GRAVE], "Gao")
    await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
    begun = time.monotonic()
    await world.plan()
    await world.until(waiting=count // 4)
    stored = time.monotonic()
    worst = await world.happen("worst", "Gao", Operation.TOWN_CAPTURED)
    await world.plan()
    await world.until(waiting=0)
    messages, booked = await world.messages(), await world.booked()
    came = Counter(message.key for message in messages)
    lost, doubled = count + GRAVE - len(booked.keys() & came.keys()), len(messages) - len(came)
    in_one = each + GRAVE * each // count
    _tell_fan_out(
        world, messages, in_one, f"planned in {messages[0].arrived - begun:.1f} s, {lost} lost, {doubled} doubled"
    )
    grave = [one for one in messages if booked.get(one.key) == worst]
    own = (GRAVE * each // count - 1) / A_SECOND
    tell(f"critical news during a fan-out in {count // each} workspaces, s",
         f"{(grave[-1].arrived - stored) * world.speed:.2f}", f"{2 + own:.2f}",
         f"from the stored change to the last of its {len(grave)} messages at the server, of which those of one "
         f"workspace take {own:.1f} s by its limit; {_pace(world)}")  # fmt: skip


def _tell_fan_out(world: SlackWorld, messages: Sequence[Message], in_one: int, more: str) -> None:
    took = (messages[-1].arrived - messages[0].arrived) * world.speed
    least = (in_one - BURST) / A_SECOND
    each_ms = sum(psutil.Process().cpu_times()[:2]) * 1000 / len(messages)
    tell(f"fan-out, {in_one} messages in each workspace, times its limit", f"{took / least:.2f}", "1.15",
         f"{len(messages):,} messages in {took:.1f} s of Slack's, {least:.1f} s at {A_SECOND * 60:g} a minute after "
         f"{BURST} at once; {more}, 429s: {sum(told(world.server)['limited'].values())}; {each_ms:.1f} ms of a "
         f"processor for each, start included; {_pace(world)}")  # fmt: skip


def _pace(world: SlackWorld) -> str:
    return "in real time" if world.speed == 1 else f"Slack's clock and the gates {world.speed:g} times as fast"


async def measure_fan_out(count: int, each: int, speed: float) -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        async with slack_world(Path(folder), speed=speed, options=["--no-judge"]) as world:
            await fan_out(world, count, each)


async def measure_answers() -> None:
    """Twenty people a second type, press and ask while an alert goes out."""
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        async with slack_world(Path(folder), options=["--no-judge"]) as world:
            channels = await world.channels(LISTENING, each=LISTENING_EACH)
            await world.subscribe(channels, "Kidal")
            await world.happen("convoy", "Kidal", Operation.CONVOY_ATTACK)
            await world.plan()
            await world.until(waiting=LISTENING - 50)
            rooms = [f"{one.tenant}/{one.channel}" for one in channels[::LISTENING_EACH]]
            command = [sys.executable, "-m", "benchmarks.slack", "ask", world.server.url, *rooms]
            asking = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            out, _ = await asking.communicate()
            left, counted = await world.waiting(), told(world.server)
            answers: dict[str, list[float]] = json.loads(out)
            everything = sorted(second for seconds in answers.values() for second in seconds)
            each = ", ".join(f"{name} {percentiles(sorted(seconds))}" for name, seconds in answers.items())
            tell("acks on Slack while a fan-out runs, p99 in ms", f"{at(everything, 0.99) * 1000:.0f}", "300",
                 f"{len(everything)} of {int(ASKED * ASKED_S)} acknowledged, {ASKED} a second, measured at the server; "
                 f"p50/p99: all {percentiles(everything)}, {each}; {left} channels were still to be told at the end; "
                 f"429s: {counted['limited'] or 0}")  # fmt: skip


def ask(url: str, rooms: Sequence[str]) -> None:
    """The people, in a process of their own: prints by kind how many seconds each ack took.

    They are in many workspaces: in one, Slack takes a hundred of its home pages a minute.
    """
    server = FarSlack(url)
    places = [tuple(room.split("/")) for room in rooms]
    people = [server.user(places[number % len(places)][0], f"person{number}") for number in range(ASKERS)]
    at_home = {who: places[number % len(places)][1] for number, who in enumerate(people)}
    told_once = {who: server.command("/tocsin status Kidal", who, at_home[who]).one for who in people}
    forms: dict[str, Screen] = {who: server.command("/tocsin subscribe", who, at_home[who]).view for who in people}
    acts: dict[str, Callable[[str], Any]] = {
        "status": lambda who: server.command("/tocsin status Kidal", who, at_home[who]),
        "typing": lambda who: server.options(forms[who], "pick:what", "Kid", user=who),
        "button": lambda who: server.press(told_once[who], next(iter(told_once[who].buttons)), user=who),
        "home": server.open_home,
    }
    asked: dict[str, list[Future[Shown]]] = {name: [] for name in acts}
    began = time.monotonic()
    with ThreadPoolExecutor(ASKERS) as crowd:
        for number in range(int(ASKED * ASKED_S)):
            time.sleep(max(0.0, began + number / ASKED - time.monotonic()))
            name = tuple(acts)[number % len(acts)]
            asked[name].append(crowd.submit(acts[name], people[number % ASKERS]))
    answers = {name: [one.result().took for one in futures] for name, futures in asked.items()}
    if not all("Kidal" in one.result().text for one in asked["status"]):
        raise RuntimeError("something else was answered")
    print(json.dumps({name: [took for took in seconds if took is not None] for name, seconds in answers.items()}))


PARTS: Mapping[str, Callable[[], Coroutine[Any, Any, None]]] = {
    "many": lambda: measure_fan_out(MANY, A_WORKSPACE, 1.0),
    "large": lambda: measure_fan_out(LARGE, LARGE, FAST),
    "answers": measure_answers,
}


def main(words: Sequence[str]) -> None:
    logging.disable()
    match list(words):
        case ["ask", url, *rooms]:
            ask(url, rooms)
        case [name] if name in PARTS:
            with suppress(KeyboardInterrupt):
                asyncio.run(PARTS[name]())
        case names:
            for name in names or PARTS:
                subprocess.run([sys.executable, "-m", "benchmarks.slack", name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
