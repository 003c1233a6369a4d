"""Every kind fires as its simplest telling does, which looks at everything that ever happened each time."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings

from bot.domain.incident import Change, Standing
from bot.domain.matcher import holds
from bot.domain.tick import Tick
from bot.engine.kinds import registry
from bot.engine.kinds.base import Seen
from bot.engine.rule import Rule
from tests.engine.kinds import naive
from tests.engine.kinds.streams import BEGINNINGS, HOURLY, Happened, a_rule, picks, seeds, stream

QUICK = settings(max_examples=60, deadline=None)
SIMPLE = {
    "threshold": naive.of_threshold,
    "sequence": naive.of_sequence,
    "spike": naive.of_spike,
    "new": naive.of_new,
}


def seen(rule: Rule, change: Change) -> Seen:
    """A change with what holds, asked of each matcher."""
    is_there = change.incident.standing is not Standing.RETRACTED
    matchers = registry.KINDS[rule.kind].matchers(rule)
    return Seen(change=change, held=tuple(is_there and holds(one, change.incident) for one in matchers))


@pytest.mark.parametrize("form", [*SIMPLE, *HOURLY])
@QUICK
@given(seed=seeds)
def test_a_kind_remembers_what_can_matter_and_no_more(form: str, seed: int) -> None:
    rule = a_rule(picks(seed), form)
    assert registry.KINDS[rule.kind].memory(rule) == naive.memory(rule)


@pytest.mark.parametrize("form", SIMPLE)
@QUICK
@given(seed=seeds)
def test_a_kind_that_looks_at_changes_fires_as_its_simplest_telling(form: str, seed: int) -> None:
    rule, since, happened = _drawn(seed, form, 40)
    changes = [it for it in happened if isinstance(it, Change)]
    kind = registry.KINDS[rule.kind]
    state = kind.start(rule, since)
    for number, change in enumerate(changes):
        state, fired = kind.step(rule, state, seen(rule, change))
        told = (fired.incident, fired.groups, fired.others) if fired else None
        world = naive.World(rule, since, changes[: number + 1])
        assert told == SIMPLE[form](world), f"change {number}"


@pytest.mark.parametrize("form", HOURLY)
@QUICK
@given(seed=seeds)
def test_a_kind_that_looks_at_hours_fires_as_its_simplest_telling(form: str, seed: int) -> None:
    rule, since, happened = _drawn(seed, form, 25)
    assert hourly(rule, happened, since) == list(naive.of_lull(rule, since, happened))


def _drawn(seed: int, form: str, longest: int) -> tuple[Rule, datetime, list[Happened]]:
    """A rule, when the watch began, and what happens."""
    pick = picks(seed)
    return a_rule(pick, form), pick(BEGINNINGS), stream(pick, longest, in_order=True, hours=form in HOURLY)


def hourly(rule: Rule, happened: list[Happened], since: datetime) -> list[list[naive.Told]]:
    """What the kind fires at each hour of a stream."""
    kind = registry.KINDS["lull"]
    state, made = kind.start(rule, since), []
    for one in happened:
        if isinstance(one, Tick):
            state, fired = kind.tick(rule, state, one)
            made.append(sorted((it.incident, tuple(sorted(it.groups)), it.others) for it in fired))
        else:
            state, nothing = kind.step(rule, state, seen(rule, one))
            assert nothing is None
    return made
