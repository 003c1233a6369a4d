"""Turns domain values into plain JSON values and back, driven by their type annotations.

A new field of a dataclass needs no line here: with a default it is also read from rows that were written before it.
Must not know any particular noun, nor the database.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from bot.domain.clock import utc

# A value of a union of dataclasses carries its class name under this key; no Python field can be called so.
TAG = "is"

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Codec:
    """Both directions for one annotation; None where the JSON value is the value itself."""

    dump: Callable[[Any], Any] | None = None
    load: Callable[[Any], Any] | None = None


_AS_IS = Codec()


@cache
def codec(annotation: Any) -> Codec:
    """The codec of a type annotation. Raises TypeError for one that has no exact JSON form."""
    if isinstance(annotation, NewType):
        return codec(annotation.__supertype__)
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return _union(get_args(annotation))
    if origin is tuple:
        return _tuple(get_args(annotation))
    if origin is frozenset:
        (inner,) = (codec(arg) for arg in get_args(annotation))
        return Codec(dump=lambda value: sorted(_mapped(inner.dump, value)), load=partial(_collected, frozenset, inner))
    if origin is Mapping and get_args(annotation) == (str, str):
        return Codec(dump=dict)
    return _plain(annotation)


def _plain(kind: type) -> Codec:
    if kind in (str, int, float, bool):
        return _AS_IS
    if kind is datetime:
        return Codec(dump=_instant, load=datetime.fromisoformat)
    if kind is date:
        return Codec(dump=date.isoformat, load=date.fromisoformat)
    if kind is timedelta:
        return Codec(dump=lambda value: value // _MICROSECOND, load=lambda value: timedelta(microseconds=value))
    if issubclass(kind, Enum) and issubclass(kind, str | int):
        return Codec(load={member.value: member for member in kind}.__getitem__)
    if is_dataclass(kind):
        return Codec(dump=partial(_dumped, kind), load=partial(_loaded, kind))
    raise TypeError(f"{kind!r} has no exact JSON form")


def _instant(value: datetime) -> str:
    return (value if value.tzinfo is UTC else utc(value)).isoformat()


@dataclass(frozen=True, slots=True)
class _Fields:
    names: tuple[str, ...]
    values: Callable[[Any], Any]  # all field values of one object at once
    dumps: tuple[tuple[int, Callable[[Any], Any]], ...]
    loads: tuple[tuple[str, Callable[[Any], Any]], ...]


@cache
def _fields(kind: type) -> _Fields:
    # Looked up at the first value, not when the codec is made: a matcher holds matchers.
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    codecs = [codec(hints[name]) for name in names]
    return _Fields(
        names=names,
        values=attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),),
        dumps=tuple((index, c.dump) for index, c in enumerate(codecs) if c.dump),
        loads=tuple((name, c.load) for name, c in zip(names, codecs, strict=True) if c.load),
    )


def dumped(kind: type, value: Any, *, but: Collection[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain values of a dataclass without those of some fields, and the values of these fields as they are."""
    plan = _fields(kind)
    values = dict(zip(plan.names, plan.values(value), strict=True))
    left_out = {name: values.pop(name) for name in but}
    for index, dump in plan.dumps:
        name = plan.names[index]
        if name not in but:
            values[name] = dump(values[name])
    return values, left_out


def _dumped(kind: type, value: Any) -> dict[str, Any]:
    plan = _fields(kind)
    values = list(plan.values(value))
    for index, dump in plan.dumps:
        values[index] = dump(values[index])
    return dict(zip(plan.names, values, strict=True))


def _loaded(kind: type, data: dict[str, Any]) -> Any:
    for name, load in _fields(kind).loads:
        if name in data:
            data[name] = load(data[name])
    return kind(**data)


def _union(args: tuple[Any, ...]) -> Codec:
    rest = tuple(arg for arg in args if arg is not type(None))
    if len(rest) == 1:
        inner = codec(rest[0])
        return Codec(dump=_unless_none(inner.dump), load=_unless_none(inner.load))
    by_name = {kind.__name__: kind for kind in rest}
    if len(by_name) != len(args) or not all(is_dataclass(kind) for kind in rest):
        raise TypeError(f"a union of {args!r} has no exact JSON form")

    def dump(value: Any) -> dict[str, Any]:
        return {TAG: type(value).__name__, **_dumped(by_name[type(value).__name__], value)}

    def load(data: dict[str, Any]) -> Any:
        return _loaded(by_name[data.pop(TAG)], data)

    return Codec(dump=dump, load=load)


def _unless_none(step: Callable[[Any], Any] | None) -> Callable[[Any], Any] | None:
    return None if step is None else lambda value: None if value is None else step(value)


def _tuple(args: tuple[Any, ...]) -> Codec:
    if len(args) == 2 and args[1] is ...:
        inner = codec(args[0])
        return Codec(dump=partial(_collected_dump, inner), load=partial(_collected, tuple, inner))
    each = [codec(arg) for arg in args]

    def dump(value: tuple[Any, ...]) -> list[Any]:
        return [c.dump(part) if c.dump else part for c, part in zip(each, value, strict=True)]

    def load(data: list[Any]) -> tuple[Any, ...]:
        return tuple(c.load(part) if c.load else part for c, part in zip(each, data, strict=True))

    return Codec(dump=dump, load=load)


def _mapped(step: Callable[[Any], Any] | None, values: Any) -> Any:
    return map(step, values) if step else values


def _collected_dump(inner: Codec, values: Any) -> list[Any]:
    return list(_mapped(inner.dump, values))


def _collected(into: Callable[[Any], Any], inner: Codec, values: Any) -> Any:
    return into(_mapped(inner.load, values))
