"""The headline says what, where and when, and who has a place that changed hands, in at most a hundred characters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import alert, headline
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.ids import ActorId
from bot.domain.incident import Standing
from bot.domain.place import PlaceKind
from bot.domain.reader import Reader
from bot.domain.taxonomy import EventType, Operation
from tests.cards.reading import facts
from tests.cards.samples import ALERTS, KIDAL, NAMES, NOW, abandoned, captured, convoy

ENGLISH = alert.Phrases("en")


def test_headline_says_what_where_and_when() -> None:
    card = alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert card.title == "Town captured by FAMa: Kidal, Kidal region (Mali), 14 November 2023"


@pytest.mark.parametrize(
    ("shape", "giver", "taker", "english", "french"),
    [
        (Shape.ABANDONMENT, "minusma", "csp_psd", "Base abandoned by MINUSMA, CSP-PSD moves in",
         "Base abandonnée par MINUSMA, occupée par CSP-PSD"),
        (Shape.ABANDONMENT, "minusma", None, "Base abandoned by MINUSMA", "Base abandonnée par MINUSMA"),
        (Shape.ABANDONMENT, None, None, "Base abandoned", "Base abandonnée"),
        (Shape.HANDOVER, "minusma", "fama", "Base handed over by MINUSMA to FAMa", "Base transférée (MINUSMA → FAMa)"),
        (Shape.CAPTURE, "fama", "csp_psd", "Base captured by CSP-PSD", "Base prise par CSP-PSD"),
        (Shape.SEIZURE, "fama", "csp_psd", "Base seized for hours by CSP-PSD",
         "Base occupée quelques heures par CSP-PSD"),
        (Shape.RECAPTURE, "csp_psd", "fama", "Base retaken by FAMa", "Base reprise par FAMa"),
        (Shape.CAPTURE, "fama", None, "Base captured from FAMa", "Base prise à FAMa"),
    ],
)  # fmt: skip
def test_headline_says_how_a_place_changed_hands_and_who_has_it(
    shape: Shape, giver: str | None, taker: str | None, english: str, french: str
) -> None:
    claim = ControlClaim(
        shape=shape, site=Site.BASE, giver=ActorId(giver) if giver else None, taker=ActorId(taker) if taker else None
    )
    about = abandoned(control=claim)
    assert headline.title(about, NAMES, ENGLISH) == f"{english}: Kidal, Kidal region (Mali), 31 October 2023"
    french_title = headline.title(about, NAMES, alert.Phrases("fr"))
    assert french_title == f"{french}\u00a0: Kidal, région de Kidal (Mali), 31 octobre 2023"


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (PlaceKind.TOWN, "Base abandoned, Kidal", "Base abandonnée, Kidal"),
        (PlaceKind.REGION, "Base abandoned, Kidal region", "Base abandonnée, région de Kidal"),
        (PlaceKind.CERCLE, "Base abandoned, Kidal (cercle)", "Base abandonnée, Kidal (cercle)"),
        (PlaceKind.COUNTRY, "Base abandoned, Mali", "Base abandonnée, Mali"),
    ],
)
def test_an_area_is_not_named_like_the_town_in_it(kind: PlaceKind, english: str, french: str) -> None:
    about = abandoned(place=replace(KIDAL, kind=kind))
    assert headline.brief(about, ENGLISH) == english
    assert headline.brief(about, alert.Phrases("fr")) == french


def test_an_abandoned_base_is_not_headed_as_captured_anywhere() -> None:
    assert headline.brief(abandoned(), ENGLISH) == "Base abandoned, Kidal"
    assert facts(abandoned())["What"] == "base abandoned, base captured, withdrawal of forces"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Tin-Zaouatene-Nord", "Base abandoned, CSP-PSD moves in: Tin-Zaouatene-Nord, Tombouctou region (Mali), "
         "31 October 2023"),
        ("Tin-Zaouatene-Nord-et-environs du fleuve", "Base abandoned: Tin-Zaouatene-Nord-et-environs du fleuve, "
         "Tombouctou region (Mali), 31 October 2023"),
        ("Tin-Zaouatene-Nord-et-environs du fleuve Niger", "Base abandoned, CSP-PSD moves in: "
         "Tin-Zaouatene-Nord-et-environs du fleuve Niger, 31 October 2023"),
        ("x" * 300, ""),
    ],
)  # fmt: skip
def test_a_headline_is_kept_short_by_leaving_out_what_the_facts_tell_too(name: str, title: str) -> None:
    long = headline.title(abandoned(place=replace(KIDAL, name=name, admin1="Tombouctou")), NAMES, ENGLISH)
    assert len(long) <= headline.LONGEST
    assert long == title or not title


def test_an_attack_on_those_who_left_is_not_headed_as_a_handover() -> None:
    both = frozenset({Operation.BASE_HANDOVER, Operation.CONVOY_ATTACK})
    attacked = convoy(operations=both)
    assert headline.title(attacked, NAMES, ENGLISH).startswith("Convoy attacked: ")
    unnamed = convoy(operations=both, type=EventType.STRATEGIC)
    assert headline.title(unnamed, NAMES, ENGLISH).startswith("Base handed over: ")


def test_a_retracted_incident_says_so_in_its_headline() -> None:
    card = alert.card(captured(standing=Standing.RETRACTED), (), names=NAMES, reader=Reader(language="en"), now=NOW)
    assert card.title.startswith("Retracted: ")
    assert (card.severity, card.symbol) == (None, "")


@pytest.mark.parametrize("operation", Operation)
def test_every_operation_can_name_an_incident(operation: Operation) -> None:
    card = alert.card(
        captured(operations=frozenset({operation})), (), names=NAMES, reader=Reader(language="fr"), now=NOW
    )
    assert card.title.endswith("région de Kidal (Mali), 14 novembre 2023")
