"""The answer to `sources`."""

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.health import SourceState
from tests.commands.conftest import GDELT, RSS, caller, save_health
from tests.commands.said import said


async def test_every_feed_is_told_with_its_state_and_what_is_wrong(desk: Desk) -> None:
    async with desk.store.write() as tx:
        await save_health(tx, RSS, "rfi", SourceState.REFUSED, "the address is gone: look for the new one")
        await save_health(tx, GDELT, "export", SourceState.OK)

    text = said(await perform("sources", caller(), desk))

    assert "rss/rfi | refuses" in text
    assert "gdelt/export | fresh" in text
    assert "look for the new one" in text
    assert all(manifest.attribution in text for manifest in desk.manifests)


async def test_feeds_that_were_never_polled_are_told_too(desk: Desk) -> None:
    text = said(await perform("sources", caller(), desk))

    assert text.count("not polled yet") == len(desk.feeds)
    assert "not polled yet" not in said(await perform("sources", caller(language="fr"), desk))
