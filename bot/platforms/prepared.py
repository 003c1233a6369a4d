"""Prepared commands as text and back: what stands in a button, or in the store where a button has no room for it.

A line is "verb?arg=value&arg=value". Reading takes exactly what writing makes: anything else, from an older Tocsin or
from somebody else, is no command. Must not know a platform.
"""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote_plus

from bot.domain.card import Action
from bot.domain.ids import digest

_SAFE = "_.,;:/-!'()*~"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_TOKEN = re.compile(r"[0-9a-f]{24}")


def line(action: Action) -> str:
    """The action as text of any length, which `read` reads back."""
    args = "&".join(f"{name}={quoted(value)}" for name, value in action.args)
    return f"{action.command}?{args}" if args else action.command


def read(text: str) -> tuple[str, dict[str, str]] | None:
    """Command and arguments of a line; None for anything that `line` did not write."""
    command, question, rest = text.partition("?")
    args = _args(rest) if question else {}
    return (command, args) if args is not None and _NAME.fullmatch(command) else None


def token(whole: str) -> str:
    """The name under which the store keeps a line; it depends on nothing else."""
    return digest("button", whole)


def is_token(text: str) -> bool:
    """Whether `token` may have given it."""
    return _TOKEN.fullmatch(text) is not None


def quoted(text: str) -> str:
    """Letters and digits of all scripts as they are, for buttons have little room; everything else as in addresses."""
    return "".join(
        letter if letter.isalnum() or letter in _SAFE else quote_plus(letter, errors="replace") for letter in text
    )


def unquoted(text: str) -> str | None:
    """What `quoted` was given; None where it did not make the text."""
    try:
        plain = unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        return None
    return plain if quoted(plain) == text else None


def _args(text: str) -> dict[str, str] | None:
    args: dict[str, str] = {}
    for pair in text.split("&"):
        name, equals, value = pair.partition("=")
        plain = unquoted(value)
        if not equals or plain is None or name in args or not _NAME.fullmatch(name):
            return None
        args[name] = plain
    return args
