"""Finds every sentence that the code says, so that a test can hold the catalogues against it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.cards import labels

BOT = Path(__file__).resolve().parents[2] / "bot"
SAYERS = {"say", "phrases", "spans", "msgid", "self"}  # Phrases itself says numbers with their units

Sentence = str | tuple[str, str]


def said() -> dict[Sentence, str]:
    """Each sentence (a pair where it has a plural) with the file and line of its first use."""
    found: dict[Sentence, str] = {}
    for path in sorted(BOT.rglob("*.py")):
        for line, sentence in sentences(path.read_text(encoding="utf-8")):
            found.setdefault(sentence, f"{path.relative_to(BOT.parent)}:{line}")
    for path in sorted((BOT.parent / "rules").glob("*/*.yml")):
        for sentence in of_rule(path):
            found.setdefault(sentence, f"{path.relative_to(BOT.parent)}")
    return found


def of_rule(path: Path) -> Iterator[str]:
    """What people read of a shipped rule: title (unless a label), description, known mistakes, what can be set."""
    if path.name == "lists.yml" or path.name.endswith(".test.yml"):
        return
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    if file["title"].casefold() not in labels.SENTENCES:
        yield file["title"]
    yield file["description"].strip()
    yield from file.get("false_positives", ())
    yield from (one["help"] for one in file.get("parameters", {}).values())


def sentences(code: str) -> Iterator[tuple[int, Sentence]]:
    """The literal first arguments of `say`, `say.spans`, `Phrases(…)`, `msgid`, and the pairs of `say.many`."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        name = _sayer(node.func)
        if name == "many" and len(texts) == 2:
            yield node.lineno, (texts[0], texts[1])
        elif name in SAYERS and texts:
            yield node.lineno, texts[0]


def _sayer(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="Phrases")):
            return "say"
        case _:
            return ""
