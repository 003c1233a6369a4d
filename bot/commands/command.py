"""What a command is, one use of it, and its answer, as plain values that every platform and the help are made from.

Must not know any platform, any verb, or how an answer is rendered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.reader import Reader
from bot.domain.subscription import Destination

MOST_CHOICES_SHOWN = 5  # more would hide the rest of a usage line
MOST_OPTIONS_SHOWN = 3


class ParamKind(StrEnum):
    """What a parameter holds: platforms choose their picker by it, `parse` checks choices and numbers."""

    TEXT = "text"
    PLACE = "place"
    INCIDENT = "incident"
    SUBSCRIPTION = "subscription"
    MUTE = "mute"
    WISH = "wish"  # what a subscription or a mute is about
    RULE = "rule"
    PARAMETER = "parameter"  # of the rule that another argument names
    ROLE = "role"  # of the platform: somebody to mention
    CHOICE = "choice"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One argument. `rest` takes all free words of a typed line; at most one parameter of a command does so.

    `more` is a pattern of words that may follow a typed value and still belong to it: "digest=daily 07:30".
    """

    name: str
    help: str  # a message of the phrase catalogue
    example: str  # a value that is always well formed, shown in usage hints
    required: bool = True
    kind: ParamKind = ParamKind.TEXT
    choices: tuple[str, ...] = ()
    rest: bool = False
    more: str = ""
    least: int = 0  # of a number
    most: int = 0

    @property
    def usage(self) -> str:
        """How it stands in a usage line: `PLACE`, `[PLACE]`, `[days=7]`, `[severity=low|medium]`."""
        if self.rest or self.required or len(self.choices) > MOST_CHOICES_SHOWN:
            shown = self.name.upper()
        else:
            shown = f"{self.name}={'|'.join(self.choices) or self.example}"
        return shown if self.required else f"[{shown}]"


class Access(StrEnum):
    """Who may use a command."""

    ALL = "all"
    CHANNEL = "channel"  # changes a channel's wishes
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, from which channel, in which language, and what the platform says that this person may do.

    An empty language is the channel's own. `roles` are the platform's ids of the roles or groups that the person has.
    """

    destination: Destination
    user: str
    language: str
    may_change: bool  # may change the channel's wishes
    is_operator: bool
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One use of a command, taken apart by the platform, by a button (`Action`) or by `parse`.

    `perform` adds the settings of the channel that it comes from, and for whom the answer is written.
    """

    command: str
    args: Mapping[str, str]
    caller: Caller
    channel: Channel
    reader: Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer. `private`: only for the one who asked; `ok` is False where the wish was not fulfilled.

    `wrong` says in a sentence, for each argument at fault, what is wrong with it, so that a form shows it there; under
    no name where no argument alone is at fault.
    """

    card: Card
    private: bool = True
    ok: bool = True
    wrong: Mapping[str, str] = field(default_factory=dict)


Run = Callable[[Invocation, Desk], Awaitable[Reply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An entry of the catalogue. `help` is a message of the phrase catalogue, at most 100 characters long."""

    name: str
    help: str
    run: Run
    params: tuple[Param, ...] = ()
    access: Access = Access.ALL

    @property
    def usage(self) -> str:
        """The line to type: `subscribe WHAT [severity=low|medium|high|critical]`."""
        return " ".join([self.name, *(param.usage for param in self.params)])

    @property
    def brief(self) -> str:
        """The same for a list of many commands: a long row of options is left out, `subscribe WHAT […]`."""
        optional = [param for param in self.params if not param.required]
        if len(optional) <= MOST_OPTIONS_SHOWN:
            return self.usage
        return " ".join([self.name, *(param.usage for param in self.params if param.required), "[…]"])

    @property
    def example(self) -> str:
        """A line that surely can be typed, with the required arguments filled in."""
        return " ".join([self.name, *(param.example for param in self.params if param.required)])

    def allows(self, caller: Caller, channel: Channel) -> bool:
        """Whether the caller may use it there. Operators may do whatever a channel's people may."""
        match self.access:
            case Access.ALL:
                return True
            case Access.CHANNEL:
                return may_change(caller, channel)
            case Access.OPERATOR:
                return caller.is_operator


def may_change(caller: Caller, channel: Channel) -> bool:
    """Whether a person may change what a channel wishes: by the platform's rights, a listed role, or as an operator."""
    return caller.may_change or caller.is_operator or bool(caller.roles & channel.editors)
