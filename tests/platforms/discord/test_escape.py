"""Text from outside is shown letter by letter: the reader of these tests finds nothing in it that acts."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.card import Bold, Code, Faint, Link, Span, Text, Time
from bot.platforms.clean import one_line
from bot.platforms.discord import escape
from bot.platforms.discord.spans import cut, runs, size
from bot.platforms.discord.typed import as_typed
from tests.platforms.discord.markdown import every, invites, kinds, parse, pings, shown
from tests.platforms.hostile import PIECES, spans, texts

many = settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MARKS = st.sampled_from(["", "- ", "-# ", "## "])
MARKED = {"bullet", "subtext", "heading"}


@pytest.mark.parametrize(
    ("hostile", "acts"),
    [
        ("**b** *i* _i_ __u__ ~~s~~ ||s||", {"bold", "italic", "underline", "strike", "spoiler"}),
        ("`c` ```\nblock\n```", {"code", "codeblock"}),
        ("@everyone <@1> <@&2> <#3> </status:4> <id:guide>",
         {"everyone", "user", "role", "channel", "command", "guide"}),
        ("[x](https://evil.example) https://evil.example <https://evil.example> <mailto:a@b.co>",
         {"link", "url", "autolink"}),
        (":smile: <:pepe:1> <t:1:R>", {"shortcode", "emoji", "time"}),
        ("# h\n-# s\n- b\n1. o\n> q", {"heading", "subtext", "bullet", "ordered", "quote"}),
        ("**# h**", {"bold", "heading"}),
    ],
    ids=["formats", "code", "mentions", "links", "signs", "blocks", "heading inside bold"],
)  # fmt: skip
def test_the_reader_of_these_tests_finds_everything_that_acts(hostile: str, acts: set[str]) -> None:
    assert kinds(hostile) == acts


@pytest.mark.parametrize("piece", PIECES, ids=ascii)
def test_a_piece_that_acts_is_shown_as_it_is(piece: str) -> None:
    clean = one_line(piece)
    assert kinds(escape.plain(clean)) == set()
    assert shown(parse(escape.plain(clean))) == clean


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Kidal: 6 to 56 (Reuters: 6), 14:05 – N’Djaména", "Kidal: 6 to 56 (Reuters: 6), 14:05 – N’Djaména"),
        ("convoy_attack", "convoy\\_attack"),
        ("https://rfi.example", "https\\://rfi.example"),
        ("a discord.gg/x", "a discord\\.gg/x"),
        ("@everyone", "@\u200beveryone"),
        ("desk@rfi.example", "desk@rfi.example"),
        ("<@&4711>", "\\<@\u200b&4711>"),
        ("# 1", "\\# 1"),
        ("3. Brigade", "3\\. Brigade"),
        ("-40", "-40"),
        ("[x](y)", "\\[x]\\(y)"),
    ],
    ids=["usual", "underscore", "address", "invite", "everyone", "mail", "role", "heading", "list", "number", "link"],
)
def test_only_what_acts_is_escaped(text: str, escaped: str) -> None:
    assert escape.plain(text) == escaped


@many
@given(texts, MARKS)
def test_plain_text_acts_on_nothing_and_is_shown_letter_by_letter(text: str, mark: str) -> None:
    clean = one_line(text).strip()
    made = mark + (escape.heading if mark == "## " else escape.plain)(clean)
    assert kinds(made) <= MARKED
    assert not clean or shown(parse(made)) == clean
    assert (pings(made), invites(made)) == ([], [])


@many
@given(texts, MARKS)
def test_bold_is_one_stretch_of_bold_whatever_is_in_it(text: str, mark: str) -> None:
    clean = one_line(text)
    made = mark + escape.bold(clean)
    assert kinds(made) <= {"bold", *MARKED}
    if clean.strip():
        (bold,) = [node for node in every(parse(made)) if node.kind == "bold"]
        assert shown((bold,)) == clean.strip()


@many
@given(texts)
def test_code_is_one_stretch_of_code_whatever_is_in_it(text: str) -> None:
    clean = one_line(text)
    made = escape.code(clean)
    assert kinds(made) == ({"code"} if clean.strip() else set())
    assert shown(parse(made)) == (clean.replace("`", "ˋ") if clean.strip() else "")


@many
@given(texts, texts.map(lambda text: f"https://rfi.example/{text}") | texts)
def test_a_link_goes_where_it_should_or_is_only_text(text: str, url: str) -> None:
    clean, to = one_line(text), one_line(url).strip()
    made = linked(text, url)
    found = [node.about for node in every(parse(made)) if node.kind == "link"]
    assert kinds(made) <= {"link"}
    assert found in ([], [escape.address(to)])
    assert not clean.strip() or shown(parse(made)).replace("\u00a0", " ").startswith(clean.replace("\u00a0", " "))
    if not to.lower().startswith(("http://", "https://")):
        assert found == []


@pytest.mark.parametrize(
    ("text", "url", "made"),
    [
        ("RFI", "https://rfi.example/é?a=b", "[RFI](https://rfi.example/%C3%A9?a=b)"),
        ("RFI", "https://rfi.example/a_(b)", "[RFI](https://rfi.example/a_%28b%29)"),
        ("https://good.example", "https://evil.example/x", "https\\://good.example ([evil.example](https://evil.example/x))"),
        ("RFI \U0001f6a8", "https://rfi.example", "RFI \U0001f6a8 ([rfi.example](https://rfi.example))"),
        ("studio_tamani", "https://st.example", "studio\\_tamani ([st.example](https://st.example))"),
        ("RFI", "javascript:alert(1)", "RFI"),
        ("RFI", "https://" + "x" * 600, "RFI"),
        ("RFI", "https://[bad", "RFI"),
        ("RFI", "https://rfi.example@evil.example/x", "RFI"),
        ("RFI", "https://discord.gg/abc", "RFI"),
        ("Medium", "https://medium.example/@desk", "[Medium](https://medium.example/%40desk)"),
        ("RFI", "https://", "RFI"),
        (" ", "https://rfi.example/a", "[rfi.example](https://rfi.example/a)"),
    ],
    ids=["quoted", "brackets", "deceives", "emoji", "underscore", "script", "too long", "no host", "user", "invite",
         "at", "nothing", "no words"],
)  # fmt: skip
def test_a_link_is_named_by_its_host_where_its_words_will_not_do(text: str, url: str, made: str) -> None:
    assert linked(text, url) == made


@many
@given(spans, MARKS)
def test_spans_side_by_side_stay_what_they_are(made: tuple[Span, ...], mark: str) -> None:
    text = mark + cut(runs(made), 10**6).text
    nodes = list(every(parse(text)))
    assert {node.kind for node in nodes} - {"text"} <= {"bold", "code", "link", "time", *MARKED}
    assert [node.about for node in nodes if node.kind == "time"] == [
        str(int(span.at.timestamp())) for span in made if isinstance(span, Time)
    ]
    assert [node.about for node in nodes if node.kind == "link"] == [
        span for link in made if isinstance(link, Link) and (span := goes_to(link))
    ]
    assert (pings(text), invites(text)) == ([], [])


@many
@given(spans, st.integers(0, 120))
def test_a_cut_fits_tears_nothing_apart_and_shows_that_there_was_more(made: tuple[Span, ...], room: int) -> None:
    parts = runs(made)
    whole, short = cut(parts, 10**6).text, cut(parts, room)
    assert size(short.text) <= room
    assert kinds(short.text) <= {"bold", "code", "link", "time"}
    assert short.short is (size(whole) > room)
    if not short.short:
        assert short.text == whole
    elif room:
        assert "…" in shown(parse(short.text))


def goes_to(link: Link) -> str:
    """Where it leads, if its host may be named."""
    to = escape.address(one_line(link.url))
    return to if escape.is_fit(urlsplit(to).hostname or "") else ""


def linked(text: str, url: str) -> str:
    return cut(runs((Link(text, url),)), 10**6).text


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("incident 7K2M9QXD", "/incident id:7K2M9QXD"),
        ("incident ID", "/incident id:ID"),
        ("digest=daily", "digest:daily"),
        ("mute Kidal for=24h", "/mute what:Kidal for:24h"),
        ("subscribe WHAT [severity=low]", "/subscribe WHAT [severity=low]"),
        ("resume", "/resume"),
        ("resume it", "/resume it"),
        ("near:Kidal/50km type:convoy_attack", "near:Kidal/50km type:convoy_attack"),
        ("colour=red", "colour=red"),
        ("7K2M9QXD", "7K2M9QXD"),
    ],
)
def test_commands_are_written_as_discord_wants_them(text: str, typed: str) -> None:
    assert as_typed(text) == typed


def test_neighbours_of_one_style_become_one_run_and_quiet_words_are_plain() -> None:
    made = (Text("1"), Faint(". a "), Bold("b"), Bold("c"), Code("d"), Code("e"))
    assert cut(runs(made), 100).text == "1\\. a **bc**`de`"
