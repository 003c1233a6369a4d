"""Settings of one running Tocsin, read from `TOCSIN_*` variables and a `.env` file.

The only reader of the environment. Nothing is read when this module is imported. What to watch stands in rules and
packs, wishes of channels in the database, facts about a publisher in its manifest: none of them belongs here.
"""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from dotenv import dotenv_values
from pydantic import BaseModel, ByteSize, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot import slack_settings as slack
from bot.domain.errors import BadFile, Fault
from bot.given import (
    MIB,
    BotToken,
    Contact,
    Database,
    DatabaseUrl,
    Directory,
    Identifiers,
    Lower,
    Size,
    Snowflakes,
)  # fmt: skip
from bot.log import Secret, one_line

PREFIX = "TOCSIN_"
FILE_SUFFIX = "_FILE"


class SettingsError(BadFile):
    """Some settings are wrong. `faults` names every wrong variable, what was given and what would be right."""


def _help(text: str, fix: str, example: str) -> dict[str, Any]:
    """Field arguments: what the setting does, the sentence that mends a wrong value, and a value to copy."""
    return {"description": text, "json_schema_extra": {"fix": fix, "example": example}}


class Settings(BaseModel):
    """One value per `TOCSIN_*` variable; build it with `load`, which names everything that is wrong at once."""

    model_config = ConfigDict(frozen=True)

    database: Database = Field(
        default=DatabaseUrl("sqlite:///var/tocsin.db"),
        **_help(
            "Where incidents, subscriptions and the outbox are kept.",
            "give sqlite:///path/to/file.db or postgresql://user:password@host/name",
            "postgresql://tocsin:password@localhost/tocsin",
        ),
    )
    rules_dir: Directory | None = Field(
        default=None,
        **_help(
            "A directory with your own rules and packs, one folder for each theatre. Without it: the shipped ones.",
            "give a directory that exists, or leave it out for the shipped rules",
            "rules",
        ),
    )
    theatres: Annotated[Identifiers, Field(min_length=1)] = Field(
        default=["sahel"],
        **_help(
            "Theatres to watch: folders of the rules directory, separated by commas.",
            "give at least one name in small letters, such as sahel; commas between several",
            "sahel",
        ),
    )
    language: Annotated[Literal["en", "fr"], Lower] = Field(
        default="en", **_help("Language of cards and answers where a channel asked for none.", "give en or fr", "fr")
    )
    contact: Contact | None = Field(
        default=None,
        **_help(
            "An e-mail or web address sent to publishers in the user agent, so that they can write before they block.",
            "give one e-mail address or one http(s) address, without spaces",
            "alerts@example.org",
        ),
    )
    sources_off: Identifiers = Field(
        default=[],
        **_help(
            "Sources that are not polled, separated by commas.",
            "give identifiers as `tocsin ask sources` shows them, commas between them",
            "gdelt",
        ),
    )
    http_timeout_s: float = Field(
        default=30,
        ge=1,
        le=300,
        allow_inf_nan=False,
        **_help("Seconds that one download may take.", "give a number of seconds from 1 to 300", "30"),
    )
    http_max_bytes: Size = Field(
        default=ByteSize(32 * MIB),
        **_help(
            "The largest body taken from a publisher, packed or unpacked.",
            "give a size from 64 KiB to 1 GiB, such as 32MiB or a number of bytes",
            "32MiB",
        ),
    )
    discord_token: BotToken | None = Field(
        default=None,
        **_help(
            "The token of your Discord application’s bot. Without it Tocsin does not go to Discord.",
            "copy the token from the Bot page of your application; it has three parts with dots between",
            "bot-token.of.your-application",
        ),
    )
    discord_operators: Snowflakes = Field(
        default=[],
        **_help(
            "Discord’s ids of the people who run this Tocsin, separated by commas: they may look at all channels.",
            "give ids of 17 to 20 digits (Copy User ID in Discord), commas between them",
            "123456789012345678",
        ),
    )
    slack_bot_token: slack.BotToken = None
    slack_app_token: slack.AppToken = None
    slack_signing_secret: slack.SigningSecret = None
    slack_client_id: slack.ClientId = None
    slack_client_secret: slack.ClientSecret = None
    slack_token_key: slack.TokenKey = None
    slack_public_url: slack.PublicUrl = None
    slack_listen: slack.Listen = slack.LISTEN
    slack_command: slack.RootCommand = slack.COMMAND
    slack_operators: slack.Operators = []
    transcript: Path | None = Field(
        default=None,
        **_help(
            "File that keeps what the terminal showed. Without it: transcript.log beside the database.",
            "give the path of a file",
            "var/transcript.log",
        ),
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Lower] = Field(
        default="info", **_help("The least level of log lines.", "give debug, info, warning or error", "debug")
    )
    log_format: Annotated[Literal["human", "json"], Lower] = Field(
        default="human",
        **_help("Short lines for a terminal, or one JSON object for each line.", "give human or json", "json"),
    )

    @property
    def transcript_path(self) -> Path:
        """Where the terminal's transcript goes: as set, else beside the SQLite file, else under var/."""
        beside = self.database.sqlite_path or Path("var/tocsin.db")
        return self.transcript or beside.with_name("transcript.log")


def variable(field: str) -> str:
    """The environment variable of a field."""
    return f"{PREFIX}{field.upper()}"


def secret_fields() -> frozenset[str]:
    """Fields whose value may also stand in a file named by `TOCSIN_<FIELD>_FILE`, and is never repeated in an error."""
    return frozenset(
        name
        for name, field in Settings.model_fields.items()
        if any(issubclass(kind, Secret) for kind in _types(field.annotation))
    )


def _types(annotation: object) -> Iterator[type]:
    """The classes that an annotation is made of."""
    if isinstance(annotation, type):
        yield annotation
    for part in get_args(annotation):
        yield from _types(part)


def no_color() -> bool:
    """Whether the terminal's owner asked for no colour (https://no-color.org) or the terminal shows none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process: environment first, then the `.env` file. Raises SettingsError with every fault."""
    given, faults = _given(env_file)
    values, file_faults = _from_files(given)
    faults += file_faults + _unknown(given) + slack.at_odds({name.removesuffix(FILE_SUFFIX) for name in given})
    values |= {field: given[variable(field)] for field in Settings.model_fields if variable(field) in given}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail for detail in reversed(error.errors(include_url=False))}
        faults += [_fault(field, detail) for field, detail in wrong.items()]
    if faults:
        raise SettingsError(sorted(faults, key=lambda fault: fault.where))
    return settings


def _given(env_file: Path | None) -> tuple[dict[str, str], list[Fault]]:
    """Every `TOCSIN_*` variable that says something, and the fault of a `.env` file that cannot be read."""
    faults = []
    written: Mapping[str, str | None] = {}
    if env_file is not None and env_file.exists():
        try:
            written = dotenv_values(env_file, encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults = [_plain(str(env_file), f"cannot be read: {_reason(error)}", "make it a readable UTF-8 text file")]
    both = {**written, **os.environ}
    given = {name.upper(): value for name, value in both.items() if name.upper().startswith(PREFIX) and value}
    return given, faults


def _from_files(given: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """Values of the secrets that stand in files, as container platforms mount them."""
    values: dict[str, Any] = {}
    faults = []
    for field in sorted(secret_fields()):
        name = variable(field) + FILE_SUFFIX
        if name not in given:
            continue
        if variable(field) in given:
            faults.append(_plain(name, f"{variable(field)} is set as well", "keep one of the two"))
            continue
        try:
            values[field] = Path(given[name]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            what = f"the file {given[name]!r} cannot be read: {_reason(error)}"
            faults.append(_plain(name, what, "give the path of a readable UTF-8 text file"))
    return values, faults


def _unknown(given: Mapping[str, str]) -> list[Fault]:
    valid = [variable(field) for field in Settings.model_fields]
    valid += [variable(field) + FILE_SUFFIX for field in secret_fields()]
    faults = []
    for name in sorted(set(given) - set(valid)):
        near = difflib.get_close_matches(name, valid, n=1)
        fix = f"did you mean {near[0]}?" if near else "the settings are listed in .env.example"
        faults.append(_plain(name, "there is no such setting", fix))
    return faults


def _fault(field: str, detail: ErrorDetails) -> Fault:
    """What pydantic found, said with the variable's name; the value is shown unless it is a secret."""
    extra = Settings.model_fields[field].json_schema_extra
    fix = str(extra["fix"]) if isinstance(extra, dict) else ""
    reason = detail["msg"].removeprefix("Value error, ")
    reason = reason[:1].lower() + reason[1:]
    value = detail["input"]
    shown = "" if field in secret_fields() else f"{one_line(str(value), 80)!r} is refused: "
    return _plain(variable(field), f"{shown}{reason}", fix)


def _plain(where: str, what: str, fix: str) -> Fault:
    return Fault(where=where, line=None, column=None, what=what, fix=fix)


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else (error.strerror or "unreadable")
