"""Told coarsely, an incident gives its place away by nothing, and is still told as near as was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.cards import alert, news
from bot.cards.coarse import coarsened, snapped
from bot.cards.phrases import Phrases
from bot.domain.ids import PlaceId
from bot.domain.incident import ChangeKind, Incident, Severity
from bot.domain.place import Place, PlaceKind, Point, distance_km
from bot.domain.reader import Reader
from bot.platforms.terminal.render import render
from tests.cards.samples import ALERTS, ANEFIS, KIDAL, NAMES, NOW, captured, change, convoy, fired, member

names = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12).map(lambda text: f"{text}x".capitalize())
points = st.builds(Point, lat=st.floats(-90, 90), lon=st.floats(-180, 180))
kms = st.floats(0.5, 2000)
places = st.builds(
    Place, id=names.map(PlaceId), name=names, kind=st.sampled_from(PlaceKind),
    country=st.sampled_from(["ML", "BF", "NE"]), admin1=names | st.just(""), admin2=names | st.just(""), point=points,
    precision_km=st.floats(0.1, 500),
)  # fmt: skip


def happening(place: Place) -> Incident:
    """An incident whose reports and rules name the place in every way they can."""
    address = f"https://news.example/{place.name.lower()}"
    said = [replace(member(f"e{n}", f"outlet{n}", f"Attaque à {place.name}", NOW), url=address) for n in range(3)]
    return convoy(place=place, members=tuple(said))


def shown(about: Incident, km: float, language: str) -> str:
    alerts = [fired(f"sahel/{about.place.name.lower()}_base", about, Severity.HIGH)]
    card = alert.card(about, alerts, names=NAMES, reader=Reader(language=language), now=NOW, precision_km=km)
    return render(card, width=120, colour=False, now=NOW).replace("\u00a0", " ") + f"{card.actions}"


@given(points, kms)
def test_the_point_that_is_told_is_no_farther_away_than_asked(point: Point, km: float) -> None:
    assert distance_km(point, snapped(point, km)) <= km + 1e-6


@given(points, kms)
def test_the_point_that_is_told_depends_on_the_cell_alone(one: Point, km: float) -> None:
    told = snapped(one, km)
    assert -90 <= told.lat <= 90
    assert -180 <= told.lon <= 180
    half = Point(lat=(one.lat + told.lat) / 2, lon=(one.lon + told.lon) / 2)
    assume(abs(one.lon - told.lon) < 180)
    assert distance_km(snapped(half, km), told) < 1e-6


@given(places, st.floats(-60, 60), st.floats(0.5, 3))
def test_a_place_is_told_no_better_than_asked_and_surely_lies_where_it_is_told(
    place: Place, lat: float, times: float
) -> None:
    place = replace(place, point=replace(place.point, lat=lat))
    told = coarsened(convoy(place=place), times * place.precision_km).place
    assert told.precision_km >= times * place.precision_km
    assert distance_km(told.point, place.point) + place.precision_km <= told.precision_km + 1e-6


@settings(deadline=None)
@given(places, kms, st.sampled_from(["en", "fr"]))
def test_no_card_names_a_place_that_is_known_better_than_it_may_be_told(place: Place, km: float, language: str) -> None:
    assume(km > place.precision_km)
    assume(place.name not in place.admin1 + place.admin2)
    about = happening(place)
    assert place.name.lower() not in shown(about, km, language).lower()
    before = happening(replace(place, precision_km=0.1))
    told = news.card(
        about, ("place", "killed"), change(ChangeKind.REVISED, about, "e1"), before, ALERTS,
        names=NAMES, reader=Reader(language=language), now=NOW, precision_km=km,
    )  # fmt: skip
    assert place.name.lower() not in render(told, width=120, colour=False, now=NOW).lower()


@given(places)
def test_without_a_wish_for_it_nothing_changes(place: Place) -> None:
    about = happening(place)
    assert coarsened(about, 0) is about


@given(places, kms)
def test_only_the_place_and_what_names_it_change(place: Place, km: float) -> None:
    about = happening(place)
    told = coarsened(about, km)
    silent = tuple(replace(one, title="", url="") for one in about.members)
    assert told == replace(about, place=told.place, members=silent)
    assert (told.place is place) is (km <= place.precision_km)


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (KIDAL, "Kidal region (Mali), somewhere within 50 km"),
        (replace(ANEFIS, admin2="Kidal", precision_km=1),
         "Kidal (cercle), Kidal region (Mali), somewhere within 50 km"),
        (replace(KIDAL, country="BF", admin1="Est", admin2="Gourma"),
         "Gourma (province), Est region (Burkina Faso), somewhere within 50 km"),
        (replace(KIDAL, country="NE", admin1="Tahoua", admin2="Tassara"),
         "Tahoua region (Niger), somewhere within 50 km"),
        (replace(KIDAL, admin1=""), "Mali, somewhere within 50 km"),
        (replace(KIDAL, kind=PlaceKind.REGION), "Mali, somewhere within 50 km"),
        (replace(KIDAL, kind=PlaceKind.CERCLE, admin2="Kidal"), "Kidal region (Mali), somewhere within 50 km"),
        (replace(KIDAL, precision_km=50), "Kidal, Kidal region (Mali), within 50 km"),
    ],
    ids=["region", "cercle", "province", "no word for it", "country", "a region", "a cercle", "known no better"],
)  # fmt: skip
def test_the_smallest_area_around_the_place_is_told(place: Place, where: str) -> None:
    assert where in shown(captured(place=place), 50, "en")


def test_the_button_for_the_status_asks_for_the_area() -> None:
    def asked(place: Place) -> str:
        card = alert.card(captured(place=place), (), names=NAMES, reader=Reader(), now=NOW, precision_km=50)
        return next(dict(action.args)["place"] for action in card.actions if action.command == "status")

    assert asked(KIDAL) == "Kidal region"
    assert asked(replace(KIDAL, admin2="Bourem")) == "Bourem cercle"
    assert asked(replace(KIDAL, admin1="")) == f"{Phrases('en').country('ML')} country"
