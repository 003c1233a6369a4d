"""Takes a typed line apart into a command and its arguments, and checks arguments that a platform brings ready-made.

The text form is `name word word key=value key:value`: a known key fills its parameter, the other words fill the open
parameters in order, and a `rest` parameter takes all of them ("status région de Kidal"). Words that look like a key but
name no parameter stay words, so that the short matcher form of `subscribe` needs no quotes; so does what "not" turns
round, what "and" or "or" joins, and what stands in parentheses. Must not know any verb.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from enum import StrEnum

from bot.commands import spelling
from bot.commands.command import Command, Param, ParamKind
from bot.commands.typed import LONGEST_ARG, LONGEST_LINE, SHOWN, cleaned, clipped
from bot.domain.errors import BotError
from bot.engine.text import AND, NOT, OR

_QUOTES = {'"': '"', "“": "”", "«": "»"}
_TOKEN = re.compile(r'(?:"[^"]*"?|“[^”]*”?|«[^»]*»?|[^\s"“«])+')
_KEYED = re.compile(r"([a-z_]+)[=:](.+)", re.DOTALL)


class Problem(StrEnum):
    """What is wrong with a typed line."""

    EMPTY = "empty"
    UNKNOWN_COMMAND = "unknown_command"
    UNKNOWN_ARGUMENT = "unknown_argument"
    MISSING = "missing"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class BadCommand(BotError):
    """A line that is no command. `word` is what was typed (clipped), `nearest` the valid word that was probably meant.

    `command` is the one that was named or meant, `param` the parameter at fault, `mended` a whole line to type instead.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        word: str = "",
        nearest: str = "",
        command: Command | None = None,
        param: Param | None = None,
        mended: str = "",
    ) -> None:
        self.problem, self.word, self.nearest = problem, clipped(word), nearest
        self.command, self.param, self.mended = command, param, mended
        super().__init__(f"{problem.value}: {self.word!r}")


def parse(text: str) -> tuple[Command, dict[str, str]]:
    """The command and its checked arguments. Raises BadCommand."""
    typed = cleaned(text)
    if len(typed) > LONGEST_LINE:
        raise BadCommand(Problem.TOO_LONG, word=typed)
    words = _TOKEN.findall(typed)
    if not words:
        raise BadCommand(Problem.EMPTY)
    name = words[0].lstrip("/!")
    command = _known().get(name.casefold())
    if command is None:
        raise unknown(name, typed.removeprefix(words[0]))
    return command, checked(command, _assigned(command, words[1:]))


def unknown(name: str, rest: str = "") -> BadCommand:
    """The error for a command that there is not; `mended` is the nearest command with the rest of the line."""
    near = difflib.get_close_matches(name.casefold()[:LONGEST_ARG], _known(), n=1, cutoff=0.6)
    nearest = next(iter(near), "")
    meant = _known().get(nearest)
    if meant is None:
        return BadCommand(Problem.UNKNOWN_COMMAND, word=name)
    mended = f"{nearest}{rest}" if rest and len(rest) <= SHOWN else meant.example
    return BadCommand(Problem.UNKNOWN_COMMAND, word=name, nearest=nearest, command=meant, mended=mended)


def checked(command: Command, args: Mapping[str, str]) -> dict[str, str]:
    """The arguments cleaned and in the order of the parameters; empty ones are left out. Raises BadCommand."""
    known = {param.name for param in command.params}
    for name in args:
        if name not in known:
            raise BadCommand(Problem.UNKNOWN_ARGUMENT, word=name, command=command)
    given: dict[str, str] = {}
    for param in command.params:
        value = cleaned(args.get(param.name, ""))
        if value:
            given[param.name] = _checked_value(command, param, value, args)
        elif param.required:
            raise BadCommand(Problem.MISSING, word=param.name, command=command, param=param, mended=command.example)
    return given


def line(name: str, args: Mapping[str, str]) -> str:
    """The line that `parse` reads back to the same command and arguments: what a button stands for, as text."""
    command = _known().get(name)
    params = command.params if command else ()
    return " ".join([name, *(_said(param, args[param.name]) for param in params if param.name in args)])


def _known() -> Mapping[str, Command]:
    # Verbs write lines too, for buttons and the audit log: the catalogue of verbs is looked at only once it is whole.
    from bot.commands import catalogue

    return catalogue.BY_NAME


def _said(param: Param, value: str) -> str:
    if param.rest:
        return value
    return f'{param.name}="{value}"' if " " in value else f"{param.name}={value}"


def _assigned(command: Command, words: list[str]) -> dict[str, str]:
    by_name = {param.name: param for param in command.params}
    given: dict[str, str] = {}
    free: list[str] = []
    rest = next((param for param in command.params if param.rest), None)
    last: Param | None = None  # the parameter that the next words may still belong to
    for word in words:
        keyed = _KEYED.fullmatch(word)
        is_inside = rest is not None and _goes_on(free)
        param = by_name.get(keyed.group(1)) if keyed and not is_inside else None
        if keyed is not None and param is not None and param is not rest:
            given[param.name] = _unquoted(keyed.group(2))
            last = param if param.more and keyed.group(2)[0] not in _QUOTES else None
        elif last is not None and re.fullmatch(last.more, word, re.IGNORECASE):
            given[last.name] += f" {word}"
        else:
            free.append(keyed.group(2) if keyed is not None and param is not None else word)
            last = None
    if rest is not None:
        return given | _given_rest(command, rest, free, given)
    open_params = [param for param in command.params if param.name not in given]
    if len(free) > len(open_params):
        raise BadCommand(Problem.TOO_MANY, word=free[len(open_params)], command=command)
    return given | {param.name: _unquoted(word) for param, word in zip(open_params, free, strict=False)}


def _goes_on(words: list[str]) -> bool:
    """Whether the words so far are conditions to which the next word belongs, whatever it looks like."""
    opened = sum(word.count("(") - word.count(")") for word in words)
    return opened > 0 or (bool(words) and words[-1].casefold() in NOT | AND | OR)


def _given_rest(command: Command, rest: Param, free: list[str], given: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for param in command.params:  # "incidents Kidal 30": a last bare number is meant for the number
        is_open = param.kind is ParamKind.NUMBER and param.name not in given
        if is_open and free and free[-1].isdecimal():
            found[param.name] = free.pop()
    if len(free) == 1:
        free = [_unquoted(free[0])]
    return found | ({rest.name: " ".join(free)} if free else {})


def _unquoted(word: str) -> str:
    inner = word[1:]
    closing = _QUOTES.get(word[:1])
    if closing is None:
        return word
    # A quotation mark that nobody closed still shows what was meant.
    return inner.removesuffix(closing).strip() if closing not in inner[:-1] else word


def _checked_value(command: Command, param: Param, value: str, args: Mapping[str, str]) -> str:
    if len(value) > LONGEST_ARG:
        raise BadCommand(Problem.TOO_LONG, word=value, command=command, param=param)
    if param.kind is ParamKind.CHOICE:
        try:
            return spelling.choice(value, param.choices)
        except spelling.Misspelt as error:
            nearest = next(iter(error.nearest), "")
            mended = line(command.name, {**args, param.name: nearest}) if nearest else ""
            raise BadCommand(
                Problem.NOT_A_CHOICE, word=value, nearest=nearest, command=command, param=param, mended=mended
            ) from error
    if param.kind is ParamKind.NUMBER:
        # Only ASCII digits: int() also reads other scripts' digits and underscores.
        is_number = value.isascii() and value.isdecimal() and len(value) < 10
        if not is_number or not param.least <= int(value) <= param.most:
            raise BadCommand(Problem.NOT_A_NUMBER, word=value, command=command, param=param)
        return str(int(value))
    return value
