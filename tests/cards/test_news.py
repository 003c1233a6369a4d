"""The news card is short: from what to what, and what was wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import news
from bot.domain.card import Bullets, Card, Facts, Para, Spans, Time
from bot.domain.event import Count
from bot.domain.incident import Change, ChangeKind, Incident, Standing
from bot.domain.reader import Reader
from tests.cards.samples import NAMES, captured, change, convoy, edited, grown


def told(about: Incident, made: Change, before: Incident | None, *, late: timedelta = timedelta(0)) -> Card:
    return news.card(
        about, made.fields, made, before, (), names=NAMES, reader=Reader(language="en"), now=made.at + late
    )


def rows(card: Card) -> dict[str, str]:
    return {label: flat(spans) for block in card.blocks if isinstance(block, Facts) for label, spans in block.rows}


def paras(card: Card) -> list[str]:
    return [flat(block.spans) for block in card.blocks if isinstance(block, Para)]


def flat(spans: Spans) -> str:
    return "".join(getattr(span, "text", "") for span in spans)


def test_a_changed_toll_is_told_from_and_to() -> None:
    before, after = grown()
    card = told(after, change(ChangeKind.REVISED, after, "c2", "killed"), before)
    assert card.title == "Update: Convoy attacked, Anefis, 4 to 5 October 2023"
    assert rows(card) == {"Killed": "6 to 10 → 6 to 56"}


def test_a_toll_that_becomes_known_comes_from_unknown() -> None:
    before = captured()
    after = captured(killed=Count(low=3, high=3))
    card = told(after, change(ChangeKind.REVISED, after, "e3", "killed"), before)
    assert rows(card)["Killed"] == "unknown → 3"


def test_without_the_former_state_only_the_new_one_is_told() -> None:
    _, after = grown()
    card = told(after, change(ChangeKind.REVISED, after, "c2", "killed"), None)
    assert rows(card) == {"Killed": "6 to 56"}


def test_a_correction_says_who_was_wrong_and_how() -> None:
    before, after = edited()
    card = told(after, change(ChangeKind.REVISED, after, "c1+", "killed"), before)
    assert card.title.startswith("Correction: ")
    assert "RFI was wrong or early: it first said killed: 10, and now says 14." in paras(card)


def test_a_rewritten_report_without_new_figures_names_its_first_title() -> None:
    before, after = edited()
    same_toll = replace(after, claims=before.claims)
    card = told(same_toll, change(ChangeKind.REVISED, same_toll, "c1+", "place"), before)
    assert "RFI has rewritten its report, first titled “Mali : un convoi de l’armée attaqué près d’Anefis”." in paras(
        card
    )


def test_a_second_report_of_another_outlet_is_no_correction() -> None:
    before, after = grown()
    assert told(after, change(ChangeKind.REVISED, after, "c2", "killed"), before).title.startswith("Update: ")


@pytest.mark.parametrize(
    ("standing", "title"),
    [(Standing.CORROBORATED, "Now corroborated: "), (Standing.CONFIRMED, "Now confirmed: ")],
)
def test_a_promotion_names_the_publishers_behind_it(standing: Standing, title: str) -> None:
    after = captured(standing=standing)
    card = told(after, change(ChangeKind.PROMOTED, after, "e2", "standing"), captured(standing=Standing.REPORTED))
    assert card.title.startswith(title)
    assert rows(card)["Standing"] == f"reported → {title.split()[1].rstrip(':')} (RFI, Studio Tamani)"


def test_a_withdrawn_report_is_told_plainly() -> None:
    after = captured(standing=Standing.RETRACTED)
    card = told(after, change(ChangeKind.RETRACTED, after, "e1", "standing"), captured())
    assert card.title == "Retracted: Town captured, Kidal, 14 November 2023"
    assert "The source has withdrawn its report: what was told before does not stand." in paras(card)


@pytest.mark.parametrize("kind", [ChangeKind.MERGED, ChangeKind.SPLIT])
def test_merging_and_splitting_are_explained(kind: ChangeKind) -> None:
    card = told(captured(), change(kind, captured(), "e2", "operations"), captured())
    assert len(paras(card)) == 2


def test_one_more_report_is_quoted() -> None:
    card = told(captured(), change(ChangeKind.JOINED, captured(), "e2"), captured())
    assert card.title.startswith("One more report: ")
    quotes = [flat(item) for block in card.blocks if isinstance(block, Bullets) for item in block.items]
    assert quotes == ["“Les FAMa sont entrées dans la ville de Kidal” – Studio Tamani, 14 November 2023"]


def test_fields_with_one_label_are_told_once_and_unknown_fields_are_not_hidden() -> None:
    about = captured()
    card = told(about, change(ChangeKind.REVISED, about, "e9", "operations", "type", "weather_of_day"), None)
    assert rows(card) == {"What": "base captured, town captured", "weather of day": "changed"}


@pytest.mark.parametrize("field", ["killed", "wounded", "place", "date", "operations", "target", "actors", "control"])
def test_every_material_field_is_told_in_words(field: str) -> None:
    card = told(convoy(), change(ChangeKind.REVISED, convoy(), "c1", field), captured())
    assert " → " in next(iter(rows(card).values()))


def test_news_told_coarsely_names_no_place_and_quotes_nothing() -> None:
    before, after = edited()
    made = change(ChangeKind.REVISED, after, "c1+", "place", "killed")
    card = news.card(after, made.fields, made, before, (), names=NAMES, reader=Reader(), now=made.at, precision_km=100)
    assert rows(card)["Where"] == "Kidal region (Mali), within 100 km"
    assert [flat(item) for block in card.blocks if isinstance(block, Bullets) for item in block.items] == [
        "RFI, 5 October 2023"
    ]


def test_news_that_waited_says_since_when() -> None:
    made = change(ChangeKind.JOINED, captured(), "e2")
    card = told(captured(), made, captured(), late=timedelta(hours=8))
    assert Time(made.at) in [span for block in card.blocks if isinstance(block, Para) for span in block.spans]
