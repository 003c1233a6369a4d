"""The files beside rules that test them: `<rule>.test.yml`, cases of texts or coded events with what must come of them.

Must not know how texts are read or events joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.domain.actor import Participant, Role
from bot.domain.errors import BadFile, Fault
from bot.domain.event import Count, Event, Realis, Target, Toll
from bot.domain.ids import EventId, OutletId, PayloadId, PlaceId, ReportId, SourceId, digest
from bot.domain.incident import Severity
from bot.domain.place import Place, PlaceKind, Point
from bot.domain.report import Report
from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, Operation
from bot.engine import fields
from bot.engine.schema import SEVERITIES
from bot.engine.terms import Names
from bot.located import Mark, Node, nearest, read_yaml

CASE_KEYS = ("name", "texts", "events", "fires", "alerts", "severity", "at", "parameters", "began", "until", "well")
TEXT_KEYS = ("lang", "title", "text", "published", "outlet")
EVENT_KEYS = (
    "operations", "place", "date", "seen", "killed", "wounded", "certainty", "outlet", "lead", "actors", "target",
)  # fmt: skip
LANGUAGES = {"en": "en", "fr": "fr", "ar": "ar"}
TARGETS = {target.value: target for target in Target}

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # stands where a fault was found; nothing is run then
_NO_PLACE = Place(
    id=PlaceId("none"),
    name="",
    kind=PlaceKind.POINT,
    country="",
    admin1="",
    point=Point(lat=0, lon=0),
    precision_km=0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Reports and events that arrive in an empty world, and what the rule must do.

    `began` is since when that world was watched, `until` up to when hours go by in it, in which a share of `well` of
    the feeds can be read.
    """

    name: str
    mark: Mark
    reports: tuple[Report, ...]
    events: tuple[Event, ...]
    fires: bool
    alerts: int | None  # on so many different incidents; None: not asked
    severity: Severity | None
    at: tuple[datetime, ...] | None = None  # when each incident is first alerted, to the minute
    parameters: Mapping[str, str] = field(default_factory=dict)  # other values than the file's own
    began: datetime | None = None
    until: datetime | None = None
    well: float = 1.0


def cases(name: str, text: str, names: Names) -> tuple[Case, ...]:
    """The cases of one test file. Raises BadFile with every fault."""
    faults: list[Fault] = []
    root = read_yaml(name, text)
    found = fields.mapping(root, ("cases",), "a test file", faults)
    fields.required(found, ("cases",), root.mark, "the test file", faults)
    read = [_case(node, names, faults) for node in fields.items(found["cases"], "cases", faults)] if found else []
    if faults:
        raise BadFile(faults)
    return tuple(read)


def _case(node: Node, names: Names, faults: list[Fault]) -> Case:
    found = fields.mapping(node, CASE_KEYS, "a case", faults)
    fields.required(found, ("name", "fires"), node.mark, "the case", faults)
    if "texts" not in found and "events" not in found:
        faults.append(node.mark.fault("the case has neither 'texts' nor 'events'"))
    name = fields.text(found["name"], "name", faults) if "name" in found else ""
    texts = fields.items(found["texts"], "texts", faults) if "texts" in found else []
    events = fields.items(found["events"], "events", faults) if "events" in found else []
    return Case(
        name=name,
        mark=node.mark,
        reports=tuple(_report(item, f"{name}/{number}", faults) for number, item in enumerate(texts)),
        events=tuple(_event(item, f"{name}/{number}", names, faults) for number, item in enumerate(events)),
        fires=_flag(found, "fires", faults),
        alerts=fields.whole(found["alerts"], "alerts", 0, 1000, faults) if "alerts" in found else None,
        severity=fields.choice(found["severity"], SEVERITIES, "severity", faults) if "severity" in found else None,
        at=tuple(_instant(item, faults) for item in fields.items(found["at"], "at", faults)) if "at" in found else None,
        parameters=_parameters(found["parameters"], faults) if "parameters" in found else {},
        began=_instant(found["began"], faults) if "began" in found else None,
        until=_instant(found["until"], faults) if "until" in found else None,
        well=_share(found, "well", 1.0, faults),
    )


def _parameters(node: Node, faults: list[Fault]) -> dict[str, str]:
    if not isinstance(node.value, dict):
        faults.append(node.mark.fault(f"parameters must be a mapping, not {node.kind}"))
        return {}
    return {name: str(child.value) for name, child in node.value.items()}


def _flag(found: Mapping[str, Node], key: str, faults: list[Fault]) -> bool:
    if key not in found:
        return False
    value = found[key].value
    if not isinstance(value, bool):
        faults.append(found[key].mark.fault(f"{key} must be true or false, not {found[key].kind}"))
    return value is True


def _report(node: Node, native: str, faults: list[Fault]) -> Report:
    found = fields.mapping(node, TEXT_KEYS, "a text", faults)
    fields.required(found, ("lang", "title", "published"), node.mark, "the text", faults)
    title = fields.text(found["title"], "title", faults) if "title" in found else ""
    text = fields.text(found["text"], "text", faults) if "text" in found else ""
    language = fields.choice(found["lang"], LANGUAGES, "lang", faults) if "lang" in found else None
    published = _instant(found["published"], faults) if "published" in found else _NO_TIME
    outlet = fields.text(found["outlet"], "outlet", faults) if "outlet" in found else "unknown"
    origin = digest("test", outlet, native)
    return Report(
        id=ReportId(digest(origin, title, text)),
        origin=origin,
        payload=PayloadId("test"),
        locator=native,
        source=SourceId("rss"),
        outlet=OutletId(outlet),
        family=outlet,
        url=f"https://example.org/{origin}",
        title=title,
        text=text,
        language=language or "",
        published_at=published,
        seen_at=published + timedelta(minutes=5),
    )


def _event(node: Node, native: str, names: Names, faults: list[Fault]) -> Event:
    found = fields.mapping(node, EVENT_KEYS, "an event", faults)
    fields.required(found, ("operations", "place", "date"), node.mark, "the event", faults)
    words = fields.words(found["operations"], "operations", faults) if "operations" in found else []
    operations = [op for word, mark in words if (op := _operation(word, mark, faults))] or [Operation.BASE_ATTACK]
    start = _instant(found["date"], faults) if "date" in found else _NO_TIME
    end = start + timedelta(hours=23, minutes=59, seconds=59) if start.hour == 0 else start
    seen = _instant(found["seen"], faults) if "seen" in found else end
    outlet = fields.text(found["outlet"], "outlet", faults) if "outlet" in found else "unknown"
    sub_type = USUAL_SUB_TYPE[operations[0]]
    origin = digest("test", outlet, native)
    return Event(
        id=EventId(origin),
        report=ReportId(origin),
        origin=origin,
        source=SourceId("test"),
        outlet=OutletId(outlet),
        family=outlet,
        party="",
        type=TYPE_OF[sub_type],
        sub_type=sub_type,
        operations=frozenset(operations),
        place=_place(found["place"], names, faults) if "place" in found else _NO_PLACE,
        start=start,
        end=end,
        time_precision=timedelta(hours=12),
        published_at=seen,
        seen_at=seen,
        participants=tuple(_participants(found["actors"], names, faults)) if "actors" in found else (),
        target=fields.choice(found["target"], TARGETS, "target", faults) if "target" in found else None,
        toll=Toll(killed=_count(found, "killed", faults), wounded=_count(found, "wounded", faults)),
        control=None,
        realis=Realis.NEW,
        certainty=_share(found, "certainty", 0.8, faults),
        lead=_flag(found, "lead", faults),
        title="",
        url="",
        language="",
        evidence=(),
    )


def _instant(node: Node, faults: list[Fault]) -> datetime:
    try:
        read = datetime.fromisoformat(node.value if isinstance(node.value, str) else "")
    except ValueError:
        faults.append(node.mark.fault("not a time", "write it like 2023-10-31T09:00:00Z, or 2023-10-31 for a day"))
        return _NO_TIME
    if read.tzinfo is None and len(str(node.value)) > len("2023-10-31"):
        faults.append(node.mark.fault("a time needs its zone", "put a Z at the end for UTC"))
    return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)


def _operation(word: str, mark: Mark, faults: list[Fault]) -> Operation | None:
    options = {operation.value: operation for operation in Operation}
    if word not in options:
        faults.append(mark.fault(f"unknown operation {word[:60]!r}", nearest(word[:80], options)))
    return options.get(word)


def _place(node: Node, names: Names, faults: list[Fault]) -> Place:
    name = fields.text(node, "place", faults)
    place = names.places.find(name) if name else None
    if name and place is None:
        close = [one.name for one in names.places.suggest(name, 1)]
        faults.append(node.mark.fault(f"unknown place {name[:60]!r}", f"did you mean {close[0]!r}?" if close else ""))
    return place or _NO_PLACE


def _count(found: Mapping[str, Node], key: str, faults: list[Fault]) -> Count | None:
    number = fields.whole(found[key], key, 0, 1_000_000, faults) if key in found else None
    return None if number is None else Count(low=number, high=number)


def _share(found: Mapping[str, Node], key: str, usual: float, faults: list[Fault]) -> float:
    given = fields.number(found[key], key, 0, 1, faults) if key in found else None
    return usual if given is None else given


def _participants(node: Node, names: Names, faults: list[Fault]) -> Iterator[Participant]:
    """Actors by name, each with its part after a slash: JNIM/agent, FAMa/target; without one: agent."""
    for word, mark in fields.words(node, "actors", faults):
        name, _, said = word.partition("/")
        actor = names.actors.find(name.strip())
        if actor is None:
            faults.append(mark.fault(f"unknown actor {name[:60]!r}"))
            continue
        roles = {role.value: role for role in Role}
        if said and said not in roles:
            faults.append(mark.fault(f"unknown role {said[:60]!r}", nearest(said[:60], roles)))
        yield Participant(actor=actor.id, kind=actor.kind, role=roles.get(said, Role.AGENT))
