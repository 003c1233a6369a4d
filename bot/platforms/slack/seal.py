"""Tokens of workspaces as they stand in the database: encrypted, under a key that stands elsewhere.

Whoever has only the database, or a copy of it, cannot write as Tocsin. Must not know whose tokens they are.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.domain.errors import BotError

_SEALED = "fernet:"  # before what is encrypted, so that sealing twice changes nothing

log = logging.getLogger(__name__)


class Unreadable(BotError):
    """None of the keys opens what was kept; give the former key behind the new one, or install Tocsin there anew."""


class NoKeyFile(BotError):
    """The key file cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the key of Slack's tokens cannot be kept in {path}: {reason}. Set TOCSIN_SLACK_TOKEN_KEY.")


class Seal:
    """Seals with the first key and opens with any. A key is 32 bytes in URL-safe base64; ValueError for another."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._newest = Fernet(keys[0])
        self._all = MultiFernet([Fernet(key) for key in keys])

    def shut(self, text: str) -> str:
        """The text, encrypted; what is sealed already stays as it is."""
        if text.startswith(_SEALED):
            return text
        return _SEALED + self._newest.encrypt(text.encode()).decode()

    def open(self, kept: str) -> str:
        """The text behind what was kept; what was never sealed stays as it is. Raises Unreadable."""
        if not kept.startswith(_SEALED):
            return kept
        try:
            return self._all.decrypt(kept.removeprefix(_SEALED).encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error

    def is_current(self, kept: str) -> bool:
        """Whether it stands under the first key, so that the others are not needed for it."""
        if not kept.startswith(_SEALED):
            return False
        try:
            self._newest.decrypt(kept.removeprefix(_SEALED).encode())
        except InvalidToken:
            return False
        return True


def kept_keys(path: Path) -> list[str]:
    """The keys in a file, each a line; a file that is not there is made, with one key, readable by its owner alone.

    Raises NoKeyFile.
    """
    try:
        if path.exists():
            return _read(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        made = _made(path)
    except OSError as error:
        raise NoKeyFile(path, error.strerror or "unreadable") from error
    log.warning("a key for Slack's tokens was made; keep a copy", extra={"action": "slack_key_made", "path": str(path)})
    return [made]


def _made(path: Path) -> str:
    """A new key in its file. The file is there whole or not at all: without its key every token would be lost."""
    key = Fernet.generate_key().decode()
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return key


def _read(path: Path) -> list[str]:
    keys = re.split(r"[,\s]+", path.read_text(encoding="ascii", errors="replace").strip())
    try:
        for key in keys:
            Fernet(key)
    except ValueError as error:
        raise NoKeyFile(path, "it holds no key") from error
    return keys
