"""Blocks of a card become blocks of Slack: what stands together, and in what form."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.card import (
    Block,
    Bold,
    Bullets,
    Card,
    Code,
    Divider,
    Facts,
    Faint,
    Heading,
    MapPin,
    Para,
    Picture,
    Table,
    Text,
)  # fmt: skip
from bot.domain.place import Point
from bot.domain.reader import Reader, Units
from bot.platforms.slack import render
from tests.platforms.slack.judge import violations
from tests.platforms.slack.screen import blocks

PIN = MapPin("Kidal", Point(lat=18.4411, lon=1.4078), 5.0)
MAP = Picture("map", "A map of Kidal")


def body(*given: Block, files: dict[str, str] | None = None, **more: Any) -> list[dict[str, Any]]:
    """The blocks beneath the headline."""
    made = render.answer(Card(title="Title", blocks=given, **more), files=files or {})
    assert violations("response_url", made) == []
    return list(made["blocks"][1:])


def lines(*given: Block, **more: Any) -> list[str]:
    return list(blocks(body(*given, **more)))


def test_each_block_has_a_form_of_its_own() -> None:
    assert lines(
        Para((Bold("High severity"), Faint(" · reported"))),
        Facts((("Who", (Text("FAMa"),)), ("Standing", (Bold("confirmed"), Faint(" (RFI)"))))),
        PIN,
        Heading("What was reported"),
        Bullets(((Text("“quote”"),), (), (Text("▲"), Text(" "), Bold("Ambush")))),
        Para((Faint("small"), Faint(" print"))),
        MAP,
        Table(("Place", "Killed"), (((Text("Ber"),), (Text("1,204"),)), ((Text("Gao"),), ())), frozenset({1})),
        footer=(Code("incident 7K2M9QXD"), Text(" tells all")),
    ) == [
        "*High severity*\u00a0· reported", "",
        "*Who*\u2002FAMa", "*Standing*\u2002confirmed (RFI)", "",
        "(\U0001f4cd Kidal 18.4411, 1.4078 ± 5 km)", "",
        "*What was reported*", "• “quote”", "\U0001f53a *Ambush*", "",
        "(small print)", "",
        "(A map of Kidal)", "",
        "*Place*", "• *Ber*\u00a0· Killed 1,204", "• *Gao*", "",
        "(`/tocsin incident 7K2M9QXD` tells all)",
    ]  # fmt: skip


def test_a_heading_and_its_list_are_one_block_and_a_rule_is_only_between_blocks() -> None:
    made = body(Divider(), Heading("Head"), Bullets(((Text("a"),), (Text("b"),))), Divider(), Para((Text("c"),)))
    assert [block["type"] for block in made] == ["rich_text", "divider", "rich_text"]
    assert [part["type"] for block in made if block["type"] == "rich_text" for part in block["elements"]] == [
        "rich_text_section", "rich_text_list", "rich_text_section",
    ]  # fmt: skip


def test_distances_are_told_in_the_readers_units() -> None:
    (line,) = lines(PIN, reader=Reader(units=Units.IMPERIAL, language="fr"))
    assert "± 3 mi" in line.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_table_beneath_a_heading_needs_no_title_of_its_own() -> None:
    table = Table(("Feed", "State"), (((Text("rss/rfi"),), (Text("fresh"),)),))
    assert lines(Heading("Sources"), table) == ["*Sources*", "• *rss/rfi*\u00a0· State fresh"]
    assert lines(table) == ["*Feed*", "• *rss/rfi*\u00a0· State fresh"]


def test_a_picture_that_was_uploaded_is_shown_and_said() -> None:
    made = body(Para((Text("before"),)), MAP, Para((Text("after"),)), files={"map": "F0MAP"})
    assert made[1] == {"type": "image", "slack_file": {"id": "F0MAP"}, "alt_text": "A map of Kidal"}
    assert [block["type"] for block in made] == ["rich_text", "image", "rich_text"]


@pytest.mark.parametrize("files", [{}, {"other": "F0OTHER"}], ids=["none", "another"])
def test_a_picture_that_was_not_uploaded_is_said_in_small_print(files: dict[str, str]) -> None:
    assert lines(MAP, files=files) == ["(A map of Kidal)"]


def test_a_picture_without_words_is_called_by_its_key_and_long_words_are_cut() -> None:
    (silent,) = body(Picture("map", " "), files={"map": "F0MAP"})
    (long,) = body(Picture("map", "word " * 900), files={"map": "F0MAP"})
    assert silent["alt_text"] == "map"
    assert len(long["alt_text"]) <= 2000


@pytest.mark.parametrize(
    "empty",
    [Para(()), Para((Text(""),)), Para((Text(" \u200b"),)), Facts(()), Bullets(()), Bullets(((), ())), Divider(),
     Table(("",), ()), Heading(" "), Picture("map", "")],
    ids=["no spans", "no words", "blanks", "no facts", "no items", "empty items", "rule", "no rows", "no heading",
         "no picture"],
)  # fmt: skip
def test_what_says_nothing_takes_no_block(empty: Block) -> None:
    assert body(empty) == []
    assert lines(Para((Text("a"),)), empty, Para((Text("b"),)))[0] == "a"
