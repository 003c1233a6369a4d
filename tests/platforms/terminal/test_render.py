"""A rendered card keeps to its width and colour, whatever text it is given."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.domain.card import (
    Bold,
    Bullets,
    Card,
    Code,
    Divider,
    Facts,
    Faint,
    Heading,
    Link,
    MapPin,
    Para,
    Picture,
    Table,
    Text,
    Time,
    TimeStyle,
)  # fmt: skip
from bot.domain.incident import Severity
from bot.domain.place import Point
from bot.domain.reader import Reader, Units
from bot.platforms.terminal.render import render
from tests.cards.decks import EVERY
from tests.cards.samples import NOW

SGR = re.compile(r"\x1b\[[0-9;]*m")
OSC8 = re.compile(r"\x1b\]8;;([\x21-\x7e]*)\x1b\\")

hostile = st.one_of(
    st.text(st.characters(codec=None), max_size=60),
    st.text(
        st.sampled_from("ab 漢字é\u0301\u202e\x1b[\n\U0001f6a8\U0001f1f2\U0001f1f1\U0001f468\u200d\U0001f469\xa8 "),
        max_size=120,
    ),
    st.just("x" * 300),
    st.just("\x1b]8;;https://evil.example\x07click\x1b]8;;\x07"),
)
spans = st.lists(
    st.one_of(
        hostile.map(Text), hostile.map(Bold), hostile.map(Faint), hostile.map(Code),
        st.builds(Link, hostile, hostile.map(lambda text: f"https://{text}")),
        st.builds(Time, st.integers(-10**9, 10**9).map(lambda s: NOW + timedelta(seconds=s)),
                  st.sampled_from(TimeStyle)),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
blocks = st.one_of(
    spans.map(Para),
    st.lists(st.tuples(hostile, spans), max_size=3).map(tuple).map(Facts),
    st.lists(spans, max_size=3).map(tuple).map(Bullets),
    st.builds(Table, st.tuples(hostile, hostile, hostile),
              st.lists(st.tuples(spans, spans, spans), max_size=3).map(tuple), st.just(frozenset({1}))),
    st.builds(MapPin, hostile, st.just(Point(lat=18.4, lon=1.4)), st.just(5.0)),
    st.builds(Picture, hostile, hostile),
    hostile.map(Heading),
    st.just(Divider()),
)  # fmt: skip
readers = st.builds(
    Reader, language=st.sampled_from(["en", "fr", "xx"]), zone=st.sampled_from(["UTC", "Europe/Paris", "Asia/Kolkata"]),
    units=st.sampled_from(Units),
)  # fmt: skip
cards = st.builds(
    Card, title=hostile, severity=st.none() | st.sampled_from(Severity), reader=readers,
    blocks=st.lists(blocks, max_size=4).map(tuple), footer=spans, symbol=hostile.map(lambda text: text[:2]),
)  # fmt: skip
quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def plain(text: str) -> str:
    return OSC8.sub("", SGR.sub("", text))


@quick
@given(cards, st.integers(20, 140), st.booleans())
def test_no_line_is_wider_than_asked_and_nothing_acts_on_the_terminal(card: Card, width: int, colour: bool) -> None:
    shown = render(card, width=width, colour=colour, now=NOW)
    most = max(40, min(width, 120))
    assert shown.endswith("\n")
    for line in plain(shown).removesuffix("\n").split("\n"):
        assert cell_len(line) <= most
        assert line.startswith("┃")
        assert {unicodedata.category(character) for character in line}.isdisjoint({"Cc", "Cf", "Cs"})


@quick
@given(cards)
def test_without_colour_there_is_no_escape_sequence_at_all(card: Card) -> None:
    assert "\x1b" not in render(card, width=80, colour=False, now=NOW)


@quick
@given(cards)
def test_every_style_and_link_that_begins_ends_on_its_line(card: Card) -> None:
    for line in render(card, width=60, colour=True, now=NOW).splitlines():
        styles = SGR.findall(line)
        links = OSC8.findall(line)
        assert [style == "\x1b[0m" for style in styles] == [False, True] * (len(styles) // 2)
        assert [bool(url) for url in links] == [True, False] * (len(links) // 2)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_colour_changes_no_word_except_code_marks_and_addresses(name: str) -> None:
    card = EVERY[name]("en")
    coloured = " ".join(plain(render(card, width=120, colour=True, now=NOW)).replace("┃", "").split())
    bare = " ".join(render(card, width=120, colour=False, now=NOW).replace("┃", "").split())
    bare = re.sub(r" <https://[^>]*>", "", bare)
    for sign in ("`", " "):
        coloured, bare = coloured.replace(sign, ""), bare.replace(sign, "")
    if name not in ("rules", "help"):
        assert coloured == bare
    assert set(coloured) == set(bare)


def card_of(*made: object, **more: object) -> Card:
    return Card(title="Title", blocks=tuple(made), **more)  # type: ignore[arg-type]


def body(card: Card, *, width: int = 40, colour: bool = False) -> list[str]:
    return render(card, width=width, colour=colour, now=NOW).splitlines()[1:]


def test_severity_colours_the_bar_and_the_symbol() -> None:
    shown = {level: render(card_of(severity=level, symbol="▲"), width=40, colour=True, now=NOW) for level in Severity}
    assert len(set(shown.values())) == len(Severity)


def test_facts_are_aligned_and_wrapped_beside_their_labels() -> None:
    facts = Facts((("Who", (Text("FAMa"),)), ("Standing", (Text("corroborated by three independent publishers"),))))
    assert body(card_of(facts)) == [
        "┃",
        "┃ Who       FAMa",
        "┃ Standing  corroborated by three",
        "┃           independent publishers",
    ]


def test_table_columns_are_aligned_by_cells_not_by_letters() -> None:
    table = Table(
        ("Place", "Killed"), (((Text("漢字"),), (Text("6"),)), ((Text("Ber"),), (Text("1,204"),))), frozenset({1})
    )
    assert body(card_of(table)) == ["┃", "┃ Place  Killed", "┃ 漢字        6", "┃ Ber     1,204"]


def test_table_that_does_not_fit_is_told_row_by_row() -> None:
    long = "sahel/an_identifier_of_a_rule"
    table = Table(("Rule", "Id"), (((Text("Handover of a base"),), (Code(long),)),))
    assert body(card_of(table)) == ["┃", "┃ Rule  Handover of a base", f"┃ Id    `{long}`"]


def test_words_too_long_for_a_line_are_cut() -> None:
    assert body(card_of(Para((Text("x" * 50),)))) == ["┃ " + "x" * 38, "┃ " + "x" * 12]


def test_links_show_their_address_where_they_cannot_be_clicked() -> None:
    link = card_of(Para((Link("RFI", "https://rfi.example/é?a=b c"),)))
    assert body(link, width=80) == ["┃ RFI <https://rfi.example/é?a=bc>"]
    assert OSC8.findall(render(link, width=80, colour=True, now=NOW))[0] == "https://rfi.example/%C3%A9?a=bc"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://" + "x" * 600, ""])
def test_addresses_that_are_no_web_pages_or_too_long_are_left_out(url: str) -> None:
    assert body(card_of(Para((Link("RFI", url),)))) == ["┃ RFI"]


@pytest.mark.parametrize(
    ("zone", "style", "french"),
    [
        ("UTC", TimeStyle.DATE, "14 novembre 2023"),
        ("UTC", TimeStyle.TIME, "14 novembre 2023 23:30 UTC"),
        ("UTC", TimeStyle.AGE, "il y a 8 heures"),
        ("Europe/Paris", TimeStyle.DATE, "15 novembre 2023"),
        ("Europe/Paris", TimeStyle.TIME, "15 novembre 2023 00:30 CET"),
        ("Europe/Paris", TimeStyle.AGE, "il y a 8 heures"),
    ],
)
def test_times_are_told_in_the_readers_zone_and_ages_against_now(zone: str, style: TimeStyle, french: str) -> None:
    at = NOW - timedelta(hours=8, minutes=30)
    card = card_of(Para((Time(at, style),)), reader=Reader(language="fr", zone=zone))
    assert body(card) == [f"┃ {french}"]


@pytest.mark.parametrize(("units", "told"), [(Units.METRIC, "± 5 km"), (Units.IMPERIAL, "± 3 mi")])
def test_a_spot_on_the_map_is_as_exact_as_it_is_known_in_the_readers_units(units: Units, told: str) -> None:
    pin = MapPin("Kidal", Point(lat=18.4411, lon=1.4078), 5.0)
    assert body(card_of(pin, reader=Reader(units=units)))[1:] == [f"┃ ⌖ Kidal 18.4411, 1.4078 {told}"]


def test_whoever_is_called_stands_before_the_title_and_nothing_else_changes() -> None:
    plain = render(card_of(symbol="▲"), width=40, colour=False, now=NOW)
    assert plain == "┃ ▲ Title\n"
    assert render(card_of(symbol="▲"), width=40, colour=False, now=NOW, mention="desk\x1b") == "┃ ▲ @desk Title\n"


def test_an_item_that_begins_with_a_severity_has_its_symbol_for_a_bullet() -> None:
    items = Bullets(((Text("▲"), Text(" "), Bold("Ambush, Anefis")), (Text("▲ is a triangle"),), ()))
    assert body(card_of(items))[1:] == ["┃ ▲ Ambush, Anefis", "┃ • ▲ is a triangle", "┃ •"]
    assert "\x1b[31m▲" in body(card_of(items), colour=True)[1]


def test_no_line_begins_with_a_middle_dot() -> None:
    for width in range(40, 121):
        shown = render(EVERY["incidents"]("en"), width=width, colour=False, now=NOW)
        assert "\n┃   ·" not in shown
