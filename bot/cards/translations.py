"""Reads the catalogue of a language: a `.po` file, as translators' tools write it.

Nothing of Babel or gettext is used: to read one file they would load the names of all currencies and time zones too.
Must not know what the sentences are about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_LINE = re.compile(r'(?:(msgid|msgid_plural|msgstr)(?:\[(\d+)\])? +)?(".*")')


@dataclass(frozen=True, slots=True)
class Translations:
    """By sentence (of two forms the singular) its forms in the language. `is_many` says which of two a number takes."""

    forms: Mapping[str, tuple[str, ...]]
    is_many: Callable[[int], bool]

    def one(self, sentence: str) -> str:
        """The sentence in this language; itself where the catalogue has it not."""
        return self.forms.get(sentence, (sentence,))[0]

    def of(self, n: int, one: str, other: str) -> str:
        """The form for `n` things."""
        return self.forms.get(one, (one, other))[self.is_many(n)]


def read(text: str) -> dict[str, tuple[str, ...]]:
    """Sentences and their forms; those without a translation are left out, and so is the file's own head."""
    return {
        sentence: forms
        for entry in _entries(text)
        if (sentence := entry.pop("msgid", "")) and all(forms := _forms(entry))
    }


def _forms(entry: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(text for name, text in sorted(entry.items()) if name.startswith("msgstr"))


def _entries(text: str) -> Iterator[dict[str, str]]:
    """The entries, each field by its name: msgid, msgid_plural, msgstr, msgstr0, msgstr1. Comments are passed over."""
    entry: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        if found[1]:
            name = found[1] + (found[2] or "")
            if name == "msgid" and entry:
                yield entry
                entry = {}
        entry[name] = entry.get(name, "") + json.loads(found[3])  # the escapes of both are those of C
    if entry:
        yield entry
