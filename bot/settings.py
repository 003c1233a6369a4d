"""Settings of one running Tocsin, read from `TOCSIN_*` variables and a `.env` file.

The only reader of the environment. Nothing is read when this module is imported. What to watch stands in rules and
packs, wishes of channels in the database, facts about a publisher in its manifest: none of them belongs here.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.errors import BadFile, Fault
from bot.log import MASK, Secret, one_line

PREFIX = "TOCSIN_"
FILE_SUFFIX = "_FILE"
_MIB = 1024 * 1024
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+[!-~]*")


class SettingsError(BadFile):
    """Some settings are wrong. `faults` names every wrong variable, what was given and what would be right."""


class DatabaseUrl(Secret):
    """Where the store lives. Prints as the URL with its password masked; `reveal()` gives it whole."""

    __slots__ = ()

    @property
    def sqlite_path(self) -> Path | None:
        """The file of a SQLite database, as given; None for PostgreSQL."""
        scheme, _, path = self.reveal().partition(":///")
        return Path(path) if scheme == "sqlite" else None

    def __str__(self) -> str:
        if self.sqlite_path is not None:
            return self.reveal()
        parts = urlsplit(self.reveal())
        user, at, host = parts.netloc.rpartition("@")
        name, colon, _ = user.partition(":")
        # libpq also reads passwords from the query (password=, sslpassword=).
        query = [(key, MASK if "password" in key else value) for key, value in parse_qsl(parts.query)]
        netloc = f"{name}{colon and colon + MASK}{at}{host}"
        return urlunsplit(parts._replace(netloc=netloc, query=urlencode(query, safe="*/")))


def _database(url: DatabaseUrl) -> DatabaseUrl:
    try:
        parts = urlsplit(url.reveal())
        _ = parts.port
    except ValueError as error:
        raise ValueError("not a URL") from error
    sqlite = url.sqlite_path is not None and url.sqlite_path.name not in {"", ".", ".."}
    if not sqlite and not (parts.scheme == "postgresql" and parts.path.strip("/")):
        raise ValueError("not a database Tocsin knows")
    return url


def _split(value: object) -> object:
    """Lists are written as one word after another, with commas or spaces between."""
    return [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value


def _identifiers(names: list[str]) -> list[str]:
    wrong = [name for name in names if not _IDENTIFIER.fullmatch(name)]
    if wrong:
        raise ValueError(f"{', '.join(map(repr, wrong))} cannot be an identifier")
    return list(dict.fromkeys(names))


def _contact(text: str) -> str:
    # The text goes into a request header: nothing that could end the header may pass.
    if not _EMAIL.fullmatch(text) and not _WEB_ADDRESS.fullmatch(text):
        raise ValueError("neither an e-mail address nor a web address")
    return text


def _directory(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("no such directory")
    return path


def _size(size: ByteSize) -> ByteSize:
    if not 64 * 1024 <= size <= 1024 * _MIB:
        raise ValueError("out of bounds")
    return size


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Identifiers = Annotated[list[str], NoDecode, BeforeValidator(_split), AfterValidator(_identifiers)]


def _help(text: str, fix: str, example: str) -> dict[str, Any]:
    """Field arguments: what the setting does, the sentence that mends a wrong value, and a value to copy."""
    return {"description": text, "json_schema_extra": {"fix": fix, "example": example}}


class Settings(BaseSettings):
    """One value per `TOCSIN_*` variable; build it with `load`, which names everything that is wrong at once."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, validate_default=False
    )

    database: Annotated[DatabaseUrl, AfterValidator(_database)] = Field(
        default=DatabaseUrl("sqlite:///var/tocsin.db"),
        **_help(
            "Where incidents, subscriptions and the outbox are kept.",
            "give sqlite:///path/to/file.db or postgresql://user:password@host/name",
            "postgresql://tocsin:password@localhost/tocsin",
        ),
    )
    rules_dir: Annotated[Path, AfterValidator(_directory)] | None = Field(
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
    language: Annotated[Literal["en", "fr"], BeforeValidator(_lower)] = Field(
        default="en", **_help("Language of cards and answers where a channel asked for none.", "give en or fr", "fr")
    )
    contact: Annotated[str, AfterValidator(_contact)] | None = Field(
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
    http_max_bytes: Annotated[ByteSize, AfterValidator(_size)] = Field(
        default=ByteSize(32 * _MIB),
        **_help(
            "The largest body taken from a publisher, packed or unpacked.",
            "give a size from 64 KiB to 1 GiB, such as 32MiB or a number of bytes",
            "32MiB",
        ),
    )
    transcript: Path | None = Field(
        default=None,
        **_help(
            "File that keeps what the terminal showed. Without it: transcript.log beside the database.",
            "give the path of a file",
            "var/transcript.log",
        ),
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        default="info", **_help("The least level of log lines.", "give debug, info, warning or error", "debug")
    )
    log_format: Annotated[Literal["human", "json"], BeforeValidator(_lower)] = Field(
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
        if isinstance(field.annotation, type) and issubclass(field.annotation, Secret)
    )


def no_color() -> bool:
    """Whether the terminal's owner asked for no colour (https://no-color.org) or the terminal shows none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process: environment first, then the `.env` file. Raises SettingsError with every fault."""
    given, faults = _given(env_file)
    values, file_faults = _from_files(given)
    faults += file_faults + _unknown(given)
    readable = None if faults and faults[0].where == str(env_file) else env_file
    try:
        settings = Settings(_env_file=readable, _env_file_encoding="utf-8", **values)
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
