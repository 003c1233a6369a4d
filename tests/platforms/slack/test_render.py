"""Cards as Slack gets them: goldens that were looked at and found good, and what holds for each of them.

`GOLDEN=write python -m pytest tests/platforms/slack/test_render.py` writes them anew: read the difference before
keeping it, and look at the pictures (`pictures.py`).
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cards.labels import SYMBOLS
from bot.domain.card import Action, Bold, Card, Divider, Facts, Faint, Link, Para, Text, Time
from bot.domain.delivery import PLAIN, Manner
from bot.domain.ids import DeliveryId
from bot.domain.incident import Severity
from bot.domain.reader import Reader
from bot.platforms.slack import buttons, layout, render
from bot.platforms.slack.limits import size
from tests.cards.decks import EVERY
from tests.cards.samples import NOW
from tests.platforms.hostile import CROWD
from tests.platforms.slack.judge import violations
from tests.platforms.slack.screen import DESK, KEY, SHOWN, TOLD, blocks, home, made, seen

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("en", "fr")
CHANNEL, USER, TS = "C0ALERTS", "U0READER", "1700035200.000100"


def written(body: Any) -> str:
    """The body with a line for each block, as it can be given to Slack's `blocks.validate`."""
    lines = ",\n".join(f"  {json.dumps(block, ensure_ascii=False)}" for block in body["blocks"])
    rest = "".join(f' "{name}": {json.dumps(body[name], ensure_ascii=False)},\n' for name in body if name != "blocks")
    return f'{{\n{rest} "blocks": [\n{lines}\n ]\n}}\n'


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*TOLD, *SHOWN])
def test_card_is_rendered_as_it_was_found_good(name: str, language: str) -> None:
    body = made(name, language)
    for path, text in {
        GOLDEN / f"{name}.{language}.json": written(body),
        GOLDEN / f"{name}.{language}.txt": seen(body),
    }.items():
        if os.environ.get("GOLDEN") == "write":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")


def test_every_golden_rendering_belongs_to_a_card() -> None:
    known = {
        f"{name}.{language}.{kind}" for name in (*TOLD, *SHOWN) for language in LANGUAGES for kind in ("json", "txt")
    }
    assert {path.name for path in GOLDEN.iterdir()} == known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_card_is_whole_and_accepted_wherever_it_may_stand(name: str, language: str) -> None:
    card = EVERY[name](language)
    message, answer = render.message(card, DESK, KEY), render.answer(card)
    to = {"channel": CHANNEL}
    modal = {
        "type": "modal",
        "title": {"type": "plain_text", "text": render.title(card, 24), "emoji": False},
        "blocks": render.blocks(card),
    }
    told = [
        *violations("chat.postMessage", {**to, **message, "thread_ts": TS, "reply_broadcast": True}),
        *violations("chat.update", {**to, "ts": TS, **render.edit(card, KEY)}),
        *violations("chat.postEphemeral", {**to, "user": USER, **answer}),
        *violations("response_url", {**answer, "response_type": "ephemeral", "replace_original": False}),
        *violations("views.publish", {"user_id": USER, "view": render.home([card, card])}),
        *violations("views.open", {"trigger_id": "1.2.3", "view": modal}),
    ]
    assert told == []
    assert "There is more" not in seen(message) + seen(answer)


@pytest.mark.parametrize(
    ("mention", "written", "element"),
    [
        ("S0DESK", "<!subteam^S0DESK>", {"type": "usergroup", "usergroup_id": "S0DESK"}),
        ("here", "<!here>", {"type": "broadcast", "range": "here"}),
        ("channel", "<!channel>", {"type": "broadcast", "range": "channel"}),
    ],
)
def test_who_is_called_stands_first_in_the_text_and_right_beneath_the_headline(
    mention: str, written: str, element: dict[str, str]
) -> None:
    body = render.message(EVERY["alert"]("en"), Manner(mention=mention), KEY)
    assert body["text"].startswith(f"{written} \u2666\ufe0f Town captured by FAMa")
    assert body["blocks"][1]["elements"][0]["elements"][0] == element
    assert [block["type"] for block in body["blocks"][:2]] == ["header", "rich_text"]


def test_a_call_has_a_line_of_its_own_where_the_card_begins_with_small_print_or_has_nothing_to_say() -> None:
    for card in (Card(title="Title"), Card(title="Title", blocks=(Para((Faint("small"),)),))):
        body = render.message(card, DESK, KEY)
        assert body["blocks"][1]["elements"][0]["elements"] == [{"type": "usergroup", "usergroup_id": "S0DESK"}]
        assert violations("chat.postMessage", {"channel": CHANNEL, **body}) == []


@pytest.mark.parametrize("mention", ["oncall", "<!here>", "everyone", "U0READER", "S", "s0desk", "S0DESK ", "@here"])
def test_what_is_no_user_group_of_slacks_calls_nobody(mention: str) -> None:
    card = EVERY["alert"]("en")
    assert render.message(card, Manner(mention=mention), KEY) == render.message(card, PLAIN, KEY)


def test_nobody_is_called_by_an_edit_or_an_answer() -> None:
    card = EVERY["alert"]("en")
    for body in (render.message(card, PLAIN, KEY), render.edit(card, KEY), render.answer(card)):
        assert not any(call in json.dumps(body) for call in ("usergroup", "broadcast", "<!"))


def test_a_message_carries_its_key_and_links_are_not_unfurled() -> None:
    card = EVERY["news_toll"]("fr")
    message, edit = render.message(card, PLAIN, KEY), render.edit(card, KEY)
    assert render.key_of(message) == render.key_of(edit) == KEY
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
    assert set(edit) == {"text", "blocks", "metadata"}
    assert set(render.edit(card, None)) == set(render.answer(card)) == {"text", "blocks"}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"metadata": None},
        {"metadata": {"event_type": "other", "event_payload": {"key": "k"}}},
        {"metadata": {"event_type": "tocsin_delivery", "event_payload": {}}},
        {"metadata": {"event_type": "tocsin_delivery"}},
    ],
    ids=["nothing", "none", "another app's", "no key", "no payload"],
)
def test_messages_that_are_no_delivery_have_no_key(told: dict[str, Any]) -> None:
    assert render.key_of(told) is None


def test_the_text_says_headline_sentences_facts_and_lists_in_words_without_links() -> None:
    card = Card(
        title="Convoy <attacked>", symbol="▲", severity=Severity.HIGH,
        blocks=(
            Para((Bold("High severity"), Faint(" · reported"))),
            Para((Faint("small print"),)),
            Divider(),
            Facts((("Where", (Text("Kidal"),)), ("When", (Time(NOW),)), ("Source", (Link("RFI", "https://rfi.example"),)))),
        ),
        footer=(Text("footer"),),
    )  # fmt: skip
    assert render.answer(card)["text"].splitlines() == [
        "\U0001f53a Convoy &lt;attacked&gt;",
        "High severity · reported",
        "Where: Kidal",
        "When: 15 November 2023 08:00 UTC",
        "Source: RFI",
    ]


def test_a_long_text_ends_in_time() -> None:
    told = render.answer(EVERY["digest"]("fr"))["text"]
    assert render.SPOKEN - 200 < size(told) <= render.SPOKEN + 2
    assert told.splitlines()[-1].endswith("…")


@pytest.mark.parametrize("level", Severity)
def test_each_severity_has_a_coloured_sign_before_the_headline_and_before_items_of_lists(level: Severity) -> None:
    sign = layout.SIGNS[SYMBOLS[level]]
    assert render.title(Card(title="Kidal", symbol=SYMBOLS[level]), 150) == f"{sign} Kidal"
    assert len(set(layout.SIGNS.values())) == len(Severity)


@pytest.mark.parametrize(
    ("card", "title"),
    [
        (Card(title="Base captured: Kidal", symbol="!"), "! Base captured: Kidal"),
        (Card(title="*Kidal* :smile: & co"), "*Kidal* :smile: & co"),
        (Card(title="<!channel>"), "<\u200b!channel>"),
        (Card(title="Kidal " * 40), "Kidal " * 23 + "Kidal Kidal…"),
        (Card(title="\u200b"), "…"),
    ],
    ids=["symbol", "plain text", "a call", "long", "empty"],
)
def test_the_headline_is_plain_text(card: Card, title: str) -> None:
    head = render.answer(card)["blocks"][0]
    assert head == {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}


def test_a_headline_that_is_cut_says_so() -> None:
    assert "There is more than fits" in seen(render.answer(Card(title="Kidal " * 40)))


def test_what_does_not_fit_is_left_out_at_the_end_and_a_line_says_which_command_tells_more() -> None:
    for body in (render.message(CROWD, PLAIN, KEY), render.answer(CROWD)):
        assert violations("chat.postMessage", {"channel": CHANNEL, **body}) == []
        lines = list(blocks(body["blocks"]))
        assert "(There is more than fits into one message: `/tocsin incident 0` tells more.)" in lines
        assert any(line.startswith("0 word") for line in lines)
        assert any(line.startswith("(yyyy") for line in lines)
    french = replace(CROWD, reader=Reader(language="fr"), actions=(), footer=())
    assert "Tout ne tient pas dans un seul message." in seen(render.message(french, PLAIN, KEY))


def test_one_monstrous_text_does_not_crowd_out_the_others() -> None:
    card = Card(title="Title", blocks=(Facts((("Who", (Text("x" * 9000),)), ("Where", (Text("Kidal"),)))),))
    shown = seen(render.message(card, PLAIN, KEY))
    assert "*Where*\u2002Kidal" in shown
    assert "There is more" in shown


def test_an_empty_card_is_still_a_message() -> None:
    for body in (render.message(Card(title=" "), PLAIN, KEY), render.answer(Card(title=""))):
        assert violations("chat.postMessage", {"channel": CHANNEL, **body}) == []


def test_commands_are_told_behind_the_root_command_of_this_tocsin() -> None:
    shown = seen(render.message(EVERY["alert"]("en"), PLAIN, KEY, root="/alarm"))
    assert "`/alarm incident 7K2M9QXD`" in shown
    assert "tocsin" not in shown


def test_a_command_too_long_for_its_button_is_to_be_kept_under_its_token() -> None:
    long = Action(label="Subscribe", command="subscribe", args=(("what", "near:Kidal/50km " * 40),))
    card = replace(EVERY["alert"]("en"), actions=(long,))
    assert render.kept(EVERY["alert"]("en")) == {}
    kept = render.kept(EVERY["alert"]("en"), card)
    pressed = buttons.decode(render.answer(card)["blocks"][-1]["elements"][0]["value"])
    assert pressed is not None
    assert list(kept) == [pressed.token]
    assert buttons.decode(kept[pressed.token]) == buttons.Pressed(command="subscribe", args=dict(long.args))


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebodys_app_home_is_accepted(language: str) -> None:
    assert violations("views.publish", {"user_id": USER, "view": home(language)}) == []


def test_the_app_home_shows_all_cards_one_beneath_the_other() -> None:
    cards = [EVERY[name]("en") for name in ("subscriptions", "mutes", "sources", "alert", "alert_lead")]
    view = render.home(cards)
    assert violations("views.publish", {"user_id": USER, "view": view}) == []
    heads = [block["text"]["text"] for block in view["blocks"] if block["type"] == "header"]
    assert heads == [render.title(card, 150) for card in cards]
    assert sum(block["type"] == "divider" for block in view["blocks"]) >= len(cards) - 1


def test_long_cards_of_the_app_home_give_way_to_those_that_follow() -> None:
    view = render.home([CROWD, CROWD, EVERY["mutes"]("en")])
    assert violations("views.publish", {"user_id": USER, "view": view}) == []
    assert len([block for block in view["blocks"] if block["type"] == "header"]) == 3
    assert len(render.home([CROWD] * 40)["blocks"]) <= 100


def test_a_key_that_is_any_text_is_found_again() -> None:
    key = DeliveryId("alert/again & <more>")
    assert render.key_of(render.message(Card(title="Title"), PLAIN, key)) == key


def test_a_time_is_never_told_in_words_alone_where_slack_can_say_it() -> None:
    card = Card(title="Title", blocks=(Para((Time(NOW - timedelta(hours=8)),)),), footer=(Time(NOW),))
    told = json.dumps(render.answer(card)["blocks"])
    assert '"timestamp": 1700006400' in told
    assert "<!date^1700035200^" in told
