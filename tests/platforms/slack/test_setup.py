"""`tocsin slack setup`: what it finds out, what it says is missing, and how it proves that Tocsin can write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from click.testing import CliRunner, Result

from bot import chats, settings
from bot.cards.workspace import NEEDS
from bot.cli import tocsin
from bot.domain.errors import BotError
from bot.platforms.slack import manifest, setup
from bot.platforms.slack.access import Access
from bot.settings import Settings
from tests.fakes.slack.fake import Slack
from tests.fakes.slack.server import serving

README = Path(__file__).resolve().parents[3] / "deploy" / "slack" / "README.md"


@dataclass
class Desk:
    """A terminal beside the fake Slack; `set_up` types a command there."""

    there: Slack
    monkeypatch: pytest.MonkeyPatch

    def given(self, **variables: str) -> None:
        for name, value in variables.items():
            self.monkeypatch.setenv(f"TOCSIN_SLACK_{name}", value)

    async def set_up(self, *options: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, tocsin, ["slack", "setup", *options])


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path}/tocsin.db")
    monkeypatch.setenv("COLUMNS", "100")
    usual = chats.slack_access
    async with serving() as there:

        def here(settings: Settings) -> Access:
            return replace(usual(settings), base_url=there.api)

        monkeypatch.setattr(chats, "slack_access", here)
        yield Desk(there, monkeypatch)


def address_in(done: Result) -> str:
    return next(line for line in done.output.splitlines() if line.startswith("https://"))


async def test_without_any_token_it_says_how_to_come_by_one_and_how_to_make_the_app(desk: Desk) -> None:
    done = await desk.set_up()
    assert done.exit_code == 0
    assert "TOCSIN_SLACK_BOT_TOKEN" in done.output
    link = urlsplit(address_in(done))
    asked = parse_qs(link.query)
    assert (link.hostname, link.path, asked["new_app"]) == ("api.slack.com", "/apps", ["1"])
    assert yaml.safe_load(asked["manifest_yaml"][0]) == manifest.manifest()
    assert not Path("tocsin.db").exists()


async def test_it_shows_workspace_and_bot_and_that_nothing_is_missing(desk: Desk) -> None:
    team = desk.there.team("Mali desk")
    desk.given(BOT_TOKEN=desk.there.token(team), APP_TOKEN=desk.there.app_token)
    done = await desk.set_up()
    assert done.exit_code == 0
    assert f"Mali desk ({team})" in done.output
    assert "no scope is missing" in done.output
    assert "Slack gives sockets" in done.output
    assert desk.there.token(team) not in done.output
    assert desk.there.app_token not in done.output


@pytest.mark.parametrize("scope", NEEDS)
async def test_a_missing_scope_is_named_with_what_it_costs(desk: Desk, scope: str) -> None:
    team = desk.there.team("Mali desk")
    desk.there.drop_scopes(team, scope)
    desk.given(BOT_TOKEN=desk.there.token(team), SIGNING_SECRET=desk.there.signing_secret)
    done = await desk.set_up()
    assert done.exit_code == 1
    assert "1 scope is missing" in done.output
    said = " ".join(done.output.replace("┃", " ").split())
    assert f"Without `{scope}` Tocsin cannot {NEEDS[scope]}." in said


async def test_tokens_that_slack_does_not_take_are_told_with_its_own_word(desk: Desk) -> None:
    desk.there.team("Mali desk")
    desk.given(BOT_TOKEN="xoxb-wrong", APP_TOKEN="xapp-wrong")
    done = await desk.set_up()
    assert done.exit_code == 1
    assert done.output.count("invalid_auth") == 2
    assert "wrong" not in done.output


async def test_it_proves_that_it_can_write_to_a_channel(desk: Desk) -> None:
    team = desk.there.team("Mali desk")
    channel = desk.there.channel(team, "alerts")
    desk.given(BOT_TOKEN=desk.there.token(team), APP_TOKEN=desk.there.app_token)
    done = await desk.set_up("--channel", channel)
    assert done.exit_code == 0
    assert f"A test card stands in channel {channel}." in done.output
    (message,) = desk.there.standing(channel)
    assert "Tocsin can write here" in message.text


@pytest.mark.parametrize("door", ["archived", "restricted", "gone", "private"])
async def test_a_channel_that_it_cannot_write_to_is_named_with_what_to_do(desk: Desk, door: str) -> None:
    team = desk.there.team("Mali desk")
    channel = desk.there.channel(team, "alerts", private=door == "private", joined=door != "private")
    if door != "private":
        desk.there.set_door(channel, door)
    desk.given(BOT_TOKEN=desk.there.token(team), APP_TOKEN=desk.there.app_token)
    done = await desk.set_up("--channel", channel)
    assert isinstance(done.exception, setup.CannotWrite)
    assert channel in str(done.exception)
    assert "/invite @Tocsin" in str(done.exception)


async def test_where_slack_is_not_there_it_says_so(desk: Desk) -> None:
    team = desk.there.team("Mali desk")
    desk.given(BOT_TOKEN=desk.there.token(team), APP_TOKEN=desk.there.app_token)
    desk.there.script(["away"], on="auth.test")
    done = await desk.set_up()
    assert isinstance(done.exception, BotError)
    assert "503" in str(done.exception)


async def test_for_many_workspaces_it_gives_the_link_and_looks_at_each(desk: Desk) -> None:
    desk.given(
        CLIENT_ID=desk.there.client_id,
        CLIENT_SECRET=desk.there.client_secret,
        SIGNING_SECRET=desk.there.signing_secret,
        PUBLIC_URL="https://tocsin.example.org",
    )
    done = await desk.set_up()
    assert done.exit_code == 0
    assert "none yet" in done.output
    assert address_in(done) == "https://tocsin.example.org/slack/install"
    assert Path("slack.key").stat().st_mode & 0o077 == 0


async def test_with_a_database_on_a_server_a_key_has_to_be_given(desk: Desk) -> None:
    desk.monkeypatch.setenv("TOCSIN_DATABASE", "postgresql://localhost/tocsin")
    desk.given(
        CLIENT_ID="1.1", CLIENT_SECRET="0123456789abcdef", APP_TOKEN="xapp-1", PUBLIC_URL="https://tocsin.example.org"
    )
    given = settings.load()
    with pytest.raises(BotError, match=r"TOCSIN_SLACK_TOKEN_KEY.*openssl"):
        chats.slack_installations(given, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "is_socket", "address"),
    [
        ({}, True, ""),
        ({"PUBLIC_URL": "https://t.example.org"}, False, "https://t.example.org/slack/events"),
        ({"PUBLIC_URL": "https://t.example.org", "APP_TOKEN": "xapp-1", "BOT_TOKEN": "xoxb-1"}, True, ""),
    ],
    ids=["sockets", "HTTP", "sockets, reachable"],
)
async def test_the_manifest_fits_the_settings(desk: Desk, given: dict[str, str], is_socket: bool, address: str) -> None:
    desk.given(COMMAND="/alarm", **given)
    done = await desk.set_up("--manifest")
    assert done.exit_code == 0
    told = yaml.safe_load(done.output)
    assert told["settings"]["socket_mode_enabled"] is is_socket
    (slash,) = told["features"]["slash_commands"]
    assert (slash["command"], slash.get("url", "")) == ("/alarm", address)
    for part in ("event_subscriptions", "interactivity"):
        assert told["settings"][part].get("request_url", "") == address
    assert told["settings"]["interactivity"].get("message_menu_options_url", "") == address
    back = told["oauth_config"].get("redirect_urls", [])
    assert back == (["https://t.example.org/slack/oauth_redirect"] if "PUBLIC_URL" in given else [])


def test_the_guide_has_ten_steps_and_names_what_there_is() -> None:
    text = README.read_text(encoding="utf-8")
    steps = [line for line in text.splitlines() if line.partition(". ")[0].isdigit()]
    assert [step.partition(".")[0] for step in steps] == [str(number) for number in range(1, 11)]
    fields = [name for name in Settings.model_fields if name.startswith("slack_")]
    assert [name for name in fields if f"TOCSIN_{name.upper()}" not in text] == []
    assert [scope for scope in NEEDS if f"`{scope}`" not in text] == []
    for word in ("tocsin slack setup", "tocsin run", "/tocsin subscribe", "/invite @Tocsin", "*HTTP:*", "Socket Mode"):
        assert word in text
