"""Peak memory of one run: packs loaded, a GDELT file and two thousand short reports taken through every stage."""

from __future__ import annotations

import asyncio
import resource
import sys

from benchmarks import gdelt, reports
from benchmarks.report import tell


async def main() -> None:
    await gdelt.measure(gdelt.rows())
    await reports.measure()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mebibytes = peak / (1 << 20) if sys.platform == "darwin" else peak / (1 << 10)
    tell("peak memory of a run, MiB", f"{mebibytes:,.0f}", "120",
         "greatest resident set of one process: packs, a GDELT file, 2,000 short reports, all stages")  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
