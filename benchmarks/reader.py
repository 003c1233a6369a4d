"""The reader by itself: short texts per second in one thread, loading the packs, finding places."""

from __future__ import annotations

import itertools
import random
import time

from benchmarks.house import NOW
from benchmarks.report import tell
from bot.demo.items import load
from bot.domain.ids import OutletId, PayloadId, ReportId, SourceId
from bot.domain.place import Point
from bot.domain.report import Report
from bot.extract import extractor, pack
from bot.theatre import read_theatre, shipped_rules

TEXTS, POINTS, RUNS = 1160, 2000, 5
MISSPELT = ("Tesalit", "Kid", "Xyzzy", "Gourma Rharou", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")


def reports() -> list[Report]:
    """The demo's headlines and leads, each ten times."""
    _, items = load()
    return [
        Report(
            id=ReportId(item.id),
            origin=item.id,
            payload=PayloadId("p"),
            locator="item",
            source=SourceId("rss"),
            outlet=OutletId(item.outlet),
            family=item.outlet,
            url="https://example.org",
            title=item.title,
            text=item.summary,
            language=item.language,
            published_at=item.published,
            seen_at=NOW,
        )
        for item in itertools.islice(itertools.cycle(items), TEXTS)
    ]


def seconds(work: object, runs: int = RUNS) -> float:
    """The median of CPU seconds that calling `work` takes."""
    assert callable(work)
    took = []
    for _ in range(runs):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return sorted(took)[runs // 2]


def main() -> None:
    files = read_theatre(shipped_rules(), "sahel").pack
    loaded = seconds(lambda: extractor.build(pack.load_pack(files)))
    reader = extractor.build(pack.load_pack(files))
    texts = reports()
    chance = random.Random(7)
    points = [Point(lat=chance.uniform(10, 25), lon=chance.uniform(-12, 5)) for _ in range(POINTS)]
    read = seconds(lambda: [list(reader.read(text)) for text in texts])
    found = seconds(lambda: [reader.places.at(point, 5) for point in points])
    suggested = seconds(lambda: [reader.places.suggest(name) for name in MISSPELT])
    tell(
        "short texts read/s in one thread",
        f"{TEXTS / read:,.0f}",
        "2,000",
        f"{TEXTS} demo texts, CPU, median of {RUNS}",
    )
    tell(
        "loading the packs, s",
        f"{loaded:.2f}",
        "0.35",
        f"places, actors, outlets, words of one theatre, CPU, of {RUNS}",
    )
    tell(
        "the place at a point, ms", f"{found / POINTS * 1000:.3f}", "0.2", f"{POINTS} random points of the theatre, CPU"
    )
    tell("a misspelt place, ms", f"{suggested / len(MISSPELT) * 1000:.1f}", "20", f"{len(MISSPELT)} names, CPU")


if __name__ == "__main__":
    main()
