"""The answer to `control`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.control import Shape, Site
from bot.domain.incident import Incident
from bot.domain.place import PlaceKind
from tests.commands.conftest import NOW, caller, handed, opened
from tests.commands.said import said

DAY = timedelta(days=1)


@pytest.fixture
async def turns(desk: Desk) -> list[Incident]:
    """Kidal's base is left to the rebels, and two weeks later the town is captured by the army."""
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    base = next(near for near in desk.places.near(kidal, 10) if near.kind is PlaceKind.BASE)
    return await opened(
        desk,
        handed(base, NOW - 20 * DAY, Shape.ABANDONMENT, "minusma", "csp_psd", Site.BASE),
        handed(kidal, NOW - 6 * DAY, Shape.CAPTURE, "csp_psd", "fama", Site.TOWN),
    )


async def test_the_holder_stands_first_then_all_before_it_the_newest_first_each_with_its_incident(
    desk: Desk, turns: list[Incident]
) -> None:
    reply = await perform("control Kidal", caller(may_change=False), desk)

    assert reply.ok
    assert reply.private
    lines = said(reply).splitlines()
    assert "Held by FAMa since 14 November 2023" in lines[1]
    history = lines[lines.index("Who held it, newest first") + 1 :]
    assert history[:3] == [
        f"FAMa since 14 November 2023 (captured, from CSP-PSD) · 1 publisher · {turns[1].id}",
        "CSP-PSD, 31 October 2023 to 14 November 2023 (abandoned by MINUSMA without a handover) · 1 publisher · "
        f"{turns[0].id}",
        "MINUSMA until 31 October 2023",
    ]


async def test_on_whose_word_and_whether_it_is_contested_is_said(desk: Desk, turns: list[Incident]) -> None:
    calm = said(await perform("control Kidal", caller(), desk))
    async with desk.store.write() as tx:
        await tx.incidents.save([replace(turns[1], revision=2, disputed=True)], [])
    contested = said(await perform("control Kidal", caller(), desk))

    assert "reported by one publisher, not yet confirmed (RFI)" in calm
    assert "Contested: no contradiction was read" in calm
    assert "Contested: yes" in contested


async def test_every_button_leads_on(desk: Desk, turns: list[Incident]) -> None:
    actions = (await perform("control Kidal", caller(), desk)).card.actions

    assert [(one.command, dict(one.args)) for one in actions] == [
        ("incident", {"id": turns[1].id}),
        ("status", {"place": "ml/kidal/kidal:town"}),
    ]


async def test_in_french_the_same_is_said(desk: Desk, turns: list[Incident]) -> None:
    text = said(await perform("control Kidal", caller(language="fr"), desk))

    assert "FAMa depuis le 14 novembre 2023" in text
    assert "MINUSMA jusqu’au 31 octobre 2023" in text
    assert "Held" not in text


async def test_a_place_that_nobody_wrote_of_has_no_known_holder(desk: Desk) -> None:
    assert "Holder not known." in said(await perform("control Tessalit", caller(), desk))


async def test_an_area_without_a_town_of_its_name_is_told_what_to_ask_for(desk: Desk) -> None:
    assert "ask for one of them" in said(await perform("control Mali", caller(), desk))


async def test_an_unknown_place_is_answered_with_the_nearest(desk: Desk) -> None:
    reply = await perform("control Kidaal", caller(), desk)

    assert not reply.ok
    assert "control Kidal" in said(reply).splitlines()
