"""What may be written as a setting: the types of their values, and the checks that pydantic runs on them.

A check raises ValueError with the reason; the sentence that mends the value stands beside the setting. Must not know
which setting it is, nor where it was read.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator, BeforeValidator, ByteSize

from bot.log import MASK, Secret

MIB = 1024 * 1024
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
_SNOWFLAKE = re.compile(r"\d{17,20}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+[!-~]*")


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


def split(value: object) -> object:
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
    if not 64 * 1024 <= size <= 1024 * MIB:
        raise ValueError("out of bounds")
    return size


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _token(token: Secret) -> Secret:
    # What has a blank or a line feed in it would be refused by Discord only after a connection was made.
    if not _TOKEN.fullmatch(token.reveal()):
        raise ValueError("not a token of a bot")
    return token


def _snowflakes(ids: list[str]) -> list[str]:
    wrong = [one for one in ids if not _SNOWFLAKE.fullmatch(one)]
    if wrong:
        raise ValueError(f"{', '.join(map(repr, wrong))} cannot be an id of Discord's")
    return list(dict.fromkeys(ids))


Database = Annotated[DatabaseUrl, AfterValidator(_database)]
Directory = Annotated[Path, AfterValidator(_directory)]
Contact = Annotated[str, AfterValidator(_contact)]
Size = Annotated[ByteSize, AfterValidator(_size)]
Lower = BeforeValidator(_lower)  # for words that may be written in capitals too
Identifiers = Annotated[list[str], BeforeValidator(split), AfterValidator(_identifiers)]
BotToken = Annotated[Secret, AfterValidator(_token)]
Snowflakes = Annotated[list[str], BeforeValidator(split), AfterValidator(_snowflakes)]
