"""Random streams of changes and hours, and random rules of every kind: small enough that much happens in them.

A day of the world takes hours here: what is late is late by hours, and windows are hours long.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bot.domain.event import Target
from bot.domain.incident import Change, Incident
from bot.domain.taxonomy import Operation
from bot.domain.tick import EVERY, Tick
from bot.engine.rule import Rule
from tests.engine.kinds.happenings import (
    AMBUSH,
    DAY_0,
    IED,
    LEFT,
    TAKEN,
    TRUCE,
    happening,
    rule_of,
    taken_back,
)

Happened = Change | Tick
HOUR = timedelta(hours=1)
NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Drawn:
    """What happens next: to which incident, after how many quarters of an hour, and what it is then."""

    name: str
    after: int
    delay: int  # hours between the incident and its first report, or a correction of that
    operations: tuple[Operation, ...]
    place: str
    killed: int
    actors: tuple[str, ...]
    target: Target | None
    certainty: float
    what: str  # news, copy, back
    early: int  # quarters of an hour by which its time is out of order


# What makes a rule fire stands more often than the rest.
drawn = st.builds(
    Drawn,
    name=st.sampled_from(NAMES),
    after=st.sampled_from([0, 1, 1, 2, 3, 4, 6, 9, 30]),
    delay=st.sampled_from([0, 0, 0, 1, 2, 5, 30]),
    operations=st.sampled_from([(IED,), (IED,), (AMBUSH,), (IED, AMBUSH), (LEFT,), (TAKEN,), (LEFT, TAKEN), (TRUCE,)]),
    place=st.sampled_from(["Kidal", "Kidal", "Kidal", "Amassine", "Anéfis", "Gao", "Nowhere"]),
    killed=st.integers(0, 9),
    actors=st.sampled_from([(), ("jnim",), ("jnim", "fama"), ("cma",), ("csp_psd", "wagner")]),
    target=st.sampled_from([None, Target.CIVILIAN, Target.PEACEKEEPER]),
    certainty=st.sampled_from([0.8, 0.8, 0.8, 0.8, 0.1]),
    what=st.sampled_from(["news", "news", "news", "news", "copy", "back"]),
    early=st.sampled_from([0, 0, 0, 2]),
)

began = st.sampled_from([DAY_0 - timedelta(hours=5), DAY_0 - timedelta(hours=80)])  # when the watch began


def streams(longest: int, *, in_order: bool, hours: bool) -> st.SearchStrategy[list[Happened]]:
    """Streams of so many changes at most, half of them at least, with the full hours that go by where they matter."""
    return st.builds(
        lambda steps, wells: _stream(steps, wells, in_order=in_order, hours=hours),
        st.lists(drawn, min_size=longest // 2, max_size=longest),
        st.lists(st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.2, None]), min_size=1, max_size=9),
    )


def _stream(steps: list[Drawn], wells: list[float | None], *, in_order: bool, hours: bool) -> list[Happened]:
    """None among `wells` are hours in which nobody watched."""
    made: list[Happened] = []
    known: dict[str, Incident] = {}
    now, tick = DAY_0, DAY_0
    for step in steps:
        now += step.after * HOUR / 4
        while hours and tick + EVERY <= now:
            tick += EVERY
            well = wells[(tick.day + tick.hour // 6) % len(wells)]
            made += [] if well is None else [Tick(at=tick, well=well)]
        change = _change(step, now, known)
        known[change.incident.id] = change.incident
        at = now if in_order else max(change.incident.opened_at, now - step.early * HOUR / 4)
        made.append(replace(change, at=at, seq=len(made) + 1))
    return made


def _change(step: Drawn, now: datetime, known: dict[str, Incident]) -> Change:
    day = (now - DAY_0) / timedelta(days=1)
    former = known.get(step.name)
    opened = (former.opened_at - DAY_0) / timedelta(days=1) if former else day
    change = happening(
        step.name,
        opened - step.delay / 24,
        *step.operations,
        where=step.place,
        seen=day,
        opened=opened,
        killed=step.killed or None,
        actors=step.actors,
        target=step.target,
        fields=None if former is None else ("killed",) if step.what == "news" else (),
        certainty=step.certainty,
    )
    if step.what == "back" and former is not None:
        return taken_back(change, day)
    return change


_SHORT = st.sampled_from(["1h", "2h", "3h", "5h", "8h", "1d"])
_GROUP = st.sampled_from(["place", "cercle", "region", "country", "actor", "all"])
_LATE = st.sampled_from(["", "lateness: 1h\n", "lateness: 4h\n", "lateness: 1d\n"])
_COOLDOWN = st.sampled_from(["", "cooldown: 1m\n", "cooldown: 1h\n", "cooldown: 6h\n"])
_FRESH = st.sampled_from(["freshness: 1h\n", "freshness: 3h\n", "freshness: 9h\n"])  # long ones would be all the memory
_MORE = st.tuples(_LATE, _COOLDOWN, _FRESH).map("".join)
_ATTACK = "when: {type: [ied, ambush]}\n"
_SCOPE = st.one_of(_GROUP.map(lambda by: f"group: {by}\n"), st.sampled_from(["", "near: 25km\n", "near: 120km\n"]))


def _match(group: str, more: str) -> str:
    return f"kind: match\n{_ATTACK}group: {group}\n{more}"


def _threshold(figure: str, least: int, of: str, within: str, group: str, more: str) -> str:
    wanted = (
        f"{{of: {of}, at_least: {least}}}" if figure == "distinct" else str(least if figure == "count" else 4 * least)
    )
    return f"kind: threshold\n{_ATTACK}{figure}: {wanted}\nwithin: {within}\ngroup: {group}\n{more}"


def _sequence(within: str, scope: str, unless: str, ordered: str, more: str) -> str:
    return (
        f"kind: sequence\nfirst: {{type: withdrawal}}\nthen: {{type: [base_captured, ambush]}}\n"
        f"within: {within}\n{scope}{unless}{ordered}{more}"
    )


def _spike(times: tuple[int, int], least: int, ratio: float, chance: float, group: str, more: str) -> str:
    within, longer = times
    return (
        f"kind: spike\n{_ATTACK}within: {within}h\nbaseline: {within * longer}h\nat_least: {least}\n"
        f"ratio: {ratio}\nsignificance: {chance}\ngroup: {group}\n{more}"
    )


def _new(of: str, absent: int, warm_up: int, group: str, more: str) -> str:
    return f"kind: new\n{_ATTACK}of: {of}\nfor: {absent}h\nwarm_up: {min(warm_up, absent)}h\ngroup: {group}\n{more}"


def _silent(hours: int, least: int, usual: int, well: float, group: str, more: str) -> str:
    return (
        f"kind: lull\n{_ATTACK}silent_for: {hours}h\nusual: {{at_least: {least}, within: {usual}h}}\n"
        f"well: {well}\ngroup: {group}\n{more}"
    )


def _unanswered(within: int, scope: str, well: float, more: str) -> str:
    return (
        f"kind: lull\nafter: {{type: [withdrawal, ied]}}\nexpect: {{type: [base_captured, ambush]}}\n"
        f"within: {within}h\n{scope}well: {well}\n{more}"
    )


_TEXTS: dict[str, st.SearchStrategy[str]] = {
    "match": st.builds(_match, _GROUP, st.tuples(_COOLDOWN, _FRESH).map("".join)),
    "threshold": st.builds(
        _threshold,
        st.sampled_from(["count", "distinct", "killed"]),
        st.integers(2, 3),
        st.sampled_from(["place", "actor", "operation", "target"]),
        _SHORT,
        _GROUP,
        _MORE,
    ),
    "sequence": st.builds(
        _sequence,
        _SHORT,
        _SCOPE,
        st.sampled_from(["", "unless: {type: ceasefire}\n"]),
        st.sampled_from(["", "ordered: false\n"]),
        _MORE,
    ),
    "spike": st.builds(
        _spike,
        st.sampled_from([(1, 4), (2, 4), (3, 4), (3, 8)]),
        st.integers(2, 3),
        st.sampled_from([1.0, 1.5, 3.0]),
        st.sampled_from([0.2, 0.2, 0.05]),
        _GROUP,
        _MORE,
    ),
    "new": st.builds(
        _new,
        st.sampled_from(["place", "actor", "operation", "target", "type"]),
        st.sampled_from([2, 6, 20, 48]),
        st.sampled_from([1, 6]),
        _GROUP,
        _MORE,
    ),
    "silent": st.builds(
        _silent,
        st.integers(1, 6),
        st.integers(2, 3),
        st.sampled_from([6, 12, 30]),
        st.sampled_from([0.3, 0.6]),
        _GROUP,
        st.tuples(_COOLDOWN, _FRESH).map("".join),
    ),
    "unanswered": st.builds(
        _unanswered, st.integers(1, 6), _SCOPE, st.sampled_from([0.3, 0.6]), _MORE
    ),
}  # fmt: skip
FORMS = tuple(_TEXTS)  # the kinds, the two forms of a lull apart
HOURLY = ("silent", "unanswered")


def rules(form: str) -> st.SearchStrategy[Rule]:
    """Random rules of one kind."""
    return _TEXTS[form].map(rule_of)


def mixed(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """The texts of random rules of all kinds."""
    return st.lists(st.one_of(*_TEXTS.values()), min_size=least, max_size=most)
