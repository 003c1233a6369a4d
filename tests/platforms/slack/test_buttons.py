"""A button says a command and back again, whatever is in it, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import catalogue
from bot.domain.card import Action
from bot.platforms import prepared
from bot.platforms.slack import buttons
from bot.platforms.slack.buttons import Pressed
from bot.platforms.slack.limits import size
from tests.cards.decks import EVERY
from tests.platforms.hostile import actions
from tests.platforms.hostile import texts as hostile

many = settings(max_examples=1000, deadline=None)
MUTE = Action(label="Mute", command="mute", args=(("what", "7K2M9QXD"),))
# What a button may do beside commands: open a form; and on pages in a browser, lead back to Slack.
BESIDE = {"form", "install"}
LONG = Action(label="Subscribe", command="subscribe", args=(("what", "near:Kidal/50km " * 40), ("confirm", "yes")))


@pytest.mark.parametrize(
    ("action", "value"),
    [
        (MUTE, "mute?what=7K2M9QXD"),
        (Action(label="", command="mutes"), "mutes"),
        (Action(label="", command="status", args=(("place", "région de Kidal"),)), "status?place=région+de+Kidal"),
        (Action(label="", command="a", args=(("x", "1&y=2#?%@<>"), ("y", ""))), "a?x=1%26y%3D2%23%3F%25%40%3C%3E&y="),
    ],
    ids=["short", "no arguments", "French", "reserved letters"],
)
def test_a_command_stands_in_its_button(action: Action, value: str) -> None:
    assert buttons.encode(action) == value
    assert buttons.decode(value) == Pressed(command=action.command, args=dict(action.args))


def test_a_value_that_came_back_with_an_entity_is_read_all_the_same() -> None:
    action = Action(label="", command="subscribe", args=(("what", "a & b; amp;c=1"), ("confirm", "yes")))
    told = buttons.encode(action).replace("&", "&amp;")
    assert buttons.decode(told) == Pressed(command="subscribe", args=dict(action.args))


@many
@given(actions)
def test_every_action_comes_back_from_its_button_or_from_the_line_that_is_kept(action: Action) -> None:
    value, kept = buttons.encode(action), buttons.kept([action])
    assert size(value) <= buttons.LONGEST
    pressed = buttons.decode(value)
    assert pressed is not None
    if pressed.token:
        pressed = buttons.decode(kept[pressed.token])
        assert pressed is not None
    else:
        assert kept == {}
    args = {name: text.encode("utf-8", "replace").decode() for name, text in action.args}
    assert (pressed.command, pressed.args) == (action.command, args)


def test_a_long_command_waits_under_a_token_that_only_depends_on_it() -> None:
    value, kept = buttons.encode(LONG), buttons.kept([MUTE, LONG])
    ((token, line),) = kept.items()
    assert value == f"@{token}"
    assert buttons.decode(value) == Pressed(token=token)
    assert buttons.decode(line) == Pressed(command="subscribe", args=dict(LONG.args))


@many
@given(st.one_of(st.text(max_size=120), hostile, st.text("ab?=&%#@+1é;", max_size=30)))
def test_garbage_is_no_button_or_reads_as_exactly_what_it_says(text: str) -> None:
    pressed = buttons.decode(text)
    if pressed is not None and not pressed.token:
        action = Action(label="", command=pressed.command, args=tuple(pressed.args.items()))
        assert prepared.line(action) == text.replace("&amp;", "&")


@pytest.mark.parametrize(
    "text",
    ["", "@", "?", "mute?", "mute?x", "mute?x=1&x=2", "mute#", "Mute", "mute?x=%zz", "mute?x=%ff", "mute?x=a b",
     "mute?x=%41", "@5f0d", "@5F0D1C9A2B7E4C3D8A6B1F20", "mute\n", "mute?X=1", "accept:123", "a" * 33, "mute?x=1#k"],
)  # fmt: skip
def test_foreign_and_broken_values_are_no_buttons(text: str) -> None:
    assert buttons.decode(text) is None


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_button_of_every_card_is_a_command_that_there_is_with_a_label_that_is_seen(name: str) -> None:
    for language in ("en", "fr"):
        card = EVERY[name](language)
        shown = [one for row in buttons.rows(card.actions) for one in row["elements"]]
        assert {one["text"]["text"] for one in shown} == {action.label for action in card.actions}
        for one in shown:
            pressed = buttons.decode(one["value"])
            assert pressed is not None
            assert pressed.command in {*catalogue.BY_NAME, *BESIDE}
            assert buttons.ACTION.fullmatch(one["action_id"])


def labels(given: list[Action]) -> list[list[str]]:
    return [[one["text"]["text"] for one in row["elements"]] for row in buttons.rows(given)]


def action(label: str, command: str = "incident", **args: str) -> Action:
    return Action(label=label, command=command, args=tuple(args.items()))


def test_up_to_five_stand_in_a_row_and_of_more_the_verdicts_stand_apart() -> None:
    verdicts = [action(word, "verdict", id="A", opinion=word) for word in ("useful", "wrong")]
    others = [action(f"b{index}", id=str(index)) for index in range(60)]
    assert labels([*verdicts, *others[:3]]) == [["useful", "wrong", "b0", "b1", "b2"]]
    assert labels([*verdicts, *others[:4]]) == [["b0", "b1", "b2", "b3"], ["useful", "wrong"]]
    assert [len(row) for row in labels([*verdicts, *others])] == [10, 2]
    assert labels([]) == []


def test_every_button_has_a_number_of_its_own_also_behind_others() -> None:
    made = buttons.rows([action(f"b{index}", id=str(index)) for index in range(6)] + [action("v", "verdict")], 7)
    assert [one["action_id"] for row in made for one in row["elements"]] == [
        *(f"{7 + index}:incident" for index in range(6)), "13:verdict",
    ]  # fmt: skip


def test_two_buttons_that_do_the_same_become_one() -> None:
    assert labels([action("first", id="A"), action("other", id="B"), action("again", id="A")]) == [["first", "other"]]


def test_one_button_at_most_is_primary_and_what_erases_is_red() -> None:
    made = [action("a", id="A"), action("b", "subscribe", what="x", confirm="yes"),
            action("c", "subscribe", what="y", confirm="yes"), action("d", "forget-me", confirm="yes")]  # fmt: skip
    (row,) = buttons.rows(made)
    assert [one.get("style") for one in row["elements"]] == [None, "primary", None, "danger"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Details", "Details"),
        ("Status of " + "Bourem " * 9, "Status of Bourem Bourem…"),
        (" \u200b", "incident"),
        ("<!here> &amp;", "<\u200b!here> &\u200bamp;"),
    ],
    ids=["short", "long", "empty", "acting"],
)
def test_labels_are_cut_at_a_word_and_never_empty(label: str, shown: str) -> None:
    assert labels([action(label, id="A")]) == [[shown]]
