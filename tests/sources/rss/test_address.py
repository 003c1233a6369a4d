"""Addresses and ids that stay the same while publishers change theirs."""

import pytest

from bot.sources.rss.address import article_url, native_id

BASE = "https://www.rfi.fr/fr/afrique/rss"
LINKS = {
    "/fr/afrique/x": "https://www.rfi.fr/fr/afrique/x",
    " https://a.ml/x?utm_source=rss&id=5&at_medium=RSS#frag ": "https://a.ml/x?id=5#frag",
    "https://a.ml/x?xtor=RSS-1": "https://a.ml/x",
    "https://a.ml/x?t=1698840000&b=%20": "https://a.ml/x?t=1698840000&b=%20",
    "//a.ml/x": "https://a.ml/x",
    "javascript:alert(1)": "",
    "data:text/html,x": "",
    "http://": "",
    "http://[::1": "",
    "https://a.ml/<script>": "",
    "https://a.ml/\u202ex": "",
    "https://a.ml/" + "x" * 2000: "",
    "": "",
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_becomes_an_absolute_web_address_without_trackers(link: str) -> None:
    assert article_url(link, BASE) == LINKS[link]


SAME = [
    ("https://www.bbc.com/afrique/articles/c1#0", "https://www.bbc.com/afrique/articles/c1#12"),
    ("http://www.aljazeera.com/news/1?t=1698840000", "https://aljazeera.com/news/1?t=1698900000"),
    ("https://a.ml/x/?utm_campaign=a", "https://a.ml/x"),
    ("https://a.ml/x?id=1&fbclid=abc", "https://A.ML/x?id=1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_editions_of_one_article_share_an_id(one: str, other: str) -> None:
    assert native_id(one) == native_id(other)


DIFFERENT = [
    ("https://a.ml/live#attack-in-ber", "https://a.ml/live#attack-in-gao"),
    ("https://a.ml/?p=1", "https://a.ml/?p=2"),
    ("https://a.ml/?t=5", "https://a.ml/?t=6"),
    ("tag:a.ml,2023:1", "tag:a.ml,2023:2"),
    ("https://a.ml/x", "https://b.ml/x"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles_keep_different_ids(one: str, other: str) -> None:
    assert native_id(one) != native_id(other)


@pytest.mark.parametrize("identity", ["123 at https://a.ml", "urn:uuid:1", "http://[::1", " x "])
def test_ids_that_are_no_addresses_stay(identity: str) -> None:
    assert native_id(identity) == identity.strip()
