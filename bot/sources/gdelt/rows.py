"""GDELT's export rows as reports: 61 tab-separated columns, no header, no quoting.

Columns by position: GDELT Event Database codebook 2.0,
http://data.gdeltproject.org/documentation/GDELT-Event_Codebook-V2.0.pdf. Must not know what a code means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from bot.domain.ids import OutletId, ReportId, digest
from bot.domain.outlet import UNKNOWN_OUTLET, Outlet
from bot.domain.report import Payload, Report
from bot.sources.gdelt.listing import read_stamp
from bot.sources.gdelt.publishers import Publishers

WIDTH = 61
COLUMNS = {
    "GlobalEventID": 0,
    "SQLDATE": 1,
    "Actor1Code": 5,
    "Actor2Code": 15,
    "IsRootEvent": 25,
    "EventCode": 26,
    "NumSources": 32,
    "ActionGeo_Type": 51,
    "ActionGeo_FullName": 52,
    "ActionGeo_CountryCode": 53,
    "ActionGeo_Lat": 56,
    "ActionGeo_Long": 57,
    "DATEADDED": 59,
}
_SOURCE_URL = 60
_PICKED = tuple(COLUMNS.items())
_LONGEST_URL = 2000
# What no text of a store or a screen may hold: control characters except tab, bidi marks and overrides, lone
# surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_EXTENSIONS = {"html", "htm", "php", "asp", "aspx", "shtml", "cms", "ece"}
_SLUG_MARKS = re.compile(r"[-_+.,]+")


def split_rows(payload: Payload, outlets: Mapping[OutletId, Outlet]) -> Iterator[Report]:
    """One report for each line that is not empty, in order.

    A line that cannot be cut has fields {"malformed": why}. A row that repeats address, code and place of an earlier
    one (there is one for each pair of actors) has the field "repeats" with the earlier line.
    """
    publishers = Publishers(outlets)
    language = "en" if payload.feed == "export" else ""
    first: dict[tuple[str, str, str], str] = {}
    seen: set[str] = set()
    for number, line in enumerate(payload.body.split(b"\n"), start=1):
        raw = line.rstrip(b"\r")
        if not raw:
            continue
        report = _report(payload, f"line {number}", raw, publishers, language, first)
        if report.id in seen:
            report = _malformed(payload, f"line {number}", raw, "the same line stands twice")
        seen.add(report.id)
        yield report


def _report(
    payload: Payload,
    locator: str,
    raw: bytes,
    publishers: Publishers,
    language: str,
    first: dict[tuple[str, str, str], str],
) -> Report:
    cells = _cells(raw)
    if isinstance(cells, str):
        return _malformed(payload, locator, raw, cells)
    fields = {name: cells[index] for name, index in _PICKED}
    url = cells[_SOURCE_URL]
    earlier = first.setdefault((url, fields["EventCode"], fields["ActionGeo_FullName"]), locator)
    if earlier != locator:
        fields["repeats"] = earlier
    outlet, family = publishers.of(url)
    origin = digest("gdelt", fields["GlobalEventID"])
    return Report(
        id=ReportId(digest(origin, *cells)),
        origin=origin,
        payload=payload.id,
        locator=locator,
        source=payload.source,
        outlet=outlet,
        family=family,
        url=url if url.startswith(("http://", "https://")) and len(url) <= _LONGEST_URL else "",
        title=slug_title(url),
        text=wording(fields),
        language=language,
        published_at=read_stamp(fields["DATEADDED"]),
        seen_at=payload.fetched_at,
        fields=fields,
    )


def _cells(raw: bytes) -> list[str] | str:
    """The columns of a line, or why there are none."""
    try:
        row = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start + 1}"
    if _UNSAFE.search(row):
        return "holds control characters"
    cells = row.split("\t")
    return cells if len(cells) == WIDTH else f"{len(cells)} columns instead of {WIDTH}"


def _malformed(payload: Payload, locator: str, raw: bytes, why: str) -> Report:
    origin = digest("gdelt", payload.id, locator)
    return Report(
        id=ReportId(digest(origin, raw.decode("latin-1"))),
        origin=origin,
        payload=payload.id,
        locator=locator,
        source=payload.source,
        outlet=UNKNOWN_OUTLET.id,
        family=UNKNOWN_OUTLET.family,
        url="",
        title="",
        text="",
        language="",
        published_at=None,
        seen_at=payload.fetched_at,
        fields={"malformed": why},
    )


def wording(fields: Mapping[str, str]) -> str:
    """The columns that a reading rests on, in words that evidence can quote."""
    agent, victim = fields["Actor1Code"] or "-", fields["Actor2Code"] or "-"
    where = fields["ActionGeo_FullName"] or "-"
    return f"EventCode {fields['EventCode']}; Actor1Code {agent}; Actor2Code {victim}; ActionGeo {where}"


@lru_cache(maxsize=1024)  # a file has three rows for each address
def slug_title(url: str) -> str:
    """The words of an address's last long part ("attack-on-convoy-near-ber.html"): a hint for people, not for reading.

    Empty where no part has three words. Rows have no titles.
    """
    for part in reversed(url.partition("?")[0].split("/")[3:]):
        if part.count("-") + part.count("_") < 2:
            continue
        words = [word for word in _SLUG_MARKS.split(unquote(part)) if len(word) > 1 and word.isalpha()]
        if words and words[-1] in _EXTENSIONS:
            words.pop()
        if len(words) >= 3:
            return " ".join(words)[:200].capitalize()
    return ""
