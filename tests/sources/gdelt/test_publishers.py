"""Whose an address is."""

import pytest

from bot.domain.ids import OutletId
from bot.sources.gdelt.publishers import Publishers, host_of, registrable
from tests.fakes.theatre import OUTLETS, outlet

ADDRESSES = {
    "https://www.rfi.fr/en/africa/1": ("rfi", "france_medias_monde"),
    "http://musique.rfi.fr/x": ("rfi", "france_medias_monde"),
    "https://bbc.com/news/1": ("bbc_afrique", "bbc"),
    "https://www.maliweb.net/a.html": ("maliweb.net", "maliweb.net"),
    "https://news.example.co.uk/a": ("news.example.co.uk", "example.co.uk"),
    "BBC Monitoring": ("unknown", "unknown"),
    "https://": ("unknown", "unknown"),
    "http://[::1": ("unknown", "unknown"),
    "javascript:alert(1)": ("unknown", "unknown"),
}


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_address_belongs_to_the_outlet_of_its_host(url: str) -> None:
    assert Publishers(OUTLETS).of(url) == ADDRESSES[url]


def test_a_host_that_carries_many_feeds_says_nothing() -> None:
    carried = outlet("actuniger", "https://news.google.com/rss/search?q=site:actuniger.com")
    assert Publishers({OutletId("actuniger"): carried}).of("https://news.google.com/articles/1") == (
        "news.google.com",
        "google.com",
    )


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("bbc.co.uk", "bbc.co.uk"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("a.b.rfi.fr", "rfi.fr"),
        ("kibaru.wordpress.com", "kibaru.wordpress.com"),
        ("10.0.0.1", "10.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_what_an_owner_registered(host: str, owner: str) -> None:
    assert registrable(host) == owner


def test_hosts_are_folded() -> None:
    assert host_of("HTTPS://x") == ""
    assert host_of("https://WWW.RFI.FR:443/a") == "rfi.fr"
