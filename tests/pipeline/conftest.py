"""A whole Tocsin on a temporary database, polling a publisher on this machine, driven stage by stage."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot import app as house
from bot.demo.conductor import demo_settings
from bot.domain.clock import SteppedClock
from bot.domain.delivery import Receipt
from bot.domain.errors import Gone
from bot.domain.ids import OutletId
from tests.fakes.publisher import publishing

NOW = datetime(2023, 10, 21, 13, 0, tzinfo=UTC)

HANDOVER = (
    "U.N. hands over Tessalit camp to Mali's army",
    "U.N. peacekeepers handed over their camp at Tessalit to the Malian army on Saturday, the mission said.",
)
COPY = (
    "Tessalit : la Minusma remet son camp à l'armée malienne",
    "La Minusma a remis samedi son camp de Tessalit aux Forces armées maliennes.",
)


def feed(*items, published=NOW - timedelta(hours=2)):
    """An RSS feed of (title, text) pairs; the guid is the item's place in the feed."""
    entries = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>g{number}</guid><link>https://x.example/{number}</link>"
        f"<pubDate>{published:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text}</description></item>"
        for number, (title, text) in enumerate(items)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()


class Screen:
    """A platform that remembers what it was asked to send, and fails as told."""

    name = "terminal"

    def __init__(self):
        self.posts, self.edits, self.replies, self.faults, self.there = [], [], [], [], {}
        self.manners = {}

    async def post(self, key, destination, card, manner):
        self._fail()
        self.posts.append((key, card))
        return self._keep(key, destination, manner)

    async def edit(self, destination, receipt, card):
        self._fail()
        if receipt not in [one for _, one in self.there.get(destination.key, ())]:
            raise Gone
        self.edits.append((receipt.ref, card))

    async def reply(self, key, destination, receipt, card, manner):
        self._fail()
        self.replies.append((key, card))
        return self._keep(key, destination, manner)

    async def find(self, key, destination, beneath=None):
        return tuple(receipt for known, receipt in self.there.get(destination.key, ()) if known == key)

    async def remove(self, destination, receipt):
        here = self.there.get(destination.key, [])
        here[:] = [(key, one) for key, one in here if one != receipt]

    def _keep(self, key, destination, manner):
        here = self.there.setdefault(destination.key, [])
        receipt = Receipt(ref=f"{key}.{len(here)}")
        here.append((key, receipt))
        self.manners[key] = manner
        return receipt

    def _fail(self):
        if self.faults and (fault := self.faults.pop(0)):
            raise fault


@pytest.fixture
async def publisher():
    async with publishing() as running:
        yield running


@pytest.fixture
def world(tmp_path, publisher):
    """Opens an App whose only feeds are rfi and reuters on the local publisher, with a screen subscribed to all."""

    @asynccontextmanager
    async def opened(screen=None, clock=None):
        clock, screen = clock or SteppedClock(NOW), screen or Screen()
        urls = {OutletId(name): publisher.url(f"/{name}") for name in ("rfi", "reuters")}
        async with house.assemble(
            demo_settings(tmp_path, "en"), clock, {screen.name: screen},
            outlets=lambda known: house.with_feeds(known, urls), allow_hosts=("127.0.0.1",),
        ) as app:  # fmt: skip
            await house.seed_screen(app.desk, "en")
            yield app, screen, clock

    return opened


async def poll_all(app):
    """One poll of each feed; health by feed name."""
    return {feed.name: (await poller.poll())[0] for feed, poller in app.pollers}
