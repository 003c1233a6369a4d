"""Rule files into rules: every fault of every file at once, each at its line, with the nearest valid word.

Must not know where files come from: it is given their texts by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePosixPath

from bot.domain.errors import BadFile, Fault
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.matcher import Matcher
from bot.engine import conditions, fields
from bot.engine.kinds import registry
from bot.engine.rule import Rule, Status
from bot.engine.schema import KEYS, REQUIRED, SEVERITIES, STATUSES
from bot.engine.terms import Names
from bot.located import Node, read_yaml
from bot.ports.theatre import Actors, Places

__all__ = ["Rule", "matcher", "rule_id", "rules"]

FRESHNESS = timedelta(days=7)
LONGEST_TITLE = 120


def rules(files: Mapping[str, str], places: Places, actors: Actors) -> tuple[Rule, ...]:
    """The rules of these files (name to text) in order of id. Raises BadFile with all faults of all files."""
    names = Names(places=places, actors=actors)
    faults: list[Fault] = []
    found: dict[RuleId, Rule] = {}
    for name, text in sorted(files.items()):
        try:
            root = read_yaml(name, text)
        except BadFile as bad:
            faults.extend(bad.faults)
            continue
        rule = _rule(name, root, names, faults)
        if rule.id in found:
            faults.append(root.mark.fault(f"another file is rule {rule.id!r} already", "rename one of them"))
        found[rule.id] = rule
    if faults:
        raise BadFile(faults)
    return tuple(found[id_] for id_ in sorted(found))


def matcher(node: Node, places: Places, actors: Actors, faults: list[Fault]) -> Matcher:
    """The matcher that a YAML mapping says. Look at `faults` before using it."""
    return conditions.matcher_of(node, Names(places=places, actors=actors), faults)


def rule_id(name: str) -> RuleId:
    """The id that a file name stands for: "…/sahel/base_handover.yml" is "sahel/base_handover"."""
    path = PurePosixPath(name)
    return RuleId(f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem)


def _rule(name: str, root: Node, names: Names, faults: list[Fault]) -> Rule:
    known = {**KEYS, **{key: None for kind in registry.KINDS.values() for key in kind.keys}}
    found = fields.mapping(root, known, "a rule", faults)
    if isinstance(root.value, dict):
        fields.required(found, REQUIRED, root.mark, "the rule", faults)
    read = fields.choice(found["kind"], registry.KINDS, "kind", faults) if "kind" in found else None
    if read is not None:
        fields.required(found, read.required, root.mark, f"a rule of kind {read.name!r}", faults)
    title = _text(found, "title", faults)
    if len(title) > LONGEST_TITLE:
        faults.append(found["title"].mark.fault(f"title is longer than {LONGEST_TITLE} characters"))
    severity = fields.choice(found["severity"], SEVERITIES, "severity", faults) if "severity" in found else None
    status = fields.choice(found["status"], STATUSES, "status", faults) if "status" in found else None
    freshness = fields.duration(found["freshness"], "freshness", faults) if "freshness" in found else None
    return Rule(
        id=rule_id(name),
        title=title,
        description=_text(found, "description", faults),
        kind=read.name if read else "",
        status=status or Status.EXPERIMENTAL,
        severity=severity or Severity.LOW,
        freshness=freshness or FRESHNESS,
        references=_texts(found, "references", faults),
        false_positives=_texts(found, "false_positives", faults),
        fields=read.read(found, names, faults) if read else None,
    )


def _text(found: Mapping[str, Node], key: str, faults: list[Fault]) -> str:
    return fields.text(found[key], key, faults) if key in found else ""


def _texts(found: Mapping[str, Node], key: str, faults: list[Fault]) -> tuple[str, ...]:
    return fields.texts(found[key], key, faults) if key in found else ()
