"""Text from outside is shown letter by letter: the reader of these tests finds nothing in it that acts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.card import Bold, Code, Faint, Link, Span, Text, Time, TimeStyle
from bot.domain.reader import Reader
from bot.platforms.clean import one_line
from bot.platforms.slack import escape
from bot.platforms.slack.limits import size, written
from bot.platforms.slack.spans import Voice, cut
from bot.platforms.slack.typed import as_typed
from tests.platforms.hostile import PIECES, spans, texts
from tests.platforms.slack import rules
from tests.platforms.slack.mrkdwn import LOOKALIKES, kinds, parse, shown

many = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
VOICE = Voice(reader=Reader())
AT = datetime(2023, 11, 14, 18, tzinfo=UTC)


def same(text: str) -> str:
    """The text with every letter that looks like another as that one."""
    return "".join(LOOKALIKES.get(letter, letter) for letter in text)


@pytest.mark.parametrize(
    ("hostile", "acts"),
    [
        ("*b* _i_ ~s~", {"bold", "italic", "strike"}),
        ("`c` ```\nblock\n```", {"code", "codeblock"}),
        ("<!channel> <!here> <!everyone> @here", {"broadcast"}),
        ("<@U123> <#C123|general> <!subteam^S123>", {"user", "channel", "group"}),
        ("<https://evil.example|RFI> https://evil.example www.evil.example", {"link", "url"}),
        (":smile: <!date^1^{date}|x>", {"emoji", "date"}),
        ("&gt; quotation", {"quote"}),
        ("a\n> quotation", {"quote"}),
    ],
    ids=["formats", "code", "broadcasts", "mentions", "links", "signs", "quotation", "quotation in a later line"],
)
def test_the_reader_of_these_tests_finds_everything_that_acts(hostile: str, acts: set[str]) -> None:
    assert kinds(hostile) == acts


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_piece_that_acts_is_shown_as_it_is(piece: str) -> None:
    clean = one_line(piece)
    made = escape.markup(clean)
    assert kinds(made) == set()
    assert shown(made) == clean
    assert list(rules.markup("", made)) == list(rules.letters("", made)) == []


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Kidal: 6 to 56 (Reuters: 6), 14:05 – N’Djaména", "Kidal: 6 to 56 (Reuters: 6), 14:05 – N’Djaména"),
        ("Médecins & Co <b>", "Médecins &amp; Co &lt;b&gt;"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("&lt;", "&amp;lt;"),
        ("@channel", "@\u200bchannel"),
        ("desk@rfi.example", "desk@rfi.example"),
        ("convoy_attack", "convoy_attack"),
        ("_i_ *b* ~s~ `c`", "\u02cdi\u02cd \u2217b\u2217 \u223cs\u223c \u02cbc\u02cb"),
        (":smile:", ":\u200bsmile:"),
        ("https://rfi.example", "https:\u200b//rfi.example"),
        (">", "\u200b&gt;"),
    ],
    ids=["usual", "control characters", "call", "entity", "word", "mail", "inside a word", "marks", "emoji", "address",
         "quotation"],
)  # fmt: skip
def test_only_what_acts_is_escaped(text: str, escaped: str) -> None:
    assert escape.markup(text) == escaped


@many
@given(texts)
def test_markup_acts_on_nothing_and_is_shown_letter_by_letter(text: str) -> None:
    clean = one_line(text)
    made = escape.markup(clean)
    assert kinds(made) == set()
    assert shown(made) == same(clean)
    assert list(rules.markup("", made)) == list(rules.letters("", made)) == []


@many
@given(texts)
def test_plain_text_is_the_text_without_a_call_or_an_entity_in_it(text: str) -> None:
    clean = one_line(text)
    made = escape.plain(clean)
    assert made.replace(escape.NOTHING, "") == clean
    assert not any(call in made for call in ("<!", "<@", "<#", "@here", "@channel", "@everyone", "&lt;", "&amp;"))


@many
@given(texts)
def test_code_is_one_stretch_of_code_whatever_is_in_it(text: str) -> None:
    clean = one_line(text)
    made = escape.code(clean)
    if not clean.strip():
        assert made == ""
        return
    (node,) = parse(made)
    assert (node.kind, node.text) == ("code", same(clean))
    assert list(rules.markup("", made)) == []


@many
@given(st.one_of(texts, texts.map(lambda text: f"https://rfi.example/{text}")))
def test_an_address_leads_to_a_web_page_or_is_none(url: str) -> None:
    made = escape.address(one_line(url))
    if made:
        parts = urlsplit(made)
        assert parts.scheme.lower() in ("http", "https")
        assert parts.hostname
        assert not set(made) & set('<>|"` \\^')
        assert size(made) <= escape.LONGEST_URL


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://rfi.example/fr/été?a=b&c=d#e", "https://rfi.example/fr/%C3%A9t%C3%A9?a=b&c=d#e"),
        ("HTTP://rfi.example", "HTTP://rfi.example"),
        ("https://rfi.example/a|b>c<d", "https://rfi.example/a%7Cb%3Ec%3Cd"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.co", ""),
        ("https://rfi.example@evil.example/", ""),
        ("https://[rfi.example", ""),
        ("https://", ""),
        ("https://rfi.example/" + "x" * 1000, ""),
    ],
    ids=["usual", "capitals", "parts of markup", "script", "mail", "another host", "brackets", "no host", "too long"],
)
def test_only_web_pages_are_linked(url: str, address: str) -> None:
    assert escape.address(url) == address


def test_a_link_in_markup_shows_its_words_and_leads_to_its_address() -> None:
    made = escape.link("a|b> <!here> *c*", escape.address("https://rfi.example/?a=1&b=2"))
    assert parse(made) == [("link", "a|b> <!here> *c*", "https://rfi.example/?a=1&b=2")]
    assert escape.link(" ", "https://rfi.example") == ""


@pytest.mark.parametrize("style", TimeStyle)
def test_an_instant_is_said_by_slack_in_each_readers_zone_and_in_words_where_it_cannot(style: TimeStyle) -> None:
    voice = Voice(reader=Reader(zone="Africa/Bamako", language="fr"))
    form = {TimeStyle.DATE: "{date_short}", TimeStyle.TIME: "{date_short} {time}", TimeStyle.AGE: "{ago}"}[style]
    words = "14 novembre 2023 18:00 GMT"
    assert cut(voice.rich((Time(AT, style),)), 500).pieces == (
        {"type": "date", "timestamp": 1699984800, "format": form, "fallback": words},
    )
    assert cut(voice.small((Time(AT, style),)), 500).pieces == (f"<!date^1699984800^{form}|{words}>",)
    assert voice.words((Time(AT, style),)) == words


def test_an_instant_that_no_unix_time_can_name_is_said_in_words() -> None:
    long_ago = Time(datetime(1899, 1, 1, tzinfo=UTC))
    assert cut(VOICE.rich((long_ago,)), 500).pieces == ({"type": "text", "text": "1 January 1899 00:00 UTC"},)
    assert cut(VOICE.small((long_ago,)), 500).pieces == ("1 January 1899 00:00 UTC",)
    assert not escape.is_dated(AT + timedelta(days=40_000))


@many
@given(spans, st.integers(0, 400))
def test_spans_are_cut_to_the_room_there_is(given: tuple[Span, ...], room: int) -> None:
    for runs in (VOICE.rich(given), VOICE.small(given)):
        made = cut(runs, room)
        assert made.cost <= room or not made.pieces
        assert made.short == (sum(written(run.piece(run.dress(run.text))) + 1 for run in runs) > room)


def test_what_is_cut_ends_in_an_ellipsis_and_keeps_what_is_whole_whole() -> None:
    some = (Bold("bold words"), Text(" and others that are longer "), Time(AT), Link("RFI", "https://rfi.example"))
    whole = cut(VOICE.rich(some), 1000)
    assert not whole.short
    for room in range(60, whole.cost):
        made = cut(VOICE.rich(some), room)
        assert made.short
        assert made.cost <= room
        last = made.pieces[-1]
        assert isinstance(last, dict)
        assert last["text"].endswith("…")


def test_words_of_a_link_without_any_are_its_host_and_a_bad_address_leaves_only_words() -> None:
    assert [run.text for run in VOICE.rich((Link(" ", "https://rfi.example/a"),))] == ["rfi.example"]
    assert cut(VOICE.rich((Link("RFI", "ftp://rfi.example"),)), 100).pieces == ({"type": "text", "text": "RFI"},)


def test_neighbours_of_one_style_become_one_run_and_quiet_words_are_plain() -> None:
    made = (Text("1"), Faint(". a "), Bold("b"), Bold("c"), Code("d"), Code("e"))
    assert [run.text for run in VOICE.rich(made)] == ["1. a ", "bc", "de"]
    assert [run.text for run in VOICE.small(made)] == ["1. a bc", "de"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("incident 7K2M9QXD", "/tocsin incident 7K2M9QXD"),
        ("subscribe WHAT [severity=low]", "/tocsin subscribe WHAT [severity=low]"),
        ("resume", "/tocsin resume"),
        ("digest=daily", "digest=daily"),
        ("near:Kidal/50km type:convoy_attack", "near:Kidal/50km type:convoy_attack"),
        ("7K2M9QXD", "7K2M9QXD"),
        ("", ""),
    ],
)
def test_commands_stand_behind_the_root_command(text: str, typed: str) -> None:
    assert as_typed(text) == typed


def test_the_root_command_can_be_another() -> None:
    assert as_typed("status Kidal", "/alarm") == "/alarm status Kidal"
    (run,) = Voice(reader=Reader(), root="/alarm").rich((Code("status Kidal"),))
    assert run.text == "/alarm status Kidal"
