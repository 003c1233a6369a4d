"""The answer to `incidents`."""

from datetime import timedelta

from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import NOW, caller, event, opened
from tests.commands.said import said


async def _fill(desk: Desk) -> None:
    kidal, gao = desk.places.find("Kidal"), desk.places.find("Gao")
    assert kidal is not None
    assert gao is not None
    await opened(
        desk, *(event(kidal, NOW - timedelta(days=day)) for day in (1, 2, 20)), event(gao, NOW - timedelta(days=3))
    )


async def test_without_a_place_the_last_seven_days_everywhere_are_told(desk: Desk) -> None:
    await _fill(desk)

    text = said(await perform("incidents", caller(), desk))

    assert text.count("Ambush") == 3
    assert "Gao" in text


async def test_a_place_and_days_narrow_and_widen_the_list(desk: Desk) -> None:
    await _fill(desk)

    assert said(await perform("incidents Kidal", caller(), desk)).count("Ambush") == 2
    assert said(await perform("incidents Kidal days=30", caller(), desk)).count("Ambush") == 3
    assert said(await perform("incidents Kidal 30", caller(), desk)).count("Ambush") == 3
    assert said(await perform("incidents Tessalit", caller(), desk)).count("Ambush") == 0


async def test_the_title_says_which_area_and_time_were_looked_at(desk: Desk) -> None:
    asked = {
        "incidents": "Incidents: all places, last 7 days",
        "incidents Gao days=30": "Incidents: within 50 km of Gao, last 30 days",
        "incidents Gao region days=1": "Incidents: Gao region (Mali), last day",
    }
    assert {line: (await perform(line, caller(), desk)).card.title for line in asked} == asked


async def test_at_most_ten_are_told_the_newest_first(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW - timedelta(hours=hour)) for hour in range(1, 15)))

    text = said(await perform("incidents", caller(), desk))

    shown = sorted((text.index(one.id), one.id) for one in made if one.id in text)
    assert [id_ for _, id_ in shown] == [one.id for one in made[:10]]
    assert "Only the newest 10 are shown." in text


async def test_the_list_is_told_in_french(desk: Desk) -> None:
    await _fill(desk)

    text = said(await perform("incidents", caller(language="fr"), desk))

    assert "Ambush" not in text
    assert "tous les lieux" in text


async def test_a_number_of_days_that_makes_no_sense_is_refused(desk: Desk) -> None:
    reply = await perform("incidents Kidal days=5000", caller(), desk)

    assert not reply.ok
    assert "365" in said(reply)
