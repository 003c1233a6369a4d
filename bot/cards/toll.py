"""How many, and who says so. Unknown is said as unknown: nothing here may turn a missing figure into zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.cards import who
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Bold, Faint, Spans
from bot.domain.event import Count
from bot.domain.ids import ActorId
from bot.domain.incident import Incident, TollClaim

Row = tuple[str, Spans]


def figure(count: Count | None, say: Phrases) -> str:
    """ "unknown", "6", "at least 6", "6 to 14"."""
    if count is None:
        return say("unknown")
    if count.high is None:
        return say("at least {n}", n=count.low)
    if count.high == count.low:
        return say.number(count.low)
    return say("{low} to {high}", low=count.low, high=count.high)


def rows(incident: Incident, names: Names, say: Phrases) -> tuple[Row, ...]:
    """Killed and wounded always, in one row while both are unknown; captured and displaced where counted."""
    captured = _range(claim.captured for claim in incident.claims)
    displaced = _range(claim.displaced for claim in incident.claims)
    made: list[Row] = []
    if incident.killed is None and incident.wounded is None:
        made.append((say("Toll"), say.spans("{unknown}, no report gives a figure", unknown=Bold(say("unknown")))))
    else:
        made.append((say("Killed"), _said(incident.killed, incident.claims, lambda c: c.killed, names, say)))
        made.append((say("Wounded"), _said(incident.wounded, incident.claims, lambda c: c.wounded, names, say)))
    if captured is not None:
        made.append((say("Captured"), _said(captured, incident.claims, lambda c: c.captured, names, say)))
    if displaced is not None:
        made.append((say("Displaced"), _said(displaced, incident.claims, lambda c: c.displaced, names, say)))
    return tuple(made)


def claimant(claim: TollClaim, names: Names, say: Phrases) -> str:
    """Who gives the figure; a party to the conflict is called one."""
    if not claim.claimant:
        return who.outlet(claim.outlet, names)
    actor = names.actor(ActorId(claim.claimant))
    if actor is None:
        return claim.claimant.replace("_", " ")
    return say("{actor}, party to the conflict", actor=actor.short) if actor.party else actor.short


def _said(
    total: Count | None,
    claims: Iterable[TollClaim],
    count: Callable[[TollClaim], Count | None],
    names: Names,
    say: Phrases,
) -> Spans:
    """The range, then each different figure with those who give it: "6 to 14 (army: 6; CSP-PSD: 14)"."""
    newest: dict[str, Count] = {}
    for claim in sorted(claims, key=lambda claim: claim.at):
        if (counted := count(claim)) is not None:
            newest[claimant(claim, names, say)] = counted
    by_figure: dict[str, list[str]] = {}
    for name, counted in sorted(newest.items(), key=lambda item: (item[1].low, item[0])):
        by_figure.setdefault(figure(counted, say), []).append(name)
    said = figure(total, say)
    if not by_figure:
        return (Bold(said),)
    if list(by_figure) == [said]:
        return say.spans("{figure} ({claimants})", figure=Bold(said), claimants=Faint(", ".join(by_figure[said])))
    told = say("; ").join(say("{claimants}: {figure}", claimants=", ".join(by_figure[f]), figure=f) for f in by_figure)
    return say.spans("{figure} ({claimants})", figure=Bold(said), claimants=Faint(told))


def _range(counts: Iterable[Count | None]) -> Count | None:
    known = [count for count in counts if count is not None]
    if not known:
        return None
    highs = [count.high for count in known if count.high is not None]
    open_ended = len(highs) < len(known)
    return Count(low=min(count.low for count in known), high=None if open_ended else max(highs))
