"""Recorded feeds of other readers' suites: each is parsed whole or refused with a reason."""

from pathlib import Path

import pytest

from bot.domain.errors import BadAnswer
from bot.sources.rss.parse import read, split
from tests.fakes.theatre import OUTLETS, SmallExtractor
from tests.sources.rss.sample import payload

EXPECTED: dict[str, int | str] = {
    "feeds/real/miniflux/encoding_ISO-8859-1.xml": 40,
    "feeds/real/miniflux/encoding_WINDOWS-1251.xml": 50,
    "feeds/real/miniflux/invalid-prolog.xml": 1,
    "feeds/real/miniflux/iso-8859-1-meta-after-1024.html": "HTML where a feed was promised",
    "feeds/real/miniflux/iso-8859-1.html": "HTML where a feed was promised",
    "feeds/real/miniflux/iso-8859-1.xml": 0,
    "feeds/real/miniflux/koi8r.xml": 2,
    "feeds/real/miniflux/large_atom.xml": 25,
    "feeds/real/miniflux/large_rss.xml": 25,
    "feeds/real/miniflux/no_encoding_ISO-8859-1.xml": 10,
    "feeds/real/miniflux/rdf_UTF8.xml": 60,
    "feeds/real/miniflux/small_atom.xml": 20,
    "feeds/real/miniflux/urdu_UTF8.xml": 26,
    "feeds/real/miniflux/utf8-incorrect-prolog.xml": 1,
    "feeds/real/miniflux/utf8-meta-after-1024.html": "HTML where a feed was promised",
    "feeds/real/miniflux/utf8.html": "HTML where a feed was promised",
    "feeds/real/miniflux/utf8.xml": 1,
    "feeds/real/miniflux/windows-1252-incorrect-prolog.xml": 0,
    "feeds/real/miniflux/windows-1252.xml": 0,
    "feeds/real/rss-parser/atom-customfields.atom": 15,
    "feeds/real/rss-parser/content-encoded.rss": 7,
    "feeds/real/rss-parser/craigslist.rss": 25,
    "feeds/real/rss-parser/customfields.rss": 15,
    "feeds/real/rss-parser/encoding.rss": 40,
    "feeds/real/rss-parser/feedburner.atom": 25,
    "feeds/real/rss-parser/guardian.rss": 55,
    "feeds/real/rss-parser/gulp-atom.atom": 10,
    "feeds/real/rss-parser/heise.atom": 15,
    "feeds/real/rss-parser/heraldsun.rss": 2,
    "feeds/real/rss-parser/incomplete-fields.atom": 1,
    "feeds/real/rss-parser/instant-article.rss": 1,
    "feeds/real/rss-parser/item-itunes-episodeType.rss": 1,
    "feeds/real/rss-parser/itunes-category.rss": 1,
    "feeds/real/rss-parser/itunes-href.rss": 10,
    "feeds/real/rss-parser/itunes-keywords-array.rss": 1,
    "feeds/real/rss-parser/itunes-keywords-astext.rss": 32,
    "feeds/real/rss-parser/itunes-keywords.rss": 1,
    "feeds/real/rss-parser/itunes-missing-image.rss": 131,
    "feeds/real/rss-parser/many-links.rss": 25,
    "feeds/real/rss-parser/missing-fields.atom": 1,
    "feeds/real/rss-parser/narro.rss": 1,
    "feeds/real/rss-parser/pagination-links.rss": 1,
    "feeds/real/rss-parser/reddit-atom.rss": 24,
    "feeds/real/rss-parser/reddit-home.rss": 24,
    "feeds/real/rss-parser/reddit.rss": 24,
    "feeds/real/rss-parser/rss-1.rss": 69,
    "feeds/real/rss-parser/unrecognized.rss": "HTML where a feed was promised",
    "feeds/real/rss-parser/uolNoticias.rss": 15,
    "feeds/real/rss-parser/xml2js-options.rss": 69,
    "other/alberta-emergency-alert-ended-tornado.atom": 1,
    "other/alberta-emergency-alert.atom": 1,
    "other/gdacs-rss.xml": 16,
    "other/nrcan-canada-en.atom": 3,
    "other/saskalert-feed.json": "JSON where a feed was promised",
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recorded_feed_is_read_whole_or_refused(shared_data: Path, name: str) -> None:
    body = (shared_data / name).read_bytes()
    expected = EXPECTED[name]
    made = payload(body, feed="recorded", kind="", url="https://example.org/feed")
    if isinstance(expected, str):
        with pytest.raises(BadAnswer, match=expected):
            list(split(made, OUTLETS))
        return
    found = list(split(made, OUTLETS))
    assert len(found) == expected
    assert len({report.id for report in found}) == len(found)
    for report in found:
        assert len(list(read(report, SmallExtractor()))) == 1
        assert report.title.isprintable()


def test_no_recorded_feed_is_left_out(shared_data: Path) -> None:
    files = {path.relative_to(shared_data).as_posix() for path in (shared_data / "feeds").rglob("*") if path.is_file()}
    assert files <= set(EXPECTED)
