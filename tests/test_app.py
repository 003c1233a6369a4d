"""The wiring: what is refused before anything starts, and what a new database begins with."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot import app as house
from bot.demo.conductor import demo_settings
from bot.domain.clock import SteppedClock
from bot.domain.errors import AlreadyRunning, BadFile
from bot.domain.ids import OutletId
from bot.knowledge import check_rules, lineage_in, read_theatres

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_source_that_does_not_exist_cannot_be_switched_off_and_the_nearest_is_named(tmp_path):
    settings = demo_settings(tmp_path, "en").model_copy(update={"sources_off": ["gdelt", "gdlet", "rsss"]})
    with pytest.raises(BadFile) as refused:
        house.read_sources(settings)
    assert [fault.where for fault in refused.value.faults] == ["TOCSIN_SOURCES_OFF"] * 2
    assert "'gdelt'" in str(refused.value)
    assert "'rss'" in str(refused.value)


def test_a_switched_off_source_is_not_polled(tmp_path):
    assert set(house.read_sources(demo_settings(tmp_path, "en"))) == {"rss"}


async def test_the_shipped_theatre_polls_gdelt_and_at_least_twenty_outlets(tmp_path):
    settings = demo_settings(tmp_path, "en").model_copy(update={"sources_off": []})
    async with house.assemble(settings, SteppedClock(NOW), {}) as app:
        feeds = [feed for feed, _ in app.pollers]
    assert {feed.name for feed in feeds if feed.source == "gdelt"} == {"export", "translation"}
    assert len([feed for feed in feeds if feed.source == "rss"]) >= 20


async def test_one_database_belongs_to_one_tocsin_but_may_be_asked_by_others(tmp_path):
    settings, clock = demo_settings(tmp_path, "en"), SteppedClock(NOW)
    async with house.assemble(settings, clock, {}):
        with pytest.raises(AlreadyRunning):
            async with house.assemble(settings, clock, {}):
                pass
        async with house.assemble(settings, clock, {}, exclusive=False) as asked, asked.desk.store.read() as tx:
            assert await tx.subscriptions.all() == []
    async with house.assemble(settings, clock, {}):
        pass


async def test_the_screen_is_subscribed_once_in_the_life_of_a_database(tmp_path):
    settings = demo_settings(tmp_path, "en")
    async with house.assemble(settings, SteppedClock(NOW), {}) as app:
        await house.seed_screen(app.desk, "en")
        async with app.desk.store.write() as tx:
            (wish,) = await tx.subscriptions.of(house.SCREEN)
            assert await tx.subscriptions.remove(house.SCREEN, wish.id)
        await house.seed_screen(app.desk, "en")
        async with app.desk.store.read() as tx:
            assert await tx.subscriptions.of(house.SCREEN) == []


async def test_a_stop_ends_every_loop_and_leaves_nothing_running(tmp_path):
    settings = demo_settings(tmp_path, "en")
    before = asyncio.all_tasks()
    async with house.assemble(
        settings, SteppedClock(NOW), {}, outlets=lambda known: house.with_feeds(known, {})
    ) as app:
        stop = asyncio.Event()
        running = asyncio.create_task(house.run(app, stop))
        await asyncio.sleep(0)
        stop.set()
        async with asyncio.timeout(5):
            await running
    assert asyncio.all_tasks() == before


def test_replaced_feeds_are_the_only_ones_polled(tmp_path):
    outlets = read_theatres(demo_settings(tmp_path, "en")).extractor.outlets
    replaced = house.with_feeds(outlets, {OutletId("rfi"): "http://127.0.0.1:1/rfi"})
    assert replaced.keys() == outlets.keys()
    assert {id_: outlet.feeds for id_, outlet in replaced.items() if outlet.feeds} == {
        "rfi": ("http://127.0.0.1:1/rfi",)
    }


def test_every_test_beside_a_shipped_rule_passes(tmp_path):
    checked = check_rules(demo_settings(tmp_path, "en"))
    assert checked.failures == ()
    assert checked.files >= 10


def test_renamed_groups_share_a_lineage_and_strangers_have_their_own(tmp_path):
    lineage = lineage_in(read_theatres(demo_settings(tmp_path, "en")).extractor.actors)
    assert lineage("cma") == lineage("csp_psd") == lineage("fla")
    assert lineage("wagner") == lineage("africa_corps") != lineage("fama")
    assert lineage("nobody_knows") == "nobody_knows"
