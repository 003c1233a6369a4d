"""The same news give the same incidents and messages on SQLite and on a real PostgreSQL."""

import json

import pytest

from bot import app as house
from bot.demo.conductor import demo_settings, moments
from bot.demo.items import load
from bot.demo.publisher import Publisher
from bot.domain.clock import SteppedClock
from bot.domain.ids import OutletId
from bot.platforms.terminal.adapter import Terminal
from bot.settings import DatabaseUrl
from tests.fakes.postgres import postgres  # noqa: F401  (the server's fixture)

MOMENTS = 25


async def replay(settings, out):
    """Plays the first moments of the demo; gives the incidents, and the keys of the messages in order."""
    outlets, items = load()
    todo = moments(items)[:MOMENTS]
    clock = SteppedClock(todo[0])
    publisher = Publisher(outlets, items, clock)
    await publisher.start()
    screen = Terminal(transcript=settings.transcript_path, out=out, colour=False, width=80, clock=clock)
    urls = {OutletId(outlet.id): publisher.url(outlet.id) for outlet in outlets}
    async with house.assemble(
        settings,
        clock,
        {screen.name: screen},
        outlets=lambda known: house.with_feeds(known, urls),
        allow_hosts=("127.0.0.1",),
    ) as app:
        await house.seed_screen(app.desk, "en")
        for moment in todo:
            clock.set(moment)
            for _, poller in app.pollers:
                await poller.poll()
            await app.drain()
        async with app.desk.store.read() as tx:
            incidents = await tx.incidents.recent(since=items[0].published, limit=1000)
    await publisher.stop()
    return incidents, [json.loads(line)["key"] for line in settings.transcript_path.read_text().splitlines()]


@pytest.mark.slow
async def test_both_databases_end_in_the_same_incidents_and_messages(tmp_path, request):
    folders = tmp_path / "sqlite", tmp_path / "postgresql"
    for folder in folders:
        folder.mkdir()
    with (tmp_path / "screen.txt").open("w") as out:
        light = await replay(demo_settings(folders[0], "en"), out)
        async with request.getfixturevalue("postgres").database() as url:
            settings = demo_settings(folders[1], "en").model_copy(update={"database": DatabaseUrl(url)})
            heavy = await replay(settings, out)
    assert len(light[0]) >= 10
    assert len(light[1]) >= 12
    assert heavy == light
