"""Trigger words of a pack: what kind of happening a word or phrase names, read from located YAML with every mistake.

Must not know how triggers in a text are put together (frames.py, event_type.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import Fault
from bot.domain.taxonomy import Operation, SubType
from bot.extract.forms import Form, forms_of
from bot.located import Node, nearest

E = TypeVar("E", bound=StrEnum)


class Act(StrEnum):
    """How a trigger takes part in a reading; an operation or a sub-type may say more."""

    ATTACK = "attack"
    CLASH = "clash"
    BLAST = "blast"
    SUICIDE = "suicide"
    STRIKE = "strike"  # from the air
    SHELLING = "shelling"
    GRENADE = "grenade"
    KILL = "kill"
    WOUND = "wound"
    MASSACRE = "massacre"
    ABDUCT = "abduct"
    SEXUAL = "sexual"
    LOOT = "loot"
    BLOCKADE = "blockade"
    DISPLACE = "displace"
    HANDOVER = "handover"
    ABANDON = "abandon"
    LEAVE = "leave"
    TAKE = "take"
    RETAKE = "retake"
    FALL = "fall"  # "falls to", "passe aux mains de": the taker stands after it
    ENTER = "enter"
    HOLD = "hold"  # for hours only
    ARRIVE = "arrive"
    MOVE = "move"
    ESTABLISH = "establish"  # a base, or an armed group
    COUP = "coup"
    CEASEFIRE = "ceasefire"
    PROTEST = "protest"
    RIOT = "riot"
    ARREST = "arrest"
    DEFUSE = "defuse"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One entry of a triggers file."""

    id: str  # "fr/embuscade"
    language: str
    act: Act
    operations: frozenset[Operation]
    sub_type: SubType | None
    weak: bool  # counts only beside an armed actor or a stronger trigger


_KEYS = ("act", "operations", "sub_type", "weak", "words")


def parse_triggers(language: str, root: Node, faults: list[Fault]) -> list[tuple[Trigger, tuple[Form, ...]]]:
    """The triggers of one file with their words: `triggers: {id: {act, words, …}}`. All mistakes go to `faults`."""
    entries = section(root, "triggers", faults)
    return [found for name, node in entries.items() if (found := _trigger(name, language, node, faults))]


def section(root: Node, key: str, faults: list[Fault]) -> dict[str, Node]:
    """The mapping under the only key of a file; empty, with a fault, where the file has another shape."""
    top = root.value
    if not isinstance(top, dict):
        faults.append(root.mark.fault(f"a {root.kind} where a mapping with the key {key!r} is wanted"))
        return {}
    for name, node in top.items():
        if name != key:
            faults.append((node.key_mark or node.mark).fault(f"unknown key {name!r}", nearest(name, [key])))
    inner = top.get(key)
    if inner is None:
        faults.append(root.mark.fault(f"the key {key!r} is missing"))
        return {}
    if not isinstance(inner.value, dict):
        faults.append(inner.mark.fault(f"{key!r} is a {inner.kind} where a mapping is wanted"))
        return {}
    return inner.value


def _trigger(name: str, language: str, node: Node, faults: list[Fault]) -> tuple[Trigger, tuple[Form, ...]] | None:
    fields = node.value
    if not isinstance(fields, dict):
        faults.append(
            node.mark.fault(f"{name!r} is a {node.kind} where a mapping is wanted", f"keys: {', '.join(_KEYS)}")
        )
        return None
    before = len(faults)
    for key, value in fields.items():
        if key not in _KEYS:
            faults.append((value.key_mark or value.mark).fault(f"unknown key {key!r}", nearest(key, _KEYS)))
    for key in ("act", "words"):
        if key not in fields:
            faults.append((node.key_mark or node.mark).fault(f"{name!r} lacks the key {key!r}"))
    act = _word(fields["act"], Act, faults) if "act" in fields else None
    operations = _operations(fields["operations"], faults) if "operations" in fields else frozenset()
    sub_type = _word(fields["sub_type"], SubType, faults) if "sub_type" in fields else None
    weak = _flag(fields["weak"], faults) if "weak" in fields else False
    forms = words_of(fields["words"], faults) if "words" in fields else ()
    if len(faults) > before or act is None:
        return None
    return Trigger(f"{language}/{name}", language, act, operations, sub_type, weak), forms


def words_of(node: Node, faults: list[Fault]) -> tuple[Form, ...]:
    """The forms of a list of pack lines."""
    if not isinstance(node.value, list):
        faults.append(node.mark.fault(f"a {node.kind} where a list of words is wanted"))
        return ()
    forms: list[Form] = []
    for item in node.value:
        if not isinstance(item.value, str):
            faults.append(item.mark.fault(f"a {item.kind} where a word is wanted", "put it in quotes"))
            continue
        try:
            forms.extend(forms_of(item.value))
        except ValueError as error:
            faults.append(item.mark.fault(f"{item.value!r}: {error}"))
    return tuple(dict.fromkeys(forms))


def _word(node: Node, words: type[E], faults: list[Fault]) -> E | None:
    allowed = [word.value for word in words]
    if node.value in allowed:
        return words(str(node.value))
    what = (
        f"{node.value!r} is no {words.__name__}"
        if isinstance(node.value, str)
        else f"a {node.kind} where a word is wanted"
    )
    faults.append(node.mark.fault(what, nearest(str(node.value), allowed)))
    return None


def _operations(node: Node, faults: list[Fault]) -> frozenset[Operation]:
    if not isinstance(node.value, list):
        faults.append(node.mark.fault(f"'operations' is a {node.kind} where a list is wanted"))
        return frozenset()
    found = [_word(item, Operation, faults) for item in node.value]
    return frozenset(operation for operation in found if operation is not None)


def _flag(node: Node, faults: list[Fault]) -> bool:
    if not isinstance(node.value, bool):
        faults.append(node.mark.fault(f"'weak' is a {node.kind}", "write true or false"))
        return False
    return node.value
