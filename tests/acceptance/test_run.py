"""`tocsin run` as a person starts it: no keys, no network, a second one by mistake, Ctrl-C."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.theatre import shipped_rules

ROOT = Path(__file__).resolve().parents[2]
START_S, STOP_S = 30, 5


@pytest.fixture
def env(tmp_path):
    """An environment whose feeds stand under .invalid, which never resolves (RFC 2606): nobody is polled."""
    rules = tmp_path / "rules"
    shutil.copytree(shipped_rules(), rules)
    outlets = rules / "sahel/pack/outlets.yml"
    number = itertools.count()
    address = re.compile(r"https?://[^\s\"'\],}]+")
    outlets.write_text(address.sub(lambda _: f"http://feed{next(number)}.invalid/rss", outlets.read_text()))
    scrubbed = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    return scrubbed | {
        "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "TOCSIN_RULES_DIR": str(rules),
        "TOCSIN_DATABASE": f"sqlite:///{tmp_path / 'run.db'}", "TOCSIN_SOURCES_OFF": "gdelt",
    }  # fmt: skip


def tocsin(env, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for(process, words):
    """Reads the log until a line holds `words`; gives what was read."""
    seen, until = "", time.monotonic() + START_S
    while words not in seen:
        line = process.stderr.readline()
        assert line, f"ended before {words!r}: {seen}"
        assert time.monotonic() < until, seen
        seen += line
    return seen


def test_without_network_it_says_once_that_a_source_is_dark_goes_on_and_stops_within_five_seconds(env):
    process = tocsin(env, "run")
    seen = wait_for(process, "source is dark")
    time.sleep(1.5)  # noise would come now: the feeds' first back-offs and the health loop's next looks
    assert process.poll() is None
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=STOP_S)
    assert time.monotonic() - asked < STOP_S
    assert process.returncode == 0
    assert (seen + rest).count("source is dark") == 1
    assert len((seen + rest).splitlines()) <= 6
    assert "Traceback" not in seen + rest


def test_a_second_tocsin_on_one_database_says_so_and_leaves(env):
    first = tocsin(env, "run")
    try:
        wait_for(first, "Ctrl-C")
        second = tocsin(env, "run")
        _, errors = second.communicate(timeout=START_S)
        assert second.returncode == 3
        assert "already running" in errors
        assert "Traceback" not in errors
        assert first.poll() is None
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=STOP_S)
    assert first.returncode == 0


def test_ask_answers_while_another_tocsin_runs(env):
    first = tocsin(env, "run")
    try:
        wait_for(first, "Ctrl-C")
        answer, errors = tocsin(env, "ask", "status", "Kidal").communicate(timeout=START_S)
        assert "Kidal" in answer
        assert errors == ""
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=STOP_S)


def test_wrong_settings_are_all_named_with_their_fix_and_nothing_starts(env):
    wrong = env | {"TOCSIN_LANGUAGE": "de", "TOCSIN_HTTP_TIMEOUT_S": "soon", "TOCSIN_DATABSE": "x"}
    _, errors = tocsin(wrong, "run").communicate(timeout=START_S)
    assert "TOCSIN_LANGUAGE" in errors
    assert "TOCSIN_HTTP_TIMEOUT_S" in errors
    assert "did you mean TOCSIN_DATABASE?" in errors
    assert "Traceback" not in errors


def test_an_unknown_theatre_is_named_with_the_nearest(env):
    process = tocsin(env | {"TOCSIN_THEATRES": "sahle"}, "run")
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 2
    assert "sahel" in errors
    assert "Traceback" not in errors


def test_mistakes_in_several_files_are_all_named_with_file_and_line_at_once(env):
    rules = Path(env["TOCSIN_RULES_DIR"]) / "sahel"
    broken = (rules / "kidal_base.yml").read_text().replace("kind: match", "kind: mach")
    (rules / "kidal_base.yml").write_text(broken)
    (rules / "own.yml").write_text(
        "title: Own\nkind: match\nseverity: high\nwhen: {type: convoy_atack, region: Kidaal}\n"
    )
    process = tocsin(env, "run")
    _, errors = process.communicate(timeout=START_S)
    assert process.returncode == 2
    for told in ("kidal_base.yml:", "own.yml:4:", "convoy_attack", "Kidal"):
        assert told in errors
    assert "Traceback" not in errors
