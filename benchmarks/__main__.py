"""Runs every benchmark in a process of its own and prints one table.

`python -m benchmarks [NAME …]`. Figures of a busy or noisy machine differ from run to run: compare within one run.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys

NAMES = (
    "gdelt", "reader", "reports", "memory", "startup", "status",
    "matching", "backtest", "fanout", "storm", "discord", "slack",
)  # fmt: skip


def run_one(name: str) -> list[dict[str, str]]:
    """The rows of one benchmark, measured in a fresh interpreter. Raises when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"], check=True, stdout=subprocess.PIPE, text=True, timeout=900
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main(names: tuple[str, ...]) -> None:
    print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    print(f"{'what':58} {'measured':>14} {'aim':>12}")
    for name in names:
        for row in run_one(name):
            print(f"{row['what']:58} {row['value']:>14} {row['aim']:>12}")
            print(f"    {row['how']}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]) or NAMES)
