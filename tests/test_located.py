"""YAML and CSV with the place of every value, and no surprise from hostile or careless text."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import located
from bot.domain.errors import BadFile
from bot.located import Mark, nearest, read_csv, read_yaml

RULE = """\
# A rule
name: Une base change de mains
when:
  - type: [base_handover, base_captured]
  - éloigné: {lat: 18.5, "lon": -1}
empty:
"""


def plain(text):
    return read_yaml("f.yml", text).plain()


def faults_of(text):
    with pytest.raises(BadFile) as caught:
        read_yaml("f.yml", text)
    return caught.value.faults


def told(text):
    return [(fault.line, fault.column, fault.what) for fault in faults_of(text)]


def test_a_document_is_read_as_it_looks():
    assert plain(RULE) == {
        "name": "Une base change de mains",
        "when": [{"type": ["base_handover", "base_captured"]}, {"éloigné": {"lat": 18.5, "lon": -1}}],
        "empty": None,
    }


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ([], 2, 1),
        (["name"], 2, 1),
        (["when", 0], 4, 5),
        (["when", 0, "type"], 4, 5),
        (["when", 0, "type", 1], 4, 27),
        (["when", 1, "éloigné", "lat"], 5, 15),
        (["when", 1, "éloigné", "lon"], 5, 26),
        (["when", 1, "éloigné", "nothing", "here"], 5, 5),
        (["when", 7], 3, 1),
        (["when", -1], 3, 1),
        (["name", "deeper"], 2, 1),
        (["nothing"], 2, 1),
    ],
)
def test_at_marks_the_key_or_the_item_or_the_deepest_that_exists(path, line, column):
    assert read_yaml("f.yml", RULE).at(path) == Mark("f.yml", line, column)


def test_a_value_has_its_own_mark_beside_that_of_its_key():
    node = read_yaml("f.yml", RULE).value["name"]
    assert (node.mark, node.key_mark) == (Mark("f.yml", 2, 7), Mark("f.yml", 2, 1))
    assert read_yaml("f.yml", RULE).value["when"].value[0].key_mark is None


def test_a_mark_makes_a_fault_where_it_stands():
    assert str(Mark("f.yml", 3, 9).fault("is wrong", "mend it")) == "f.yml:3:9: is wrong (mend it)"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark", "\ufeff"])
def test_an_empty_text_is_an_empty_mapping(text):
    assert plain(text) == {}


@pytest.mark.parametrize(
    "word",
    [
        "012", "-012", "00", "12:30", "1:2:3", "no", "yes", "on", "off", "Yes", "True", "FALSE", "Null", "NULL", "0x1F",
        "0b1", "0o17", "1_000", "1e5", ".5", "1.", ".inf", ".nan", "2023-11-14", "٣", "²", "=", "<<", "-", "+", "1.2.3",
        '"12"', "'true'", '"null"', '""', "!!str 12", "!!str true",
    ],
)  # fmt: skip
def test_words_that_other_readers_turn_into_something_else_stay_text(word):
    expected = word.removeprefix("!!str ").strip("\"'")
    if word == "-":
        word = '"-"'  # bare, it opens a list
    assert plain(f"a: {word}") == {"a": expected}


def test_block_text_is_text_whatever_it_holds():
    assert plain("a: |-\n  12\nb: >-\n  true") == {"a": "12", "b": "true"}


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("0", 0, "whole number"), ("12", 12, "whole number"), ("-3", -3, "whole number"), ("+3", 3, "whole number"),
        ("18.5", 18.5, "number"), ("-0.25", -0.25, "number"), ("true", True, "true/false"),
        ("false", False, "true/false"), ("null", None, "nothing"), ("~", None, "nothing"), ("", None, "nothing"),
        ("Kidal", "Kidal", "text"), ("[]", [], "list"), ("{}", {}, "mapping"),
    ],
)  # fmt: skip
def test_plain_values_are_those_of_json(text, value, kind):
    node = read_yaml("f.yml", f"a: {text}").value["a"]
    assert (node.plain(), type(node.plain()), node.kind) == (value, type(value), kind)


@given(st.integers(-(10**30), 10**30) | st.floats(-1e9, 1e9).map(lambda number: round(number, 4)))
def test_numbers_come_back_as_they_were_written(number):
    written = str(number) if isinstance(number, int) else f"{number:.4f}"
    assert plain(f"a: {written}") == {"a": number}


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 41, "9" * 400 + ".5"], ids=["int", "negative", "float"])
def test_a_number_of_absurd_length_is_a_fault_and_no_infinity(number):
    assert told(f"a: {number}") == [(1, 4, f"a number of {len(number)} characters")]
    assert plain(f"a: '{number}'") == {"a": number}


def test_every_key_that_stands_twice_is_named():
    text = "a: 1\nb: {c: 1, c: 2}\na: 2\n'1': x\n1: y\n"
    assert told(text) == [(2, 11, "'c' stands twice"), (3, 1, "'a' stands twice"), (5, 1, "'1' stands twice")]


@pytest.mark.parametrize("key", ["? [a]\n: 1", "? {a: 1}\n: 1", "[a, b]: 1"])
def test_a_key_must_be_a_word(key):
    assert [what for _, _, what in told(key)] == ["a key must be a word"]


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system [ls]", "!!python/name:os.system x", "!mine x", "!mine [1]", "!mine {a: 1}",
        "!!set {a, b}", "!!omap [a: 1]", "!!binary aGk=", "!mine a: 1", "%TAG ! tag:e.org,1:\n---\n!x y",
    ],
)  # fmt: skip
def test_tags_are_refused_on_words_lists_mappings_and_keys(text):
    assert [what.partition(" ")[0] for _, _, what in told(text)] == ["tag"]


def test_a_merge_key_is_a_key_like_any_other():
    assert plain("a: &x {b: 1}\n<<: *x") == {"a": {"b": 1}, "<<": {"b": 1}}


def test_an_alias_gives_the_value_again():
    assert plain("a: &x [1]\nb: *x") == {"a": [1], "b": [1]}


@pytest.mark.parametrize("floors", [3, 9], ids=["a few thousand", "billions"])
def test_an_alias_bomb_is_refused_when_it_has_grown_too_large(monkeypatch, floors):
    monkeypatch.setattr(located, "MAX_NODES", 20_000)  # a tenth, for the sake of time
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, floors + 1)]
    if floors == 3:
        assert len(plain("\n".join(lines))["a3"]) == 10
    else:
        assert told("\n".join(lines))[0][2] == "more than 20000 values"


@pytest.mark.parametrize(
    "text",
    [
        "[\n" * 1200 + "]\n" * 1200, "[\n" * 100_000, "{a: " * 2000, "- " * 2000 + "a", "? " * 2000,
        "&a [*a]", "a: &a {b: *a}", "\n".join(" " * depth + "a:" for depth in range(1200)),
    ],
    ids=["brackets", "very many brackets", "braces", "dashes", "question marks", "itself", "in itself", "indents"],
)  # fmt: skip
def test_deep_nesting_is_a_fault_and_no_crash(text):
    assert [what for _, _, what in told(text)] == ["nested too deeply"]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: [1,", 2), ("a: b: c", 1), ("a: 1\n\tb: 2", 2), ("a: *x", 1), ("---\na\n---\nb", 3), ("a: 'x", 1)],
    ids=["open bracket", "two colons", "tab", "unknown alias", "two documents", "open quote"],
)
def test_broken_syntax_is_one_fault_near_its_line(text, line):
    ((where, _, what),) = told(text)
    assert what.startswith("not valid YAML: ")
    assert line <= where <= line + 1  # the parser notices an end that lacks on the line after


def test_half_a_character_is_a_fault_on_its_line():
    ((line, _, what),) = told("a: 1\nb: \ud83d")
    assert line == 2
    assert "surrogate" in what


yaml_like = st.text(st.sampled_from("ab01:-?[]{}&*!|>'\"%@`#,~=<.\n \t\\/\x00\x85\ufeff\u2028\ud800é"), max_size=40)


def refused(read):
    """The faults that a reader raises, none where it reads; any other error is the test's failure."""
    try:
        read()
    except BadFile as error:
        return error.faults or pytest.fail("a bad file without a fault")
    return ()


@settings(max_examples=300)
@given(st.text() | yaml_like)
@example("a: \ud800")
@example("a: \x00")
def test_whatever_the_text_it_is_read_or_refused_as_a_bad_file(text):
    for fault in refused(lambda: read_yaml("f.yml", text).plain()):
        assert fault.where == "f.yml"
        assert fault.line >= 1
        assert fault.column >= 1


def rows(text, columns=("name", "lat")):
    return [(row.mark.line, row.cells) for row in read_csv("f.csv", text, columns)]


def csv_faults(text, columns=("name", "lat")):
    with pytest.raises(BadFile) as caught:
        list(read_csv("f.csv", text, columns))
    return [str(fault) for fault in caught.value.faults]


def test_rows_come_by_column_name_with_the_line_they_begin_on():
    text = 'name,lat,note\r\n"Gao, town",16.27,"two\r\nlines"\r\n\r\nKidal,18.44,\r\n'
    assert rows(text) == [
        (2, {"name": "Gao, town", "lat": "16.27", "note": "two\r\nlines"}),
        (5, {"name": "Kidal", "lat": "18.44", "note": ""}),
    ]


def test_columns_may_stand_in_any_order():
    assert rows("lat,name\n16.27,Gao\n") == [(2, {"lat": "16.27", "name": "Gao"})]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "f.csv:1:1: column name, lat is missing (found: )"),
        ("name,lon\nGao,1\n", "f.csv:1:1: column lat is missing (found: name, lon)"),
        ("name,lat,name\nGao,1,Kidal\n", "f.csv:1:1: column name stands twice (keep one)"),
    ],
    ids=["no header", "column missing", "column twice"],
)
def test_a_bad_header_is_refused_before_any_row(text, fault):
    assert csv_faults(text) == [fault]


def test_every_row_of_the_wrong_width_is_named_and_the_others_are_given():
    given_rows = read_csv("f.csv", "name,lat\nGao\nKidal,18.44\n\nBer,1,2\n", ("name", "lat"))
    assert next(given_rows).cells["name"] == "Kidal"
    with pytest.raises(BadFile) as caught:
        next(given_rows)
    assert [str(fault) for fault in caught.value.faults] == [
        "f.csv:2:1: 1 cells where the header has 2",
        "f.csv:5:1: 3 cells where the header has 2",
    ]


def test_an_open_quotation_mark_is_found_where_it_stands_and_not_where_the_text_ends():
    assert csv_faults('name,lat\nGao,16\n"Kidal,18\nBer,16\nBer,16\n') == ["f.csv:3:1: 1 cells where the header has 2"]


@pytest.mark.parametrize(("start", "line"), [("name,lat\nGao,16\n", 3), ("", 1)], ids=["row", "header"])
def test_a_cell_of_absurd_length_is_a_fault_on_its_line(start, line):
    (fault,) = csv_faults(start + '"Kidal,18\n' + "Ber,16\n" * 20_000)
    assert fault.startswith(f"f.csv:{line}:1: not valid CSV: field larger than field limit")


@given(st.text(st.sampled_from('ab,"\n\r \x00é'), max_size=40) | st.text())
def test_whatever_the_table_it_is_read_or_refused_as_a_bad_file(text):
    lines = len(io.StringIO(text, newline="").readlines()) + 1
    for fault in refused(lambda: rows("name,lat\n" + text)):
        assert 2 <= fault.line <= lines


def test_a_word_nearly_right_is_told_its_neighbour_and_any_other_the_whole_choice():
    assert nearest("abandonned", ["captured", "abandoned"]) == "did you mean 'abandoned'?"
    assert nearest("xyz", iter(["captured", "abandoned"])) == "allowed: abandoned, captured"
