"""Finds the sources: every folder of this package with a manifest.yml, a fetch.py and a parse.py.

A new source is a new folder and no edit here. Must not know any source by name.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import cast

from bot import sources
from bot.domain.errors import BadFile, Fault
from bot.domain.event import Event
from bot.domain.health import Cursor
from bot.domain.ids import OutletId, SourceId
from bot.domain.outlet import Outlet
from bot.domain.report import Payload, Rejection, Report
from bot.ports.source import Feed, Fetched, Http, Manifest, Source
from bot.ports.theatre import Extractor
from bot.sources.manifest import read_manifest

# What the two modules of a folder must offer, with the names of the arguments.
_FETCH = {"feeds": ["outlets"], "fetch": ["http", "feed", "cursor", "now"]}
_PARSE = {"split": ["payload", "outlets"], "read": ["report", "extractor"]}


@dataclass(frozen=True, slots=True)
class Folder:
    """One source folder as a bot.ports.source.Source."""

    manifest: Manifest
    fetching: Source  # the modules; they hold the functions of the Protocol that their names promise
    parsing: Source

    def feeds(self, outlets: Mapping[OutletId, Outlet]) -> tuple[Feed, ...]:
        return self.fetching.feeds(outlets)

    async def fetch(self, http: Http, feed: Feed, cursor: Cursor | None, now: datetime) -> Fetched:
        return await self.fetching.fetch(http, feed, cursor, now)

    def split(self, payload: Payload, outlets: Mapping[OutletId, Outlet]) -> Iterator[Report]:
        return self.parsing.split(payload, outlets)

    def read(self, report: Report, extractor: Extractor) -> Iterator[Event | Rejection]:
        return self.parsing.read(report, extractor)


def load(package: ModuleType = sources) -> dict[SourceId, Source]:
    """Every source of the package by its folder's name, in order. Raises BadFile with all faults of all folders."""
    found: dict[SourceId, Source] = {}
    faults: list[Fault] = []
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        if not module.ispkg:
            continue
        try:
            found[SourceId(module.name)] = _folder(f"{package.__name__}.{module.name}", SourceId(module.name))
        except BadFile as error:
            faults += error.faults
    if faults:
        raise BadFile(faults)
    return found


def _folder(package: str, source: SourceId) -> Folder:
    path = package.replace(".", "/")
    file = files(package) / "manifest.yml"
    if not file.is_file():
        raise BadFile([_fault(f"{path}/manifest.yml", "a source needs a manifest.yml")])
    manifest = read_manifest(source, f"{path}/manifest.yml", file.read_text(encoding="utf-8"))
    fetching = _module(package, "fetch", _FETCH)
    parsing = _module(package, "parse", _PARSE)
    return Folder(manifest, cast("Source", fetching), cast("Source", parsing))


def _module(package: str, name: str, promised: Mapping[str, list[str]]) -> ModuleType:
    path = f"{package.replace('.', '/')}/{name}.py"
    try:
        module = import_module(f"{package}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{package}.{name}":
            raise
        raise BadFile([_fault(path, f"a source needs a {name}.py")]) from None
    faults = []
    for function, arguments in promised.items():
        offered = getattr(module, function, None)
        if offered is None or list(inspect.signature(offered).parameters) != arguments:
            faults.append(_fault(path, f"a source offers {function}({', '.join(arguments)})"))
    if faults:
        raise BadFile(faults)
    return module


def _fault(where: str, what: str) -> Fault:
    return Fault(where=where, line=None, column=None, what=what)
