"""Courtesy to hosts: pauses between two questions, and only two at once."""

import asyncio

import pytest

from bot.sources import spacing


async def test_one_host_is_asked_at_intervals_and_another_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 1))

    monkeypatch.setattr(spacing.asyncio, "sleep", sleep)
    turns = spacing.Spacing(at_once=2, apart_s=10)
    for host in ("rfi.fr", "rfi.fr", "bbc.com", "rfi.fr"):
        async with turns.turn(host):
            pass
    async with turns.turn("rfi.fr", hurried=True):
        pass
    assert waits == [10.0, 20.0]


async def test_only_two_at_once_ask_one_host() -> None:
    turns = spacing.Spacing(at_once=2, apart_s=0)
    inside: list[int] = []
    most = 0
    leave = asyncio.Event()

    async def ask(number: int) -> None:
        nonlocal most
        async with turns.turn("rfi.fr"):
            inside.append(number)
            most = max(most, len(inside))
            await leave.wait()
            inside.remove(number)

    async with asyncio.TaskGroup() as group:
        for number in range(5):
            group.create_task(ask(number))
        await asyncio.sleep(0)
        assert inside == [0, 1]
        leave.set()
    assert most == 2
