"""What a hostile or broken publisher sends is refused with a reason, and the others are read all the same."""

import pytest

from bot import app as house
from bot.demo.conductor import demo_settings
from bot.domain.clock import SteppedClock
from bot.domain.health import SourceState
from bot.domain.ids import OutletId
from tests.fakes.publisher import announcing, breaking, endless, packed, page, publishing
from tests.pipeline.conftest import HANDOVER, NOW, Screen, feed

BOMB = (
    b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><rss>&b;</rss>"
)

BAD = {
    "rfi": (announcing(2 * 1024**3), SourceState.REFUSED),
    "france24": (endless(), SourceState.REFUSED),
    "jeuneafrique": (packed(bytes(200 * 1024 * 1024)), SourceState.REFUSED),
    "studio_tamani": (page(b"<html><body>Just a moment...</body></html>", kind="text/html"), SourceState.REFUSED),
    "journal_du_mali": (page(b"\xff\xfe\x00garbage\x00" * 50), SourceState.OK),
    "maliactu": (page(BOMB), SourceState.REFUSED),
    "bamada": (breaking(feed(HANDOVER), after=40), SourceState.DARK),
    "bbc_africa": (page(status=503), SourceState.DARK),
}


@pytest.fixture
async def ended(tmp_path):
    """The app after one poll of eight bad feeds and a good one, drained; and its screen."""
    screen = Screen()
    async with publishing() as publisher:
        for outlet, (script, _) in BAD.items():
            publisher[f"/{outlet}"] = script
        publisher["/reuters"] = page(feed(HANDOVER))
        urls = {OutletId(name): publisher.url(f"/{name}") for name in (*BAD, "reuters")}
        async with house.assemble(
            demo_settings(tmp_path, "en"),
            SteppedClock(NOW),
            {screen.name: screen},
            outlets=lambda known: house.with_feeds(known, urls),
            allow_hosts=("127.0.0.1",),
        ) as app:
            await house.seed_screen(app.desk, "en")
            for _, poller in app.pollers:
                await poller.poll()
            await app.drain()
            yield app, screen


async def test_each_bad_feed_ends_in_a_named_state_with_a_reason_and_the_good_one_is_told(ended):
    app, screen = ended
    async with app.desk.store.read() as tx:
        health = {one.feed: one for one in await tx.feeds.health()}
        assert await tx.payloads.unread(10) == []
    assert {name: health[name].state for name in BAD} == {name: state for name, (_, state) in BAD.items()}
    assert all(one.detail for one in health.values() if one.state is not SourceState.OK)
    assert [card.title for _, card in screen.posts if "Tessalit" in card.title]
