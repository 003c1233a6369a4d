"""The habits of the house that a tool can check: floors, sizes, names, and where the outside may be touched."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"
PURE_ROOMS = ("cards", "dedupe", "domain", "engine", "extract", "routing")
BANNED_WORDS = {"manager", "helper", "util", "common", "service", "handler", "processor", "data", "info"}
MAY_CATCH_ALL = {"bot/pipeline/supervise.py", "bot/commands/perform.py"}
# The one clock of the house, handed down to everybody else.
THE_CLOCK = "bot/domain/clock.py"
CLOCK_READS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
# Alembic runs these files itself, with names that exist only then.
RUN_BY_ALEMBIC = "migrations"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*parts: str) -> list[Path]:
    return sorted(BOT.joinpath(*parts).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def found(*kinds: type[ast.AST], among: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in among:
        yield from ((path, node) for node in ast.walk(tree(path)) if isinstance(node, kinds))


def places(hits: Iterator[tuple[Path, ast.AST]]) -> list[str]:
    return [f"{name(path)}:{getattr(node, 'lineno', 1)}" for path, node in hits]


def test_imports_only_go_down_the_floors() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def siblings(*room: str) -> dict[str, list[Path]]:
    """What stands side by side in a room and may not know each other: its folders, or its files where it has none."""
    folders = [path.parent for path in BOT.joinpath(*room).glob("*/__init__.py")]
    shared = {"__init__", "base", "registry"}
    if folders:
        return {folder.name: modules(*room, folder.name) for folder in folders}
    return {path.stem: [path] for path in modules(*room) if path.stem not in shared}


@pytest.mark.parametrize("room", [("sources",), ("platforms",), ("engine", "kinds")], ids="/".join)
def test_siblings_of_a_room_do_not_import_each_other(room: tuple[str, ...]) -> None:
    kin = siblings(*room)
    prefix = ".".join(("bot", *room))
    crossed = [
        f"{name(path)} imports {other}"
        for own, files in kin.items()
        for path in files
        for imported in imports(path)
        for other in kin
        if other != own and f"{imported}.".startswith(f"{prefix}.{other}.")
    ]
    assert kin
    assert crossed == []


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_file_has_more_than_300_lines() -> None:
    files = modules() + sorted((ROOT / "tests").rglob("*.py"))
    long = {name(path): lines for path in files if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300}
    assert long == {}


def test_no_function_has_more_than_40_lines() -> None:
    long = {}
    for path, node in found(*Function.__args__, among=modules()):
        lines = (node.end_lineno or 0) - node.lineno + 1
        if lines > 40:
            long[f"{name(path)}:{node.lineno} {node.name}"] = lines
    # app.py wires everything in one long straight function; it is allowed exactly one.
    wiring = [where for where in long if where.startswith("bot/app.py:")]
    assert len(wiring) <= 1
    assert set(long) <= set(wiring)


def test_no_module_or_class_has_a_name_that_says_nothing() -> None:
    named = {name(path): re.split(r"[_/.]", path.relative_to(ROOT).with_suffix("").as_posix()) for path in modules()}
    for path, node in found(ast.ClassDef, among=modules()):
        named[f"{name(path)}:{node.lineno} {node.name}"] = re.findall(r"[A-Z][a-z0-9]*", node.name)
    empty = [
        where for where, words in named.items() if {word.lower().removesuffix("s") for word in words} & BANNED_WORDS
    ]
    assert empty == []


def test_a_package_file_holds_a_docstring_and_nothing_else() -> None:
    full = [name(path) for path in modules() if path.name == "__init__.py" and not only_docstring(tree(path))]
    assert full == []


def only_docstring(module: ast.Module) -> bool:
    return len(module.body) == 1 and bool(ast.get_docstring(module))


def test_every_module_says_what_it_is_for() -> None:
    assert [name(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_only_settings_read_the_environment() -> None:
    readers = {
        name(path)
        for path, node in found(ast.Attribute, ast.alias, among=modules())
        if (node.attr if isinstance(node, ast.Attribute) else node.name) in {"environ", "environb", "getenv"}
    }
    assert readers <= {"bot/settings.py"}


def test_only_supervision_and_commands_catch_every_exception() -> None:
    among = [path for path in modules() if name(path) not in MAY_CATCH_ALL]
    assert places(hit for hit in found(ast.ExceptHandler, among=among) if catches_all(hit[1])) == []


def catches_all(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {kind.id for kind in caught if isinstance(kind, ast.Name)}
    # Undoing something on the way out and raising again hides nothing; it has to cover cancellation too.
    undoes = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    return "Exception" in names or ("BaseException" in names and not undoes)


def test_the_pure_core_never_asks_what_time_it_is() -> None:
    among = [path for room in PURE_ROOMS for path in modules(room) if name(path) != THE_CLOCK]
    assert among
    assert places(hit for hit in found(ast.Attribute, among=among) if reads_clock(hit[1])) == []


def reads_clock(node: ast.Attribute) -> bool:
    base = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return (base, node.attr) in CLOCK_READS


def test_every_module_imports_with_an_empty_environment(tmp_path: Path) -> None:
    files = [path for path in modules() if RUN_BY_ALEMBIC not in path.parts and path.stem != "__main__"]
    dotted = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in files]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-W", "ignore:'audioop' is deprecated", "-c", code, *dotted],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.iterdir()) == []


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the repository is not known")
    listing = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True).stdout
    return [ROOT / path for path in names.split("\0") if path and (ROOT / path).is_file()]


# Written with brackets so that this file does not match itself.
FOREIGN = re.compile(
    r"/(w[o]rk|t[m]p|r[o]ot|home/[a-z]+|Users/[a-z]+)/|p[y]pi\.org|pythonh[o]sted\.org|npmj[s]\.org|deb\.d[e]bian\.org"
)


def test_no_file_names_a_path_of_one_machine_or_the_host_of_a_registry() -> None:
    hits = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if not name(path).startswith((".github/", "deploy/"))
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert hits == []
