"""The answer to `incident`."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from tests.commands.conftest import NOW, caller, event, opened
from tests.commands.said import said


@pytest.mark.parametrize("write", [str, str.lower, lambda code: f"{code[:4]}-{code[4:]}", lambda code: f"#{code}"])
async def test_the_full_record_is_told_however_the_id_is_written(desk: Desk, write: object) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW))

    reply = await perform(f"incident {write(one.id)}", caller(), desk)

    assert reply.ok
    text = said(reply)
    assert "Kidal" in reply.card.title
    assert "“Attack”" in text  # the evidence
    assert "first report" in text  # the change


async def test_letters_that_ids_avoid_are_read_as_the_digits_they_resemble(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW.replace(hour=hour)) for hour in range(12)))
    one = next(one for one in made if set(one.id) & {"0", "1"})

    mistyped = one.id.replace("0", "o").replace("1", "l")

    assert (await perform(f"incident {mistyped}", caller(), desk)).ok


async def test_the_record_is_told_in_french(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW))

    text = said(await perform(f"incident {one.id}", caller(language="fr"), desk))

    assert "first report" not in text


async def test_an_unknown_id_is_answered_with_the_nearest_of_the_newest(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW))
    swapped = one.id[1] + one.id[0] + one.id[2:] if one.id[0] != one.id[1] else one.id[:-1] + "Z"

    reply = await perform(f"incident {swapped}", caller(), desk)

    assert not reply.ok
    assert f"incident {one.id}" in said(reply).splitlines()
    assert "incidents" in said(reply).splitlines()


async def test_each_change_is_told_with_the_publisher_that_made_it(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (made,) = await opened(desk, event(kidal, NOW - timedelta(days=1)))

    text = said(await perform(f"incident {made.id}", caller(), desk))

    assert "first report – RFI" in text
