"""The one client: what it takes, what it refuses, and the words in which it says so."""

import gzip
import shutil
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.domain.errors import BadAnswer, Missing, Unreachable
from bot.domain.health import Cursor
from bot.domain.ids import SourceId
from bot.sources.http import LONGEST_WAIT, Client, user_agent
from tests.fakes import publisher as fake
from tests.fakes.publisher import Publisher

FEED = b"<rss version='2.0'><channel/></rss>" * 40
CAP = 256 * 1024


def cursor(**validators: str) -> Cursor:
    return Cursor(source=SourceId("rss"), feed="rfi", **validators)


class Names(AbstractResolver):
    """Look-ups from a table; a name that is not in it does not exist."""

    def __init__(self, **addresses: list[str]) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = self.addresses.get(host.partition(".")[0])
        if not found:
            raise OSError(None, "no such name")
        return [
            ResolveResult(hostname=host, host=one, port=port, family=socket.AF_INET, proto=0, flags=0) for one in found
        ]

    async def close(self) -> None:
        pass


async def test_a_page_comes_whole_with_its_type_and_validators(publisher: Publisher, http: Client) -> None:
    publisher["/feed"] = fake.versioned(FEED)
    answer = await http.get(publisher.url("/feed"))
    assert (answer.status, answer.body, answer.content_type) == (200, FEED, "application/rss+xml")
    assert (answer.etag, answer.last_modified) == ('"v1"', "Wed, 01 Nov 2023 10:00:00 GMT")
    assert answer.url == publisher.url("/feed")


@pytest.mark.parametrize("known", [{"etag": '"v1"'}, {"last_modified": "Wed, 01 Nov 2023 10:00:00 GMT"}], ids=str)
async def test_a_page_that_did_not_change_has_no_body(
    publisher: Publisher, http: Client, known: dict[str, str]
) -> None:
    publisher["/feed"] = fake.versioned(FEED)
    answer = await http.get(publisher.url("/feed"), cursor=cursor(**known))
    assert (answer.status, answer.body) == (304, None)


async def test_304_to_an_unconditional_question_is_refused(publisher: Publisher, http: Client) -> None:
    publisher["/feed"] = fake.page(status=304)
    with pytest.raises(BadAnswer, match="304"):
        await http.get(publisher.url("/feed"))


async def test_it_introduces_itself_and_brings_no_cookies_back(publisher: Publisher) -> None:
    publisher["/feed"] = fake.page(FEED, headers={"Set-Cookie": "track=1"})
    async with Client(contact="alerts@example.org", allow_hosts=frozenset({"127.0.0.1"})) as http:
        await http.get(publisher.url("/feed"))
        await http.get(publisher.url("/feed"))
    first, second = publisher.asked
    assert first.headers["User-Agent"] == user_agent("alerts@example.org")
    assert first.headers["User-Agent"].startswith("Tocsin/")
    assert first.headers["User-Agent"].endswith("(+alerts@example.org)")
    assert "Cookie" not in second.headers


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate"])
async def test_packed_bodies_are_unpacked(publisher: Publisher, http: Client, coding: str) -> None:
    publisher["/feed"] = fake.packed(FEED, coding)
    assert (await http.get(publisher.url("/feed"))).body == FEED


async def test_gzip_in_several_members_with_padding_is_one_body(publisher: Publisher, http: Client) -> None:
    whole = gzip.compress(FEED) + gzip.compress(b"end") + bytes(512)
    publisher["/feed"] = fake.page(whole, headers={"Content-Encoding": "gzip"})
    assert (await http.get(publisher.url("/feed"))).body == FEED + b"end"


async def test_a_body_that_fills_the_cap_exactly_is_taken_plain_and_packed(publisher: Publisher, http: Client) -> None:
    publisher["/plain"] = fake.page(bytes(CAP))
    publisher["/packed"] = fake.packed(bytes(CAP))
    assert len((await http.get(publisher.url("/plain"))).body or b"") == CAP
    assert len((await http.get(publisher.url("/packed"))).body or b"") == CAP


BAD_BODIES = {
    "one byte too many": (fake.page(bytes(CAP + 1)), "announces 262,145 bytes, more than 262,144"),
    "2 GB": (fake.announcing(2 * 1024**3), "announces 2,147,483,648 bytes, more than 262,144"),
    "endless": (fake.endless(), "sends more than 262,144 bytes"),
    "gzip bomb": (fake.packed(bytes(20 * 1024**2)), "decompresses to more than 262,144 bytes"),
    "deflate bomb": (fake.packed(bytes(20 * 1024**2), "raw-deflate"), "decompresses to more than 262,144 bytes"),
    "truncated gzip": (fake.packed(FEED, cut=9), "is damaged: its gzip breaks off"),
    "no gzip": (fake.page(FEED, headers={"Content-Encoding": "gzip"}), "is damaged: not valid gzip"),
    "garbage behind gzip": (
        fake.page(gzip.compress(FEED) + b"garbage", headers={"Content-Encoding": "gzip"}),
        "is damaged: not valid gzip",
    ),
    "brotli": (fake.page(FEED, headers={"Content-Encoding": "br"}), "is packed in a way that was not asked for"),
    "gzip in gzip": (
        fake.page(FEED, headers={"Content-Encoding": "gzip, gzip"}),
        "is packed in a way that was not asked for",
    ),
    "no content": (fake.page(status=204), "HTTP 204 No Content"),
    "forbidden": (fake.page(status=403), "HTTP 403 Forbidden"),
    "odd status": (fake.page(status=499), "HTTP 499 unknown status"),
    "not HTTP": (fake.babbling(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "127.0.0.1 does not speak valid HTTP"),
}


@pytest.mark.parametrize("case", BAD_BODIES)
async def test_what_waiting_will_not_mend_is_a_bad_answer(publisher: Publisher, http: Client, case: str) -> None:
    script, reason = BAD_BODIES[case]
    publisher["/feed"] = script
    with pytest.raises(BadAnswer) as caught:
        await http.get(publisher.url("/feed"))
    assert caught.value.reason == reason
    publisher["/fine"] = fake.page(FEED)
    assert (await http.get(publisher.url("/fine"))).body == FEED


FAILURES = {
    "server error": (fake.page(status=500), "HTTP 500 Internal Server Error"),
    "bad gateway": (fake.page(status=502), "HTTP 502 Bad Gateway"),
    "too many requests": (fake.page(status=429), "HTTP 429 Too Many Requests"),
    "request timeout": (fake.page(status=408), "HTTP 408 Request Timeout"),
    "cut in the body": (
        fake.breaking(FEED, after=100),
        "the connection with 127.0.0.1 broke off in the middle of the body",
    ),
    "cut at once": (fake.breaking(FEED, after=0), "127.0.0.1 closed the connection without an answer"),
}


@pytest.mark.parametrize("case", FAILURES)
async def test_what_waiting_may_mend_is_unreachable(publisher: Publisher, http: Client, case: str) -> None:
    script, reason = FAILURES[case]
    publisher["/feed"] = script
    with pytest.raises(Unreachable) as caught:
        await http.get(publisher.url("/feed"))
    assert (caught.value.reason, caught.value.retry_after) == (reason, None)
    publisher["/fine"] = fake.page(FEED)
    assert (await http.get(publisher.url("/fine"))).body == FEED


async def test_a_body_that_never_ends_in_time_is_unreachable(publisher: Publisher, hasty: Client) -> None:
    publisher["/feed"] = fake.dripping()
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 gave no complete answer within 0\.2 s"):
        await hasty.get(publisher.url("/feed"))


@pytest.mark.parametrize("status", [404, 410])
async def test_nothing_there_is_told_apart_from_other_refusals(publisher: Publisher, http: Client, status: int) -> None:
    publisher["/feed"] = fake.page(status=status)
    with pytest.raises(Missing):
        await http.get(publisher.url("/feed"))


NOON = datetime(2023, 11, 1, 12, tzinfo=UTC)
WAITS = {
    "seconds": ("120", timedelta(minutes=2)),
    "date": (format_datetime(NOON + timedelta(minutes=7), usegmt=True), timedelta(minutes=7)),
    "past date": (format_datetime(NOON - timedelta(minutes=7), usegmt=True), timedelta(0)),
    "centuries": ("99999999999999999999", LONGEST_WAIT),
    "far date": ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
    "negative": ("-5", None),
    "nonsense": ("soon", None),
    "no such day": ("Wed, 99 Nov 2023 10:00:00 GMT", None),
}


@pytest.mark.parametrize("case", WAITS)
async def test_the_wait_that_a_publisher_asks_for_is_passed_on(publisher: Publisher, http: Client, case: str) -> None:
    asked, wait = WAITS[case]
    date = format_datetime(NOON, usegmt=True)
    publisher["/feed"] = fake.page(status=503, headers={"Retry-After": asked, "Date": date})
    with pytest.raises(Unreachable, match="HTTP 503 Service Unavailable") as caught:
        await http.get(publisher.url("/feed"))
    assert caught.value.retry_after == wait


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_and_the_last_address_is_told(
    publisher: Publisher, http: Client, status: int
) -> None:
    publisher["/old"] = fake.redirect("../new?x=1", status)
    publisher["/new"] = fake.page(FEED)
    answer = await http.get(publisher.url("/old"))
    assert (answer.url, answer.body) == (publisher.url("/new?x=1"), FEED)


REDIRECTS = {
    "a circle": ("/feed", "redirects more than 5 times"),
    "a file": ("file:///etc/passwd", "only http and https addresses are read"),
    "a script": ("javascript:alert(1)", "only http and https addresses are read"),
    "nowhere": ("", "redirects to nowhere"),
    "a bad port": ("http://127.0.0.1:99999/", "redirects to an invalid address"),
    "the neighbour": ("http://192.168.0.1/", "192.168.0.1 has no public address"),
    "the cloud's secrets": ("http://169.254.169.254/latest/meta-data", "169.254.169.254 has no public address"),
}


@pytest.mark.parametrize("case", REDIRECTS)
async def test_redirects_lead_only_to_public_web_addresses(publisher: Publisher, http: Client, case: str) -> None:
    location, reason = REDIRECTS[case]
    publisher["/feed"] = fake.redirect(location)
    with pytest.raises(BadAnswer) as caught:
        await http.get(publisher.url("/feed"))
    assert reason in caught.value.reason


@pytest.mark.parametrize("url", ["ftp://example.org/feed", "file:///etc/passwd", "//", "", "http://", "http://[::1"])
async def test_other_addresses_are_not_asked(http: Client, url: str) -> None:
    with pytest.raises(BadAnswer):
        await http.get(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "[fe80::1]"])
async def test_private_addresses_are_refused_unless_allowed(publisher: Publisher, host: str) -> None:
    port = publisher.base.rpartition(":")[2]
    async with Client(timeout=timedelta(seconds=2)) as http:
        with pytest.raises(BadAnswer, match="has no public address"):
            await http.get(f"http://{host}:{port}/feed")
    assert publisher.asked == []


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.1", "192.168.1.1"]], ids=str)
async def test_names_of_private_addresses_are_refused(publisher: Publisher, addresses: list[str]) -> None:
    port = publisher.base.rpartition(":")[2]
    async with Client(resolver=Names(evil=addresses), timeout=timedelta(seconds=2)) as http:
        with pytest.raises(BadAnswer, match=r"evil\.example has no public address"):
            await http.get(f"http://evil.example:{port}/feed")
    assert publisher.asked == []


async def test_an_unknown_name_and_a_closed_port_are_unreachable(unused_tcp_port: int) -> None:
    async with Client(resolver=Names(), allow_hosts=frozenset({"127.0.0.1"})) as http:
        with pytest.raises(Unreachable, match=r"cannot resolve host nowhere\.example"):
            await http.get("http://nowhere.example/feed")
        with pytest.raises(Unreachable, match=r"127\.0\.0\.1 refuses the connection"):
            await http.get(f"http://127.0.0.1:{unused_tcp_port}/feed")


async def test_tls_on_a_plain_port_is_unreachable(publisher: Publisher, http: Client) -> None:
    with pytest.raises(Unreachable, match=r"no TLS connection with 127\.0\.0\.1"):
        await http.get(publisher.url("/feed").replace("http:", "https:"))


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here: it makes the certificate for this test")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1".split()
    subprocess.run(["openssl", *options, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_named_as_the_reason(self_signed: ssl.SSLContext) -> None:
    async with fake.publishing(self_signed) as secure, Client(allow_hosts=frozenset({"127.0.0.1"})) as http:
        with pytest.raises(Unreachable, match=r"the TLS certificate of 127\.0\.0\.1 is not accepted: self.signed"):
            await http.get(secure.url("/feed"))


async def test_validators_that_cannot_be_sent_back_are_forgotten(publisher: Publisher, http: Client) -> None:
    publisher["/feed"] = fake.page(FEED, headers={"ETag": "x" * 501, "Last-Modified": "mercredi é"})
    answer = await http.get(publisher.url("/feed"))
    assert (answer.etag, answer.last_modified) == ("", "")
