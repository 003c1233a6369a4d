"""Settings: what is read, what wins, and what somebody who got it wrong is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot import settings
from bot.settings import DatabaseUrl, Settings, SettingsError

Load = Callable[..., Settings]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Load:
    """Loads settings in an empty directory, with the given variables and `.env` text."""
    monkeypatch.chdir(tmp_path)

    def start(env: str | bytes = "", **variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        if env:
            (tmp_path / ".env").write_bytes(env if isinstance(env, bytes) else env.encode())
        return settings.load()

    return start


def faults(load: Load, **given: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load(**given)
    assert all(fault.fix for fault in caught.value.faults)
    return {fault.where: str(fault) for fault in caught.value.faults}


def test_without_any_variable_everything_has_a_default(load: Load) -> None:
    got = load()
    assert got.database.reveal() == "sqlite:///var/tocsin.db"
    assert got.theatres == ["sahel"]
    assert (got.language, got.log_level, got.log_format) == ("en", "info", "human")
    assert got.rules_dir is None
    assert got.sources_off == []
    assert got.http_max_bytes == 32 * 1024 * 1024
    assert got.transcript_path == Path("var/transcript.log")


def test_the_defaults_pass_their_own_checks(load: Load) -> None:
    assert load(TOCSIN_DATABASE=str(load().database), TOCSIN_THEATRES="sahel").database == load().database


def test_the_environment_wins_over_the_env_file(load: Load) -> None:
    got = load("TOCSIN_LANGUAGE=fr\nTOCSIN_LOG_LEVEL=debug\nOTHER_PROGRAM=1\n", TOCSIN_LOG_LEVEL="ERROR")
    assert (got.language, got.log_level) == ("fr", "error")


def test_an_empty_variable_is_as_good_as_none(load: Load) -> None:
    assert load(TOCSIN_CONTACT="", TOCSIN_THEATRES="").theatres == ["sahel"]


def test_lists_are_words_with_commas_or_spaces_and_repeats_are_dropped(load: Load) -> None:
    assert load(TOCSIN_THEATRES="sahel, lake_chad sahel,").theatres == ["sahel", "lake_chad"]


def test_a_size_may_be_written_with_its_unit(load: Load) -> None:
    assert load(TOCSIN_HTTP_MAX_BYTES="2 MiB").http_max_bytes == 2 * 1024 * 1024


def test_the_transcript_stands_beside_the_database_unless_it_is_set(load: Load, tmp_path: Path) -> None:
    assert load(TOCSIN_DATABASE="sqlite:////srv/t/a.db").transcript_path == Path("/srv/t/transcript.log")
    assert load(TOCSIN_DATABASE="postgresql://h/n").transcript_path == Path("var/transcript.log")
    assert load(TOCSIN_TRANSCRIPT=str(tmp_path / "seen")).transcript_path == tmp_path / "seen"


def test_all_wrong_settings_are_told_at_once(load: Load) -> None:
    told = faults(
        load,
        TOCSIN_LANGUAGE="de",
        TOCSIN_HTTP_TIMEOUT_S="soon",
        TOCSIN_THEATRES="Sahel,../etc",
        TOCSIN_RULES_DIR="nowhere",
        TOCSIN_LOGLEVEL="info",
        TOCSIN_DATABASE_FILE="absent",
    )
    assert list(told) == sorted(told)
    assert set(told) == {
        "TOCSIN_LANGUAGE",
        "TOCSIN_HTTP_TIMEOUT_S",
        "TOCSIN_THEATRES",
        "TOCSIN_RULES_DIR",
        "TOCSIN_LOGLEVEL",
        "TOCSIN_DATABASE_FILE",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOCSIN_DATABASE", "mysql://h/n"),
        ("TOCSIN_DATABASE", "sqlite://tocsin.db"),
        ("TOCSIN_DATABASE", "sqlite:///"),
        ("TOCSIN_DATABASE", "postgresql://host-without-name"),
        ("TOCSIN_DATABASE", "postgresql://h:port/n"),
        ("TOCSIN_DATABASE", "postgresql://[::1/n"),
        ("TOCSIN_THEATRES", ", ,"),
        ("TOCSIN_LANGUAGE", "english"),
        ("TOCSIN_CONTACT", "me"),
        ("TOCSIN_CONTACT", "a@b.org\r\nX-Evil: 1"),
        ("TOCSIN_CONTACT", "https://h.org/\x1b[31m"),
        ("TOCSIN_SOURCES_OFF", "gdelt;rm"),
        ("TOCSIN_HTTP_TIMEOUT_S", "0"),
        ("TOCSIN_HTTP_TIMEOUT_S", "nan"),
        ("TOCSIN_HTTP_TIMEOUT_S", "1e9"),
        ("TOCSIN_HTTP_MAX_BYTES", "1KiB"),
        ("TOCSIN_HTTP_MAX_BYTES", "2GiB"),
        ("TOCSIN_HTTP_MAX_BYTES", "much"),
        ("TOCSIN_LOG_LEVEL", "loud"),
        ("TOCSIN_LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_value_names_its_variable_what_was_given_and_the_fix(load: Load, name: str, value: str) -> None:
    told = faults(load, **{name: value})
    assert list(told) == [name]
    assert told[name].isprintable()
    secret = name == "TOCSIN_DATABASE"
    assert secret or value[:5] in told[name]


def test_an_unknown_variable_is_told_with_the_nearest_name(load: Load) -> None:
    assert "did you mean TOCSIN_DATABASE?" in faults(load, TOCSIN_DATABSE="x")["TOCSIN_DATABSE"]


def test_an_unknown_variable_without_a_neighbour_points_to_the_list(load: Load) -> None:
    assert ".env.example" in faults(load, TOCSIN_QQQQQQQQQQ="x")["TOCSIN_QQQQQQQQQQ"]


def test_an_unknown_variable_in_the_env_file_is_told_too(load: Load) -> None:
    assert "TOCSIN_LANGAGE" in faults(load, env="TOCSIN_LANGAGE=fr\n")


@pytest.mark.parametrize("url", ["mysql://me:hunter2@h/n", "postgresql://me:hunter2@h:x/n"])
def test_a_wrong_secret_is_never_repeated(load: Load, url: str) -> None:
    assert "hunter2" not in faults(load, TOCSIN_DATABASE=url)["TOCSIN_DATABASE"]


def test_a_secret_may_stand_in_a_file(load: Load, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://me:hunter2@h/n\n", encoding="utf-8")
    got = load(TOCSIN_DATABASE_FILE=str(tmp_path / "url"))
    assert got.database.reveal() == "postgresql://me:hunter2@h/n"


def test_a_secret_given_twice_is_refused(load: Load, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://h/n", encoding="utf-8")
    told = faults(load, TOCSIN_DATABASE_FILE=str(tmp_path / "url"), TOCSIN_DATABASE="postgresql://h/m")
    assert "TOCSIN_DATABASE is set as well" in told["TOCSIN_DATABASE_FILE"]


def test_a_wrong_secret_in_a_file_is_told(load: Load, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("hunter2", encoding="utf-8")
    told = faults(load, TOCSIN_DATABASE_FILE=str(tmp_path / "url"))
    assert "hunter2" not in str(told)
    assert list(told) == ["TOCSIN_DATABASE"]


def test_only_secrets_have_a_file_twin(load: Load) -> None:
    assert "TOCSIN_LANGUAGE_FILE" in faults(load, TOCSIN_LANGUAGE_FILE="x")


def test_an_env_file_that_is_not_text_is_told_with_the_rest(load: Load) -> None:
    told = faults(load, env=b"TOCSIN_LANGUAGE=\xff\xfe", TOCSIN_LOG_FORMAT="xml")
    assert set(told) == {".env", "TOCSIN_LOG_FORMAT"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///var/tocsin.db", "sqlite:///var/tocsin.db"),
        ("postgresql://me:hunter2@db.example:5432/n", "postgresql://me:***@db.example:5432/n"),
        ("postgresql://me@db.example/n", "postgresql://me@db.example/n"),
        ("postgresql://me:hun@ter2@h/n", "postgresql://me:***@h/n"),
        ("postgresql://h/n?sslmode=require&password=hunter2", "postgresql://h/n?sslmode=require&password=***"),
    ],
)
def test_a_database_address_prints_without_its_password(url: str, shown: str) -> None:
    assert str(DatabaseUrl(url)) == shown
    assert repr(DatabaseUrl(url)) == f"DatabaseUrl('{shown}')"


def test_printing_all_settings_shows_no_password(load: Load) -> None:
    got = load(TOCSIN_DATABASE="postgresql://me:hunter2@h/n")
    assert "hunter2" not in f"{got!r} {got} {got.model_dump()} {got.model_dump_json()}"
    assert got.database.sqlite_path is None


def test_settings_cannot_be_changed_afterwards(load: Load) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load().language = "fr"


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"TERM": "xterm"}, False),
        ({"NO_COLOR": "1"}, True),
        ({"NO_COLOR": "", "TERM": "xterm"}, False),
        ({"TERM": "dumb"}, True),
    ],
    ids=["a colour terminal", "asked for none", "set but empty", "a terminal without colour"],
)
def test_colour_is_left_out_when_the_terminal_says_so(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert settings.no_color() is wanted
