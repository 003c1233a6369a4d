"""Random streams of changes and hours, and random rules of every kind, in which much happens.

A day of the world takes hours here: what is late is late by hours, and windows are hours long. All of it is picked by a
generator of random numbers, whose seed Hypothesis seeks: its own draws are too slow and too alike for long streams.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.domain.event import Target
from bot.domain.incident import Change, Incident
from bot.domain.tick import EVERY, Tick
from bot.engine.rule import Rule
from tests.engine.kinds.happenings import AMBUSH, DAY_0, IED, LEFT, TAKEN, TRUCE, happening, rule_of, taken_back

Happened = Change | Tick
Pick = Callable[[Sequence[Any]], Any]
seeds = st.integers(0, 2**32 - 1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# What makes a rule fire stands more often than the rest.
OPERATIONS = ((IED,), (IED,), (AMBUSH,), (IED, AMBUSH), (LEFT,), (TAKEN,), (LEFT, TAKEN), (TRUCE,))
PLACES = ("Kidal", "Kidal", "Kidal", "Amassine", "Anéfis", "Gao", "Nowhere")
ACTORS = ((), ("jnim",), ("jnim", "fama"), ("cma",), ("csp_psd", "wagner"))
TARGETS = (None, Target.CIVILIAN, Target.PEACEKEEPER)
RECENT = 5  # what is seen again is one of the last
BEGINNINGS = (DAY_0 - 5 * HOUR, DAY_0 - 80 * HOUR)  # of the watch


def stream(pick: Pick, longest: int, *, in_order: bool, hours: bool) -> list[Happened]:
    """So many changes at most, half of them at least, with the full hours that go by where they matter.

    Some hours are watched by nobody, and in some few feeds are well.
    """
    made: list[Happened] = []
    known: dict[str, Incident] = {}
    wells = [pick((1.0, 1.0, 1.0, 0.5, 0.2, None)) for _ in range(5)]
    now, tick = DAY_0, DAY_0
    for _ in range(pick(range(longest // 2, longest + 1))):
        now += pick((0, 1, 1, 2, 3, 4, 6, 9, 30)) * HOUR / 4
        while hours and tick + EVERY <= now:
            tick += EVERY
            well = wells[(tick.day + tick.hour // 6) % len(wells)]
            made += [] if well is None else [Tick(at=tick, well=well)]
        change = _change(pick, now, known)
        known[change.incident.id] = change.incident
        early = HOUR * 0 if in_order else pick((0, 0, 0, 1)) * HOUR / 2
        made.append(replace(change, at=max(change.incident.opened_at, now - early), seq=len(made) + 1))
    return made


def _change(pick: Pick, now: datetime, known: dict[str, Incident]) -> Change:
    """What is seen of an incident now; of one that is known, news, a further copy, or that it was none."""
    day = (now - DAY_0) / DAY
    name = f"I{len(known)}" if pick((True, False)) or not known else pick(tuple(known)[-RECENT:])
    former = known.get(name)
    opened = (former.opened_at - DAY_0) / DAY if former else day
    what = pick(("news", "news", "news", "news", "copy", "back"))
    change = happening(
        name,
        opened - pick((0, 0, 0, 1, 2, 5, 30)) / 24,
        *pick(OPERATIONS),
        where=pick(PLACES),
        seen=day,
        opened=opened,
        killed=pick((None, 1, 2, 5, 9)),
        actors=pick(ACTORS),
        target=pick(TARGETS),
        fields=None if former is None else ("killed",) if what == "news" else (),
        certainty=pick((0.8, 0.8, 0.8, 0.8, 0.1)),
    )
    return taken_back(change, day) if former and what == "back" else change


def _times(pick: Pick) -> str:
    """How late, how fresh, how often: short, or they would be all of a rule's memory."""
    late = pick(("", "lateness: 1h\n", "lateness: 4h\n", "lateness: 1d\n"))
    return late + _rests(pick)


def _rests(pick: Pick) -> str:
    rest = pick(("", "cooldown: 1m\n", "cooldown: 1h\n", "cooldown: 6h\n"))
    return rest + f"freshness: {pick((1, 3, 9))}h\n"


def _group(pick: Pick) -> str:
    return f"group: {pick(('place', 'cercle', 'region', 'country', 'actor', 'all'))}\n"


def _scope(pick: Pick) -> str:
    return pick(("", "near: 25km\n", "near: 120km\n")) or _group(pick)


ATTACK = "when: {type: [ied, ambush]}\n"


def _match(pick: Pick) -> str:
    return f"kind: match\n{ATTACK}{_group(pick)}{_rests(pick)}"


def _threshold(pick: Pick) -> str:
    least, figure = pick((2, 3)), pick(("count", "distinct", "killed"))
    of = f"{{of: {pick(('place', 'actor', 'operation', 'target'))}, at_least: {least}}}"
    wanted = {"count": least, "distinct": of, "killed": 4 * least}[figure]
    return (
        f"kind: threshold\n{ATTACK}{figure}: {wanted}\nwithin: {pick((1, 2, 3, 5, 8, 24))}h\n"
        f"{_group(pick)}{_times(pick)}"
    )


def _sequence(pick: Pick) -> str:
    unless, ordered = pick(("", "unless: {type: ceasefire}\n")), pick(("", "ordered: false\n"))
    return (
        "kind: sequence\nfirst: {type: withdrawal}\nthen: {type: [base_captured, ambush]}\n"
        f"within: {pick((1, 2, 3, 5, 8, 24))}h\n{unless}{ordered}{_scope(pick)}{_times(pick)}"
    )


def _spike(pick: Pick) -> str:
    within, longer = pick(((1, 4), (2, 4), (3, 4), (3, 8)))
    return (
        f"kind: spike\n{ATTACK}within: {within}h\nbaseline: {within * longer}h\nat_least: {pick((2, 3))}\n"
        f"ratio: {pick((1, 1.5, 3))}\nsignificance: {pick((0.2, 0.2, 0.05))}\n{_group(pick)}{_times(pick)}"
    )


def _new(pick: Pick) -> str:
    of, absent = pick(("place", "actor", "operation", "target", "type")), pick((2, 6, 20, 48))
    return (
        f"kind: new\n{ATTACK}of: {of}\nfor: {absent}h\nwarm_up: {min(absent, pick((1, 6)))}h\n"
        f"{_group(pick)}{_times(pick)}"
    )


def _silent(pick: Pick) -> str:
    usual = f"{{at_least: {pick((2, 3))}, within: {pick((6, 12, 30))}h}}"
    return (
        f"kind: lull\n{ATTACK}silent_for: {pick((1, 2, 3, 6))}h\nusual: {usual}\nwell: {pick((0.3, 0.6))}\n"
        f"{_group(pick)}{_rests(pick)}"
    )


def _unanswered(pick: Pick) -> str:
    return (
        "kind: lull\nafter: {type: [withdrawal, ied]}\nexpect: {type: [base_captured, ambush]}\n"
        f"within: {pick((1, 2, 3, 6))}h\nwell: {pick((0.3, 0.6))}\n{_scope(pick)}{_times(pick)}"
    )


# The text of a random rule of each kind, the two forms of a lull apart.
FORMS: dict[str, Callable[[Pick], str]] = {
    "match": _match,
    "threshold": _threshold,
    "sequence": _sequence,
    "spike": _spike,
    "new": _new,
    "silent": _silent,
    "unanswered": _unanswered,
}
HOURLY = ("silent", "unanswered")


def picks(seed: int) -> Pick:
    """Picks at random."""
    return Random(seed).choice


def a_rule(pick: Pick, form: str, name: str = "one") -> Rule:
    """A random rule of one kind."""
    return rule_of(FORMS[form](pick), f"rules/sahel/{name}.yml")
