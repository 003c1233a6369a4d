"""manifest.yml: what is taken, and every mistake with its line."""

from datetime import timedelta

import pytest

from bot.domain.errors import BadFile
from bot.domain.ids import SourceId
from bot.sources.manifest import read_manifest

GOOD = """\
title: Example
homepage: https://example.org/
licence: free
attribution: Example
cadence: 15 min
tier: 3
redistribute: false
keys: []
rows:
  low: 1
  high: 50
phase_locked: true
"""


def faults(text: str) -> list[str]:
    with pytest.raises(BadFile) as caught:
        read_manifest(SourceId("example"), "manifest.yml", text)
    return [str(fault) for fault in caught.value.faults]


def test_a_good_manifest_is_read_whole() -> None:
    manifest = read_manifest(SourceId("example"), "manifest.yml", GOOD)
    assert manifest.id == "example"
    assert manifest.cadence == timedelta(minutes=15)
    assert (manifest.rows_low, manifest.rows_high, manifest.phase_locked) == (1, 50, True)


BAD = {
    "misspelt key": (
        ("licence:", "license:"),
        ["manifest.yml:3:1: unknown key 'license' (did you mean 'licence'?)", "key 'licence' is missing"],
    ),
    "bad span": (
        ("15 min", "quarterly"),
        ["manifest.yml:5:1: cadence: not a span of time such as 15 min, 30 s or 1 h"],
    ),
    "no span": (("15 min", "0 min"), ["manifest.yml:5:1: cadence: not a span of time"]),
    "tier out of bounds": (("tier: 3", "tier: 9"), ["manifest.yml:6:1: tier: Input should be less than or equal to 5"]),
    "word for a truth": (
        ("redistribute: false", "redistribute: no"),
        ["manifest.yml:7:1: redistribute: Input should be a valid boolean"],
    ),
    "misspelt inner key": (
        ("  low: 1", "  lo: 1"),
        ["manifest.yml:10:3: unknown key 'lo' (did you mean 'low'?)", "key 'low' is missing"],
    ),
    "rows upside down": (("low: 1", "low: 99"), ["manifest.yml:9:1: rows: low is greater than high"]),
    "unsafe homepage": (
        ("https://example.org/", "javascript:alert(1)"),
        ["manifest.yml:2:1: homepage: not an http(s)"],
    ),
    "twice": (("tier: 3", "tier: 3\ntier: 4"), ["manifest.yml:7:1: 'tier' stands twice"]),
    "empty": ((GOOD, ""), ["key 'title' is missing", "key 'phase_locked' is missing"]),
}


@pytest.mark.parametrize("case", BAD)
def test_a_mistake_is_named_with_its_line_and_the_nearest_word(case: str) -> None:
    (old, new), expected = BAD[case]
    assert old in GOOD
    found = "\n".join(faults(GOOD.replace(old, new)))
    for line in expected:
        assert line in found


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("tier: 3", "tier: nine").replace("15 min", "often").replace("keys: []", "keys: token")
    assert len(faults(text)) == 3
