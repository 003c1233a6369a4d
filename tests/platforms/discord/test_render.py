"""Cards as Discord gets them: goldens that were looked at and found good, and what holds for each of them.

`GOLDEN=write python -m pytest tests/platforms/discord/test_render.py` writes them anew: read the difference before
keeping it, and look at the pictures (`pictures.py`).
"""

from __future__ import annotations

import itertools
import json
import math
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.card import (
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
    Time,
    TimeStyle,
)  # fmt: skip
from bot.domain.delivery import PLAIN, Manner
from bot.domain.incident import Severity
from bot.domain.place import Point
from bot.domain.reader import Reader
from bot.platforms.discord import buttons, render
from bot.platforms.discord.limits import violations
from bot.platforms.discord.spans import size
from tests.cards.decks import EVERY
from tests.cards.samples import NOW
from tests.platforms.discord.openapi import judge
from tests.platforms.discord.screen import DESK, KEY, SHOWN, TOLD, made, seen
from tests.platforms.hostile import CROWD

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "fr")
GROUNDS = {"light": 0xFFFFFF, "light embed": 0xF2F3F5, "dark": 0x313338, "dark embed": 0x2B2D31, "black": 0x070709}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*TOLD, *SHOWN])
def test_card_is_rendered_as_it_was_found_good(name: str, language: str) -> None:
    body = made(name, language)
    golden = GOLDEN / f"{name}.{language}"
    files = {
        golden.with_suffix(f".{language}.json"): json.dumps(body, ensure_ascii=False, indent=1) + "\n",
        golden.with_suffix(f".{language}.txt"): seen(body),
    }
    for path, text in files.items():
        if os.environ.get("GOLDEN") == "write":
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


def test_every_golden_rendering_belongs_to_a_card() -> None:
    known = {
        f"{name}.{language}.{kind}" for name in (*TOLD, *SHOWN) for language in LANGUAGES for kind in ("json", "txt")
    }
    assert {path.name for path in GOLDEN.iterdir()} == known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_card_is_whole_and_accepted_as_message_edit_and_answer(name: str, language: str) -> None:
    card = EVERY[name](language)
    message, edit = render.message(card, DESK, KEY), render.edit(card, KEY)
    answer = render.answer(card, private=True)
    post = {"name": render.name(card), "message": message}
    assert judge().faults("POST", "/channels/1/messages", {**message, "nonce": KEY, "enforce_nonce": True}) == []
    assert judge().faults("PATCH", "/channels/1/messages/2", edit) == []
    assert judge().faults("POST", "/channels/1/threads", post) == []
    assert judge().faults("POST", "/interactions/1/token/callback", {"type": 4, "data": answer}) == []
    assert judge().faults("PATCH", "/webhooks/1/token/messages/@original", answer) == []
    assert [fault for body in (message, edit, post, answer) for fault in violations(body)] == []
    assert "There is more" not in seen(message) + seen(answer)


def test_only_the_role_of_the_manner_is_called_and_only_by_a_new_message() -> None:
    card = EVERY["alert"]("en")
    body = render.message(card, DESK, KEY)
    assert body["content"].startswith(f"<@&{DESK.mention}> **◆ Town captured")
    assert body["allowed_mentions"] == {"parse": [], "roles": [DESK.mention]}
    for quiet in (render.message(card, PLAIN, KEY), render.edit(card, KEY), render.answer(card, private=False)):
        assert quiet["allowed_mentions"] == {"parse": []}
        assert DESK.mention not in json.dumps(quiet)


@pytest.mark.parametrize("mention", ["oncall", "@everyone", "<@&1>", "0", "1" * 21, "12 "])
def test_what_is_no_id_of_discords_calls_nobody(mention: str) -> None:
    card = EVERY["alert"]("en")
    assert render.message(card, Manner(mention=mention), KEY) == render.message(card, PLAIN, KEY)


def test_silence_and_privacy_are_flags() -> None:
    card = EVERY["alert"]("en")
    assert render.message(card, Manner(silent=True), KEY)["flags"] == 4096
    assert "flags" not in render.message(card, PLAIN, KEY)
    assert [render.answer(card, private=private)["flags"] for private in (True, False)] == [32768 + 64, 32768]


@pytest.mark.parametrize("name", ["alert", "news_toll", "digest", "digest_empty", "suspended"])
def test_a_message_carries_its_key_and_keeps_it_when_it_is_edited(name: str) -> None:
    card = EVERY[name]("fr")
    for body in (render.message(card, PLAIN, KEY), render.edit(card, KEY)):
        assert buttons.key_of(body["components"]) == KEY
    assert buttons.key_of(render.answer(card, private=True)["components"]) is None


def test_an_edit_takes_away_what_the_message_had_and_the_card_has_not() -> None:
    assert render.edit(Card(title="Title"), None) == {
        "content": "**Title**", "embeds": [], "components": [], "allowed_mentions": {"parse": []},
    }  # fmt: skip


def body_of(*blocks: Any, **more: Any) -> str:
    """What stands in the embed."""
    card = Card(title="Title", blocks=blocks, **more)
    return str(render.message(card, PLAIN, KEY)["embeds"][0]["description"])


def test_each_block_has_a_form_of_its_own() -> None:
    assert body_of(
        Para((Bold("High severity"), Faint(" · reported"))),
        Facts((("Who", (Text("FAMa"),)), ("Standing", (Bold("confirmed"), Faint(" (RFI)"))))),
        MapPin("Kidal", Point(lat=18.4411, lon=1.4078), 5.0),
        Heading("What was reported"),
        Bullets(((Text("“quote”"),), (), (Text("▲"), Text(" "), Bold("Ambush")))),
        Para((Faint("small"), Faint(" print"))),
        Picture("map", "A map of Kidal"),
        Table(("Place", "Killed"), (((Text("Ber"),), (Text("1,204"),)), ((Text("Gao"),), ())), frozenset({1})),
        footer=(Code("incident 7K2M9QXD"), Text(" tells all")),
    ) == (
        "**High severity**\u00a0· reported\n\n"
        "**Who**\u2002FAMa\n**Standing**\u2002confirmed (RFI)\n-# \U0001f4cd Kidal 18.4411, 1.4078 ± 5 km\n\n"
        "**What was reported**\n- “quote”\n▲ **Ambush**\n\n"
        "-# small print\n\n-# A map of Kidal\n\n**Place**\n- **Ber**\u00a0· Killed 1,204\n- **Gao**\n\n"
        "-# `/incident id:7K2M9QXD` tells all"
    )


@pytest.mark.parametrize(("style", "letter"), [(TimeStyle.DATE, "D"), (TimeStyle.TIME, "f"), (TimeStyle.AGE, "R")])
def test_an_instant_is_discords_own_timestamp_for_the_readers_own_zone(style: TimeStyle, letter: str) -> None:
    at = NOW - timedelta(hours=8)
    assert (
        body_of(Para((Time(at, style),)), reader=Reader(zone="Asia/Kolkata")) == f"<t:{int(at.timestamp())}:{letter}>"
    )


def test_an_answer_has_its_title_and_first_sentence_together_and_rules_where_the_card_has_them() -> None:
    card = Card(
        title="Status", severity=Severity.LOW, symbol="○", footer=(Text("foot"),),
        blocks=(Para((Text("first"),)), Divider(), Heading("Head"), Para((Text("second"),))),
    )  # fmt: skip
    (container,) = render.answer(card, private=True)["components"]
    assert container["accent_color"] == render.COLOURS[Severity.LOW]
    assert [(one["type"], one.get("content")) for one in container["components"]] == [
        (10, "## ○ Status\nfirst"), (14, None), (10, "**Head**\nsecond"), (14, None), (10, "-# foot"),
    ]  # fmt: skip
    assert "accent_color" not in render.answer(replace(card, severity=None), private=True)["components"][0]


@pytest.mark.parametrize("level", Severity)
def test_a_severity_has_its_colour_on_messages_too(level: Severity) -> None:
    card = Card(title="Title", severity=level, blocks=(Para((Text("x"),)),))
    assert render.message(card, PLAIN, KEY)["embeds"][0]["color"] == render.COLOURS[level]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("level", Severity)
def test_colours_are_seen_in_light_and_dark(level: Severity, ground: str) -> None:
    """WCAG 2.2, 1.4.11: at least 3 to 1 for what is not text."""
    darker, lighter = sorted((luminance(render.COLOURS[level]), luminance(GROUNDS[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 3


# Machado, Oliveira and Fernandes 2009, severity 1; rows give red, green and blue.
BLINDNESS = {
    "protanopia": ((0.1523, 1.0526, -0.2049), (0.1145, 0.7863, 0.0992), (-0.0039, -0.0481, 1.052)),
    "deuteranopia": ((0.3673, 0.8606, -0.228), (0.2801, 0.6725, 0.0474), (-0.0118, 0.0429, 0.9689)),
}


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colours_are_told_apart_by_colour_blind_readers(kind: str) -> None:
    shown = [[sum(a * b for a, b in zip(row, linear(colour), strict=True)) for row in BLINDNESS[kind]]
             for colour in render.COLOURS.values()]  # fmt: skip
    perceived = [[max(0.0, part) ** (1 / 2.4) * 255 for part in colour] for colour in shown]
    assert min(math.dist(a, b) for a, b in itertools.combinations(perceived, 2)) > 45


def linear(colour: int) -> list[float]:
    parts = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: int) -> float:
    return math.fsum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def test_what_does_not_fit_is_left_out_at_the_end_and_a_line_says_which_command_tells_more() -> None:
    for body in (render.message(CROWD, PLAIN, KEY), render.answer(CROWD, private=True)):
        assert violations(body) == []
        lines = [line.removeprefix("┃ ") for line in seen(body).splitlines()]
        assert "(There is more than fits into one message: `/incident id:0` tells more.)" in lines
        assert any(line.startswith("0 word") for line in lines)
        assert any(line.startswith("(yyyy") for line in lines)
    french = replace(CROWD, reader=Reader(language="fr"), actions=(), footer=())
    assert "Tout ne tient pas dans un seul message." in seen(render.message(french, PLAIN, KEY))


def test_one_monstrous_text_does_not_crowd_out_the_others() -> None:
    card = Card(title="Title", blocks=(Facts((("Who", (Text("x" * 9000),)), ("Where", (Text("Kidal"),)))),))
    shown = seen(render.message(card, PLAIN, KEY))
    assert "*Where*\u2002Kidal" in shown
    assert "There is more" in shown


def test_a_headline_is_cut_at_a_word_and_says_so() -> None:
    body = render.message(Card(title="Kidal " * 90), PLAIN, KEY)
    assert size(body["content"]) <= render.TITLE
    assert body["content"].endswith("Kidal…**")
    assert "There is more" in seen(body)


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (Card(title="Base captured: Kidal", symbol="◆"), "◆ Base captured: Kidal"),
        (Card(title="**Kidal** @everyone"), "**Kidal** @everyone"),
        (Card(title="Kidal " * 40), "Kidal " * 15 + "Kidal…"),
        (Card(title="\u200b"), "…"),
    ],
    ids=["symbol", "plain text", "long", "empty"],
)
def test_a_thread_is_named_by_the_headline(card: Card, name: str) -> None:
    assert render.name(card) == name


def test_an_empty_card_is_still_a_message() -> None:
    for body in (render.message(Card(title=" "), PLAIN, KEY), render.answer(Card(title=""), private=True)):
        assert violations(body) == []
        assert judge().faults("POST", "/channels/1/messages", body) == []


def test_a_command_too_long_for_its_button_is_to_be_kept_under_its_token() -> None:
    long = EVERY["subscription_change"]("en")
    assert render.kept(long) == {}
    kept = render.kept(long, KEY)
    pressed = buttons.read(render.message(long, PLAIN, KEY)["components"][0]["components"][0]["custom_id"])
    assert pressed is not None
    assert list(kept) == [pressed.token]
    assert buttons.read(kept[pressed.token]) == buttons.Pressed(
        command=long.actions[0].command, args=dict(long.actions[0].args)
    )
