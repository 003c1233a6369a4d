"""How a benchmark tells its figures: one JSON object a line, read by `python -m benchmarks`."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence


def tell(what: str, value: str, aim: str, how: str) -> None:
    print(json.dumps({"what": what, "value": value, "aim": aim, "how": how}), flush=True)


def at(ordered: Sequence[float], share: float) -> float:
    """The value that so large a share of the others does not exceed."""
    return ordered[math.ceil(len(ordered) * share) - 1]


def percentiles(seconds: Sequence[float]) -> str:
    """The 50th and the 99th of ordered seconds, in milliseconds."""
    return f"{at(seconds, 0.5) * 1000:.0f}/{at(seconds, 0.99) * 1000:.0f}"
