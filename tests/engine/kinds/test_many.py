"""Many rules, and years of changes: each rule fires as if it were alone, and what is remembered stays small."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import FrameType

import pytest

from bot.domain.ids import IncidentId
from bot.domain.incident import Change
from bot.domain.tick import Tick
from bot.engine.kinds import registry
from bot.engine.kinds.base import Seen
from bot.engine.run import Engine
from tests.engine.kinds.happenings import DAY_0, IED, LEFT, TAKEN, happening, rule_of
from tests.engine.kinds.streams import BEGINNINGS, DAY, FORMS, a_rule, picks, stream

RULES = 1000
PLACES = ("Kidal", "Anéfis", "Gao", "Tessalit")
YEARS = {
    "threshold": "kind: threshold\nwhen: {type: ied}\ndistinct: {of: actor, at_least: 3}\nwithin: 7d\ngroup: cercle\n",
    "sequence": "kind: sequence\nfirst: {type: ied}\nthen: {type: ambush}\nunless: {type: ceasefire}\nwithin: 72h\n",
    "spike": "kind: spike\nwhen: {type: ied}\nwithin: 7d\nbaseline: 84d\nat_least: 5\nratio: 3\ngroup: region\n",
    "new": "kind: new\nof: operation\nfor: 90d\ngroup: region\n",
    "silent": "kind: lull\nwhen: {type: ied}\nsilent_for: 7d\nusual: {at_least: 6, within: 84d}\ngroup: cercle\n",
    "unanswered": "kind: lull\nafter: {type: ied}\nexpect: {type: ambush}\nwithin: 48h\nnear: 25km\n",
}


def test_of_a_thousand_rules_each_fires_as_if_it_were_alone_in_the_order_of_their_keys() -> None:
    pick = picks(1)
    made = [a_rule(pick, form, f"r{number}") for number, form in zip(range(RULES), RULES * list(FORMS), strict=False)]
    together = Engine(made, began=BEGINNINGS[1])
    alone = {rule.key: Engine((rule,), began=BEGINNINGS[1]) for rule in made}
    fired = 0
    for one in stream(pick, 60, in_order=False, hours=True):
        if isinstance(one, Tick):
            told, wanted = together.tick(one), [it for key in sorted(alone) for it in alone[key].tick(one)]
        else:
            told, wanted = together.step(one), [it for key in sorted(alone) for it in alone[key].step(one)]
        assert list(told) == wanted
        fired += len(told)
    assert fired > RULES


def years(count: int) -> Iterator[Change]:
    """So many changes, nine a day: new incidents, news, further copies and corrections."""
    first = [happening("I", 0, IED, LEFT, TAKEN, where=where, actors=("jnim", "fama")) for where in PLACES]
    for number in range(count):
        at = DAY_0 + timedelta(hours=number * 24 / 9)
        base, revision = first[number % 4], number % 5
        opened = at - timedelta(hours=revision)
        id_ = IncidentId(f"I{number - revision}")
        incident = replace(
            base.incident, id=id_, start=opened - timedelta(hours=(number - revision) % 30), opened_at=opened
        )
        yield replace(base, incident=incident, at=at, fields=("killed",) if revision % 2 else ())


@pytest.mark.parametrize("count", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("form", YEARS)
def test_what_a_rule_remembers_stays_small_over_years(form: str, count: int) -> None:
    rule = rule_of(YEARS[form])
    kind = registry.KINDS[rule.kind]
    state = kind.start(rule, DAY_0)
    several = len(kind.matchers(rule))
    sizes = []
    for number, change in enumerate(years(count)):
        held = tuple(number % 11 != part for part in range(several)) if number % 13 else (False,) * several
        state, _ = kind.step(rule, state, Seen(change=change, held=held))
        state, _ = kind.tick(rule, state, Tick(at=change.at, well=1.0))
        if (number + 1) % (count // 5) == 0:
            sizes.append(len(pickle.dumps(state)))
    assert max(sizes[1:]) < 1.25 * sizes[0]
    assert sizes[0] < 200 * 9 * (kind.memory(rule) / DAY)  # bytes for each change of that time


def test_rules_that_a_change_does_not_concern_are_not_even_asked() -> None:
    texts = [text.replace("ied", "displacement").replace("ambush", "coup") for text in YEARS.values() if "when" in text]
    made = [rule_of(texts[n % len(texts)], f"sahel/r{n}.yml") for n in range(100)]
    changes = list(years(100))
    assert called(Engine(made, began=DAY_0), changes) == called(Engine(made[:1], began=DAY_0), changes)


def called(engine: Engine, changes: list[Change]) -> int:
    """How many functions it takes an engine to look at changes."""
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        for change in changes:
            engine.step(change)
    finally:
        sys.setprofile(None)
    return calls
