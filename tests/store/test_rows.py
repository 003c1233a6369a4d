"""Every stored noun comes back from its text exactly as it went in."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from types import UnionType
from typing import NewType, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import matcher
from bot.domain.errors import DatabaseTooNew
from bot.store import rows
from bot.store.codec import codec
from bot.store.rows import Form, escaped, matcher_from_json, matcher_to_json, unescaped
from tests.store import make

FORMS = {name: form for name, form in vars(rows).items() if isinstance(form, Form)}
# Whatever a publisher can send: NUL, controls, right-to-left marks, lone halves of surrogate pairs.
texts = st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\\\u202e\U0001f4a3"), max_size=8) | st.sampled_from(
    ["\ud800", "a\udfff", "\\u0000", "\\\\", "\x00"]
)
PLAIN = {
    str: texts,
    bool: st.booleans(),
    int: st.integers(-(2**62), 2**62),
    float: st.floats(allow_nan=False),
    datetime: st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001
    timedelta: st.timedeltas(),
    type(None): st.none(),
}


@cache
def values(annotation):
    """Any value of a type annotation; hypothesis' own st.from_type would draw naive times and tame texts."""
    if isinstance(annotation, NewType):
        return values(annotation.__supertype__)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return st.one_of(*(st.deferred(lambda arg=arg: values(arg)) for arg in args))
    if origin is tuple and args[-1] is ...:
        return st.lists(st.deferred(lambda: values(args[0])), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, args))
    if origin is frozenset:
        return st.frozensets(values(args[0]), max_size=3)
    if origin is Mapping:
        return st.dictionaries(*map(values, args), max_size=3)
    if annotation in PLAIN:
        return PLAIN[annotation]
    if issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return st.builds(annotation, **{name: values(kind) for name, kind in get_type_hints(annotation).items()})


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_value_comes_back_exactly_and_gives_the_same_text_again(name):
    form = FORMS[name]

    @settings(max_examples=15, deadline=None)
    @given(values(form.annotation))
    def comes_back(value):
        text = form.dump(value)
        text.encode("utf-8")
        assert "\x00" not in text
        assert form.load(text) == value
        assert form.dump(form.load(text)) == text

    comes_back()


@pytest.mark.parametrize("kind", matcher.Matcher.__args__, ids=lambda kind: kind.__name__)
def test_every_kind_of_matcher_comes_back_exactly(kind):
    @settings(max_examples=10, deadline=None)
    @given(values(kind))
    def comes_back(value):
        assert matcher_from_json(matcher_to_json(value)) == value

    comes_back()


# As subscriptions and mutes were written before labels stopped counting and terms of tellers came in.
OLD = (
    '{"v":1,"is":"All","parts":[{"is":"Near","place":"ml/kidal/kidal:town","label":"Kidal","point":{"lat":18.4411,'
    '"lon":1.4078},"radius_km":50.0},{"is":"Not","part":{"is":"Any","parts":[{"is":"Actors","ids":["fama"],"label":'
    '"FAMa as agent","roles":["agent"]},{"is":"Within","label":"Mali","country":"ML","admin1":"","admin2":""},{"is":'
    '"Along","label":"RN18","points":[{"lat":1.0,"lon":2.0}],"width_km":15.0},{"is":"Outlets","ids":["rfi"]},{"is":'
    '"Stands","at_least":2},{"is":"Killed","at_least":3}]}}]}'
)


def test_a_matcher_of_an_older_tocsin_is_read_as_it_was_meant():
    found = matcher_from_json(OLD)
    near, unwanted = found.parts
    assert near == matcher.Near(place="ml/kidal/kidal:town", label="x", point=make.KIDAL, radius_km=50)
    assert [type(part).__name__ for part in unwanted.part.parts] == [
        "Actors", "Within", "Along", "Outlets", "Stands", "Killed",
    ]  # fmt: skip
    assert unwanted.part.parts[0] == matcher.Actors(ids=frozenset({"fama"}), label="", roles=frozenset({"agent"}))
    assert matcher_to_json(found) == OLD


def test_the_order_in_a_set_does_not_change_the_text():
    words = [f"w{n}" for n in range(50)]
    one, other = (matcher.Types(words=frozenset(some)) for some in (words, reversed(words)))
    assert matcher_to_json(one) == matcher_to_json(other)


@given(texts)
def test_any_text_survives_a_column_that_takes_neither_nul_nor_surrogates(text):
    safe = escaped(text)
    safe.encode("utf-8")
    assert "\x00" not in safe
    assert unescaped(safe) == text


def test_usual_text_stands_in_its_column_as_people_wrote_it():
    assert escaped("L’armée entre dans Kidal: 3 tués…") == "L’armée entre dans Kidal: 3 tués…"


def test_a_value_of_an_unknown_version_is_refused():
    text = rows.INCIDENT.dump(make.incident())
    with pytest.raises(DatabaseTooNew):
        rows.INCIDENT.load(text.replace('{"v":1,', '{"v":2,', 1))


def test_a_field_that_was_added_later_takes_its_default_when_an_old_row_is_read():
    data = json.loads(rows.REPORT.dump(make.report()))
    del data["fields"]
    assert rows.REPORT.load(json.dumps(data)) == make.report()


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="naive"):
        rows.CHANGE.dump(make.change(make.incident(), at=datetime(2023, 11, 14)))  # noqa: DTZ001


@pytest.mark.parametrize("annotation", [bytes, dict[str, int], int | str, complex], ids=str)
def test_a_type_without_an_exact_form_is_refused_when_the_code_is_written(annotation):
    with pytest.raises(TypeError):
        codec(annotation)
