"""Log lines in both formats, bound fields, and secrets that stay secret."""

import asyncio
import copy
import io
import json
import logging
import pickle
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from pydantic import BaseModel

from bot import log
from bot.log import Secret


@pytest.fixture
def lines() -> Iterator[Callable[..., Callable[[], list[str]]]]:
    """Configures logging to a buffer; what was configured before comes back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level

    def start(form: str = "json", level: str = "info") -> Callable[[], list[str]]:
        stream = io.StringIO()
        log.configure(level, form, stream)
        return lambda: stream.getvalue().splitlines()

    yield start
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


def test_a_json_line_carries_time_level_logger_message_and_fields(lines) -> None:
    written = lines()
    logging.getLogger("bot.sources").info("The source is back", extra={"action": "source_up", "lag_s": 3})
    [line] = map(json.loads, written())
    assert (
        line.items()
        >= {
            "level": "info",
            "logger": "bot.sources",
            "message": "The source is back",
            "action": "source_up",
            "lag_s": 3,
        }.items()
    )
    assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)


def test_a_field_never_overwrites_the_keys_that_collectors_rely_on(lines) -> None:
    written = lines()
    logging.getLogger("x").info("Sentence", extra={"level": "fatal", "time": "never"})
    [line] = map(json.loads, written())
    assert (line["level"], line["level_"], line["time_"]) == ("info", "fatal", "never")


def test_hostile_text_stays_on_one_line_in_both_formats(lines) -> None:
    hostile = "a\nb\x1b[31m\u202egpj.exe\u2028c"
    for form in ("json", "human"):
        written = lines(form)
        logging.getLogger("x").warning("Sentence", extra={"title": hostile})
        [line] = written()
        assert line.isprintable()


def test_a_traceback_in_a_terminal_shows_no_control_characters(lines) -> None:
    written = lines("human")
    try:
        raise ValueError("\x1b]0;owned\x07")
    except ValueError:
        logging.getLogger("x").exception("It failed")
    assert len(written()) > 2
    assert all(line.isprintable() for line in written())


def test_a_human_line_is_the_sentence_with_its_fields(lines) -> None:
    written = lines("human")
    logging.getLogger("x").info("The source is back", extra={"source": "gdelt", "why": "new file"})
    [line] = written()
    assert line[8:] == ' The source is back (source=gdelt why="new file")'


def test_a_human_line_names_its_level_unless_it_is_info(lines) -> None:
    written = lines("human")
    logging.getLogger("x").error("It broke")
    assert written()[0].endswith(" error: It broke")


def test_a_long_value_is_cut_for_people_and_whole_for_machines(lines) -> None:
    for form, limit in (("human", 600), ("json", 5200)):
        written = lines(form)
        logging.getLogger("x").info("Sentence", extra={"body": "y" * 5000})
        assert limit - 200 < len(written()[0]) < limit


def test_french_spacing_survives_in_a_line_for_people() -> None:
    assert log.one_line("« Kidal » : 3\u00a0morts") == "« Kidal » : 3\u00a0morts"


async def test_bound_fields_follow_their_task_and_no_other(lines) -> None:
    written = lines()
    both_bound = asyncio.Barrier(2)

    async def poll(source: str) -> None:
        with log.bind(source=source):
            await both_bound.wait()
            logging.getLogger("x").info("Polled", extra={"asked": source})

    async with asyncio.TaskGroup() as group:
        group.create_task(poll("gdelt"))
        group.create_task(poll("rfi"))
    seen = [json.loads(line) for line in written()]
    assert sorted((line["source"], line["asked"]) for line in seen) == [("gdelt", "gdelt"), ("rfi", "rfi")]
    assert log.bound() == {}


def test_an_inner_binding_adds_to_the_outer_and_ends_with_its_block() -> None:
    with log.bind(source="rfi", try_=1):
        with log.bind(try_=2, step="parse"):
            assert log.bound() == {"source": "rfi", "try_": 2, "step": "parse"}
        assert log.bound() == {"source": "rfi", "try_": 1}


def test_without_a_stream_lines_go_to_standard_error(lines, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("info", "human")
    logging.getLogger("x").info("Here")
    out, err = capsys.readouterr()
    assert (out, err[8:]) == ("", " Here\n")


def test_lines_below_the_level_are_not_written(lines) -> None:
    written = lines(level="warning")
    logging.getLogger("x").info("Quiet")
    assert written() == []


def test_configuring_twice_writes_each_line_once(lines) -> None:
    lines()
    written = lines()
    logging.getLogger("x").info("Once")
    assert len(written()) == 1


def test_python_warnings_become_log_lines(lines) -> None:
    written = lines()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.configure("info", "json", logging.getLogger().handlers[0].stream)
        warnings.warn("old call", UserWarning, stacklevel=1)
    assert "old call" in json.loads(written()[0])["message"]


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        lambda secret: f"{secret}",
        lambda secret: f"{secret:>20}",
        lambda secret: "%s" % secret,  # noqa: UP031
        lambda secret: json.dumps({"token": secret}, default=str),
        lambda secret: str([secret]),
        lambda secret: str({"token": secret}),
    ],
    ids=["str", "repr", "f-string", "format width", "percent", "json", "list", "dict"],
)
def test_a_secret_shows_only_asterisks(show: Callable[[Secret], str]) -> None:
    shown = show(Secret("hunter2"))
    assert "***" in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize("form", ["json", "human"])
def test_a_secret_in_a_log_line_shows_only_asterisks(lines, form: str) -> None:
    written = lines(form)
    logging.getLogger("x").info("Token is %s", Secret("hunter2"), extra={"token": Secret("hunter2")})
    assert written()[0].count("***") == 2
    assert "hunter2" not in written()[0]


def test_a_secret_is_not_pickled_and_copies_to_itself() -> None:
    secret = Secret("hunter2")
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(secret)
    assert copy.copy(secret) is secret
    assert copy.deepcopy({"token": secret})["token"] is secret


def test_secrets_compare_by_value_and_not_with_plain_text() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert not Secret("")


def test_a_pydantic_model_takes_a_secret_from_text_and_never_prints_it() -> None:
    class Config(BaseModel):
        token: Secret

    config = Config.model_validate({"token": "hunter2"})
    assert config.token.reveal() == "hunter2"
    assert "hunter2" not in f"{config!r} {config.model_dump_json()} {config.model_dump()}"
    assert Config(token=config.token).token == config.token
