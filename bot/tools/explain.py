"""Why a rule fires on an incident of the store, or stays silent: with all that it remembers by then.

Must not know how it is printed.
"""

from __future__ import annotations

from datetime import timedelta

from bot.commands import past
from bot.domain.ids import IncidentId
from bot.domain.incident import Change
from bot.domain.tick import Tick
from bot.engine.backtest import begins
from bot.engine.explain import Explanation, of_next
from bot.engine.rule import Rule
from bot.engine.run import Engine
from bot.ports.store import Store

MOMENT = timedelta(microseconds=1)  # the least that a store keeps apart


async def explained(rule: Rule, store: Store, incident: str) -> tuple[Change, Explanation] | None:
    """The change on which the rule first fired, or the last one that was news, with every condition.

    None where the store has no such incident.
    """
    async with store.read() as tx:
        own = [one for one in await tx.changes.of(IncidentId(incident)) if not one.is_of_rules]
    if not own:
        return None
    engine = Engine((rule,), began=await past.began(store, own[0].at))
    last: tuple[Change, Explanation] | None = None
    async for part, _ in past.happened(store, begins((rule,), own[0].at), max(one.at for one in own) + MOMENT):
        for one in part:
            if isinstance(one, Tick):
                engine.tick(one)
            elif one.incident.id != incident or one.is_of_rules:
                engine.step(one)
            else:
                explanation = of_next(engine, rule.key, one)
                if explanation.fired is not None:
                    return one, explanation
                last = (one, explanation) if one.is_material or last is None else last
    return last
