"""A restart at any point changes nothing: for every kind, over random streams, with random rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.domain.incident import Change, ChangeKind
from bot.domain.tick import Tick
from bot.engine.alerts import alert_of, fired_of
from bot.engine.rule import Fired, Rule
from bot.engine.run import SLACK, Engine
from tests.engine.kinds.streams import BEGINNINGS, FORMS, HOUR, HOURLY, Happened, Pick, a_rule, picks, seeds, stream

QUICK = settings(max_examples=60, deadline=None)
Told = tuple[Fired, ...]
MOST = 45  # changes of a stream


@dataclass
class Life:
    """Everything that happened, with what was fired on it, as a store keeps it."""

    rules: Sequence[Rule]
    began: datetime
    slack: timedelta = timedelta()  # how much more than the rules' own memory a restart is shown
    engine: Engine = field(init=False)
    kept: list[tuple[Happened, Told]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(self.rules, began=self.began)

    def live(self, one: Happened) -> Told:
        """Shows the engine one more thing. What an hour fires is kept with a change of each incident."""
        if isinstance(one, Change):
            told = self.engine.step(one)
            self.kept.append((one, told))
            return told
        told = self.engine.tick(one)
        self.kept.append((one, ()))
        latest = {it.incident.id: it for it, _ in self.kept if isinstance(it, Change)}
        for incident in dict.fromkeys(it.incident for it in told):
            silent = replace(latest[incident], kind=ChangeKind.SILENT, fields=("silence",), at=one.at)
            assert self.engine.step(silent) == ()
            self.kept.append((silent, tuple(it for it in told if it.incident == incident)))
        return told

    def restart(self, one: Happened) -> None:
        """Begins anew with what is kept of the engine's memory before this comes."""
        oldest = one.at - (self.engine.memory - SLACK + self.slack)
        self.engine = Engine(self.rules, began=self.began)
        first = next((n for n, (it, _) in enumerate(self.kept) if it.at >= oldest), len(self.kept))
        for it, told in self.kept[first:]:
            if isinstance(it, Tick):
                self.engine.recall_tick(it)
            else:
                self.engine.recall(it, [fired_of(alert_of(each, it)) for each in told])


def check(whole: Life, broken: Life, happened: list[Happened], restarts: set[int]) -> None:
    """That two lives fire the same, one of which is broken off at each of these points."""
    for number, one in enumerate(happened):
        if number % MOST in restarts:
            broken.restart(one)
        assert broken.live(one) == whole.live(one), f"number {number} of the stream"


def restarts(pick: Pick) -> set[int]:
    return {pick(range(1, MOST)) for _ in range(9)}


@pytest.mark.parametrize("form", FORMS)
@QUICK
@given(seed=seeds)
def test_a_restart_at_any_point_changes_nothing_where_the_rules_memory_is_shown(form: str, seed: int) -> None:
    pick = picks(seed)
    rule, since = a_rule(pick, form), pick(BEGINNINGS)
    happened = stream(pick, MOST, in_order=True, hours=form in HOURLY)
    check(Life((rule,), since), Life((rule,), since), happened, restarts(pick))


@pytest.mark.parametrize("form", FORMS)
@QUICK
@given(seed=seeds)
def test_nor_does_it_where_changes_come_a_little_out_of_order(form: str, seed: int) -> None:
    pick = picks(seed)
    rule, since = a_rule(pick, form), pick(BEGINNINGS)
    happened = stream(pick, MOST, in_order=False, hours=form in HOURLY)
    check(Life((rule,), since), Life((rule,), since, HOUR), happened, restarts(pick))
