"""`tocsin discord setup`, against a Discord in another process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from bot.cli import tocsin
from bot.domain.errors import BotError
from bot.platforms.discord import setup
from bot.platforms.discord.chat import BadToken
from tests.fakes.discord import stage
from tests.fakes.discord.far import FarDiscord, far_discord

TOKEN = "bot-token.of.a-test"
README = Path(__file__).resolve().parents[3] / "deploy" / "discord" / "README.md"


@pytest.fixture
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FarDiscord]:
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path}/tocsin.db")
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    judge = "tests.platforms.discord.stage:judged"
    with far_discord(tmp_path, "--token", TOKEN, "--judge", judge) as far, stage.pointed(far.address):
        yield far
        assert far.dump()["complaints"] == []


def set_up(*options: str) -> Result:
    return CliRunner().invoke(tocsin, ["discord", "setup", *options])


def test_it_prints_the_invitation_and_tells_the_commands_once(there: FarDiscord) -> None:
    first, second = set_up(), set_up()
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "told anew" in first.output
    assert "known already" in second.output
    assert len(there.dump()["syncs"]) == 1
    link = urlsplit(first.output.strip().splitlines()[-1])
    asked = parse_qs(link.query)
    assert (link.scheme, link.hostname, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert asked["scope"] == ["bot applications.commands"]
    assert int(asked["permissions"][0]) == sum(one.bit for one in setup.PERMISSIONS)
    assert TOKEN not in first.output


def test_it_asks_for_no_right_that_tocsin_does_not_use() -> None:
    bits = {one.bit.bit_length() - 1 for one in setup.PERMISSIONS}
    assert bits == {10, 11, 14, 16, 35, 38}
    assert all(one.why for one in setup.PERMISSIONS)


@pytest.mark.parametrize("kind", [0, 5, 15], ids=["text", "announcement", "forum"])
def test_it_proves_that_it_can_write_to_a_channel(there: FarDiscord, kind: int) -> None:
    channel = there.channel(there.guild("Mali desk"), "alerts", kind)
    done = set_up("--channel", channel)
    assert done.exit_code == 0
    assert f"A test card stands in channel {channel}." in done.output
    assert [message.content.strip("*") for message in there.all()] == ["Tocsin can write here"]


@pytest.mark.parametrize("door", ["forbidden", "hidden", "gone"])
def test_a_channel_that_it_cannot_write_to_is_named_with_what_to_do(there: FarDiscord, door: str) -> None:
    channel = there.channel(there.guild("Mali desk"), "alerts")
    there.set_door(channel, door)
    done = set_up("--channel", channel)
    assert isinstance(done.exception, setup.CannotWrite)
    assert channel in str(done.exception)
    assert "let it see the channel and send messages" in str(done.exception)


def test_a_wrong_token_is_named_with_where_to_copy_it(there: FarDiscord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN", "another.token.here")
    done = set_up()
    assert isinstance(done.exception, BadToken)
    assert "Bot page" in str(done.exception)
    assert "another.token.here" not in f"{done.output}{done.exception}"


def test_without_a_token_it_says_where_one_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = set_up()
    assert isinstance(done.exception, setup.NoToken)
    assert "deploy/discord/README.md" in str(done.exception)
    assert README.is_file()


def test_where_discord_is_not_there_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_DISCORD_TOKEN", TOKEN)
    with stage.pointed("http://127.0.0.1:1"):
        done = set_up()
    assert isinstance(done.exception, BotError)
    assert "cannot be reached" in str(done.exception)


def test_the_guide_has_ten_steps_and_names_what_there_is() -> None:
    text = README.read_text(encoding="utf-8")
    steps = [line for line in text.splitlines() if line[:3].strip(" ").rstrip(".").isdigit() and ". " in line[:4]]
    assert [step.partition(".")[0] for step in steps] == [str(number) for number in range(1, 11)]
    for word in (
        "TOCSIN_DISCORD_TOKEN",
        "TOCSIN_DISCORD_OPERATORS",
        "tocsin discord setup",
        "tocsin run",
        "/subscribe",
    ):
        assert word in text
