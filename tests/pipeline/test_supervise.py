"""A loop that fails is started again, and is spoken of twice: when it goes down and when it is back."""

import asyncio
import logging

import pytest

from bot.pipeline.supervise import LONGEST_PAUSE_S, WELL_AFTER_S, supervise


class Pauses:
    """Stands for sleeping: remembers how long each pause was asked to be and takes no time."""

    def __init__(self):
        self.asked = []

    async def __call__(self, seconds):
        if seconds == WELL_AFTER_S:
            await asyncio.Event().wait()  # not well yet: only the restart pauses pass
        self.asked.append(seconds)


async def test_a_failing_loop_is_tried_again_with_growing_pauses_up_to_a_minute():
    pauses, tries = Pauses(), []

    async def loop():
        tries.append(1)
        if len(tries) < 10:
            raise OSError("disk gone")

    await supervise("ingest", loop, pauses)
    assert pauses.asked[:4] == [1.0, 2.0, 4.0, 8.0]
    assert max(pauses.asked) == LONGEST_PAUSE_S
    assert len(tries) == 10


async def test_a_series_of_failures_is_one_line_in_the_log(caplog):
    tries = []

    async def loop():
        tries.append(1)
        if len(tries) < 6:
            raise OSError("disk gone")

    with caplog.at_level(logging.INFO):
        await supervise("ingest", loop, Pauses())
    assert [record.action for record in caplog.records] == ["loop_down"]


async def test_a_loop_that_runs_again_for_a_while_is_told_to_be_back(caplog):
    tries = []

    async def loop():
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk gone")
        await asyncio.sleep(0.01)

    async def no_time(seconds):
        await asyncio.sleep(0)

    with caplog.at_level(logging.INFO):
        await supervise("ingest", loop, no_time)
    assert [record.action for record in caplog.records] == ["loop_down", "loop_up"]


async def test_cancelling_passes_through_at_once():
    task = asyncio.create_task(supervise("ingest", asyncio.Event().wait))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
