"""The answer to `status`."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.control import Shape, Site
from bot.domain.health import SourceState
from bot.domain.place import PlaceKind
from tests.commands.conftest import GDELT, NOW, RSS, caller, event, handed, opened, save_health
from tests.commands.said import said


async def _kidal_changes_hands(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    base = next(near for near in desk.places.near(kidal, 10) if near.kind is PlaceKind.BASE)
    await opened(
        desk,
        handed(base, NOW - timedelta(days=20), Shape.ABANDONMENT, "minusma", "csp_psd", Site.BASE),
        handed(kidal, NOW - timedelta(days=6), Shape.CAPTURE, "csp_psd", "fama", Site.TOWN),
    )


async def test_status_tells_who_holds_a_town_from_the_histories_of_town_and_base(desk: Desk) -> None:
    await _kidal_changes_hands(desk)

    reply = await perform("status Kidal", caller(), desk)

    assert reply.ok
    assert reply.private
    text = said(reply)
    assert "Held by FAMa since 14 November 2023" in text
    assert "before: CSP-PSD from 31 October 2023 (abandoned by MINUSMA without a handover)" in text


async def test_status_in_french_says_the_same(desk: Desk) -> None:
    await _kidal_changes_hands(desk)

    text = said(await perform("status Kidal", caller(language="fr"), desk))

    assert "14 novembre 2023" in text
    assert "31 octobre 2023" in text
    assert "Held" not in text


@pytest.mark.parametrize("asked", ["Kidal region", "région de Kidal", "kidal base", "camp de Kidal"])
async def test_status_of_a_region_or_a_base_tells_the_history_of_the_town(desk: Desk, asked: str) -> None:
    await _kidal_changes_hands(desk)

    assert "Held by FAMa since 14 November 2023" in said(await perform(f"status {asked}", caller(), desk))


async def test_status_of_a_country_tells_no_holder(desk: Desk) -> None:
    await _kidal_changes_hands(desk)

    text = said(await perform("status Mali", caller(), desk))

    assert "FAMa" not in text.split("Last incidents")[0]


async def test_counts_stand_beside_what_the_ninety_days_before_all_of_them_lead_to_expect(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    hours = [3, 30, 50, 24 * 20, *(24 * (33 + day) for day in range(0, 90, 10))]
    await opened(desk, *(event(kidal, NOW - timedelta(hours=ago)) for ago in hours))

    rows = [line.split(" | ") for line in said(await perform("status Kidal", caller(), desk)).splitlines()]
    counts = {row[0]: row[1:] for row in rows if len(row) == 5}

    # Nine in the ninety days before the last thirty: a tenth of one a day, 0.7 in a week, three in thirty days.
    assert counts["24 h"] == ["1", "0.1", "10×", "2"]
    assert counts["7 d"] == ["3", "0.7", "4.3×", "6"]
    assert counts["30 d"] == ["4", "3", "1.3×", "8"]


async def test_too_few_incidents_to_compare_with_give_no_ratio(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    await opened(desk, *(event(kidal, NOW - timedelta(days=day)) for day in (0.1, 40, 50)))

    assert "24 h | 1 | <0.1 | – | 2" in said(await perform("status Kidal", caller(), desk))


async def test_far_and_old_incidents_are_left_out_and_five_are_shown(desk: Desk) -> None:
    kidal, gao = desk.places.find("Kidal"), desk.places.find("Gao")
    assert kidal is not None
    assert gao is not None
    near = [event(kidal, NOW - timedelta(days=day)) for day in range(1, 8)]
    await opened(desk, *near, event(gao, NOW - timedelta(days=1)), event(kidal, NOW - timedelta(days=91)))

    text = said(await perform("status Kidal", caller(), desk))

    assert "Gao" not in text
    assert text.split("Last incidents")[1].count("Ambush") == 5


async def test_status_of_a_region_counts_the_whole_region(desk: Desk) -> None:
    tessalit = desk.places.find("Tessalit")
    assert tessalit is not None
    await opened(desk, event(tessalit, NOW - timedelta(hours=2)))

    assert "Tessalit" in said(await perform("status région de Kidal", caller(), desk))
    assert "Tessalit" not in said(await perform("status Kidal", caller(), desk))
    assert "Tessalit" in said(await perform("status Mali", caller(), desk))


async def test_status_says_which_sources_are_fresh_and_which_were_never_polled(desk: Desk) -> None:
    async with desk.store.write() as tx:
        await save_health(tx, RSS, "rfi", SourceState.OK)
        await save_health(tx, RSS, "a_feed_no_longer_read", SourceState.DARK)

    text = said(await perform("status Kidal", caller(), desk))

    assert "1 of 2 feeds" in text
    assert f"{GDELT}/export" in text
    assert "no_longer" not in text


async def test_an_unknown_place_is_answered_with_the_nearest_names_as_commands(desk: Desk) -> None:
    reply = await perform("status Kidaal", caller(), desk)

    assert not reply.ok
    assert "Kidaal" in reply.card.title
    assert "status Kidal" in said(reply).splitlines()


async def test_a_place_like_no_other_is_answered_kindly(desk: Desk) -> None:
    reply = await perform("status Qwxzyvk", caller(), desk)

    assert not reply.ok
    assert "Qwxzyvk" in reply.card.title
