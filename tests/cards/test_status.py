"""The status card answers who holds a place since when, on whose word, and how much of it is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards import control, coverage, incidents, sources, status
from bot.cards.phrases import Phrases
from bot.domain.card import Card, Faint, Heading, Para, Spans, Table, Text, Time
from bot.domain.control import Shape, ledger
from bot.domain.health import SourceState
from bot.domain.place import PlaceKind
from bot.domain.reader import Reader
from tests.cards.answers import HEALTH, HOLDINGS, MANIFEST, STATUS, entry, health
from tests.cards.samples import KIDAL, NAMES, NOW

ENGLISH = Phrases("en")


def flat(spans: Spans) -> str:
    return "".join(getattr(span, "text", "") for span in spans)


def paras(card: Card) -> str:
    return "\n".join(flat(block.spans) for block in card.blocks if isinstance(block, Para))


def test_control_line_tells_the_holder_and_the_one_before() -> None:
    assert flat(control.ledger(HOLDINGS, NAMES, ENGLISH)) == (
        "Held by FAMa since 14 November 2023 (captured, from CSP-PSD); before: CSP-PSD from 31 October 2023 "
        "(abandoned by MINUSMA without a handover); on the word of 3 publishers"
    )


def test_control_line_tells_a_first_holder_alone() -> None:
    line = flat(control.ledger(HOLDINGS[:2], NAMES, ENGLISH))
    assert line == (
        "Held by CSP-PSD since 31 October 2023 (abandoned by MINUSMA without a handover); on the word of 2 publishers"
    )


def test_control_line_admits_what_is_not_known() -> None:
    assert flat(control.ledger((), NAMES, ENGLISH)) == "Holder not known. No report that was read says who holds it."
    unmoved = ledger([entry(10, 31, Shape.HANDOVER, "fama", "fama", "rfi")])
    assert flat(control.ledger(unmoved, NAMES, ENGLISH)).startswith(
        "Held by FAMa since before the first report that was read"
    )
    emptied = [replace(HOLDINGS[-1], holder=None, families=frozenset({"rfi"}))]
    assert flat(control.ledger((*HOLDINGS[:-1], *emptied), NAMES, ENGLISH)).startswith(
        "Holder not known since 14 November 2023 (captured, from CSP-PSD)"
    )
    assert flat(control.ledger((*HOLDINGS[:-1], *emptied), NAMES, ENGLISH)).endswith("one publisher alone")


@pytest.mark.parametrize("shape", [shape for shape in Shape if shape is not Shape.SEIZURE])
def test_every_way_of_changing_hands_has_words(shape: Shape) -> None:
    held = ledger([entry(10, 31, shape, "minusma", "csp_psd", "rfi")])
    assert "MINUSMA" in flat(control.ledger(held, NAMES, ENGLISH))
    assert "MINUSMA" not in flat(control.ledger(held[1:], NAMES, ENGLISH))


def test_a_seizure_for_hours_leaves_the_former_holder_and_is_told_beside_it() -> None:
    seized = entry(9, 12, Shape.SEIZURE, "fama", "csp_psd", "rfi", "reuters")
    assert flat(control.ledger(ledger([seized]), NAMES, ENGLISH)) == (
        "Held by FAMa; seized for hours by CSP-PSD on 12 September 2023; on the word of 2 publishers"
    )
    before = entry(8, 3, Shape.HANDOVER, "minusma", "fama", "afp")
    assert flat(control.ledger(ledger([before, seized]), NAMES, ENGLISH)) == (
        "Held by FAMa since 3 August 2023 (handed over by MINUSMA); seized for hours by CSP-PSD on 12 September 2023; "
        "on the word of 2 publishers"
    )


def test_a_seizure_long_past_is_not_told_as_a_holding() -> None:
    history = ledger(
        [
            entry(8, 3, Shape.HANDOVER, "minusma", "fama", "afp"),
            entry(9, 12, Shape.SEIZURE, "fama", "csp_psd", "rfi"),
            entry(10, 1, Shape.CAPTURE, "fama", "csp_psd", "rfi"),
        ]
    )
    assert flat(control.ledger(history, NAMES, ENGLISH)) == (
        "Held by CSP-PSD since 1 October 2023 (captured, from FAMa); before: FAMa from 3 August 2023 "
        "(handed over by MINUSMA); on the word of one publisher alone"
    )


def test_a_seizure_of_a_place_without_known_holder_does_not_make_one() -> None:
    alone = replace(entry(9, 12, Shape.SEIZURE, "fama", "csp_psd", "rfi"))
    alone = replace(alone, claim=replace(alone.claim, giver=None))
    assert flat(control.ledger(ledger([alone]), NAMES, ENGLISH)) == (
        "Holder not known; seized for hours by CSP-PSD on 12 September 2023; on the word of one publisher alone"
    )


def test_counts_stand_beside_what_is_usual() -> None:
    card = status.card(STATUS, names=NAMES, reader=Reader(language="en"), now=NOW)
    table = next(block for block in card.blocks if isinstance(block, Table))
    assert [[flat(cell) for cell in row] for row in table.rows] == [
        ["24 h", "3", "0.4", "7.5×", "6"],
        ["7 d", "9", "2.8", "3.2×", "41"],
        ["30 d", "31", "0", "–", "1,204"],
    ]
    assert "Usual: the mean of the 90 days before the last 30 days." in paras(card)
    assert "–: too few to compare with" in paras(card)


def test_a_small_expectation_is_not_rounded_to_none() -> None:
    rare = replace(STATUS, counts=(replace(STATUS.counts[0], baseline=0.011),))
    card = status.card(rare, names=NAMES, reader=Reader(language="fr"), now=NOW)
    table = next(block for block in card.blocks if isinstance(block, Table))
    assert flat(table.rows[0][2]) == "<0,1"
    assert "trop peu" not in paras(card)


def test_an_area_without_holder_says_nothing_of_holders() -> None:
    region = replace(STATUS, place=replace(KIDAL, kind=PlaceKind.REGION), holdings=(), radius_km=None)
    card = status.card(region, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert "Holder" not in paras(card)
    assert Heading("Incidents in the whole area") in card.blocks


def test_no_incident_is_not_called_peace() -> None:
    quiet = replace(STATUS, recent=())
    assert "or that no source saw it" in paras(status.card(quiet, names=NAMES, reader=Reader(language="en"), now=NOW))
    assert "or that no source saw it" in paras(_listed())


def _listed() -> Card:
    return incidents.card("Kidal", 7, (), names=NAMES, reader=Reader(language="en"), now=NOW, more=False)


def test_coverage_names_what_is_not_fresh_the_worst_first() -> None:
    assert flat(coverage.sentence(HEALTH, ENGLISH)) == (
        "2 of 4 feeds are fresh; rss/maliweb dark (); rss/studio_tamani late ()"
    )


def test_a_feed_never_polled_has_no_age() -> None:
    new = [HEALTH[0], health("new", SourceState.NEW, 0)]
    assert flat(coverage.sentence(new, ENGLISH)) == "1 of 2 feeds are fresh; rss/new not polled yet"
    assert not any(isinstance(span, Time) for span in coverage.sentence(new, ENGLISH))


def test_coverage_without_a_fresh_source_warns() -> None:
    assert flat(coverage.sentence((), ENGLISH)) == "No source has been polled yet: nothing here says that it is quiet."
    dark = [health(f"feed{n}", SourceState.DARK, 1) for n in range(9)]
    line = flat(coverage.sentence(dark, ENGLISH))
    assert line.startswith("No source is fresh: nothing here says that it is quiet; rss/feed0 dark")
    assert line.endswith("; and 3 more")


def test_sources_card_tells_what_is_wrong_and_whom_to_credit() -> None:
    card = sources.card([*HEALTH, health("new", SourceState.NEW, 0)], [MANIFEST], reader=Reader(language="en"), now=NOW)
    table = next(block for block in card.blocks if isinstance(block, Table))
    assert [flat(row[1]) for row in table.rows] == ["dark", "late", "not polled yet", "fresh", "fresh"]
    assert table.rows[2][2] == (Faint("–"),)
    assert flat(table.rows[2][3]) == "none yet"
    assert Heading("What is wrong") in card.blocks
    assert sources.card((), (), reader=Reader(language="en"), now=NOW).blocks == (
        Para((Text("No source has been polled yet: nothing here says that it is quiet."),)),
    )


def test_buttons_carry_the_exact_place() -> None:
    card = status.card(STATUS, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert [(action.command, action.args) for action in card.actions] == [
        ("incidents", (("place", KIDAL.id),)),
        ("subscribe", (("what", KIDAL.id),)),
    ]
