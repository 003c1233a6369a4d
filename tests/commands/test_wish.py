"""When two wishes are the same, and how much news they promise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import wish
from bot.commands.desk import Desk
from bot.domain import matcher
from bot.domain.ids import ActorId, PlaceId
from bot.domain.matcher import EVERYTHING
from bot.domain.place import Point
from tests.commands.conftest import NOW, event, opened

NEAR = matcher.Near(place=PlaceId("ml/kidal/kidal:town"), label="Kidal", point=Point(lat=18.44, lon=1.41), radius_km=50)


def test_the_canonical_text_is_the_same_in_every_process() -> None:
    actors = matcher.Actors(ids=frozenset({ActorId("fla"), ActorId("csp_psd")}), label="CSP")
    wanted = matcher.All(parts=(NEAR, matcher.Not(part=actors)))

    # Written out, because the ids of stored subscriptions are made from it.
    assert wish.canonical(wanted) == (
        "All(parts=[Near(place=ml/kidal/kidal:town,point=Point(lat=18.44,lon=1.41),radius_km=50),"
        "Not(part=Actors(ids={csp_psd,fla},roles={}))])"
    )


def test_labels_make_no_difference_but_everything_else_does() -> None:
    assert wish.canonical(replace(NEAR, label="kidal")) == wish.canonical(NEAR)
    assert wish.canonical(replace(NEAR, radius_km=51)) != wish.canonical(NEAR)
    assert wish.canonical(matcher.Killed(at_least=3)) != wish.canonical(matcher.Wounded(at_least=3))


async def test_a_store_too_full_to_be_read_whole_gives_the_rate_of_what_was_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    await opened(desk, *(event(kidal, NOW - timedelta(days=day)) for day in range(1, 31)))
    monkeypatch.setattr(wish, "MOST_READ", 10)

    async with desk.store.read() as tx:
        weekly = await wish.per_week(tx, EVERYTHING, NOW)

    assert weekly == pytest.approx(7)  # one a day


@pytest.mark.parametrize("what", ["Kidal", "near:Kidal/50km", "ml/kidal/kidal:town"])
def test_a_places_id_is_shown_as_its_name_and_all_else_as_typed(desk: Desk, what: str) -> None:
    assert wish.label(what, desk) == ("Kidal" if what.endswith(":town") else what)
