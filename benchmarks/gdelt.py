"""Rows of a GDELT export file per second, from bytes in the store to committed incidents.

The file is the recorded one of 2019-10-24 (2,111 rows) where ../shared/data stands beside the project, else one made
here in the same shape. Measured twice: as it is (nearly all rows lie outside the Sahel), and with every place moved to
Malian towns, so that every row of conflict becomes an event and joins or opens an incident.
"""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

from benchmarks.house import NOW, opened
from benchmarks.report import tell
from bot.domain.ids import SourceId
from bot.domain.report import Payload, payload_id

RECORDED = Path(__file__).resolve().parents[2] / "shared/data/gdelt/20191024143000.export.CSV"
TOWNS = [("Kidal", 18.44, 1.41), ("Gao", 16.27, -0.04), ("Mopti", 14.49, -4.18), ("Menaka", 15.92, 2.40),
         ("Tombouctou", 16.77, -3.01), ("Bandiagara", 14.35, -3.61), ("Segou", 13.43, -6.26)]  # fmt: skip
CODES = ("010", "042", "051", "112", "173", "190", "193", "195", "180", "183")
ROWS, RUNS = 2111, 5


def rows() -> list[str]:
    if RECORDED.is_file():
        return RECORDED.read_bytes().decode("utf-8", "replace").splitlines()
    chance = random.Random(7)
    return [_made(number, chance) for number in range(ROWS)]


def _made(number: int, chance: random.Random) -> str:
    cells = [""] * 61
    code = chance.choice(CODES)
    cells[0], cells[1], cells[26], cells[27], cells[28] = str(881990832 + number), "20191024", code, code, code[:2]
    cells[51], cells[52], cells[53], cells[56], cells[57] = "4", "Vancouver, Canada", "CA", "49.25", "-123.13"
    cells[59], cells[60] = "20191024143000", f"https://example.org/{number}"
    return "\t".join(cells)


def moved(lines: list[str]) -> list[str]:
    """The same rows with each action's place in a Malian town."""
    chance, out = random.Random(7), []
    for line in lines:
        cells = line.split("\t")
        if len(cells) == 61:
            town, lat, lon = chance.choice(TOWNS)
            cells[51], cells[52], cells[53], cells[54] = "4", f"{town}, Mali", "ML", "ML00"
            cells[56], cells[57] = str(lat), str(lon)
        out.append("\t".join(cells))
    return out


async def measure(lines: list[str]) -> tuple[float, int]:
    """Seconds for one file, and how many events it gave. The reader's index is built before the clock starts."""
    body = "\n".join(lines).encode()
    async with opened() as (app, _, _):
        payload = Payload(
            id=payload_id(SourceId("gdelt"), "export", body), source=SourceId("gdelt"), feed="export",
            url="https://example.org/20191024143000.export.CSV.zip", content_type="text/csv", fetched_at=NOW, body=body,
        )  # fmt: skip
        async with app.desk.store.write() as tx:
            await tx.payloads.add(payload)
        started = time.perf_counter()
        outcome = await app.ingest.step()
        took = time.perf_counter() - started
    assert outcome is not None
    assert outcome.reports == len(lines)
    return took, outcome.events


async def main() -> None:
    lines = rows()
    origin = "the recorded file" if RECORDED.is_file() else "a made file in its shape"
    for what, given in (("GDELT rows/s, as published", lines), ("GDELT rows/s, all moved to Mali", moved(lines))):
        runs = sorted([await measure(given) for _ in range(RUNS)])
        took, events = runs[len(runs) // 2]
        tell(
            what,
            f"{len(given) / took:,.0f}",
            "2,000",
            f"{origin}, {len(given)} rows, {events} events; stored bytes to committed incidents, median of {RUNS}",
        )


if __name__ == "__main__":
    asyncio.run(main())
