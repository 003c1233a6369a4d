"""Values of settings that concern Discord: what is taken, and what somebody who got it wrong is told."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import SettingsError

TOKEN = "bot-token.of_my.application-1"


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_token_may_stand_in_the_environment_or_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert settings.load().discord_token is None
    (tmp_path / "token").write_text(f"{TOKEN}\n", encoding="utf-8")
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN_FILE", str(tmp_path / "token"))
    from_file = settings.load().discord_token
    monkeypatch.delenv("TOCSIN_DISCORD_TOKEN_FILE")
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN", TOKEN)
    got = settings.load()
    assert from_file is not None
    assert got.discord_token is not None
    assert from_file.reveal() == got.discord_token.reveal() == TOKEN
    assert TOKEN not in f"{got!r} {got.model_dump()} {got.model_dump_json()}"


@pytest.mark.parametrize("wrong", ["hunter2secret", "a.b", "a.b.c d", "a..c", "Bot a.b.c", "a.b.c.d"])
def test_what_is_no_token_is_refused_and_never_repeated(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN", wrong)
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert "TOCSIN_DISCORD_TOKEN" in str(refused.value)
    assert wrong not in str(refused.value)


def test_operators_are_ids_of_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DISCORD_OPERATORS", "123456789012345678, 234567890123456789 123456789012345678")
    assert settings.load().discord_operators == ["123456789012345678", "234567890123456789"]


@pytest.mark.parametrize("wrong", ["ann", "@ann", "1234", "12345678901234567x", "１２３４５６７８９０１２３４５６７８"])
def test_a_name_is_no_operator(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TOCSIN_DISCORD_OPERATORS", wrong)
    with pytest.raises(SettingsError, match="Copy User ID"):
        settings.load()
