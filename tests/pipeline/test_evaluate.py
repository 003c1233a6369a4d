"""The rule loop: tuned rules, restarts, hours that pass, and rule files that change while it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.bus import LocalBus
from bot.domain.alert import Alert
from bot.domain.clock import SteppedClock
from bot.domain.health import SourceHealth, SourceState
from bot.domain.ids import IncidentId, RuleId, SourceId
from bot.domain.incident import Change, ChangeKind, Severity
from bot.domain.matcher import Killed
from bot.domain.subscription import Destination
from bot.domain.taxonomy import Operation
from bot.domain.tuning import Tuning, Watch
from bot.engine import load
from bot.engine.book import Rulebook
from bot.pipeline.evaluate import CHECKPOINT, Evaluate, share_well
from bot.ports.store import Store
from bot.store.connect import open_store
from tests.fakes.world import SmallActors, SmallPlaces, changes_of, event

HEAD = "title: T\ndescription: D\nkind: match\nstatus: stable\nseverity: medium\n"
TUNED = HEAD + "parameters:\n  killed: {type: count, default: 3, min: 1, max: 50, help: H}\nwhen: {killed: $killed}\n"
CALM = HEAD + "when: {type: convoy_attack}\ncooldown: 6h\n"
HERE = Destination(platform="discord", tenant="1", channel="2")


def book(**files: str) -> Rulebook:
    texts = {f"rules/sahel/{name}.yml": text for name, text in files.items()}
    return Rulebook(load.templates(texts, SmallPlaces(), SmallActors()))


def happening(id_: str, hours: float = 0, killed: int = 4, **more: object) -> Change:
    (made,) = changes_of(event(id_, "Kidal", "2023-11-07", Operation.CONVOY_ATTACK, killed=killed))
    incident = replace(made.incident, id=IncidentId(id_))
    return replace(made, incident=incident, at=made.at + timedelta(hours=hours), **more)


AT = happening("A").at


class Bench:
    """A store with a rule loop that can be started anew."""

    def __init__(self, store: Store, rules: Rulebook) -> None:
        self.store, self.rules, self.clock = store, rules, SteppedClock(AT)
        self.loop = self.restarted()

    def restarted(self) -> Evaluate:
        self.loop = Evaluate(store=self.store, book=self.rules, bus=LocalBus(), clock=self.clock)
        return self.loop

    async def happen(self, *changes: Change) -> None:
        async with self.store.write() as tx:
            for change in changes:
                await tx.incidents.save([change.incident], [])
            await tx.changes.append(changes)
        while await self.loop.step():
            pass

    async def alerts(self) -> list[str]:
        """Rule with variant and incident of every alert, in order of change."""
        async with self.store.read() as tx:
            changes = await tx.changes.after(0, 1000)
            of = await tx.alerts.of_changes([change.seq for change in changes])
        found: Sequence[Alert] = [alert for change in changes for alert in of[change.seq]]
        return [f"{alert.key} {alert.incident}" for alert in found]


@asynccontextmanager
async def benched(folder: Path, rules: Rulebook) -> AsyncIterator[Bench]:
    async with open_store(f"sqlite:///{folder}/t.db") as store:
        yield Bench(store, rules)


@pytest.fixture
def bench(tmp_path: Path) -> Callable[..., object]:
    return lambda **files: benched(tmp_path, book(**files))


def tuning(**values: str) -> Tuning:
    rule = RuleId("sahel/tuned")
    return Tuning(destination=HERE, rule=rule, values=tuple(sorted(values.items())), by="u", at=AT)


async def test_a_tuned_rule_is_asked_beside_the_files_own_as_soon_as_it_is_saved(bench) -> None:
    async with bench(tuned=TUNED) as it:
        await it.happen(happening("A", killed=2))
        async with it.store.write() as tx:
            await tx.tunings.save(tuning(killed="2"))
        await it.happen(happening("B", 1, killed=2), happening("C", 2, killed=3))
        variant = tuning(killed="2").variant
        assert await it.alerts() == [f"sahel/tuned#{variant} B", "sahel/tuned C", f"sahel/tuned#{variant} C"]


async def test_a_tuning_taken_back_is_asked_no_more(bench) -> None:
    async with bench(tuned=TUNED) as it:
        async with it.store.write() as tx:
            await tx.tunings.save(tuning(killed="2"))
        await it.happen(happening("A", killed=3))
        async with it.store.write() as tx:
            await tx.tunings.remove(HERE, RuleId("sahel/tuned"))
        await it.happen(happening("B", 1, killed=2))
        assert [line for line in await it.alerts() if line.endswith(" B")] == []


async def test_a_channels_own_rule_fires_under_its_own_name(bench) -> None:
    own = Watch(id=RuleId("watch/7K3M9QXZ"), destination=HERE, label="killed>=9", matcher=Killed(at_least=9),
                severity=Severity.HIGH, by="u", at=AT)  # fmt: skip
    async with bench(tuned=TUNED) as it:
        async with it.store.write() as tx:
            await tx.watches.save(own)
        await it.happen(happening("A", killed=9), happening("B", 1, killed=8))
        assert [line for line in await it.alerts() if line.startswith("watch/")] == ["watch/7K3M9QXZ A"]


@pytest.mark.parametrize("restart", range(5))
async def test_a_restart_remembers_what_was_told(bench, restart: int) -> None:
    news = {"kind": ChangeKind.REVISED, "fields": ("killed",)}
    changes = [happening("A"), happening("B", 1), happening("A", 2, **news), happening("C", 5.5), happening("D", 6.5)]
    async with bench(calm=CALM) as it:
        for number, change in enumerate(changes):
            if number == restart:
                it.restarted()
            await it.happen(change)
        assert await it.alerts() == ["sahel/calm A", "sahel/calm A", "sahel/calm D"]


async def test_a_new_rule_with_a_memory_is_shown_the_past_without_firing_for_it(bench) -> None:
    async with bench(tuned=TUNED) as it:
        await it.happen(happening("A"))
        it.rules.replace(book(tuned=TUNED, calm=CALM)._templates)
        await it.happen(happening("B", 1))
        assert await it.alerts() == ["sahel/tuned A", "sahel/calm B", "sahel/tuned B"]


async def test_a_failed_write_leaves_no_trace_in_what_rules_remember(bench) -> None:
    async with bench(calm=CALM) as it:
        async with it.store.write() as tx:
            await tx.incidents.save([happening("A").incident], [])
            await tx.changes.append([happening("A")])
        broken = it.store.write
        it.store.write = _Broken
        with pytest.raises(OSError, match="disk"):
            await it.loop.step()
        it.store.write = broken
        while await it.loop.step():
            pass
        assert await it.alerts() == ["sahel/calm A"]


class _Broken:
    async def __aenter__(self) -> None:
        raise OSError("disk full")

    async def __aexit__(self, *_: object) -> None: ...


async def test_an_hour_is_told_once_and_only_after_something_happened(bench) -> None:
    async with bench(tuned=TUNED) as it:
        assert await it.loop.pass_time() is False
        await it.happen(happening("A"))
        assert [await it.loop.pass_time() for _ in range(2)] == [True, False]
        it.clock.set(AT + timedelta(minutes=59))
        assert await it.loop.pass_time() is ((AT + timedelta(minutes=59)).hour != AT.hour)
        it.clock.set(AT + timedelta(hours=5))
        assert [await it.loop.pass_time() for _ in range(2)] == [True, False]
        async with it.store.read() as tx:
            ticks = await tx.ticks.since(AT - timedelta(hours=1))
            checkpoint = await tx.changes.checkpoint(CHECKPOINT)
        assert {tick.after for tick in ticks} == {checkpoint}
        assert all(tick.at.minute == 0 for tick in ticks)


@pytest.mark.parametrize(
    ("states", "share"),
    [((), 0.0), (("new",), 0.0), (("ok", "dark"), 0.5), (("ok", "new"), 1.0), (("late", "refused"), 0.0)],
)
def test_only_feeds_that_bring_something_are_well(states: Sequence[str], share: float) -> None:
    assert share_well([_feed(SourceState(state)) for state in states]) == share


def _feed(state: SourceState, since: datetime = AT) -> SourceHealth:
    return SourceHealth(
        source=SourceId("rss"), feed="f", state=state, since=since, polled_at=since, item_at=None, failures=0, detail=""
    )


LULL = (
    HEAD.replace("match", "lull")
    + "when: {type: convoy_attack}\nsilent_for: 2d\nusual: {at_least: 2, within: 14d}\ngroup: region\n"
)


async def test_silence_is_told_once_on_the_last_incident_also_over_restarts(bench) -> None:
    async with bench(lull=LULL) as it:
        async with it.store.write() as tx:
            await tx.feeds.save_health(_feed(SourceState.OK))
        await it.happen(happening("0", -24 * 30), happening("A"), happening("B", 6))
        for hour in range(7, 80):
            if hour % 17 == 0:
                it.restarted()
            it.clock.set(AT + timedelta(hours=hour))
            await it.loop.pass_time()
            while await it.loop.step():
                pass
        assert await it.alerts() == ["sahel/lull B"]
        async with it.store.read() as tx:
            (silent,) = [one for one in await tx.changes.of(IncidentId("B")) if one.is_of_rules]
            incident = await tx.incidents.get(IncidentId("B"))
        assert incident is not None
        assert silent.incident.revision == incident.revision == 2
        assert silent.is_material
        assert timedelta(hours=47) <= silent.at - happening("B", 6).at <= timedelta(days=2, hours=2)


async def test_hours_in_which_sources_were_dark_are_no_silence(bench) -> None:
    async with bench(lull=LULL) as it:
        async with it.store.write() as tx:
            await tx.feeds.save_health(_feed(SourceState.DARK))
        await it.happen(happening("0", -24 * 30), happening("A"), happening("B", 6))
        for hour in range(7, 80):
            it.clock.set(AT + timedelta(hours=hour))
            await it.loop.pass_time()
        assert await it.alerts() == []
