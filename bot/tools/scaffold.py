"""The first form of a new rule with its test, to be filled in. Must not know where files are written."""

from __future__ import annotations

_WHEN = """\
when:
  type: ambush
  near: Kidal/50km
  killed: $killed
"""
_FIELDS = {
    "match": _WHEN,
    "threshold": _WHEN + "count: {at_least: 3}\nwithin: 7d\ngroup: region\n",
    "sequence": "first: {type: withdrawal}\nthen: {type: base_captured, killed: $killed}\nwithin: 72h\nnear: 25km\n",
    "spike": _WHEN + "within: 7d\nbaseline: 84d\nat_least: 5\nratio: 3\ngroup: region\n",
    "lull": _WHEN + "silent_for: 14d\nusual: {at_least: 6, within: 84d}\ngroup: region\n",
    "new": _WHEN + "of: actor\nfor: 180d\ngroup: region\n",
}
KINDS = tuple(_FIELDS)

_RULE = """\
title: {title}
description: >-
  What happened, and why somebody should know of it.
kind: {kind}
status: experimental
severity: medium
parameters:
  killed: {{type: count, default: 0, min: 0, max: 200, help: Fewest people killed}}
{fields}\
false_positives:
  - What it is known to mistake.
"""
_TEST = """\
# A case is a text or some coded events, and what must come of them. Keep three that fire and three that must not.
cases:
  - name: what must fire
    fires: true
    events:
      - {operations: ambush, place: Kidal, date: 2023-11-07, killed: 3}
  - name: what must not
    fires: false
    texts:
      - lang: en
        published: 2023-11-07T12:00:00Z
        title: "Football: Kidal wins against Gao"
        text: >-
          The team of Kidal beat the team of Gao on Tuesday.
"""


def files(name: str, kind: str) -> tuple[str, str]:
    """The text of a rule file and of its test file. Raises KeyError for an unknown kind."""
    title = name.replace("_", " ").capitalize()
    return _RULE.format(title=title, kind=kind, fields=_FIELDS[kind]), _TEST
