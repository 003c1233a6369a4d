"""Names made comparable: one key for every way of writing a name, and the words that ids are made of.

Must not know what the names stand for.
"""

from __future__ import annotations

import re
import unicodedata

MAX_NAME = 200  # letters; nothing that people call a place or a group is longer
_UNSAFE = frozenset(("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))  # controls, direction marks, private letters, line breaks


def name_key(name: str) -> str:
    """Letters and digits only, without accents and case: "I-n-Délimane" and "In Delimane" both give "indelimane"."""
    if name.isascii():
        return "".join(filter(str.isalnum, name)).lower()
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if letter.isalnum()).casefold()


def slug(name: str) -> str:
    """ASCII words joined by hyphens, for ids: "Bambara Maoudé" gives "bambara-maoude"."""
    dashed = "".join("-" if unicodedata.category(letter) == "Pd" else letter for letter in name)
    plain = unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").lower()).strip("-")


def unsafe(text: str) -> str:
    """What makes a text unfit to be shown to people, in words; empty where it is fit."""
    if len(text) > MAX_NAME:
        return f"longer than {MAX_NAME} characters"
    for letter in text:
        if unicodedata.category(letter) in _UNSAFE:
            return f"holds the invisible character U+{ord(letter):04X}"
    return ""
