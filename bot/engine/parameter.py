"""What a rule lets people tune: parameters with a type, a default and bounds, and the places in a file that name them.

A scalar that is wholly `$name` stands for the parameter's value. Must not know rules or who tunes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial

from bot.domain.errors import BotError, Fault
from bot.domain.tuning import Bounds
from bot.engine import fields
from bot.located import Mark, Node, nearest

Value = int | float | str  # a duration is text such as "72h", as it stands in files

MOST_PARAMETERS = 20
_KEYS = ("type", "default", "min", "max", "options", "help")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_REFERENCE = re.compile(r"\$([A-Za-z0-9_]*)")


class ParameterType(StrEnum):
    COUNT = "count"  # a whole number
    SHARE = "share"  # 0 to 1
    NUMBER = "number"  # such as a ratio
    KM = "km"
    DURATION = "duration"  # 30m, 12h, 7d, 2w
    CHOICE = "choice"


# Where a file gives no bounds. A count or a ratio above them is a slip of the keyboard; 366 days is the longest time.
_LEAST: Mapping[ParameterType, Value] = {
    ParameterType.COUNT: 0,
    ParameterType.SHARE: 0.0,
    ParameterType.NUMBER: 0.0,
    ParameterType.KM: 1.0,
    ParameterType.DURATION: "1m",
}
_MOST: Mapping[ParameterType, Value] = {
    ParameterType.COUNT: 10_000,
    ParameterType.SHARE: 1.0,
    ParameterType.NUMBER: 10_000.0,
    ParameterType.KM: 2_000.0,
    ParameterType.DURATION: "366d",
}

SCHEMA: Mapping[str, object] = {
    "type": "object",
    "maxProperties": MOST_PARAMETERS,
    "propertyNames": {"pattern": f"^{_NAME.pattern}$"},
    "additionalProperties": {
        "type": "object",
        "required": ["type", "default", "help"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": [one.value for one in ParameterType]},
            "default": {"type": ["number", "string"]},
            "min": {"type": ["number", "string"]},
            "max": {"type": ["number", "string"]},
            "options": {"type": "array", "minItems": 1, "items": {"type": "string"}},
            "help": {"type": "string", "minLength": 1},
        },
    },
    "description": "What a channel may tune; a value that is wholly $name stands for it.",
}


class BadValue(BotError):
    """A value that a parameter cannot have; `fix` says which it can."""

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what} ({fix})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing to tune. `least` and `most` bound everything but a choice, which has `options`."""

    name: str
    type: ParameterType
    default: Value
    help: str
    least: Value = 0
    most: Value = 0
    options: tuple[str, ...] = ()

    @property
    def bounds(self) -> Bounds:
        """What may be given."""
        if self.options:
            return Bounds(options=self.options)
        return Bounds(least=written(self.least), most=written(self.most))


def parameters(node: Node, faults: list[Fault]) -> tuple[Parameter, ...]:
    """The parameters of a rule file, in its order. What has a fault is left out."""
    if not isinstance(node.value, dict):
        faults.append(node.mark.fault(f"parameters must be a mapping, not {node.kind}"))
        return ()
    if len(node.value) > MOST_PARAMETERS:
        faults.append(node.mark.fault(f"more than {MOST_PARAMETERS} parameters"))
        return ()
    made = [_parameter(name, child, faults) for name, child in node.value.items()]
    return tuple(one for one in made if one is not None)


def _parameter(name: str, node: Node, faults: list[Fault]) -> Parameter | None:
    before = len(faults)
    if not _NAME.fullmatch(name):
        mark = node.key_mark or node.mark
        faults.append(mark.fault(f"{name[:40]!r} is not a name for a parameter", "use small letters, digits and _"))
    found = fields.mapping(node, _KEYS, f"parameter {name!r}", faults)
    fields.required(found, ("type", "default", "help"), node.mark, f"parameter {name!r}", faults)
    types = {one.value: one for one in ParameterType}
    kind = fields.choice(found["type"], types, "type", faults) if "type" in found else None
    text = fields.text(found["help"], "help", faults) if "help" in found else ""
    if kind is None or len(faults) > before or "default" not in found:
        return None
    options = fields.texts(found["options"], "options", faults) if "options" in found else ()
    if (kind is ParameterType.CHOICE) != bool(options):
        faults.append(node.mark.fault("'options' go with the type 'choice' and with no other"))
        return None
    free = Parameter(
        name=name,
        type=kind,
        default="",
        help=text,
        least=_LEAST.get(kind, 0),
        most=_MOST.get(kind, 0),
        options=options,
    )
    least = _given(free, found.get("min"), free.least, faults)
    most = _given(free, found.get("max"), free.most, faults)
    bounded = replace(free, least=least, most=most)
    default = _given(bounded, found["default"], "", faults)
    return None if len(faults) > before else replace(bounded, default=default)


def _given(parameter: Parameter, node: Node | None, otherwise: Value, faults: list[Fault]) -> Value:
    if node is None:
        return otherwise
    try:
        return read(parameter, "" if isinstance(node.value, list | dict | bool) else str(node.value))
    except BadValue as bad:
        faults.append(node.mark.fault(bad.what, bad.fix))
        return otherwise


def read(parameter: Parameter, text: str) -> Value:
    """The value that a person or a file gives, within bounds. Raises BadValue."""
    word = text.strip()
    if parameter.options:
        if word.casefold() in parameter.options:
            return word.casefold()
        raise BadValue(f"{parameter.name} cannot be {word[:40]!r}", nearest(word[:40], parameter.options))
    value = _READERS[parameter.type](word)
    if value is None or not size(parameter.least) <= size(value) <= size(parameter.most):
        raise BadValue(f"{parameter.name} cannot be {word[:40]!r}", f"allowed: {parameter.bounds}")
    return value


def _number(word: str, *, whole: bool = False) -> Value | None:
    if not re.fullmatch(r"[0-9]{1,9}" if whole else r"[0-9]{1,9}(?:[.,][0-9]{1,6})?", word):
        return None
    return int(word) if whole else float(word.replace(",", "."))


def _duration(word: str) -> Value | None:
    length = fields.length(word)
    return None if length is None else written(length)


_READERS: Mapping[ParameterType, Callable[[str], Value | None]] = {
    ParameterType.COUNT: partial(_number, whole=True),
    ParameterType.SHARE: _number,
    ParameterType.NUMBER: _number,
    ParameterType.KM: lambda word: _number(re.sub(r"\s*km$", "", word, flags=re.IGNORECASE)),
    ParameterType.DURATION: _duration,
}


def written(value: Value | timedelta) -> str:
    """A value as people and files write it: "5", "0.35", "72h"."""
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        for unit, of in (("d", 1440), ("h", 60)):
            if minutes % of == 0:
                return f"{minutes // of}{unit}"
        return f"{minutes}m"
    return value if isinstance(value, str) else f"{value:g}"


def size(value: Value) -> float:
    """A value as a number, for comparing: a duration in minutes."""
    if isinstance(value, str):
        length = fields.length(value)
        return length.total_seconds() / 60 if length else 0.0
    return float(value)


def substituted(node: Node, values: Mapping[str, Value], faults: list[Fault], used: set[str]) -> Node:
    """The tree with values in the place of `$name`. Each name that is no parameter is a fault; `used` gets the rest."""
    if isinstance(node.value, dict):
        inner = {key: substituted(child, values, faults, used) for key, child in node.value.items()}
        return replace(node, value=inner)
    if isinstance(node.value, list):
        return replace(node, value=[substituted(child, values, faults, used) for child in node.value])
    named = _REFERENCE.fullmatch(node.value) if isinstance(node.value, str) else None
    if named is None:
        return node
    if named[1] in values:
        used.add(named[1])
        return replace(node, value=values[named[1]])
    faults.append(_unknown(node.mark, named[1], values))
    return node


def _unknown(mark: Mark, name: str, values: Mapping[str, Value]) -> Fault:
    fix = nearest(name, values) if values else "this rule has no parameters"
    return mark.fault(f"no parameter {name[:40]!r}", fix)
