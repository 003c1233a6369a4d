"""Errors say what is wrong where, and carry what their catcher needs."""

import inspect
from datetime import timedelta

import pytest

from bot.domain import errors
from bot.domain.errors import (
    AlreadyRunning,
    BadAnswer,
    BadFile,
    BotError,
    Busy,
    DatabaseTooNew,
    Fault,
    Missing,
    NoDatabase,
    Refused,
    Uncertain,
    UnknownPlace,
    Unreachable,
)

CLASSES = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, BaseException)]


def fault(line=None, column=None, what="is wrong", **fields):
    return Fault(where="rules/sahel/coup.yml", line=line, column=column, what=what, **fields)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        pytest.param(fault(), "rules/sahel/coup.yml: is wrong", id="no line"),
        pytest.param(fault(column=4), "rules/sahel/coup.yml: is wrong", id="a column alone says nothing"),
        pytest.param(fault(line=3), "rules/sahel/coup.yml:3:1: is wrong", id="line"),
        pytest.param(fault(line=3, column=7), "rules/sahel/coup.yml:3:7: is wrong", id="line and column"),
        pytest.param(fault(fix="mend it"), "rules/sahel/coup.yml: is wrong (mend it)", id="fix"),
        pytest.param(
            fault(line=3, column=7, fix="mend it"), "rules/sahel/coup.yml:3:7: is wrong (mend it)", id="all of it"
        ),
    ],
)
def test_a_fault_reads_as_editors_and_compilers_write_it(made, text):
    assert str(made) == text


def test_a_bad_file_keeps_every_fault_and_tells_one_a_line():
    faults = [fault(line=1), fault(line=2, what="is worse"), fault()]
    error = BadFile(faults)
    assert error.faults == tuple(faults)
    assert str(error).splitlines() == [str(one) for one in faults]


def test_a_bad_file_keeps_its_faults_when_the_list_it_was_given_changes():
    faults = [fault()]
    error = BadFile(faults)
    faults.clear()
    assert len(error.faults) == 1


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_is_one_of_ours_and_says_in_its_docstring_what_happened(kind):
    assert issubclass(kind, BotError)
    assert "__doc__" in vars(kind)
    assert inspect.getdoc(kind).endswith(".")


@pytest.mark.parametrize("kind", [BotError, AlreadyRunning, DatabaseTooNew])
def test_an_error_without_a_message_says_its_docstring(kind):
    assert str(kind()) == kind.__doc__
    assert str(kind("what happened")) == "what happened"


@pytest.mark.parametrize("kind", [BadAnswer, Missing, Refused, Uncertain, Unreachable])
def test_a_given_reason_is_kept_and_told(kind):
    error = kind("403 Forbidden")
    assert (error.reason, str(error)) == ("403 Forbidden", "403 Forbidden")


def test_nothing_at_an_address_is_also_a_bad_answer():
    with pytest.raises(BadAnswer):
        raise Missing("410 Gone")


def test_waiting_times_are_kept():
    assert Busy(timedelta(minutes=2)).retry_after == timedelta(seconds=120)
    assert str(Busy(timedelta(seconds=1.5))) == "busy, retry after 1.5 s"
    assert Unreachable("refused").retry_after is None
    assert Unreachable("503", timedelta(hours=1)).retry_after == timedelta(hours=1)


def test_an_unknown_place_keeps_what_was_asked_and_what_is_near():
    error = UnknownPlace("Kidall", ("Kidal",))
    assert (error.name, error.nearest, str(error)) == ("Kidall", ("Kidal",), "unknown place 'Kidall'")


def test_a_database_that_does_not_open_says_why():
    error = NoDatabase("no such file")
    assert (error.reason, str(error)) == ("no such file", "the database cannot be opened: no such file")
