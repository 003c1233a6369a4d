"""Why a rule that looks at more than one incident fired: on how many together, against what is usual, after what.

Rules that look at one incident say no more than their title. Must not know how rules are run: it reads the conditions
that an alert keeps, of which the words are a rule's own and the numbers and names are for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.cards import labels
from bot.cards.phrases import Names, Phrases
from bot.domain.alert import Alert, Condition
from bot.domain.card import Bold, Code, Spans, Text

SHOWN = 5  # other incidents
NEW = "new "


def title(alert: Alert, names: Names, say: Phrases) -> str:
    """What the rule is called: in the reader's language where that is known."""
    return alert.title or labels.titled(names.rule(alert.rule) or alert.rule, say)


def bullets(alerts: Iterable[Alert], names: Names, say: Phrases) -> Iterator[Spans]:
    """A line for each such alert, the most severe first: rule, reason, the other incidents."""
    for alert in sorted(alerts, key=lambda one: (-one.severity, one.rule)):
        reason = _reason(alert, say)
        if reason:
            said = say.spans("{rule}: {reason}", rule=Bold(title(alert, names, say)), reason=reason)
            yield (*said, *_others(alert, say))


def _reason(alert: Alert, say: Phrases) -> str:
    had = _conditions(alert)
    where = say.listed(alert.groups)
    if "silence" in had:
        hours = had["silence"].seen
        if "expected" in had:
            return say("what should have followed was not reported for {hours}", hours=hours)
        return say("nothing of the kind was reported since, for {hours} in which sources could be read", hours=hours)
    if "ratio" in had:
        count, _, usual = had["ratio"].seen.partition(" against ")
        return say("{count} where about {usual} would be usual, in {where}", count=count, usual=usual, where=where)
    if "sequence" in had:
        return say("one follows the other, as the rule foresees")
    if new := [one.seen for label, one in had.items() if label.startswith(NEW)]:
        return say("not seen there for a long time: {what} ({where})", what=say.listed(new), where=where)
    if alert.others:
        n = len(alert.others) + 1
        return say.many(n, "{n} incident together, in {where}", "{n} incidents together, in {where}", where=where)
    return ""


def _others(alert: Alert, say: Phrases) -> Iterator[Text | Code]:
    if not alert.others:
        return
    yield Text(f" · {say('with')} ")
    for number, one in enumerate(alert.others[-SHOWN:]):
        yield from ((Text(" "),) if number else ())
        yield Code(one)
    if len(alert.others) > SHOWN:
        more = len(alert.others) - SHOWN
        yield Text(f" {say.many(more, 'and {n} more', 'and {n} more')}")


def _conditions(alert: Alert) -> dict[str, Condition]:
    return {one.label: one for one in alert.why}
