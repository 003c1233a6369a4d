"""The shipped Sahel reader, once for all tests of the tools."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import theatre
from bot.extract import extractor, pack
from bot.ports.theatre import Extractor


@pytest.fixture(scope="session")
def reader() -> Extractor:
    files = theatre.read_theatre(theatre.shipped_rules(), "sahel")
    return extractor.build(pack.load_pack(files.pack))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of its own, from which nothing of this machine's settings is read."""
    monkeypatch.chdir(tmp_path)
    for name in ("TOCSIN_RULES_DIR", "TOCSIN_THEATRES", "TOCSIN_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TOCSIN_DATABASE", f"sqlite:///{tmp_path}/t.db")
    return tmp_path
