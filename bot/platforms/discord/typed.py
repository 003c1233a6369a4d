"""Commands as people type them on Discord: the line of a card in the form of Discord's own picker.

"incident 7K2M9QXD" is "/incident id:7K2M9QXD" there. What is no command stays as it is.
"""

from __future__ import annotations

import re

from bot.commands import catalogue
from bot.commands.parse import BadCommand, parse

_OPTION = re.compile(r"([a-z_]+)=(\S.*)")
_PLACEHOLDERS = frozenset("[]<>|…")  # of a usage line, which names values instead of giving them
_OPTIONS = frozenset(param.name for command in catalogue.COMMANDS for param in command.params)


def as_typed(text: str) -> str:
    """The line as Discord wants it; a single option ("digest=daily") becomes "digest:daily"."""
    name = text.partition(" ")[0]
    if catalogue.find(name) is None:
        option = _OPTION.fullmatch(text)
        return f"{option.group(1)}:{option.group(2)}" if option and option.group(1) in _OPTIONS else text
    if not _PLACEHOLDERS.isdisjoint(text):
        return f"/{text}"
    try:
        command, given = parse(text)
    except BadCommand:
        return f"/{text}"
    return " ".join([f"/{command.name}", *(f"{name}:{value}" for name, value in given.items())])
