"""How a benchmark tells its figures: one JSON object a line, read by `python -m benchmarks`."""

from __future__ import annotations

import json


def tell(what: str, value: str, aim: str, how: str) -> None:
    print(json.dumps({"what": what, "value": value, "aim": aim, "how": how}), flush=True)
