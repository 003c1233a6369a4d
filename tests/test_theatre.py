"""Theatre folders on the disk."""

from pathlib import Path

import pytest

from bot import theatre
from bot.domain.errors import BadFile


@pytest.fixture
def root(tmp_path: Path) -> Path:
    pack = tmp_path / "rules" / "moon" / "pack"
    pack.mkdir(parents=True)
    (pack / "places.csv").write_bytes("\ufeffname,aliases\r\nTycho,\r\n".encode())
    (pack / "CREDITS.md").write_text("thanks")
    (pack / ".places.csv.swp").write_bytes(b"\xff")
    (tmp_path / "rules" / "moon" / "landing.yml").write_text("title: Landing")
    (tmp_path / "rules" / "moon" / "landing.test.yml").write_text("tests: []")
    (tmp_path / "rules" / "notes").mkdir()
    (tmp_path / "rules" / "schema.json").write_text("{}")
    return tmp_path / "rules"


def test_a_theatre_is_read_with_names_as_shown_to_people(root: Path) -> None:
    files = theatre.read_theatre(root, "moon")
    assert files.name == "moon"
    assert dict(files.pack) == {"rules/moon/pack/places.csv": "name,aliases\nTycho,\n"}
    assert dict(files.rules) == {"rules/moon/landing.yml": "title: Landing"}
    assert dict(files.tests) == {"rules/moon/landing.test.yml": "tests: []"}


def test_only_folders_with_a_pack_are_theatres(root: Path) -> None:
    assert theatre.theatres(root) == ("moon",)


@pytest.mark.parametrize(("name", "hint"), [("mon", "did you mean 'moon'?"), ("../moon", "moon"), ("notes", "moon")])
def test_a_missing_theatre_is_refused_with_the_nearest_name(root: Path, name: str, hint: str) -> None:
    with pytest.raises(BadFile, match="no theatre") as refusal:
        theatre.read_theatre(root, name)
    assert hint in str(refusal.value)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no such folder"):
        theatre.theatres(tmp_path / "nowhere")
    with pytest.raises(BadFile, match="holds no theatre"):
        theatre.read_theatre(tmp_path, "moon")


def test_every_unreadable_file_is_told_at_once_with_its_line(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theatre, "MAX_BYTES", 1024 * 1024)
    (root / "moon" / "pack" / "actors.yml").write_bytes("actors:\n  a: é".encode("latin-1"))
    (root / "moon" / "pack" / "places.csv").write_bytes(b"x" * (1024 * 1024 + 1))
    (root / "moon" / "folder.yml").mkdir()
    with pytest.raises(BadFile) as refusal:
        theatre.read_theatre(root, "moon")
    told = [str(fault) for fault in refusal.value.faults]
    assert told == [
        "rules/moon/pack/actors.yml:2:6: not UTF-8: byte 0xe9 (save the file as UTF-8)",
        "rules/moon/pack/places.csv: larger than 1 MB (split it into two theatres)",
        "rules/moon/folder.yml: not a regular file",
    ]


def test_the_shipped_rules_hold_the_sahel() -> None:
    files = theatre.read_theatre(theatre.shipped_rules(), "sahel")
    kept = {name.rpartition("/")[2] for name in files.pack}
    assert {"places.csv", "actors.yml", "outlets.yml", "triggers.en.yml", "triggers.fr.yml"} <= kept
