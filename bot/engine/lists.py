"""Named lists that the rules of a theatre share: `near: "@un_bases"` means every item of `un_bases` in its lists.yml.

Must not know what the items mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from bot.domain.errors import Fault
from bot.engine import fields
from bot.located import Node, nearest

FILE = "lists.yml"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_REFERENCE = re.compile(r"@([A-Za-z0-9_]+)")


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists by their folder ("sahel") and name. A rule sees those of its own folder."""

    by_folder: Mapping[str, Mapping[str, tuple[str, ...]]]

    def filled(self, root: Node, faults: list[Fault]) -> Node:
        """The tree of a rule with the items in the place of each `@name`."""
        return self._filled(root, self.by_folder.get(_folder(root.mark.name), {}), faults)

    def _filled(self, node: Node, known: Mapping[str, tuple[str, ...]], faults: list[Fault]) -> Node:
        if isinstance(node.value, dict):
            return replace(node, value={key: self._filled(child, known, faults) for key, child in node.value.items()})
        if isinstance(node.value, list):
            items: list[Node] = []
            for child in node.value:
                filled = self._filled(child, known, faults)
                items += filled.value if _named(child) and isinstance(filled.value, list) else [filled]
            return replace(node, value=items)
        name = _named(node)
        if name is None:
            return node
        if name in known:
            return replace(node, value=[Node(item, node.mark) for item in known[name]])
        faults.append(
            node.mark.fault(f"no list {name[:40]!r}", nearest(name, known) if known else f"there is no {FILE}")
        )
        return node


NONE = Lists({})


def is_list(name: str) -> bool:
    """Whether a file of the rules holds lists."""
    return PurePosixPath(name).name == FILE


def read(roots: Mapping[str, Node], faults: list[Fault]) -> Lists:
    """The lists of these files: each a mapping of names to lists of words."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, root in roots.items():
        if not isinstance(root.value, dict):
            faults.append(root.mark.fault(f"lists must be a mapping, not {root.kind}"))
            continue
        shelf = found.setdefault(_folder(name), {})
        for key, node in root.value.items():
            if not _NAME.fullmatch(key):
                mark = node.key_mark or node.mark
                faults.append(mark.fault(f"{key[:40]!r} is not a name for a list", "use small letters, digits and _"))
            shelf[key] = fields.texts(node, f"list {key!r}", faults)
    return Lists(found)


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.name


def _named(node: Node) -> str | None:
    parsed = _REFERENCE.fullmatch(node.value) if isinstance(node.value, str) else None
    return parsed[1] if parsed else None
