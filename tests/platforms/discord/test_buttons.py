"""A button says a command and back again, whatever is in it, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import catalogue
from bot.domain.card import Action
from bot.domain.ids import DeliveryId
from bot.platforms import prepared
from bot.platforms.discord import buttons, limits
from bot.platforms.discord.buttons import Pressed
from tests.cards.decks import EVERY
from tests.platforms.discord.screen import KEY
from tests.platforms.hostile import actions
from tests.platforms.hostile import texts as hostile

many = settings(max_examples=1000, deadline=None)
MUTE = Action(label="Mute", command="mute", args=(("what", "7K2M9QXD"),))
# What buttons of cards may do beside commands: open a form; and on pages in a browser, lead back to Slack.
BESIDE = {"form", "install"}
keys = st.none() | st.just(KEY)


@pytest.mark.parametrize(
    ("action", "key", "ident"),
    [
        (MUTE, None, "mute?what=7K2M9QXD"),
        (MUTE, KEY, f"mute?what=7K2M9QXD#{KEY}"),
        (Action(label="", command="mutes"), None, "mutes"),
        (
            Action(label="", command="status", args=(("place", "région de Kidal"),)),
            None,
            "status?place=région+de+Kidal",
        ),
        (Action(label="", command="a", args=(("x", "1&y=2#?%@"), ("y", ""))), None, "a?x=1%26y%3D2%23%3F%25%40&y="),
        (MUTE, DeliveryId("alert again"), "mute?what=7K2M9QXD#alert+again"),
    ],
    ids=["short", "with its key", "no arguments", "French", "reserved letters", "odd key"],
)
def test_a_command_stands_in_its_button(action: Action, key: DeliveryId | None, ident: str) -> None:
    assert buttons.custom_id(action, key) == ident
    assert buttons.read(ident) == Pressed(command=action.command, args=dict(action.args), key=key)


@many
@given(actions, keys)
def test_every_action_comes_back_from_its_button_or_from_the_line_that_is_kept(
    action: Action, key: DeliveryId | None
) -> None:
    ident, kept = buttons.custom_id(action, key), buttons.kept([action], key)
    assert len(ident.encode("utf-16-le")) // 2 <= limits.CUSTOM_ID.value
    pressed = buttons.read(ident)
    assert pressed is not None
    assert pressed.key == key
    if pressed.token:
        pressed = buttons.read(kept[pressed.token])
        assert pressed is not None
    else:
        assert kept == {}
    args = {name: value.encode("utf-8", "replace").decode() for name, value in action.args}
    assert (pressed.command, pressed.args) == (action.command, args)


def test_a_long_command_waits_under_a_token_that_only_depends_on_it() -> None:
    long = Action(label="Subscribe", command="subscribe", args=(("what", "near:Kidal/50km " * 9), ("confirm", "yes")))
    ident, kept = buttons.custom_id(long, KEY), buttons.kept([MUTE, long], KEY)
    assert ident.startswith("@")
    assert ident.endswith(f"#{KEY}")
    ((token, line),) = kept.items()
    assert buttons.read(ident) == Pressed(token=token, key=KEY)
    assert buttons.read(line) == Pressed(command="subscribe", args=dict(long.args))
    assert buttons.custom_id(long) == f"@{token}"


@many
@given(st.one_of(st.text(max_size=120), hostile, st.text("ab?=&%#@+1é", max_size=30)))
def test_garbage_is_no_button_or_reads_as_exactly_what_it_says(text: str) -> None:
    pressed = buttons.read(text)
    if pressed is not None and not pressed.token:
        action = Action(label="", command=pressed.command, args=tuple(pressed.args.items()))
        tail = f"#{text.partition('#')[2]}" if pressed.key else ""
        assert prepared.line(action) + tail == text


@pytest.mark.parametrize(
    "text",
    ["", "#", "@", "?", "mute?", "mute?x", "mute?x=1&x=2", "mute#", "Mute", "mute?x=%zz", "mute?x=%ff", "mute?x=a b",
     "mute?x=%41", "@5f0d", "@5F0D1C9A2B7E4C3D8A6B1F20", "mute\n", "mute?X=1", "accept:123", "a" * 33, "mute?x=1#k#k"],
)  # fmt: skip
def test_foreign_and_broken_ids_are_no_buttons(text: str) -> None:
    assert buttons.read(text) is None


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_button_of_every_card_is_a_command_that_there_is(name: str) -> None:
    for row in buttons.rows(EVERY[name]("fr").actions, KEY):
        for one in row["components"]:
            pressed = buttons.read(one["custom_id"])
            assert pressed is not None
            assert pressed.token or pressed.command in {*catalogue.BY_NAME, *BESIDE}
            assert len(one["label"]) <= buttons.LABEL


def labels(actions: list[Action]) -> list[list[str]]:
    return [[one["label"] for one in row["components"]] for row in buttons.rows(actions, KEY)]


def action(label: str, command: str = "incident", **args: str) -> Action:
    return Action(label=label, command=command, args=tuple(args.items()))


def test_up_to_five_stand_in_a_row_and_of_more_the_verdicts_stand_apart() -> None:
    verdicts = [action(word, "verdict", id="A", opinion=word) for word in ("useful", "wrong")]
    others = [action(f"b{index}", id=str(index)) for index in range(7)]
    assert labels([*verdicts, *others[:3]]) == [["useful", "wrong", "b0", "b1", "b2"]]
    assert labels([*verdicts, *others]) == [["b0", "b1", "b2", "b3", "b4"], ["b5", "b6"], ["useful", "wrong"]]
    assert len(labels([action(f"b{index}", id=str(index)) for index in range(60)])) == 5
    assert labels([]) == []


def test_two_buttons_that_do_the_same_become_one() -> None:
    assert labels([action("first", id="A"), action("other", id="B"), action("again", id="A")]) == [["first", "other"]]


def test_one_button_at_most_is_primary_and_what_erases_is_red() -> None:
    made = [action("a", id="A"), action("b", "subscribe", what="x", confirm="yes"),
            action("c", "subscribe", what="y", confirm="yes"), action("d", "forget-me", confirm="yes")]  # fmt: skip
    (row,) = buttons.rows(made)
    assert [one["style"] for one in row["components"]] == [2, 1, 2, 4]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Details", "Details"),
        ("Status of " + "Bourem " * 9, "Status of Bourem Bourem Bourem…"),
        (" \u200b", "incident"),
    ],
    ids=["short", "long", "empty"],
)
def test_labels_are_cut_at_a_word_and_never_empty(label: str, shown: str) -> None:
    assert labels([action(label, id="A")]) == [[shown]]


def test_the_key_is_found_in_the_first_button_wherever_that_stands() -> None:
    rows = buttons.rows([MUTE, action("b", id="B")], KEY)
    assert buttons.key_of(rows) == KEY
    assert buttons.key_of([{"type": 17, "components": [{"type": 10, "content": "x"}, *rows]}]) == KEY
    assert buttons.key_of(buttons.rows([MUTE])) is None
    assert buttons.key_of([{"type": 1, "components": [{"type": 2, "style": 5, "url": "https://a.b"}]}]) is None
    assert buttons.key_of([{"type": 1, "components": []}, {"type": 99}]) is None
    assert buttons.key_of([]) is None
