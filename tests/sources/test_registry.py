"""Sources are found by their folders; a folder that is not whole is named with what it lacks."""

import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

import pytest

from bot.domain.errors import BadFile
from bot.sources.registry import load
from tests.sources.test_manifest import GOOD

FETCH = """
def feeds(outlets): return ()
async def fetch(http, feed, cursor, now): ...
"""
PARSE = """
def split(payload, outlets): return iter(())
def read(report, extractor): return iter(())
"""
WHOLE = {"manifest.yml": GOOD, "fetch.py": FETCH, "parse.py": PARSE}


class Shelf:
    """A package of source folders made for one test."""

    def __init__(self, root: Path, name: str) -> None:
        self.path = root / name
        self.path.mkdir()
        (self.path / "__init__.py").touch()
        self.name = name

    def put(self, folder: str, files: dict[str, str]) -> None:
        (self.path / folder).mkdir()
        for name, text in {"__init__.py": "", **files}.items():
            (self.path / folder / name).write_text(text, encoding="utf-8")

    def package(self) -> ModuleType:
        invalidate_caches()
        return import_module(self.name)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Shelf]:
    name = f"shelf_{abs(hash(request.node.nodeid))}"
    monkeypatch.syspath_prepend(str(tmp_path))
    yield Shelf(tmp_path, name)
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        del sys.modules[module]


def test_the_shipped_sources_are_gdelt_and_feeds() -> None:
    assert {"gdelt", "rss"} <= set(load())


def test_a_new_folder_is_a_new_source(shelf: Shelf) -> None:
    shelf.put("beta", WHOLE)
    shelf.put("alpha", WHOLE)
    (shelf.path / "notes.py").write_text("", encoding="utf-8")
    found = load(shelf.package())
    assert list(found) == ["alpha", "beta"]
    assert found["alpha"].manifest.title == "Example"  # type: ignore[index]
    assert found["alpha"].feeds({}) == ()  # type: ignore[index]


def test_what_a_folder_lacks_is_told_for_all_folders_at_once(shelf: Shelf) -> None:
    shelf.put("a", {"fetch.py": FETCH, "parse.py": PARSE})
    shelf.put("b", {"manifest.yml": GOOD, "parse.py": PARSE})
    shelf.put("c", {**WHOLE, "parse.py": "def split(payload): ..."})
    shelf.put("d", {**WHOLE, "manifest.yml": GOOD.replace("tier: 3", "tier: x")})
    with pytest.raises(BadFile) as caught:
        load(shelf.package())
    told = str(caught.value)
    for part in (
        f"{shelf.name}/a/manifest.yml: a source needs a manifest.yml",
        f"{shelf.name}/b/fetch.py: a source needs a fetch.py",
        f"{shelf.name}/c/parse.py: a source offers split(payload, outlets)",
        f"{shelf.name}/c/parse.py: a source offers read(report, extractor)",
        f"{shelf.name}/d/manifest.yml:6:1: tier",
    ):
        assert part in told


def test_a_missing_library_is_not_taken_for_a_missing_file(shelf: Shelf) -> None:
    shelf.put("a", {**WHOLE, "fetch.py": "import no_such_library_anywhere"})
    with pytest.raises(ModuleNotFoundError, match="no_such_library_anywhere"):
        load(shelf.package())
