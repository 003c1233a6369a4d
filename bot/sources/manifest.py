"""manifest.yml of a source, checked and read into a Manifest; every mistake at once, with its line.

Must not know where the file lies or what the source does.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.domain.errors import BadFile, Fault
from bot.domain.ids import SourceId
from bot.located import Node, nearest, read_yaml
from bot.ports.source import Manifest

_SPAN = re.compile(r"([1-9][0-9]{0,3}) (s|min|h)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}
_HOMEPAGE = re.compile(r"https?://[A-Za-z0-9.-]+[!-~]*")


def _span(text: object) -> timedelta:
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("not a span of time such as 15 min, 30 s or 1 h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _homepage(text: str) -> str:
    if not _HOMEPAGE.fullmatch(text):
        raise ValueError("not an http(s) address")
    return text


Text = Annotated[str, Field(min_length=1, max_length=500)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Rows(_Part):
    low: Annotated[int, Field(ge=0)]
    high: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> _Rows:
        if self.low > self.high:
            raise ValueError("low is greater than high")
        return self


class _File(_Part):
    title: Text
    homepage: Annotated[Text, AfterValidator(_homepage)]
    licence: Text
    attribution: Text
    cadence: Annotated[timedelta, BeforeValidator(_span)]
    tier: Annotated[int, Field(ge=1, le=5)]
    redistribute: bool
    keys: list[Text]
    rows: _Rows
    phase_locked: bool


def read_manifest(source: SourceId, name: str, text: str) -> Manifest:
    """The manifest in `text`. Raises BadFile with every fault; `name` is the file as people are shown it."""
    root = read_yaml(name, text)
    try:
        file = _File.model_validate(root.plain())
    except ValidationError as error:
        raise BadFile([_fault(root, detail) for detail in error.errors()]) from None
    return Manifest(
        id=source,
        title=file.title,
        homepage=file.homepage,
        licence=file.licence,
        attribution=file.attribution,
        cadence=file.cadence,
        tier=file.tier,
        redistribute=file.redistribute,
        keys=tuple(file.keys),
        rows_low=file.rows.low,
        rows_high=file.rows.high,
        phase_locked=file.phase_locked,
    )


def _fault(root: Node, detail: ErrorDetails) -> Fault:
    path = detail["loc"]
    key = str(path[-1]) if path else ""
    mark = root.at(path)
    if detail["type"] == "extra_forbidden":
        model: type[BaseModel] = _Rows if path[0] == "rows" else _File
        return mark.fault(f"unknown key {key!r}", nearest(key, model.model_fields))
    if detail["type"] == "missing":
        return mark.fault(f"key {key!r} is missing")
    context: dict[str, Any] = detail.get("ctx", {})
    said = str(context["error"]) if "error" in context else detail["msg"]
    return mark.fault(f"{key}: {said}" if key else said)
