"""Every limit of Slack that a message, a form or the App Home of Tocsin can meet.

`spec` says where slack_sdk's own models hold the same number ("Class.attribute"); it is empty where only documentation
or experience has it, and a model finds nothing wrong with what Slack refuses. Read on 2026-11-22. Lengths are counted
in UTF-16 units, the stricter of the two ways of counting.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_DOCS = "https://docs.slack.dev"
_BLOCKS = f"{_DOCS}/reference/block-kit/blocks"
_ELEMENTS = f"{_DOCS}/reference/block-kit/block-elements"
_OBJECTS = f"{_DOCS}/reference/block-kit/composition-objects"
_VIEWS = f"{_DOCS}/reference/views"
_ANSWERS = f"{_DOCS}/interactivity/handling-user-interaction"
_POST = f"{_DOCS}/reference/methods/chat.postMessage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of Slack's: the most that it takes."""

    name: str
    value: int
    unit: str
    link: str
    spec: str = ""


def _of(name: str, value: int, unit: str, link: str, spec: str = "") -> Limit:
    return Limit(name=name, value=value, unit=unit, link=link, spec=spec)


BLOCKS = _of("blocks of a message", 50, "blocks", _BLOCKS)
VIEW_BLOCKS = _of("blocks of a view", 100, "blocks", _VIEWS)
# Undocumented. Users were refused from 13,172 characters on, and once at 11,341 when only the texts of rich text were
# counted, so it is their JSON that is counted here: https://github.com/slackapi/bolt-js/issues/2509 and 2867.
BLOCKS_SUM = _of("all blocks of a message together", 13_000, "characters of JSON",
                 "https://github.com/slackapi/bolt-js/issues/2509")  # fmt: skip
VIEW_SUM = _of("a view", 250_000, "bytes of JSON", f"{_DOCS}/reference/methods/views.publish")
TEXT = _of("text of a message that reads well", 4000, "characters", _POST)
TEXT_MOST = _of("text of a message", 40_000, "characters", _POST)
HEADER = _of("header", 150, "characters", f"{_BLOCKS}/header-block", "HeaderBlock.text_max_length")
SECTION = _of("text of a section", 3000, "characters", f"{_BLOCKS}/section-block", "SectionBlock.text_max_length")
FIELDS = _of("fields of a section", 10, "fields", f"{_BLOCKS}/section-block", "SectionBlock.fields_max_length")
FIELD = _of("field of a section", 2000, "characters", f"{_BLOCKS}/section-block")
CONTEXT = _of("elements of a context", 10, "elements", f"{_BLOCKS}/context-block", "ContextBlock.elements_max_length")
OBJECT = _of("text object", 3000, "characters", f"{_OBJECTS}/text-object")
ACTIONS = _of("elements of an actions block", 25, "elements", f"{_BLOCKS}/actions-block",
              "ActionsBlock.elements_max_length")  # fmt: skip
MARKDOWN = _of("all markdown blocks together", 12_000, "characters", f"{_BLOCKS}/markdown-block",
               "MarkdownBlock.text_max_length")  # fmt: skip
TABLES = _of("tables of a message", 1, "tables", f"{_BLOCKS}/table-block")
TABLE_ROWS = _of("rows of a table", 100, "rows", f"{_BLOCKS}/table-block")
TABLE_CELLS = _of("cells of a row", 20, "cells", f"{_BLOCKS}/table-block")
ALERT = _of("text of an alert block", 200, "characters", f"{_BLOCKS}/alert-block")
ALT_TEXT = _of("alt text", 2000, "characters", f"{_BLOCKS}/image-block", "ImageBlock.alt_text_max_length")
IMAGE_URL = _of("address of an image", 3000, "characters", f"{_BLOCKS}/image-block", "ImageBlock.image_url_max_length")
BLOCK_ID = _of("block_id", 255, "characters", _BLOCKS, "Block.block_id_max_length")
ACTION_ID = _of("action_id", 255, "characters", _ELEMENTS, "InteractiveElement.action_id_max_length")
BUTTON_TEXT = _of("text of a button", 75, "characters", f"{_ELEMENTS}/button-element", "ButtonElement.text_max_length")
BUTTON_VALUE = _of("value of a button", 2000, "characters", f"{_ELEMENTS}/button-element",
                   "ButtonElement.value_max_length")  # fmt: skip
URL = _of("address behind a button", 3000, "characters", f"{_ELEMENTS}/button-element", "ButtonElement.url_max_length")
PLACEHOLDER = _of("placeholder", 150, "characters", f"{_ELEMENTS}/select-menu-element",
                  "InputInteractiveElement.placeholder_max_length")  # fmt: skip
OPTIONS = _of("options of a menu", 100, "options", f"{_ELEMENTS}/select-menu-element",
              "StaticSelectElement.options_max_length")  # fmt: skip
OPTION_TEXT = _of("text of an option", 75, "characters", f"{_OBJECTS}/option-object", "Option.label_max_length")
OPTION_VALUE = _of("value of an option", 150, "characters", f"{_OBJECTS}/option-object", "Option.value_max_length")
OPTION_HELP = _of("description of an option", 75, "characters", f"{_OBJECTS}/option-object")
OVERFLOW = _of("options of an overflow menu", 5, "options", f"{_ELEMENTS}/overflow-menu-element",
               "OverflowMenuElement.options_max_length")  # fmt: skip
CHOICES = _of("checkboxes or radio buttons", 10, "options", f"{_ELEMENTS}/checkboxes-element")
INPUT_LABEL = _of("label of an input", 2000, "characters", f"{_BLOCKS}/input-block", "InputBlock.label_max_length")
INPUT_HINT = _of("hint of an input", 2000, "characters", f"{_BLOCKS}/input-block", "InputBlock.hint_max_length")
TEXT_INPUT = _of("what is typed into an input", 3000, "characters", f"{_ELEMENTS}/plain-text-input-element")
VIEW_TITLE = _of("title, close and submit of a form", 24, "characters", _VIEWS, "View.title_max_length")
VIEW_METADATA = _of("private_metadata of a view", 3000, "characters", _VIEWS, "View.private_metadata_max_length")
CALLBACK_ID = _of("callback_id of a view", 255, "characters", _VIEWS, "View.callback_id_max_length")
EXTERNAL_ID = _of("external_id of a view", 255, "characters", _VIEWS)
ACK_S = _of("acknowledgement of a request", 3, "seconds", _ANSWERS)
TRIGGER_S = _of("life of a trigger_id", 3, "seconds", _ANSWERS)
RESPONSES = _of("answers to one response_url", 5, "messages", _ANSWERS)
RESPONSE_S = _of("life of a response_url", 1800, "seconds", _ANSWERS)

TABLE: tuple[Limit, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Limit))


def size(text: str) -> int:
    """The text's length in UTF-16 units: never less than the characters that slack_sdk's models count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def written(value: Any) -> int:
    """The length of the value as JSON without needless spaces."""
    return size(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
