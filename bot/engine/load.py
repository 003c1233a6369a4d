"""Rule files into rules: every fault of every file at once, each at its line, with the nearest valid word.

Must not know where files come from: it is given their texts by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath
from types import MappingProxyType

from bot.domain.errors import BadFile, Fault
from bot.domain.ids import OutletId, RuleId
from bot.domain.incident import Severity
from bot.domain.outlet import Outlet
from bot.domain.tuning import variant_of
from bot.engine import conditions, exceptions, fields, lists
from bot.engine.group import grouping
from bot.engine.kinds import registry
from bot.engine.kinds.base import Kind
from bot.engine.lists import Lists
from bot.engine.parameter import Parameter, Value, parameters, substituted, written
from bot.engine.rule import NO_COOLDOWN, Escalation, Rule, Status
from bot.engine.schema import KEYS, REQUIRED, SEVERITIES, STATUSES
from bot.engine.terms import Names
from bot.located import Node, nearest, read_yaml
from bot.ports.theatre import Actors, Places

__all__ = ["Rule", "Template", "rule_id", "rules", "templates"]

FRESHNESS = timedelta(days=7)
LONGEST_TITLE = 120

Outlets = Mapping[OutletId, Outlet]
_ANY: Outlets = MappingProxyType({})  # where no pack is known, any may be named


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A rule file as it was read: of it a rule is made for every set of values that its parameters are given."""

    id: RuleId
    root: Node
    parameters: tuple[Parameter, ...]
    names: Names
    lists: Lists

    def rule(self, values: Mapping[str, Value] = MappingProxyType({})) -> Rule:
        """The rule with these values, the defaults for the rest. Raises BadFile where the rule cannot be made so.

        Values that are the defaults make no variant.
        """
        faults: list[Fault] = []
        made = self._made(values, faults, set())
        if faults:
            raise BadFile(faults)
        return made

    def check(self, faults: list[Fault]) -> Rule:
        """The rule as its file says; faults of the file, and of the file with each bound of each parameter."""
        used: set[str] = set()
        made = self._made({}, faults, used)
        for one in self.parameters:
            if one.name not in used:
                mark = self.root.at(("parameters", one.name))
                faults.append(mark.fault(f"nothing in the file names ${one.name}"))
            for bound in () if faults or one.options else (one.least, one.most):
                beyond: list[Fault] = []
                self._made({one.name: bound}, beyond, set())
                if beyond:
                    mark = self.root.at(("parameters", one.name))
                    faults.append(mark.fault(f"{one.name} may become {written(bound)}, but then {beyond[0].what}"))
        return made

    def _made(self, given: Mapping[str, Value], faults: list[Fault], used: set[str]) -> Rule:
        values = {one.name: given.get(one.name, one.default) for one in self.parameters}
        other = {one.name: values[one.name] for one in self.parameters if values[one.name] != one.default}
        root = substituted(self.root, values, faults, used)
        made = _rule(self.id, self.lists.filled(root, faults), self.names, faults)
        variant = variant_of({name: written(value) for name, value in other.items()})
        return replace(made, variant=variant, parameters=self.parameters, values=values)


def rules(files: Mapping[str, str], places: Places, actors: Actors, outlets: Outlets = _ANY) -> tuple[Rule, ...]:
    """The rules of these files (name to text) in order of id. Raises BadFile with all faults of all files."""
    return tuple(one.rule() for one in templates(files, places, actors, outlets).values())


def templates(
    files: Mapping[str, str], places: Places, actors: Actors, outlets: Outlets = _ANY
) -> dict[RuleId, Template]:
    """The checked files in order of id. A file of the name lists.yml holds named lists of its folder's rules.

    Raises BadFile with all faults of all files.
    """
    names = Names(places=places, actors=actors, outlets=outlets)
    faults: list[Fault] = []
    roots = _roots(files, faults)
    shelves = lists.read({name: root for name, root in roots.items() if lists.is_list(name)}, faults)
    found: dict[RuleId, Template] = {}
    for name, root in roots.items():
        if lists.is_list(name):
            continue
        id_ = rule_id(name)
        if id_ in found:
            faults.append(root.mark.fault(f"another file is rule {id_!r} already", "rename one of them"))
        found[id_] = _template(id_, root, names, shelves, faults)
    if faults:
        raise BadFile(sorted(faults, key=lambda fault: fault.where))
    return {id_: found[id_] for id_ in sorted(found)}


def _roots(files: Mapping[str, str], faults: list[Fault]) -> dict[str, Node]:
    roots = {}
    for name, text in sorted(files.items()):
        try:
            roots[name] = read_yaml(name, text)
        except BadFile as bad:
            faults.extend(bad.faults)
    return roots


def _template(id_: RuleId, root: Node, names: Names, shelves: Lists, faults: list[Fault]) -> Template:
    top = root.value if isinstance(root.value, dict) else {}
    declared: tuple[Parameter, ...] = ()
    own: list[Fault] = []
    if "parameters" in top:
        declared = parameters(top["parameters"], own)
    made = Template(id=id_, root=root, parameters=declared, names=names, lists=shelves)
    if not own:  # else every use of a parameter that could not be read would be one more fault
        made.check(own)
    faults += own
    return made


def rule_id(name: str) -> RuleId:
    """The id that a file name stands for: "…/sahel/base_handover.yml" is "sahel/base_handover"."""
    path = PurePosixPath(name)
    return RuleId(f"{path.parent.name}/{path.stem}" if path.parent.name else path.stem)


def _rule(id_: RuleId, root: Node, names: Names, faults: list[Fault]) -> Rule:
    known = {**KEYS, **{key: None for kind in registry.KINDS.values() for key in kind.keys}}
    found = fields.mapping(root, known, "a rule", faults)
    if isinstance(root.value, dict):
        fields.required(found, REQUIRED, root.mark, "the rule", faults)
    read = fields.choice(found["kind"], registry.KINDS, "kind", faults) if "kind" in found else None
    if read is not None:
        found = _of_kind(found, read, root, faults)
    title = _text(found, "title", faults)
    if len(title) > LONGEST_TITLE:
        faults.append(found["title"].mark.fault(f"title is longer than {LONGEST_TITLE} characters"))
    severity = fields.choice(found["severity"], SEVERITIES, "severity", faults) if "severity" in found else None
    status = fields.choice(found["status"], STATUSES, "status", faults) if "status" in found else None
    freshness = fields.duration(found["freshness"], "freshness", faults) if "freshness" in found else None
    cooldown = fields.duration(found["cooldown"], "cooldown", faults) if "cooldown" in found else None
    own = read.read(found, names, faults) if read else None
    return Rule(
        id=id_,
        title=title,
        description=_text(found, "description", faults),
        kind=read.name if read else "",
        status=status or Status.EXPERIMENTAL,
        severity=severity or Severity.LOW,
        freshness=freshness or FRESHNESS,
        references=_texts(found, "references", faults),
        false_positives=_texts(found, "false_positives", faults),
        fields=own,
        group=grouping(found["group"], names, faults) if "group" in found else None,
        cooldown=cooldown or (read.cooldown(own) if read and own else NO_COOLDOWN),
        escalation=_escalation(found["escalate"], severity, names, faults) if "escalate" in found else (),
        exceptions=exceptions.matcher_of(found["exceptions"], names, faults) if "exceptions" in found else None,
    )


def _of_kind(found: dict[str, Node], kind: Kind, root: Node, faults: list[Fault]) -> dict[str, Node]:
    """The keys that a rule of this kind has; what it lacks and what only others have are faults."""
    what = f"a rule of kind {kind.name!r}"
    fields.required(found, kind.required, root.mark, what, faults)
    allowed = {**KEYS, **kind.keys}
    for key, node in found.items():
        if key not in allowed:
            mark = node.key_mark or node.mark
            faults.append(mark.fault(f"{what} has no key {key!r}", nearest(key, kind.keys)))
    return {key: node for key, node in found.items() if key in allowed}


def _text(found: Mapping[str, Node], key: str, faults: list[Fault]) -> str:
    return fields.text(found[key], key, faults) if key in found else ""


def _texts(found: Mapping[str, Node], key: str, faults: list[Fault]) -> tuple[str, ...]:
    return fields.texts(found[key], key, faults) if key in found else ()


def _escalation(node: Node, base: Severity | None, names: Names, faults: list[Fault]) -> tuple[Escalation, ...]:
    """The steps, each above the rule's own severity."""
    steps = []
    for item in fields.items(node, "escalate", faults):
        found = fields.mapping(item, ("severity", "when"), "a step", faults)
        fields.required(found, ("severity", "when"), item.mark, "the step", faults)
        if len(found) < 2:
            continue
        severity = fields.choice(found["severity"], SEVERITIES, "severity", faults)
        when = conditions.matcher_of(found["when"], names, faults)
        if severity and base and severity <= base:
            faults.append(found["severity"].mark.fault("a step must be above the rule's own severity"))
        if severity:
            steps.append(Escalation(severity=severity, when=when))
    return tuple(steps)
