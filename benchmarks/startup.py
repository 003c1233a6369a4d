"""Seconds from starting the process to the end of its first poll, on an empty and on an existing database."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import tell
from bot.theatre import shipped_rules

RUNS = 5
OUTLETS = """\
outlets:
  local: {name: local, tier: local, language: en, country: ML, feeds: ["https://feed.invalid/feed.xml"]}
"""


async def first_poll(folder: Path, database: str) -> float:
    """Starts `tocsin run` with one feed; seconds until its log tells how the first poll ended.

    The feed's host has a name that can never exist: nobody is asked anything, what is measured is Tocsin's own
    time. Bytecode is kept in the folder, as an installed program has it, whatever this shell says about writing it.
    """
    rules = folder / "rules"
    if not rules.exists():
        shutil.copytree(shipped_rules(), rules)
    (rules / "sahel/pack/outlets.yml").write_text(OUTLETS, encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TOCSIN_", "PYTHONDONT"))} | {
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "TOCSIN_DATABASE": f"sqlite:///{folder / database}", "TOCSIN_RULES_DIR": str(rules),
        "TOCSIN_SOURCES_OFF": "gdelt", "TOCSIN_LOG_LEVEL": "debug", "TOCSIN_LOG_FORMAT": "json",
    }  # fmt: skip
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=env, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(30):
            told = b""
            async for line in process.stderr:
                if b"poll_failed" in line:
                    return time.perf_counter() - started
                told += line
        raise RuntimeError(f"it ended before its first poll:\n{told.decode()}")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await process.communicate()


async def main() -> None:
    with TemporaryDirectory(prefix="tocsin-bench-") as folder:
        await first_poll(Path(folder), "compiles.db")
        fresh = await first_poll(Path(folder), "bench.db")
        again = sorted([await first_poll(Path(folder), "bench.db") for _ in range(RUNS)])
    tell(
        "start-up to first poll, s",
        f"{again[RUNS // 2]:.2f}",
        "1.5",
        f"process start to the end of the first poll, median of {RUNS}; {fresh:.2f} s on an empty database",
    )


if __name__ == "__main__":
    asyncio.run(main())
