"""A rule as a filter for other tools: lines in, for each a line that says whether the rule fired on it, and why.

The rule remembers over the whole stream; events are joined to incidents as they come. Must not know where lines go.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.domain.errors import BadFile, Fault
from bot.engine.rule import Rule
from bot.engine.run import Engine
from bot.ports.theatre import Extractor
from bot.tools.lines import BadLine, told
from bot.tools.stream import World


def fired(rule: Rule, lines: Iterable[str], name: str, extractor: Extractor, began: datetime) -> Iterator[str]:
    """One JSON object for each line, in order: {"id", "fired", "why"}; `why` names what held, or what was missing.

    Empty lines are left out. Raises BadFile at the first line that cannot be read.
    """
    engine, world = Engine((rule,), began=began), World(extractor)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            one = told(line, number, extractor)
        except BadLine as bad:
            raise BadFile([Fault(where=name, line=number, column=None, what=str(bad))]) from bad
        changes = world.add(one.events, max(one.at, *(event.seen_at for event in one.events), one.at))
        missing, held = list[str](), list[str]()
        for change in changes:
            conditions = engine.explain(rule.key, change)
            for it in engine.step(change):
                held += [f"{c.label} {c.wanted}: {c.seen}" for c in it.why]
            missing += [f"{c.label} {c.wanted}: {c.seen}" for c in conditions if not c.held]
        why = held or missing or ([] if one.events else ["no event was read from it"])
        yield json.dumps({"id": one.id, "fired": bool(held), "why": list(dict.fromkeys(why))}, ensure_ascii=False)
