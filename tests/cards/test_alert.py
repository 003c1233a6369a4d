"""The alert card says what, where, when, who, how many, on whose word, and never hides a doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import alert, evidence
from bot.domain.card import Bullets, Code, Facts, Faint, Link, Para, Text, Time
from bot.domain.control import ControlClaim, Shape, Site
from bot.domain.event import Count
from bot.domain.ids import ActorId, OutletId, RuleId, SourceId
from bot.domain.incident import Incident, Severity, Standing
from bot.domain.place import PlaceKind
from bot.domain.reader import Reader, Units
from bot.sources import registry
from tests.cards.reading import facts, flat
from tests.cards.samples import ALERTS, KIDAL, NAMES, NOW, captured, convoy, fired, lead, member

OFFICIAL = (*captured().members, replace(member("u1", "reuters", "Statement", NOW), official=True))


def test_the_most_severe_alert_gives_severity_symbol_and_first_rule() -> None:
    card = alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert (card.severity, card.symbol) == (Severity.CRITICAL, "◆")
    assert flat(card.blocks[-1].spans) == "Told because of: Kidal base changes hands, Base captured"


def test_a_rule_without_title_is_named_by_its_id() -> None:
    assert alert.titles([fired("sahel/new_rule", captured(), Severity.LOW)], NAMES, _english()) == ["sahel/new_rule"]


def test_a_toll_that_nobody_gives_is_unknown_not_zero() -> None:
    assert facts(captured())["Toll"] == "unknown, no report gives a figure"


def test_a_toll_of_none_is_told_when_a_report_says_so() -> None:
    told = facts(captured(killed=Count(low=0, high=0)))
    assert (told["Killed"], told["Wounded"]) == ("0", "unknown")


def test_a_toll_is_a_range_with_its_claimants_and_parties_are_called_so() -> None:
    assert facts(convoy())["Killed"] == (
        "6 to 56 (Reuters: 6; FAMa, party to the conflict: 10; CSP-PSD, party to the conflict: 56)"
    )
    assert facts(convoy())["Wounded"] == "at least 11 (FAMa, party to the conflict)"


def test_the_newest_figure_of_a_claimant_replaces_its_earlier_one() -> None:
    first, *others = convoy().claims
    newer = replace(first, at=first.at + timedelta(hours=1), killed=Count(low=12, high=12))
    assert "10" not in facts(convoy(claims=(newer, first, *others)))["Killed"]


def test_captured_and_displaced_stand_where_somebody_counts_them() -> None:
    first, *others = convoy().claims
    counted = replace(first, captured=Count(low=17, high=17), displaced=Count(low=12000, high=None))
    told = facts(convoy(claims=(counted, *others)))
    assert told["Captured"].startswith("17 ")
    assert told["Displaced"].startswith("at least 12,000 ")


def test_place_is_shown_with_the_radius_in_which_it_lies() -> None:
    assert facts(convoy())["Where"] == "Anefis, Kidal region (Mali), within 15 km"
    near = replace(KIDAL, precision_km=0.5)
    assert facts(captured(place=near))["Where"].endswith("within 500 m")


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (PlaceKind.REGION, "Kidal region (Mali), somewhere within 150 km"),
        (PlaceKind.CERCLE, "Kidal (cercle), Kidal region (Mali), somewhere within 150 km"),
        (PlaceKind.COUNTRY, "Mali, somewhere within 150 km"),
    ],
)
def test_an_area_is_not_shown_as_a_spot(kind: PlaceKind, where: str) -> None:
    assert facts(captured(place=replace(KIDAL, kind=kind, precision_km=150)))["Where"] == where


def test_time_is_told_as_well_as_it_is_known() -> None:
    start = captured().start.replace(hour=6)
    assert facts(captured())["When"] == "14 November 2023 (hour not known)"
    assert facts(captured(end=captured().start + timedelta(days=1)))["When"] == "14 November 2023 (hour not known)"
    assert facts(captured(start=start - timedelta(days=1)))["When"] == "13 to 14 November 2023 (exact day not known)"
    within_hours = captured(start=start, end=start + timedelta(hours=2))
    assert facts(within_hours)["When"] == "14 November 2023 07:00 UTC (give or take 1 hour)"
    part_of_day = captured(start=start, end=start + timedelta(hours=12))
    assert facts(part_of_day)["When"] == "14 November 2023, 06:00 to 18:00 UTC (give or take 6 hours)"


def test_an_hour_that_is_known_is_an_instant_which_every_platform_tells_in_its_readers_zone() -> None:
    start = captured().start.replace(hour=22)
    night = captured(start=start, end=start + timedelta(hours=4))
    card = alert.card(night, ALERTS, names=NAMES, reader=Reader(), now=NOW)
    (when,) = [row for block in card.blocks if isinstance(block, Facts) for row in block.rows if row[0] == "When"]
    assert when[1][0] == Time(start + timedelta(hours=2))
    assert facts(night)["When"] == "15 November 2023 00:00 UTC (give or take 2 hours)"
    paris = Reader(zone="Europe/Paris")
    assert facts(night, reader=paris)["When"] == "15 November 2023 01:00 CET (give or take 2 hours)"


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("UTC", "14 November 2023, 14:00 to 23:00 UTC"),
        ("America/New_York", "14 November 2023, 09:00 to 18:00 EST"),
        ("Europe/Paris", "14 November 2023 15:00 to 15 November 2023 00:00 CET"),
    ],
)
def test_a_part_of_a_day_is_told_in_the_readers_zone(zone: str, when: str) -> None:
    start = captured().start.replace(hour=14)
    afternoon = captured(start=start, end=start + timedelta(hours=9))
    told = facts(afternoon, reader=Reader(zone=zone))["When"]
    assert told == f"{when} (give or take 4 hours)"


def test_a_day_without_an_hour_is_the_same_day_for_every_reader() -> None:
    for zone in ("Pacific/Kiritimati", "America/New_York"):
        assert facts(captured(), reader=Reader(zone=zone))["When"] == "14 November 2023 (hour not known)"


def test_distances_are_told_in_the_readers_units() -> None:
    told = facts(convoy(), reader=Reader(units=Units.IMPERIAL))["Where"]
    assert told == "Anefis, Kidal region (Mali), within 9 mi"


def test_late_news_says_how_old_it_is() -> None:
    assert facts(convoy())["When"] == "4 to 5 October 2023 (exact day not known, late news: 1 month ago)"


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(
    ("giver", "taker"), [("minusma", "csp_psd"), (None, "csp_psd"), ("minusma", None), (None, None)]
)
def test_control_names_both_sides_or_says_which_is_not_known(
    shape: Shape, giver: str | None, taker: str | None
) -> None:
    claim = ControlClaim(
        shape=shape, site=Site.BASE, giver=ActorId(giver) if giver else None, taker=ActorId(taker) if taker else None
    )
    told = facts(captured(control=claim))["Control"]
    assert told.startswith("the base ")
    assert ("MINUSMA" in told, "CSP-PSD" in told) == (giver is not None, taker is not None)
    if taker is None:
        assert "not known" in told


def test_a_place_left_without_handover_is_told_in_one_sentence() -> None:
    claim = ControlClaim(shape=Shape.ABANDONMENT, site=Site.BASE, giver=ActorId("minusma"), taker=ActorId("csp_psd"))
    assert facts(captured(control=claim))["Control"] == (
        "the base passes from MINUSMA to CSP-PSD, left without a handover"
    )


@pytest.mark.parametrize(
    ("incident", "standing"),
    [
        (convoy(disputed=False), "reported by one publisher, not yet confirmed (RFI)"),
        (captured(), "corroborated by 2 independent publishers (RFI, Studio Tamani)"),
        (captured(standing=Standing.CONFIRMED, members=OFFICIAL), "confirmed by an official source (Reuters)"),
        (captured(standing=Standing.RETRACTED), "retracted: its source has withdrawn it (RFI, Studio Tamani)"),
        (convoy(members=convoy().members[1:], disputed=False), "claimed by a party to the conflict alone"),
        (lead(), "an unverified lead: coded by a machine, nobody has read the report"),
        (
            convoy(),
            "reported by one publisher, not yet confirmed (RFI); disputed: the accounts contradict each other",
        ),
    ],
    ids=["reported", "corroborated", "confirmed", "retracted", "party", "lead", "disputed"],
)  # fmt: skip
def test_standing_says_what_it_means(incident: Incident, standing: str) -> None:
    assert facts(incident)["Standing"] == standing


def test_evidence_quotes_three_families_at_most_and_labels_parties_and_leads() -> None:
    at = NOW
    members = (
        member("p", "csp_news", "Communiqué", at, certainty=0.9),
        member("g", "host.example", "", at, lead=True),
        member("a1", "afp", "Dépêche", at, certainty=0.5),
        member("a2", "afp", "Dépêche, reprise", at, certainty=0.4),
        member("r", "rfi", "Article", at, certainty=0.8),
    )
    quoted = [flat(item) for item in evidence.bullets(captured(members=members), NAMES, _english())]
    assert quoted == [
        "“Article” – RFI, 15 November 2023",
        "“Dépêche” – AFP, 15 November 2023",
        "“Communiqué” – CSP communiqués, party to the conflict, 15 November 2023",
    ]
    alone = evidence.bullets(captured(members=members[1:2]), NAMES, _english())
    assert flat(alone[0]) == "host.example, machine-coded lead, 15 November 2023"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "", "data:text/html,x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert evidence.link("RFI", url) == Text("RFI")
    assert isinstance(evidence.link("RFI", "HTTPS://rfi.example/a"), Link)


def test_a_long_headline_is_cut_at_a_word() -> None:
    cut = evidence.cut("word " * 100)
    assert len(cut) <= evidence.QUOTE_LENGTH
    assert cut.endswith("word…")
    assert len(evidence.cut("x" * 1000)) == evidence.QUOTE_LENGTH


def test_footer_names_the_question_to_ask_and_the_sources() -> None:
    card = alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert Code("incident 7K2M9QXD") in card.footer
    assert flat(card.footer).endswith("Sources: RFI, Studio Tamani, CSP communiqués")


def test_buttons_ask_on_explain_silence_and_judge() -> None:
    card = alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW)
    one = ("id", "7K2M9QXD")
    assert [(action.label, action.command, action.args) for action in card.actions] == [
        ("Details", "incident", (one,)),
        ("Status of Kidal", "status", (("place", KIDAL.id),)),
        ("Why", "why", (one,)),
        ("Mute", "mute", (("what", "7K2M9QXD"),)),
        ("Useful", "verdict", (one, ("opinion", "useful"))),
        ("Wrong", "verdict", (one, ("opinion", "wrong"))),
        ("Duplicate", "verdict", (one, ("opinion", "duplicate"))),
    ]


def test_an_alert_in_place_of_a_deleted_one_says_so_and_nothing_else_changes() -> None:
    first, again = (
        alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW, is_again=is_again)
        for is_again in (False, True)
    )
    (more,) = [block for block in again.blocks if block not in first.blocks]
    assert more == Para((Faint("The earlier message on this was deleted; this one takes its place."),))
    assert [block for block in again.blocks if block != more] == list(first.blocks)


def test_leads_cite_who_found_them_with_a_link() -> None:
    card = alert.card(lead(), (), names=NAMES, reader=Reader(language="en"), now=NOW)
    assert flat(card.footer).endswith("Sources: maliweb.example · leads: GDELT Project")
    assert evidence.LEADS_BY in card.footer
    assert evidence.LEADS_BY.url == registry.load()[SourceId("gdelt")].manifest.homepage
    read = alert.card(captured(), (), names=NAMES, reader=Reader(language="en"), now=NOW)
    assert "GDELT" not in flat(read.footer)


def test_a_rule_titled_with_the_words_of_a_label_is_named_in_the_readers_language() -> None:
    french = alert.Phrases("fr")
    alerts = [fired("sahel/convoy_attack", convoy(), Severity.HIGH), fired("sahel/kidal_base", convoy(), Severity.LOW)]
    assert alert.titles(alerts, NAMES, french) == ["Convoi attaqué", "Kidal base changes hands"]


def test_many_sources_are_counted_rather_than_listed() -> None:
    members = tuple(member(f"m{n}", f"outlet{n}", "t", NOW) for n in range(9))
    assert flat(evidence.credit(members, NAMES, _english())).endswith("outlet5 and 3 more")


def test_unknown_actors_and_outlets_are_still_named() -> None:
    stranger = replace(captured().participants[0], actor=ActorId("mystery"))
    only = replace(captured().members[0], outlet=OutletId("paper.example"))
    card = alert.card(
        captured(participants=(stranger,), members=(only,)), (), names=NAMES, reader=Reader(language="en"), now=NOW
    )
    assert flat(card.footer).endswith("Sources: paper.example")
    assert facts(captured(participants=(stranger,)))["Who"].startswith("state force")


def test_every_quote_of_a_card_is_a_bullet() -> None:
    card = alert.card(captured(), ALERTS, names=NAMES, reader=Reader(language="en"), now=NOW)
    assert [len(block.items) for block in card.blocks if isinstance(block, Bullets)] == [3]
    assert alert.titles((), NAMES, _english()) == []
    assert alert.highest([fired(RuleId("a/b"), captured(), Severity.LOW)]) is Severity.LOW


def _english() -> alert.Phrases:
    return alert.Phrases("en")
