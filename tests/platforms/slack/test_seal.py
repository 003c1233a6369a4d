"""Tokens at rest: what the database holds opens only with a key that stands elsewhere."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.platforms.slack.seal import NoKeyFile, Seal, Unreadable, kept_keys

TOKEN = "xoxb-1234567890-1234567890-abcdefghijklmnopqrstuvwx"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_shows_nothing_and_opens_again() -> None:
    seal = Seal([NEW])
    kept = seal.shut(TOKEN)
    assert "xoxb" not in kept
    assert seal.shut(TOKEN) != kept  # nor does it show whether two are alike
    assert seal.open(kept) == TOKEN


def test_sealing_or_opening_twice_changes_nothing() -> None:
    seal = Seal([NEW])
    assert seal.shut(kept := seal.shut(TOKEN)) == kept
    assert seal.open(TOKEN) == TOKEN


def test_after_a_change_of_keys_the_old_one_still_opens_and_the_new_one_seals() -> None:
    kept, both = Seal([OLD]).shut(TOKEN), Seal([NEW, OLD])
    assert both.open(kept) == TOKEN
    assert not both.is_current(kept)
    assert both.is_current(both.shut(TOKEN))
    assert Seal([NEW]).open(both.shut(TOKEN)) == TOKEN


@pytest.mark.parametrize("kept", [Seal([OLD]).shut(TOKEN), Seal([OLD]).shut(TOKEN)[:-9], "fernet:"],
                         ids=["another key", "cut off", "empty"])  # fmt: skip
def test_what_no_key_opens_says_so_without_telling_it(kept: str) -> None:
    with pytest.raises(Unreadable) as refused:
        Seal([NEW]).open(kept)
    assert kept not in str(refused.value)


def test_a_key_is_made_once_for_its_owner_alone_and_that_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "var" / "slack.key"
    with caplog.at_level(logging.WARNING):
        (made,) = kept_keys(path)
        assert kept_keys(path) == [made]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [record.getMessage() for record in caplog.records] == ["a key for Slack's tokens was made; keep a copy"]
    assert made not in caplog.text
    assert [one.name for one in path.parent.iterdir()] == ["slack.key"]


def test_a_file_may_hold_older_keys_below_the_newest(tmp_path: Path) -> None:
    (tmp_path / "slack.key").write_text(f"{NEW}\n{OLD}\n")
    assert kept_keys(tmp_path / "slack.key") == [NEW, OLD]


@pytest.mark.parametrize("text", ["", "not a key", "ключ"], ids=["empty", "words", "letters"])
def test_a_file_without_a_key_is_named_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "slack.key"
    path.write_text(text)
    with pytest.raises(NoKeyFile, match=r"slack\.key.*TOCSIN_SLACK_TOKEN_KEY"):
        kept_keys(path)
    assert path.read_text() == text


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(NoKeyFile, match="TOCSIN_SLACK_TOKEN_KEY"):
        kept_keys(tmp_path / "var" / "slack.key")
