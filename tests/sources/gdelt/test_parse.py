"""Rows to reports, reports to leads or rejections."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.actor import Role
from bot.domain.event import Event, Realis, Target
from bot.domain.report import Payload, Reason, Rejection, Report
from bot.domain.taxonomy import EventType, SubType
from bot.sources.gdelt.parse import read, split
from bot.sources.gdelt.rows import slug_title
from tests.fakes.theatre import OUTLETS, SmallExtractor
from tests.sources.gdelt.sample import NOW, STAMP, payload, row


def reports(made: Payload) -> list[Report]:
    return list(split(made, OUTLETS))


def reading(*rows: bytes) -> Event | Rejection:
    """What the last of the rows comes to."""
    (result,) = read(reports(payload(*rows))[-1], SmallExtractor())
    return result


def event(**cells: str) -> Event:
    result = reading(row(**cells))
    assert isinstance(result, Event)
    return result


def test_a_row_becomes_a_report_of_its_publisher() -> None:
    (report,) = reports(payload(row()))
    assert (report.outlet, report.family, report.language) == ("rfi", "france_medias_monde", "en")
    assert (report.locator, report.seen_at) == ("line 1", NOW)
    assert report.published_at == datetime(2023, 11, 7, 12, 15, tzinfo=UTC)
    assert report.title == "Fighting breaks out near kidal"
    assert report.fields["EventCode"] == "190"


def test_a_fight_near_kidal_becomes_a_lead() -> None:
    found = event()
    assert (found.type, found.sub_type) == (EventType.BATTLES, SubType.ARMED_CLASH)
    assert (found.place.name, found.place.precision_km) == ("Kidal", 5)
    assert [(part.actor, part.role) for part in found.participants] == [("rebels", Role.AGENT), ("fama", Role.TARGET)]
    assert found.target is Target.STATE_FORCE
    assert found.lead
    assert found.control is None
    assert found.realis is Realis.NEW
    assert found.certainty == 0.3
    assert found.toll.killed is None


def test_no_row_is_more_certain_than_three_tenths_and_a_side_remark_less() -> None:
    assert event(IsRootEvent="0", Actor1Code="").certainty == 0.2
    assert event(IsRootEvent="1", Actor1Code="").certainty == 0.25


def test_evidence_quotes_the_columns_where_they_stand() -> None:
    (report,) = reports(payload(row()))
    whole = f"{report.title}\n{report.text}"
    found = event()
    assert {one.field for one in found.evidence} == {"type", "place"}
    for one in found.evidence:
        assert whole[one.start : one.end] == one.quote
        assert one.quote


@pytest.mark.parametrize(
    ("sqldate", "day"),
    [
        ("20231107", 7),
        ("20231106", 6),
        ("20231031", 7),  # a week back
        ("20231007", 7),  # a month
        ("20221107", 7),  # a year
        ("20231108", 7),  # tomorrow
        ("nonsense", 7),
    ],
)
def test_the_day_is_that_of_publication_or_the_one_before(sqldate: str, day: int) -> None:
    found = event(SQLDATE=sqldate)
    assert found.start == datetime(2023, 11, day, tzinfo=UTC)
    assert found.end == datetime(2023, 11, day, 23, 59, 59, tzinfo=UTC)
    assert found.time_precision == timedelta(hours=12)


REJECTED = {
    "diplomacy": ({"EventCode": "042"}, Reason.OTHER_TOPIC, "CAMEO 042"),
    "a threat": ({"EventCode": "138"}, Reason.OTHER_TOPIC, "CAMEO 138"),
    "a country is no place": (
        {"ActionGeo_Type": "1", "ActionGeo_FullName": "Mali"},
        Reason.NO_PLACE,
        "no nearer than Mali",
    ),
    "no geography": (
        {"ActionGeo_Type": "0", "ActionGeo_FullName": "", "ActionGeo_Lat": "", "ActionGeo_Long": ""},
        Reason.NO_PLACE,
        "no geography",
    ),
    "another continent": (
        {"ActionGeo_CountryCode": "US", "ActionGeo_Lat": "40", "ActionGeo_Long": "-74"},
        Reason.OUTSIDE,
        "Kidal, Kidal, Mali",
    ),
    "far from every town": ({"ActionGeo_Lat": "-30", "ActionGeo_Long": "25"}, Reason.OUTSIDE, "Kidal, Kidal, Mali"),
    "over the border": (
        {
            "ActionGeo_CountryCode": "NI",
            "ActionGeo_Lat": "13.06",
            "ActionGeo_Long": "4.0",
            "ActionGeo_FullName": "Sokoto",
        },
        Reason.OUTSIDE,
        "Sokoto",
    ),
    "off the globe": ({"ActionGeo_Lat": "91"}, Reason.MALFORMED, "coordinates are no coordinates"),
    "not a number": ({"ActionGeo_Long": "nan"}, Reason.MALFORMED, "coordinates are no coordinates"),
    "no date": ({"DATEADDED": "yesterday"}, Reason.MALFORMED, "DATEADDED is no date"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_a_row_that_is_no_event_here_is_rejected_with_the_reason(case: str) -> None:
    cells, reason, detail = REJECTED[case]
    result = reading(row(**cells))
    assert isinstance(result, Rejection)
    assert (result.reason, result.detail) == (reason, detail)


MALFORMED = {
    "too few columns": (b"1\t20231107\tMLI", "3 columns instead of 61"),
    "one too many": (row() + b"\textra", "62 columns instead of 61"),
    "not UTF-8": (row(ActionGeo_FullName="Kidal").replace(b"Kidal", b"K\xefdal"), "not UTF-8 at byte"),
    "NUL": (row(ActionGeo_FullName="Ki\0dal"), "holds control characters"),
    "reversed": (row(ActionGeo_FullName="\u202eladiK"), "holds control characters"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_row_that_cannot_be_cut_is_rejected_and_its_neighbours_are_not(case: str) -> None:
    line, why = MALFORMED[case]
    before, bad, after = reports(payload(row(), line, row("https://bbc.com/x", GlobalEventID="3")))
    (result,) = read(bad, SmallExtractor())
    assert isinstance(result, Rejection)
    assert result.reason is Reason.MALFORMED
    assert result.detail.startswith(why)
    assert all(isinstance(next(read(one, SmallExtractor())), Event) for one in (before, after))


def test_quotes_and_line_ends_of_windows_swallow_no_row() -> None:
    lines = b"".join(row(f"https://x.ml/{n}", GlobalEventID=str(n), Actor1Code='"') + b"\r\n" for n in range(5))
    assert [report.url for report in reports(payload(body=lines))] == [f"https://x.ml/{n}" for n in range(5)]


def test_one_row_for_each_pair_of_actors_counts_once() -> None:
    result = reading(row(), row(GlobalEventID="2", Actor1Code="UNO"))
    assert isinstance(result, Rejection)
    assert (result.reason, result.detail) == (Reason.REPEATED, "same address, code and place as line 1")


def test_the_very_same_line_twice_has_two_reports() -> None:
    first, second = reports(payload(row(), row()))
    assert first.id != second.id
    assert second.fields == {"malformed": "the same line stands twice"}


def test_an_unusable_address_is_left_out() -> None:
    (report,) = reports(payload(row("javascript:alert(1)")))
    assert (report.url, report.outlet, report.title) == ("", "unknown", "")


TITLES = {
    "https://x.ml/2023/11/army-enters-kidal-at-last.html?utm=1": "Army enters kidal at last",
    "https://x.ml/l-arm%C3%A9e-entre-dans-kidal/": "Armée entre dans kidal",
    "https://x.ml/attack_on_convoy_near_ber/comments": "Attack on convoy near ber",
    "https://x.ml/article_824a692c-a4e9-577a-bdfa-bd01d220bb84.html": "",
    "https://x.ml/a-b-c": "",
    "https://x.ml/news.php?id=1782819": "",
    "": "",
}


@pytest.mark.parametrize("url", TITLES)
def test_an_address_hints_at_a_title_where_it_holds_words(url: str) -> None:
    assert slug_title(url) == TITLES[url]


def test_the_translated_feed_says_no_language() -> None:
    (report,) = reports(payload(row(), feed="translation"))
    assert (report.language, report.fields["DATEADDED"]) == ("", STAMP)
