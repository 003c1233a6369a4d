"""Feeds to reports: every dialect, the habits of real publishers, and what is refused."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import BadAnswer
from bot.domain.ids import OutletId
from bot.domain.report import Reason, Rejection, Report
from bot.sources.rss.fetch import feeds
from bot.sources.rss.parse import read, split
from tests.fakes.theatre import OUTLETS, SmallExtractor, outlet
from tests.sources.rss.sample import ITEM, NOW, payload, rss


def reports(body: bytes, **details: str) -> list[Report]:
    return list(split(payload(body, **details), OUTLETS))


def item(**parts: str) -> str:
    return "<item>" + "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items()) + "</item>"


def rejection(report: Report) -> Rejection:
    (result,) = read(report, SmallExtractor())
    assert isinstance(result, Rejection)
    return result


def test_each_address_of_a_working_outlet_is_a_feed() -> None:
    made = {
        one.id: one
        for one in (
            outlet("lemonde", "https://lemonde.fr/a", "https://lemonde.fr/b"),
            outlet("maliweb", "https://maliweb.net/feed", broken="HTML instead of XML"),
            outlet("afp"),
        )
    }
    assert [(feed.name, feed.url, feed.outlet) for feed in feeds(made)] == [
        ("lemonde", "https://lemonde.fr/a", "lemonde"),
        ("lemonde.2", "https://lemonde.fr/b", "lemonde"),
    ]


def test_an_item_becomes_a_report_of_its_outlet() -> None:
    (report,) = reports(rss(ITEM))
    assert (report.outlet, report.family, report.language) == ("rfi", "france_medias_monde", "fr")
    assert (report.title, report.text) == (
        "Mali: combats près de Kidal",
        "L'armée malienne fait état de combats mardi.",
    )
    assert report.url == "https://www.rfi.fr/fr/afrique/combats"
    assert report.published_at == datetime(2023, 11, 7, 9, tzinfo=UTC)
    assert (report.seen_at, report.locator) == (NOW, "item 1")


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>
<entry><title type="html">Kidal &amp;amp; Ber</title><id>tag:x,1</id><link href="/a"/>
<updated>2023-11-07T10:00:00+01:00</updated><content type="html">&lt;p&gt;Texte&lt;/p&gt;</content></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="u"><title>t</title></channel>
<item rdf:about="https://allafrica.com/1"><title>Kidal &amp; Ber</title><link>https://www.rfi.fr/a</link>
<description>Texte</description><dc:date>2023-11-07T09:00:00Z</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize("body", [ATOM, RDF], ids=["atom", "rdf"])
def test_atom_and_rdf_give_the_same_facts(body: bytes) -> None:
    (report,) = reports(body)
    assert (report.title, report.text, report.url) == ("Kidal & Ber", "Texte", "https://www.rfi.fr/a")
    assert report.published_at == datetime(2023, 11, 7, 9, tzinfo=UTC)


def test_the_second_address_of_an_outlet_is_the_same_outlet() -> None:
    assert reports(rss(ITEM), feed="rfi.2")[0].outlet == "rfi"


def test_an_outlet_that_left_the_pack_can_still_be_replayed() -> None:
    (report,) = reports(rss(ITEM, head="<language>fr-FR</language>"), feed="gone")
    assert (report.outlet, report.family, report.language) == ("gone", "gone", "fr")


def test_the_packs_language_goes_before_the_feeds() -> None:
    assert reports(rss(ITEM, head="<language>en-US</language>"))[0].language == "fr"


def test_an_edited_item_is_a_new_report_of_the_same_origin() -> None:
    (before,), (after,) = reports(rss(ITEM)), reports(rss(ITEM.replace("combats mardi", "six morts mardi")))
    assert before.id != after.id
    assert before.origin == after.origin


def test_a_new_date_or_other_capitals_alone_are_no_edition() -> None:
    (before,) = reports(rss(ITEM))
    (after,) = reports(rss(ITEM.replace("09:00:00", "11:30:00").replace("Mali: combats", "MALI:  combats")))
    assert before.id == after.id


def test_the_same_guid_of_two_outlets_is_two_origins() -> None:
    assert reports(rss(ITEM))[0].origin != reports(rss(ITEM), feed="bbc_afrique")[0].origin


def test_without_a_guid_the_link_and_without_a_link_title_and_date_tell_items_apart() -> None:
    by_link = reports(rss(item(title="a", link="https://x.ml/1"), item(title="a", link="https://x.ml/2")))
    by_title = reports(rss(item(title="a"), item(title="b")))
    assert len({one.origin for one in by_link}) == len({one.origin for one in by_title}) == 2


def test_a_guid_that_all_items_share_is_none() -> None:
    made = reports(
        rss(*(item(title=f"t{n}", guid="https://x.ml/", link=f"https://x.ml/{n}") for n in range(3))),
    )
    assert len({one.origin for one in made}) == 3


def test_an_item_that_stands_twice_counts_once() -> None:
    first, second, third = reports(rss(ITEM, ITEM, ITEM))
    assert len({first.id, second.id, third.id}) == 3
    assert [rejection(one).reason for one in (second, third)] == [Reason.REPEATED] * 2
    assert rejection(second).detail == "the same as item 1"


def test_an_item_without_words_is_malformed() -> None:
    (report,) = reports(rss(item(link="https://x.ml/1")))
    assert rejection(report).reason is Reason.MALFORMED


DATES = {
    "Tue, 07 Nov 2023 10:00:00 +0100": datetime(2023, 11, 7, 9, tzinfo=UTC),
    "Tue, 07 Nov 2023 05:00:00 EST": datetime(2023, 11, 7, 10, tzinfo=UTC),
    "2023-11-07T09:00:00": datetime(2023, 11, 7, 9, tzinfo=UTC),
    "Tue, 07 Nov 2023 13:00:00 GMT": datetime(2023, 11, 7, 13, tzinfo=UTC),
    "Thu, 07 Nov 2030 09:00:00 GMT": NOW,
    "mardi": None,
    "": None,
    "99999999999999": NOW,  # the parser takes it for the year 9999
}


@pytest.mark.parametrize("text", DATES)
def test_publication_is_an_instant_in_utc_and_not_in_the_future(text: str) -> None:
    assert reports(rss(item(title="a", pubDate=text)))[0].published_at == DATES[text]


def test_the_first_publication_goes_before_the_update() -> None:
    body = ATOM.replace(b"<updated>", b"<published>2023-11-06T10:00:00Z</published><updated>")
    assert reports(body)[0].published_at == datetime(2023, 11, 6, 10, tzinfo=UTC)


def test_the_longer_body_is_the_text() -> None:
    head = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    entry = "<item><title>t</title><description>court</description>"
    full = "<content:encoded><![CDATA[<p>texte entier</p>]]></content:encoded></item></channel></rss>"
    assert reports((head + entry + full).encode())[0].text == "texte entier"


ENCODED = {
    "latin-1": ('<?xml version="1.0" encoding="iso-8859-1"?>', "latin-1"),
    "utf-16": ('<?xml version="1.0" encoding="utf-16"?>', "utf-16"),
    "wrong promise": ('<?xml version="1.0" encoding="us-ascii"?>', "utf-8"),
    "no promise": ("", "utf-8"),
    "leading blank": ('\n<?xml version="1.0"?>', "utf-8"),
}


@pytest.mark.parametrize("case", ENCODED)
def test_encodings_are_read_as_they_are(case: str) -> None:
    prolog, codec = ENCODED[case]
    body = rss(ITEM, prolog=prolog).decode().encode(codec)
    assert reports(body)[0].title == "Mali: combats près de Kidal"


@pytest.mark.parametrize("broken", ["& nu", "&nbsp;&foo;", "<b>ouvert"], ids=str)
def test_broken_markup_loses_no_item(broken: str) -> None:
    assert len(reports(rss(item(title="a", description=broken), ITEM))) == 2


def test_a_feed_cut_short_gives_what_came() -> None:
    assert len(reports(rss(ITEM, ITEM.replace("a-1", "a-2"))[:-60])) == 2


def test_a_feed_without_items_is_no_error() -> None:
    assert reports(rss()) == []


REFUSED = {
    "nothing": (b"", "an empty body where a feed was promised"),
    "blanks": (b" \n\0\n", "an empty body where a feed was promised"),
    "a page": (b"\xef\xbb\xbf\n<!DOCTYPE HTML><html></html>", "HTML where a feed was promised"),
    "a page behind a comment": (b"<?xml version='1.0'?><!-- x --><html/>", "HTML where a feed was promised"),
    "a page in UTF-16": ("<html>".encode("utf-16"), "HTML where a feed was promised"),
    "JSON": (b'{"version": "https://jsonfeed.org/version/1"}', "JSON where a feed was promised"),
    "a bomb": (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
        "the feed declares entities of its own",
    ),
    "an outer entity": (
        b'<!DOCTYPE x [<!entity a SYSTEM "file:///etc/passwd">]><rss/>',
        "the feed declares entities of its own",
    ),
    "a swarm": (rss("<item/>" * 30_000), "the feed has more than 30,000 tags"),
    "a giant": (rss("<item " + "a='1' " * 2000 + "/>"), "the feed has a tag of more than 8,192 bytes"),
    "other XML": (b"<?xml version='1.0'?><catalogue><book/></catalogue>", "neither RSS nor Atom"),
    "noise": (bytes(range(128, 256)), "not readable as a feed"),
    "a file's name": (b"/etc/passwd", "not readable as a feed"),
    "an impossible character": (rss(item(title="&#x110000;")), "not readable as a feed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_feed_is_refused_with_the_reason(case: str) -> None:
    body, reason = REFUSED[case]
    with pytest.raises(BadAnswer) as caught:
        reports(body)
    assert caught.value.reason == reason


def test_articles_with_much_markup_in_cdata_are_no_swarm() -> None:
    markup = f"<![CDATA[{'<p>x</p>' * 20_000}]]>"
    assert len(reports(rss(item(title="a", description=markup)))) == 1


def test_the_bytes_are_never_taken_for_the_name_of_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(ITEM))

    def forbidden(*args: Any, **kwargs: Any) -> io.BytesIO:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", forbidden)
    with pytest.raises(BadAnswer):
        reports(str(secret).encode())


def test_old_items_are_left_and_fresh_or_undated_ones_are_read() -> None:
    (report,) = reports(rss(ITEM))
    old = replace(report, published_at=NOW - timedelta(days=46))
    fresh = replace(report, published_at=NOW - timedelta(days=44))
    undated = replace(report, published_at=None)
    extractor = SmallExtractor(outlets={OutletId("rfi"): OUTLETS[OutletId("rfi")]})
    results = [next(read(one, extractor)) for one in (old, fresh, undated)]
    assert [result.reason for result in results if isinstance(result, Rejection)] == [
        Reason.TOO_OLD,
        Reason.NO_TRIGGER,
        Reason.NO_TRIGGER,
    ]
    assert extractor.read_reports == [fresh, undated]
