"""The link of an installation is open to everybody: it cannot be used to keep the database busy."""

from __future__ import annotations

import pytest

from bot.commands.desk import Desk
from bot.platforms.slack import oauth
from tests.fakes.slack.server import serving as slack
from tests.platforms.slack.housed import open_to_all


async def test_too_many_visits_are_turned_away_kindly_until_some_time_has_passed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oauth, "MOST_BEGUN", 3)
    async with slack() as there, open_to_all(desk, there) as place:
        link = f"{place.url}/slack/install"
        assert [(await place.visit(link))[0] for _ in range(4)] == [302, 302, 302, 429]
        status, page, _ = await place.visit(link)
        assert (status, "too many at once" in page) == (429, True)
        monkeypatch.setattr(oauth, "BEGUN_S", 0.0)
        assert (await place.visit(link))[0] == 302
