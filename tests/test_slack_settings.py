"""Settings that concern Slack: what is taken, what does not go together, and what somebody who got it wrong is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.log import Secret
from bot.settings import SettingsError
from bot.slack_settings import address, keys

KEY = "c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlISE="
HEX = "0123456789abcdef0123456789abcdef"
GOOD = {
    "BOT_TOKEN": "xoxb-1-2-abc",
    "APP_TOKEN": "xapp-1-A0-2-abc",
    "SIGNING_SECRET": HEX,
    "CLIENT_ID": "123.456",
    "CLIENT_SECRET": HEX,
    "TOKEN_KEY": KEY,
    "PUBLIC_URL": "https://tocsin.example.org",
}


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def give(monkeypatch: pytest.MonkeyPatch, *names: str, **other: str) -> None:
    for name, value in {**{name: GOOD[name] for name in names}, **other}.items():
        monkeypatch.setenv(f"TOCSIN_SLACK_{name}", value)


def faults() -> dict[str, list[str]]:
    with pytest.raises(SettingsError) as refused:
        settings.load()
    told: dict[str, list[str]] = {}
    for fault in refused.value.faults:
        assert fault.fix
        told.setdefault(fault.where.removeprefix("TOCSIN_SLACK_"), []).append(f"{fault.what}: {fault.fix}")
    return told


def test_without_any_of_them_slack_is_left_alone() -> None:
    got = settings.load()
    assert got.slack_bot_token is None
    assert got.slack_client_id is None
    assert (got.slack_listen, got.slack_command, got.slack_operators) == ("127.0.0.1:3000", "/tocsin", [])


@pytest.mark.parametrize(
    "names",
    [
        ("BOT_TOKEN", "APP_TOKEN"),
        ("BOT_TOKEN", "SIGNING_SECRET"),
        ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "PUBLIC_URL"),
        ("CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL", "SIGNING_SECRET"),
        ("CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL", "APP_TOKEN", "TOKEN_KEY"),
        ("PUBLIC_URL",),
    ],
    ids="+".join,
)
def test_what_goes_together_is_taken(monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]) -> None:
    give(monkeypatch, *names)
    got = settings.load()
    for name in names:
        value = getattr(got, f"slack_{name.lower()}")
        assert (value.reveal() if isinstance(value, Secret) else value) == GOOD[name]


@pytest.mark.parametrize(
    ("names", "where", "says"),
    [
        (("BOT_TOKEN",), "BOT_TOKEN", "would hear nothing"),
        (("CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL"), "CLIENT_ID", "would hear nothing"),
        (("APP_TOKEN",), "APP_TOKEN", "could not write"),
        (("SIGNING_SECRET",), "SIGNING_SECRET", "could not write"),
        (("BOT_TOKEN", "APP_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL"), "BOT_TOKEN", "for one workspace"),
        (("CLIENT_ID", "PUBLIC_URL", "APP_TOKEN"), "CLIENT_ID", "CLIENT_SECRET is missing"),
        (("CLIENT_ID", "CLIENT_SECRET", "APP_TOKEN"), "CLIENT_ID", "PUBLIC_URL is missing"),
        (("CLIENT_SECRET", "BOT_TOKEN", "APP_TOKEN"), "CLIENT_SECRET", "CLIENT_ID is missing"),
        (("TOKEN_KEY", "BOT_TOKEN", "APP_TOKEN"), "TOKEN_KEY", "nothing to encrypt"),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_together_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], where: str, says: str
) -> None:
    give(monkeypatch, *names)
    told = faults()
    assert list(told) == [where]
    assert len(told[where]) == 1
    assert says in told[where][0]


def test_a_secret_in_a_file_counts_like_one_in_a_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"{GOOD['BOT_TOKEN']}\n")
    give(monkeypatch, "APP_TOKEN", BOT_TOKEN_FILE=str(tmp_path / "token"))
    got = settings.load()
    assert got.slack_bot_token == Secret(GOOD["BOT_TOKEN"])


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("BOT_TOKEN", "xapp-1-2"),
        ("BOT_TOKEN", "xoxp-user-token"),
        ("BOT_TOKEN", "xoxb-with a blank"),
        ("APP_TOKEN", "xoxb-1-2"),
        ("SIGNING_SECRET", "short"),
        ("SIGNING_SECRET", f"{HEX}\n{HEX}"),
        ("CLIENT_SECRET", "<secret-of-the-client>"),
        ("TOKEN_KEY", "password"),
        ("TOKEN_KEY", f"{KEY},hunter2"),
    ],
)
def test_a_wrong_secret_is_refused_and_never_repeated(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    give(monkeypatch, *GOOD.keys() - {"BOT_TOKEN", name}, **{name: wrong})
    with pytest.raises(SettingsError) as refused:
        settings.load()
    assert f"TOCSIN_SLACK_{name}" in str(refused.value)
    assert wrong not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("CLIENT_ID", "123456"),
        ("PUBLIC_URL", "http://tocsin.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://tocsin.example.org/?a=1"),
        ("PUBLIC_URL", "tocsin.example.org"),
        ("PUBLIC_URL", "https://a b"),
        ("LISTEN", "3000"),
        ("LISTEN", "localhost:70000"),
        ("LISTEN", "host:port"),
        ("LISTEN", "::1:3000"),
        ("COMMAND", "tocsin"),
        ("COMMAND", "/Tocsin"),
        ("COMMAND", "/two words"),
        ("COMMAND", f"/{'a' * 32}"),
        ("OPERATORS", "U0123456789,ann"),
        ("OPERATORS", "T0123456789"),
    ],
)
def test_a_wrong_value_names_its_variable_and_the_fix(monkeypatch: pytest.MonkeyPatch, name: str, wrong: str) -> None:
    give(monkeypatch, *GOOD.keys() - {"BOT_TOKEN", name}, **{name: wrong})
    told = faults()
    assert list(told) == [name]
    assert repr(wrong.rpartition(",")[2])[1:-1] in told[name][0]


@pytest.mark.parametrize("url", ["http://localhost:3000", "http://127.0.0.1:3000/", "https://example.org/tocsin/"])
def test_a_public_address_loses_its_last_slash_and_may_be_ones_own_machine(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    give(monkeypatch, PUBLIC_URL=url)
    assert settings.load().slack_public_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [("0.0.0.0:3000", "0.0.0.0", 3000), ("[::1]:8080", "::1", 8080), ("tocsin.internal:1", "tocsin.internal", 1)],
)
def test_where_to_listen_is_a_host_and_a_port(text: str, host: str, port: int) -> None:
    assert address(text) == (host, port)


def test_several_keys_are_read_in_their_order() -> None:
    assert keys(Secret(f"{KEY}, {HEX} ")) == [KEY, HEX]
