"""YAML and CSV read with the line and column of every value, so that a mistake can be named where it stands.

Safe loading only: no tags, no anchors that grow without bound, no octal or sexagesimal surprises (`012`, `12:30` and
`no` stay the words they look like; numbers and `true`/`false`/`null` are the JSON ones). Must not know what files mean.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from bot.domain.errors import BadFile, Fault

MAX_NODES = 200_000  # a pack of 40,000 aliases has about 90,000; an alias bomb has billions
MAX_NUMBER = 40  # characters; int() refuses some thousands with a ValueError, float() makes them infinite


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands: file name, line and column from 1."""

    name: str
    line: int
    column: int

    def fault(self, what: str, fix: str = "") -> Fault:
        return Fault(where=self.name, line=self.line, column=self.column, what=what, fix=fix)


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its mark. `value` is a str, int, float, bool, None, a list of Node or a dict of str to Node."""

    value: object
    mark: Mark
    key_mark: Mark | None = None  # of the key that holds it, for faults about the key

    @property
    def kind(self) -> str:
        if isinstance(self.value, dict):
            return "mapping"
        if isinstance(self.value, list):
            return "list"
        if self.value is None:
            return "nothing"
        return {bool: "true/false", int: "whole number", float: "number", str: "text"}[type(self.value)]

    def plain(self) -> object:
        """The value without marks, for a validator that reports by path (see `at`)."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: Iterable[str | int]) -> Mark:
        """The mark of the deepest existing value along a path of keys and indexes; its key's where it has one."""
        node = self
        for step in path:
            value = node.value
            child: Node | None = None
            if isinstance(value, dict):
                child = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                child = value[step]
            if child is None:
                break
            node = child
        return node.key_mark or node.mark


def read_yaml(name: str, text: str) -> Node:
    """The document in `text`. Raises BadFile for broken syntax, duplicate keys, unknown tags or aliases."""
    try:
        root = yaml.compose(text, Loader=_loader(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise BadFile([Mark(name, line, column).fault(f"not valid YAML: {error.problem or error.context}")]) from error
    except yaml.YAMLError as error:
        raise BadFile([Mark(name, 1, 1).fault(f"not valid YAML: {error}")]) from error
    except UnicodeEncodeError as error:  # half of a surrogate pair, which the C loader cannot take
        line = text.count("\n", 0, error.start) + 1
        raise BadFile([Mark(name, line, 1).fault("not valid YAML: half of a character (a lone surrogate)")]) from error
    except RecursionError as error:
        raise BadFile([Mark(name, 1, 1).fault("nested too deeply", "a pack or rule needs about six levels")]) from error
    if root is None:
        return Node({}, Mark(name, 1, 1))
    faults: list[Fault] = []
    try:
        node = _built(name, root, faults, [0], None)
    except RecursionError as error:  # also an anchor that holds itself
        raise BadFile([Mark(name, 1, 1).fault("nested too deeply", "an anchor must not hold itself")]) from error
    if faults:
        raise BadFile(faults)
    return node


def _loader(text: str) -> type:
    """The fastest loader that is safe for a text.

    The C loader is ten times as fast but composes by recursion: a bomb of brackets would end the process. No text nests
    deeper than its opening brackets plus twice its longest line, so that whatever could go deep is left to Python.
    """
    deepest = text.count("[") + text.count("{") + 2 * max(map(len, text.splitlines()), default=0)
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader) if deepest < 3000 else yaml.SafeLoader


def _built(name: str, node: yaml.Node, faults: list[Fault], count: list[int], key: Mark | None) -> Node:
    mark = Mark(name, node.start_mark.line + 1, node.start_mark.column + 1)
    count[0] += 1
    if count[0] > MAX_NODES:
        raise BadFile([mark.fault(f"more than {MAX_NODES} values", "split the file, and do not nest aliases")])
    _refuse_tag(node, mark, faults)
    if isinstance(node, yaml.SequenceNode):
        return Node([_built(name, item, faults, count, None) for item in node.value], mark, key)
    if isinstance(node, yaml.MappingNode):
        return Node(_built_mapping(name, node, faults, count), mark, key)
    assert isinstance(node, yaml.ScalarNode)  # the third and last kind
    return Node(_scalar(node, mark, faults), mark, key)


def _built_mapping(name: str, node: yaml.MappingNode, faults: list[Fault], count: list[int]) -> dict[str, Node]:
    values: dict[str, Node] = {}
    for key_node, value_node in node.value:
        mark = Mark(name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            faults.append(mark.fault("a key must be a word"))
            continue
        _refuse_tag(key_node, mark, faults)
        if key_node.value in values:
            faults.append(mark.fault(f"{key_node.value!r} stands twice", "keep one"))
        values[key_node.value] = _built(name, value_node, faults, count, mark)
    return values


def _scalar(node: yaml.ScalarNode, mark: Mark, faults: list[Fault]) -> object:
    text: str = node.value
    if node.style or node.tag == f"{_YAML}str":  # quoted, block, or plain words: always text
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    number = int if _WHOLE.fullmatch(text) else float if _DECIMAL.fullmatch(text) else None
    if number is None:
        return text
    if len(text) > MAX_NUMBER:
        faults.append(mark.fault(f"a number of {len(text)} characters", "quote it if it is text"))
        return text
    return number(text)


def _refuse_tag(node: yaml.Node, mark: Mark, faults: list[Fault]) -> None:
    if node.tag not in _PLAIN_TAGS[type(node)]:
        faults.append(mark.fault(f"tag {node.tag!r} is not allowed", "write plain values"))


_YAML = "tag:yaml.org,2002:"
_WORDS = ("str", "int", "float", "bool", "null", "timestamp", "value", "merge")  # the last two are a plain = and <<
_PLAIN_TAGS: dict[type[yaml.Node], frozenset[str]] = {
    yaml.ScalarNode: frozenset(f"{_YAML}{tag}" for tag in _WORDS),
    yaml.SequenceNode: frozenset({f"{_YAML}seq"}),
    yaml.MappingNode: frozenset({f"{_YAML}map"}),
}
_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")


def nearest(word: str, allowed: Iterable[str]) -> str:
    """A phrase that names the nearest valid word, or lists them all where none is near."""
    words = sorted(allowed)
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"allowed: {', '.join(words)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One CSV row by column name, with where it stands."""

    cells: dict[str, str]
    mark: Mark


def read_csv(name: str, text: str, columns: Iterable[str]) -> Iterator[Row]:
    """The rows of a comma-separated text whose header must hold `columns`. Raises BadFile for a bad header or row.

    A row's mark is the line on which it begins, also where a quoted cell runs over several.
    """
    faults: list[Fault] = []
    rows = _csv_rows(name, text, faults)
    _, head = next(rows, (1, []))
    if faults:
        raise BadFile(faults)
    top = Mark(name, 1, 1)
    if missing := [column for column in columns if column not in head]:
        faults.append(top.fault(f"column {', '.join(missing)} is missing", f"found: {', '.join(head)}"))
    if twice := sorted({column for column in head if head.count(column) > 1}):
        faults.append(top.fault(f"column {', '.join(twice)} stands twice", "keep one"))
    if faults:
        raise BadFile(faults)
    for line, cells in rows:
        if not cells:
            continue
        mark = Mark(name, line, 1)
        if len(cells) != len(head):
            faults.append(mark.fault(f"{len(cells)} cells where the header has {len(head)}"))
            continue
        yield Row(dict(zip(head, cells, strict=True)), mark)
    if faults:
        raise BadFile(faults)


def _csv_rows(name: str, text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line it begins on, until the first that the csv module refuses: a cell over 128 kB."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Mark(name, line, 1).fault(f"not valid CSV: {error}", "is a quotation mark left open?"))
