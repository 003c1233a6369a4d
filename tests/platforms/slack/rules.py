"""What neither Slack's types nor slack_sdk's models know: empty texts, letters that act, limits and names that clash.

After the documentation of Block Kit, and after what Slack was seen to refuse; where the latter is doubtful, the
stricter reading is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]

# By the type of what carries it, and by the key.
LENGTHS: Mapping[tuple[str, str], int] = {
    ("plain_text", "text"): 3000,
    ("mrkdwn", "text"): 3000,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("link", "url"): 3000,
}
FIELD, ALERT, ROWS, CELLS, OPTION_TEXT, OPTION_VALUE = 2000, 200, 100, 20, 75, 150
_HOLDERS = frozenset(
    "rich_text rich_text_section rich_text_list rich_text_quote rich_text_preformatted context actions".split()
)
_ASKING = frozenset(
    "button static_select external_select multi_static_select multi_external_select overflow plain_text_input "
    "checkboxes radio_buttons number_input datepicker conversations_select users_select".split()
)
_TEXTS = frozenset({"plain_text", "mrkdwn", "raw_text", "markdown"})
_IDS = {
    "user": ("user_id", "UW"), "usergroup": ("usergroup_id", "S"), "channel": ("channel_id", "CG"),
    "team": ("team_id", "T"),
}  # fmt: skip
_TOKENS = frozenset(
    "date_num date_slash date_long date_long_full date_long_pretty date date_pretty date_short date_short_pretty "
    "day_divider_pretty time time_secs ago".split()
)
_ID = r"[A-Z0-9]{2,20}"
_PIECE = re.compile(
    rf"@[UW]{_ID}|#[CG]{_ID}(?:\|[^|]*)?|!subteam\^S{_ID}(?:\|[^|]*)?|!(?:here|channel|everyone)(?:\|[^|]*)?"
    rf"|!date\^[0-9]+\^(?P<form>[^|^]+)(?:\^https?://[^|\s]+)?\|[^|]+|https?://[^|\s]+(?:\|[^|]+)?"
)
_ACTING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def faults(node: Any, where: str) -> Iterator[str]:
    """What is wrong with a block and everything inside it, each with its place."""
    if isinstance(node, str):
        yield from letters(where, node)
    elif isinstance(node, Mapping):
        yield from _node(node, where)
        for name, value in node.items():
            yield from faults(value, f"{where}/{name}")
    elif isinstance(node, Sequence):
        for index, value in enumerate(node):
            yield from faults(value, f"{where}/{index}")


def together(blocks: Sequence[Node]) -> Iterator[str]:
    """What is wrong between the blocks of one message or view."""
    every = [node for block in blocks for node in _every(block)]
    for name in ("block_id", "action_id"):
        counted = Counter(node[name] for node in every if node.get(name))
        yield from (f"{name} {ident!r} {times} times" for ident, times in counted.items() if times > 1)
    for block in blocks:
        if sum(node.get("style") == "primary" for node in _every(block) if node.get("type") == "button") > 1:
            yield "more than one primary button in a row"
    if sum(block.get("type") == "table" for block in blocks) > 1:
        yield "more than one table"
    if sum(node.get("focus_on_load") is True for node in every) > 1:
        yield "focus_on_load twice"


def markup(where: str, text: str) -> Iterator[str]:
    """What of the text is no markup of Slack's, although it has the letters of it."""
    rest = []
    for index, part in enumerate(re.split(r"<([^<>]*)>", text)):
        if index % 2 == 0:
            rest.append(part)
            continue
        piece = _PIECE.fullmatch(part)
        if piece is None:
            yield f"{where}: <{part}> means nothing"
        elif piece["form"]:
            yield from _form(where, piece["form"])
        rest.append(re.sub(r"^[^|]*\|?", "", part))
    if found := re.search(r"[<>]|&(?!(?:amp|lt|gt);)", "".join(rest)):
        yield f"{where}: {found.group()!r} is not escaped"


def letters(where: str, text: str) -> Iterator[str]:
    """Letters that control, or turn the direction of, what is around them."""
    if found := _ACTING.search(text):
        yield f"{where}: the letter {found.group()!r}"


def over(where: str, text: str, most: int) -> Iterator[str]:
    """Whether the text is too long."""
    if size(text) > most:
        yield f"{where}: {size(text)} characters, at most {most}"


def size(text: str) -> int:
    """The text's length in UTF-16 units, the stricter of the two ways of counting."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _node(node: Node, where: str) -> Iterator[str]:
    kind = str(node.get("type", ""))
    for (of, name), most in LENGTHS.items():
        if of == kind and isinstance(node.get(name), str):
            yield from over(f"{where}/{name}", node[name], most)
    if kind in _TEXTS and not str(node.get("text") or "").strip():
        yield f"{where}: a text that says nothing"
    if kind in ("text", "link") and node.get("text") == "":
        yield f"{where}: an empty text"
    if kind == "mrkdwn":
        yield from markup(where, str(node.get("text")))
    for name in ("url", "image_url"):
        if name in node and not re.fullmatch(r"https?://[^\s<>|]+", str(node[name])):
            yield f"{where}/{name}: {node[name]!r} is no address of a web page"
    yield from _ids(node, kind, where)
    if kind in _HOLDERS and not node.get("elements"):
        yield f"{where}: nothing in it"
    if kind in _ASKING and not node.get("action_id"):
        yield f"{where}: {kind} without action_id"
    if kind in _OWN:
        yield from _OWN[kind](node, where)


def _ids(node: Node, kind: str, where: str) -> Iterator[str]:
    if kind in _IDS:
        name, first = _IDS[kind]
        if not re.fullmatch(rf"[{first}]{_ID}", str(node.get(name))):
            yield f"{where}/{name}: {node.get(name)!r}"


def _section(node: Node, where: str) -> Iterator[str]:
    for index, field in enumerate(node.get("fields") or ()):
        yield from over(f"{where}/fields/{index}", str(field.get("text")), FIELD)


def _alert(node: Node, where: str) -> Iterator[str]:
    yield from over(where, str((node.get("text") or {}).get("text")), ALERT)


def _option(node: Node, where: str) -> Iterator[str]:
    if "value" in node and isinstance(node.get("text"), Mapping):
        yield from over(f"{where}/text", str(node["text"].get("text")), OPTION_TEXT)
        yield from over(f"{where}/description", str((node.get("description") or {}).get("text") or ""), OPTION_TEXT)
        yield from over(f"{where}/value", str(node["value"]), OPTION_VALUE)
        if not node["value"]:
            yield f"{where}: an option without value"


def _table(node: Node, where: str) -> Iterator[str]:
    rows = node.get("rows") or ()
    if len(rows) > ROWS:
        yield f"{where}: {len(rows)} rows, at most {ROWS}"
    yield from (f"{where}/rows/{index}: {len(row)} cells" for index, row in enumerate(rows) if len(row) > CELLS)


def _date(node: Node, where: str) -> Iterator[str]:
    timestamp = node.get("timestamp")
    if not isinstance(timestamp, int) or isinstance(timestamp, bool) or timestamp < 0:
        yield f"{where}: {timestamp!r} seconds since 1970"
    if not str(node.get("fallback") or "").strip():
        yield f"{where}: a date without words for those who cannot show it"
    yield from _form(where, str(node.get("format")))


def _form(where: str, form: str) -> Iterator[str]:
    tokens = re.findall(r"\{([^{}]*)\}", form)
    if not tokens or not set(tokens) <= _TOKENS:
        yield f"{where}: the format {form!r}"


def _image(node: Node, where: str) -> Iterator[str]:
    if not str(node.get("alt_text") or "").strip():
        yield f"{where}: an image without words"
    if ("image_url" in node) is ("slack_file" in node):
        yield f"{where}: an image needs an address or a file, not both"
    file = node.get("slack_file") or {}
    if "slack_file" in node and ("id" in file) is ("url" in file):
        yield f"{where}: a file needs an id or an address, not both"


def _every(node: Any) -> Iterator[Node]:
    if isinstance(node, Mapping):
        yield node
    inner = node.values() if isinstance(node, Mapping) else node
    if isinstance(inner, str) or not hasattr(inner, "__iter__"):
        return
    for value in inner:
        yield from _every(value)


_OWN: Mapping[str, Callable[[Node, str], Iterator[str]]] = {
    "section": _section, "alert": _alert, "table": _table, "date": _date, "image": _image, "": _option,
}  # fmt: skip
