"""What an installed Tocsin consists of: the wheel, the locks, the files around them."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel, built without network by the pinned backend, and unpacked as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [path] = out.glob("tocsin-*.whl")
    return zipfile.Path(path)


def files(wheel: zipfile.Path) -> set[str]:
    return {name for name in wheel.root.namelist() if not name.endswith("/")}


def below(folder: str, *endings: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.name.endswith(endings))
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_the_wheel_carries_every_module_migration_manifest_and_phrase(wheel: zipfile.Path) -> None:
    wanted = below("bot", ".py", ".yml", ".po", ".csv", ".mako", ".typed")
    assert {name for name in wanted if "/migrations/versions/" in name}
    assert {name for name in wanted if name.endswith(".po")}
    assert wanted - files(wheel) == set()


def test_the_wheel_carries_the_shipped_rules_and_packs(wheel: zipfile.Path) -> None:
    wanted = {f"bot/_{name}" for name in below("rules", "")}
    assert "bot/_rules/sahel/base_handover.yml" in wanted
    assert wanted - files(wheel) == set()


def test_the_wheel_carries_nothing_else(wheel: zipfile.Path) -> None:
    folders = {name.split("/")[0] for name in files(wheel)}
    assert folders == {"bot", "tocsin-0.1.0.dist-info"}
    assert not [name for name in files(wheel) if name.endswith((".pyc", ".db", ".env")) or "__pycache__" in name]


def test_the_wheel_carries_the_licence_and_the_credits(wheel: zipfile.Path) -> None:
    licences = {name.rsplit("/", 1)[1] for name in files(wheel) if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_an_installed_tocsin_finds_its_rules_and_not_those_of_the_checkout(wheel: zipfile.Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    wheel.root.extractall(site)
    code = "import bot.theatre, bot.cli; print(bot.theatre.shipped_rules())"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": os.defpath},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    shipped = Path(ran.stdout.strip())
    assert shipped.resolve() == (site / "bot" / "_rules").resolve()
    assert (shipped / "sahel" / "pack").is_dir()


def test_the_console_command_is_declared(wheel: zipfile.Path) -> None:
    entry = wheel / "tocsin-0.1.0.dist-info" / "entry_points.txt"
    assert "tocsin = bot.cli:main" in entry.read_text(encoding="utf-8")


def requirements(lock: str) -> dict[str, list[str]]:
    """Each pinned package of a lock with its hashes."""
    pinned: dict[str, list[str]] = {}
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        match = re.fullmatch(r"([a-z0-9-]+)==[^ ;]+(?: ; [^-]*?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line)
        assert match, f"{lock}: this line is not a pinned version with hashes: {line[:80]}"
        pinned[match[1]] = match[2].split()
    return pinned


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_one_version_with_hashes(lock: str) -> None:
    pinned = requirements(lock)
    assert len(pinned) > 30
    assert all(pinned.values())


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0].lower().replace("_", "-")


def test_the_locks_hold_every_declared_dependency() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = {plain(entry) for entry in declared["project"]["dependencies"]} | {"hatchling"}
    development = {plain(entry) for entry in declared["dependency-groups"]["dev"] if isinstance(entry, str)}
    assert runtime <= set(requirements(LOCKS[0]))
    assert runtime | development <= set(requirements(LOCKS[1]))


def test_both_locks_pin_the_same_versions() -> None:
    first, second = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS)
    assert first <= second


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.lstrip().startswith("Apache License")
    assert "END OF TERMS AND CONDITIONS" in text
