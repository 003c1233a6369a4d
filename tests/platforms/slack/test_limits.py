"""The table of limits agrees with slack_sdk's own models, and with the judge, who has numbers of his own."""

from __future__ import annotations

import pytest
from slack_sdk.models import blocks, views
from slack_sdk.models.blocks import block_elements

from bot.platforms.slack import limits
from bot.platforms.slack.limits import TABLE, Limit
from tests.platforms.slack import judge, rules


@pytest.mark.parametrize("limit", [one for one in TABLE if one.spec], ids=lambda one: one.name)
def test_slacks_own_models_have_the_same_number(limit: Limit) -> None:
    model, attribute = limit.spec.split(".")
    found = next(getattr(room, model) for room in (blocks, block_elements, views) if hasattr(room, model))
    assert getattr(found, attribute) == limit.value


def test_every_limit_has_a_link_and_a_name_of_its_own() -> None:
    assert all(one.link.startswith(("https://docs.slack.dev/", "https://github.com/slackapi/")) for one in TABLE)
    assert len({one.name for one in TABLE}) == len(TABLE) > 40


@pytest.mark.parametrize(
    ("limit", "number"),
    [
        (limits.BLOCKS, judge.MOST["message"]),
        (limits.VIEW_BLOCKS, judge.MOST["home"]),
        (limits.BLOCKS_SUM, judge.MESSAGE_SUM),
        (limits.VIEW_SUM, judge.VIEW_BYTES),
        (limits.TEXT, judge.TEXT),
        (limits.MARKDOWN, judge.MARKDOWN),
        (limits.FIELD, rules.FIELD),
        (limits.ALERT, rules.ALERT),
        (limits.TABLE_ROWS, rules.ROWS),
        (limits.TABLE_CELLS, rules.CELLS),
        (limits.OPTION_TEXT, rules.OPTION_TEXT),
        (limits.OPTION_VALUE, rules.OPTION_VALUE),
        (limits.OBJECT, rules.LENGTHS["mrkdwn", "text"]),
        (limits.ALT_TEXT, rules.LENGTHS["image", "alt_text"]),
        (limits.URL, rules.LENGTHS["button", "url"]),
        (limits.BUTTON_VALUE, rules.LENGTHS["button", "value"]),
    ],
    ids=lambda one: one.name if isinstance(one, Limit) else "",
)
def test_the_judge_has_the_same_number(limit: Limit, number: int) -> None:
    assert limit.value == number


def test_lengths_are_counted_as_the_stricter_of_two_ways_counts_them() -> None:
    assert limits.size("Kidal") == 5
    assert limits.size("\U0001f6a8") == 2
    assert limits.size("\ud800") == 1
    assert limits.written([{"a": "é\n"}, 1]) == len('[{"a":"é\\n"},1]')
