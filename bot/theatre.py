"""Reads the rules directories: a theatre's pack and rule files as text. The only file that knows where rules lie.

A theatre is a folder of the rules root: `<theatre>/pack/*` teaches what it knows, `<theatre>/<rule>.yml` with
`<theatre>/<rule>.test.yml` beside it says when to alert. Must not know what the files mean: `bot.extract.pack` and
`bot.engine` read their texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import BadFile, Fault
from bot.located import nearest

MAX_BYTES = 20 * 1024 * 1024  # a pack of 100,000 places has 8 MB
GLOBAL = "global"  # rules for every theatre, in a folder without a pack
_PACK = "pack"
_TEST = ".test.yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class TheatreFiles:
    """The texts of one theatre. Keys are names as shown to people: "rules/sahel/pack/actors.yml"."""

    name: str
    pack: Mapping[str, str]
    rules: Mapping[str, str]
    tests: Mapping[str, str]


def shipped_rules() -> Path:
    """The rules that came with Tocsin: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def theatres(root: Path) -> tuple[str, ...]:
    """The names of the theatres under a rules root, sorted: every folder that holds a pack."""
    if not root.is_dir():
        raise BadFile([_fault(root, "no such folder", "the folder of rules, with a folder for each theatre in it")])
    return tuple(sorted(folder.name for folder in root.iterdir() if (folder / _PACK).is_dir()))


def read_theatre(root: Path, name: str) -> TheatreFiles:
    """Every text of one theatre. Raises BadFile with all faults: no such theatre, too large, not UTF-8, not a file."""
    known = theatres(root)
    if name not in known:
        fix = nearest(name, known) if known else "it holds no theatre at all"
        raise BadFile([_fault(root, f"no theatre {name!r} here", fix)])
    faults: list[Fault] = []
    pack = _texts(root, root / name / _PACK, ("*.yml", "*.yaml", "*.csv"), faults)
    rules = _texts(root, root / name, ("*.yml", "*.yaml"), faults)
    if faults:
        raise BadFile(faults)
    return _sorted_out(name, pack, rules)


def _sorted_out(name: str, pack: Mapping[str, str], rules: Mapping[str, str]) -> TheatreFiles:
    return TheatreFiles(
        name=name,
        pack=pack,
        rules={file: text for file, text in rules.items() if not file.endswith(_TEST)},
        tests={file: text for file, text in rules.items() if file.endswith(_TEST)},
    )


def stamp(root: Path, names: Iterable[str]) -> tuple[tuple[str, int, int], ...]:
    """Name, time of the last write (ns) and size of every rule file of some theatres, in one order."""
    found = []
    for folder in [root / name for name in (GLOBAL, *names)]:
        for path in sorted(folder.glob("*.y*ml")):
            with suppress(OSError):
                status = path.stat()
                found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def read_global(root: Path) -> TheatreFiles:
    """The rules that hold in every theatre; none where there is no such folder. Raises BadFile like `read_theatre`."""
    faults: list[Fault] = []
    rules = _texts(root, root / GLOBAL, ("*.yml", "*.yaml"), faults) if (root / GLOBAL).is_dir() else {}
    if faults:
        raise BadFile(faults)
    return _sorted_out(GLOBAL, {}, rules)


def _texts(root: Path, folder: Path, patterns: tuple[str, ...], faults: list[Fault]) -> dict[str, str]:
    paths = sorted(path for pattern in patterns for path in folder.glob(pattern) if not path.name.startswith("."))
    texts = {}
    for path in paths:
        shown = f"{root.name}/{path.relative_to(root).as_posix()}"
        text = _text(path, shown, faults)
        if text is not None:
            texts[shown] = text
    return texts


def _text(path: Path, shown: str, faults: list[Fault]) -> str | None:
    if not path.is_file():
        faults.append(_fault(shown, "not a regular file"))
        return None
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        faults.append(_fault(shown, f"cannot be read: {error.strerror}"))
        return None
    if len(body) > MAX_BYTES:
        faults.append(_fault(shown, f"larger than {MAX_BYTES // 1024**2} MB", "split it into two theatres"))
        return None
    try:
        return body.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line_start = body.rfind(b"\n", 0, error.start) + 1
        faults.append(
            Fault(
                where=shown,
                line=body.count(b"\n", 0, error.start) + 1,
                column=len(body[line_start : error.start].decode("utf-8", "replace")) + 1,
                what=f"not UTF-8: byte 0x{body[error.start]:02x}",
                fix="save the file as UTF-8",
            )
        )
        return None


def _fault(where: Path | str, what: str, fix: str = "") -> Fault:
    return Fault(where=str(where), line=None, column=None, what=what, fix=fix)
