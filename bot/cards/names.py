"""What countries and languages are called, from a table that `tocsin generate` takes from Unicode's.

Must not know who asks.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

COUNTRY, LANGUAGE = "country", "language"
_TABLE = resources.files("bot").joinpath("locale", "names.csv")


@cache
def names(kind: str, language: str) -> Mapping[str, str]:
    """Names in a language that has a column in the table, by code: "ML" or "fr"."""
    rows = csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines())
    return {row["code"]: row[language] for row in rows if row["kind"] == kind}
