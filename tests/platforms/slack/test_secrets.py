"""No token, secret or address with a ticket stands in the log, however talkative it is."""

from __future__ import annotations

import logging

import pytest

from bot.commands.desk import Desk
from bot.domain.delivery import PLAIN
from bot.domain.errors import Lost
from bot.domain.ids import DeliveryId
from tests.cards.deck import CARDS
from tests.fakes.slack.server import serving as slack
from tests.platforms.slack.housed import KEY, open_to_all

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


async def test_the_log_holds_no_secret_at_its_most_talkative(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with slack() as there, open_to_all(desk, there, "both") as place:
        await place.visit(f"{place.url}/slack/oauth_redirect?code=a-code&state=a-state")
        await place.install(place.team, place.ann)
        there.invite(place.channel)
        await place.asks()
        there.drop()
        await there.until_connected(2)
        await place.chat.platform.post(DeliveryId("k"), place.to, CARDS["alert"]("en"), PLAIN)
        there.script(["error:token_revoked"], on="chat.postMessage")
        with pytest.raises(Lost):
            await place.chat.platform.post(DeliveryId("l"), place.to, CARDS["alert"]("en"), PLAIN)
        ours = [record for record in caplog.records if not record.name.startswith(("tests.", "asyncio", "aiosqlite"))]
        text = "\n".join(f"{record.getMessage()} {vars(record)}" for record in ours)
        states = [value for name, value in place.browser.items() if "state" in name]
        for secret in (
            there.token(place.team), there.app_token, there.signing_secret, there.client_secret, KEY, "ticket=",
            "/response/", "a-code", *states,
        ):  # fmt: skip
            assert secret not in text
    assert "connected to Slack" in text
