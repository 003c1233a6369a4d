"""Log lines and the type that keeps secrets out of them.

Two formats of one record: JSON for files and collectors, one short line for a terminal. The message is a constant
sentence, the values travel in `extra`, `action` is the stable word to grep for. Must not know settings, sources or any
other room: it is told level and format.
"""

import hmac
import json
import logging
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Self, TextIO

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Form = Literal["human", "json"]

MASK = "***"
# What every LogRecord carries by itself; whatever else stands on a record came through `extra`.
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
# These libraries write a line for each request or tick at INFO: a running bot would drown its own lines in them.
_CHATTY = ("aiohttp.access", "apscheduler", "sqlalchemy.engine", "alembic", "discord")
_VALUE_LIMIT = 500

_bound: ContextVar[Mapping[str, object]] = ContextVar("bound", default=MappingProxyType({}))


class Secret:
    """A string that shows `***` wherever it is printed, logged, formatted or serialised; only `reveal()` gives it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Gives the plain text, for the one call that needs it."""
        return self._value

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        # A pickle is a file or a pipe: the plain text would leave the process unseen.
        raise TypeError(f"a {type(self).__name__} is never pickled")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        # Imported here because the pure core imports this module and has no use for pydantic.
        from pydantic_core import core_schema

        return core_schema.union_schema(
            [
                core_schema.is_instance_schema(cls),
                core_schema.no_info_after_validator_function(cls, core_schema.str_schema()),
            ],
            mode="left_to_right",
            serialization=core_schema.to_string_ser_schema(when_used="always"),
        )


@contextmanager
def bind(**fields: object) -> Iterator[None]:
    """Adds the fields to every log line written inside, in this task and the tasks it starts."""
    token = _bound.set(MappingProxyType({**_bound.get(), **fields}))
    try:
        yield
    finally:
        _bound.reset(token)


def bound() -> Mapping[str, object]:
    """The fields bound where this is called."""
    return _bound.get()


def one_line(text: str, limit: int = _VALUE_LIMIT) -> str:
    """The text with control and bidi characters escaped, cut to `limit` first: safe to print in a terminal."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    if cut.isprintable():
        return cut
    return "".join(char if _visible(char) else char.encode("unicode_escape").decode() for char in cut)


def _visible(char: str) -> bool:
    # French puts a no-break space before ; : ! ? and inside quotation marks.
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _fields(record: logging.LogRecord) -> dict[str, object]:
    """What was bound and what came in `extra`, the latter last so that it wins."""
    extra = {key: value for key, value in vars(record).items() if key not in _OWN_FIELDS and key != "bound_fields"}
    return {**getattr(record, "bound_fields", {}), **extra}


class _Binding(logging.Filter):
    """Copies the bound fields on to the record while the right context is still the current one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.bound_fields = bound()
        return True


class JsonLines(logging.Formatter):
    """One JSON object per record, keys `time level logger message`, then the fields; `exception` holds a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of ASCII JSON; time is UTC with milliseconds."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for key, value in _fields(record).items():
            # A field must not overwrite the four keys that collectors rely on.
            line[f"{key}_" if key in line else key] = value
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class HumanLines(logging.Formatter):
    """One short line for a terminal: local clock time, level unless it is info, sentence, fields."""

    def format(self, record: logging.LogRecord) -> str:
        """`14:03:07 warning: The source cannot be reached (source=gdelt action=source_down)`."""
        clock = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        level = "" if record.levelno == logging.INFO else f"{record.levelname.lower()}: "
        shown = " ".join(f"{key}={_short(value)}" for key, value in _fields(record).items())
        line = f"{clock} {level}{one_line(record.getMessage())}" + (f" ({shown})" if shown else "")
        if record.exc_info:
            trace = self.formatException(record.exc_info).splitlines()
            line = "\n".join([line, *(one_line(part) for part in trace)])
        return line


def _short(value: object) -> str:
    text = one_line(str(value))
    return json.dumps(text, ensure_ascii=False) if not text or " " in text or "=" in text else text


def configure(level: str, form: Form, stream: TextIO | None = None) -> None:
    """Sends lines of `level` (debug to error) and above to the stream, by default standard error, and nowhere else."""
    to_stream = logging.StreamHandler(stream)
    to_stream.setFormatter(JsonLines() if form == "json" else HumanLines())
    to_stream.addFilter(_Binding())
    root = logging.getLogger()
    root.handlers[:] = [to_stream]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    if level != "debug":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
