"""Which of very many wishes an incident satisfies: the index beside a loop over `holds` and two engines of expressions.

`python -m benchmarks.matching [COUNT …]` measures other numbers of wishes; with an engine behind a count only that one.
"""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import psutil

from benchmarks import wishes
from benchmarks.report import tell
from bot.domain.ids import RuleId
from bot.domain.incident import Incident
from bot.domain.index import MatcherIndex
from bot.domain.matcher import Matcher, holds

COUNTS, AIMED_AT = (1_000, 10_000, 100_000), 100_000
ENGINES = ("index", "rule-engine", "cel")
INCIDENTS, RUNS, CHANGES = 2_000, 5, 1_000
LOOPED = 500_000  # how many wishes a loop is asked for in all
PATIENCE_S = 3.0  # a peer is given so long, and at least two incidents

Asked = Sequence[tuple[Incident, frozenset[RuleId]]]


def drawn(count: int, runs: int = 1) -> tuple[list[Matcher], Asked, wishes.World]:
    """The same wishes and incidents for every engine, other incidents for each run."""
    there, chance = wishes.world(), random.Random(11)
    made = [wishes.wish(there, chance) for _ in range(count)]
    asked = [
        (wishes.incident(number, there, chance), frozenset({chance.choice(wishes.RULES)}))
        for number in range(INCIDENTS * runs)
    ]
    return made, asked, there


def measure_index(count: int) -> None:
    """Tells the figures of the index and of the loop."""
    made, asked, there = drawn(count, 1 + RUNS)
    index, built = _built(lambda: _index(made))
    answers, first = _found(index, asked[:INCIDENTS])  # with nothing kept of earlier ones
    rates = sorted(_found(index, asked[INCIDENTS * run :][:INCIDENTS])[1] for run in range(1, 1 + RUNS))
    rate, matches = rates[RUNS // 2], sum(answers) / INCIDENTS
    looped, loop_rate = _looped(made, asked[: max(2, LOOPED // count)])
    assert answers[: len(looped)] == looped
    is_aimed_at = count == AIMED_AT
    tell(
        f"changes/s against {count:,} wishes: index",
        f"{rate:,.0f}",
        "10,000" if is_aimed_at else "",
        f"CPU of one core; {matches:,.0f} matches each ({matches / count:.1%}); {built}; "
        f"median of {RUNS} times {INCIDENTS} incidents, {rates[0]:,.0f} to {rates[-1]:,.0f}; at first {first:,.0f}",
    )
    tell(
        f"changes/s against {count:,} wishes: loop over `holds`",
        f"{loop_rate:,.1f}",
        "",
        f"the index is {rate / loop_rate:,.0f} times as fast; {len(looped)} of these incidents, the same answers",
    )
    if is_aimed_at:
        tell(f"the index beside the loop, {count:,} wishes", f"x {rate / loop_rate:,.0f}", "x 100", "in one process")
    _tell_changes(index, count, there)


def measure_peer(count: int, engine: str) -> None:
    """Tells the figures of an engine of expressions."""
    from benchmarks.peers import PEERS, expression, values

    made, asked, _ = drawn(count)
    peer = PEERS[engine]
    texts = [expression(matcher, peer) for matcher in made]
    programs, built = _built(lambda: peer.build(texts))
    answers: list[int] = []
    started = time.process_time()
    for one, rules in asked:
        answers.append(peer.count(programs, values(one, rules)))
        took = time.process_time() - started
        if len(answers) > 1 and took > PATIENCE_S:
            break
    looped, _ = _looped(made, asked[:2])
    assert answers[:2] == looped
    tell(
        f"changes/s against {count:,} wishes: {peer.name}",
        f"{len(answers) / took:,.2f}",
        "",
        f"CPU of one core; {built}; {len(answers)} incidents, the same answers as the loop's",
    )


def _found(index: MatcherIndex, asked: Asked) -> tuple[list[int], float]:
    """How many wishes hold for each incident, and how many incidents go through in a second."""
    started = time.process_time()
    found = [len(index.matching(one).for_rules(rules)) for one, rules in asked]
    return found, len(asked) / (time.process_time() - started)


def _index(made: Iterable[Matcher]) -> MatcherIndex:
    index = MatcherIndex()
    for key, matcher in enumerate(made):
        index.add(key, matcher)
    return index


def _built(build: Callable[[], object]) -> tuple[object, str]:
    """What is built, and in words how long it took and how much memory."""
    gc.collect()
    before, started = psutil.Process().memory_info().rss, time.process_time()
    built = build()
    took = time.process_time() - started
    gc.collect()
    grown = psutil.Process().memory_info().rss - before
    return built, f"built in {took:.2f} s and {grown / (1 << 20):,.1f} MiB"


def _looped(made: Sequence[Matcher], asked: Asked) -> tuple[list[int], float]:
    """What a loop finds, and how many incidents it gets through in a second."""
    started = time.process_time()
    found = [sum(holds(matcher, one, rules) for matcher in made) for one, rules in asked]
    return found, len(asked) / (time.process_time() - started)


def _tell_changes(index: MatcherIndex, count: int, there: wishes.World) -> None:
    gc.freeze()  # as Tocsin does at its start: no collection of garbage looks at all that stands
    chance = random.Random(12)
    removing, adding = [], []
    for key in chance.sample(range(count), CHANGES):
        matcher = wishes.wish(there, chance)
        started = time.process_time()
        index.remove(key)
        removed = time.process_time()
        index.add(key, matcher)
        removing.append((removed - started) * 1000)
        adding.append((time.process_time() - removed) * 1000)
    for name, times in (("removing", sorted(removing)), ("adding", sorted(adding))):
        tell(
            f"{name} one of {count:,} wishes, p99 ms",
            f"{times[int(CHANGES * 0.99)]:.3f}",
            "1" if count == AIMED_AT else "",
            f"CPU, {CHANGES} of them: median {times[CHANGES // 2]:.3f} ms, worst {times[-1]:.3f} ms",
        )


def main(words: Sequence[str]) -> None:
    """Every engine and count in a process of its own: what one has left in memory is not the next one's."""
    if len(words) == 2 and words[1] in ENGINES:
        count, engine = int(words[0]), words[1]
        measure_index(count) if engine == "index" else measure_peer(count, engine)
        return
    for count in [int(word) for word in words] or COUNTS:
        for engine in ENGINES:
            subprocess.run([sys.executable, "-m", "benchmarks.matching", str(count), engine], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
