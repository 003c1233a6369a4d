"""Who holds a place, in words: one claim ("passes from MINUSMA to CSP-PSD") and the ledger of holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.cards import labels, who
from bot.cards.phrases import Names, Phrases, msgid
from bot.domain.card import Bold, Code, Faint, Span, Spans, Text
from bot.domain.control import ControlClaim, Holding, Shape, Site
from bot.domain.ids import ActorId

# For each shape: both sides known, only the taker, only the giver.
_CLAIMS: Mapping[Shape, tuple[str, str, str]] = {
    Shape.HANDOVER: (
        msgid("{site} passes from {giver} to {taker}, handed over"),
        msgid("{site} is handed over to {taker}"),
        msgid("{site} is handed over by {giver}, to whom is not known"),
    ),
    Shape.ABANDONMENT: (
        msgid("{site} passes from {giver} to {taker}, left without a handover"),
        msgid("{site} passes to {taker}, left by its holder without a handover"),
        msgid("{site} is left by {giver} without a handover, who holds it now is not known"),
    ),
    Shape.CAPTURE: (
        msgid("{site} passes from {giver} to {taker}, captured"),
        msgid("{site} is captured by {taker}"),
        msgid("{site} is lost by {giver} in a capture, to whom is not known"),
    ),
    Shape.SEIZURE: (
        msgid("{site} is seized from {giver} by {taker} for hours"),
        msgid("{site} is seized by {taker} for hours"),
        msgid("{site} is lost by {giver} for hours, to whom is not known"),
    ),
    Shape.RECAPTURE: (
        msgid("{site} passes from {giver} to {taker}, retaken"),
        msgid("{site} is retaken by {taker}"),
        msgid("{site} is lost again by {giver}, to whom is not known"),
    ),
}

# The same for a headline; None where both would be too much, a fourth for when neither side is known.
_HEADLINES: Mapping[Shape, tuple[str | None, str, str, str]] = {
    Shape.HANDOVER: (
        msgid("{site} handed over by {giver} to {taker}"),
        msgid("{site} handed over to {taker}"),
        msgid("{site} handed over by {giver}"),
        msgid("{site} handed over"),
    ),
    Shape.ABANDONMENT: (
        msgid("{site} abandoned by {giver}, {taker} moves in"),
        msgid("{site} abandoned, {taker} moves in"),
        msgid("{site} abandoned by {giver}"),
        msgid("{site} abandoned"),
    ),
    Shape.CAPTURE: (
        None,  # from whom it was taken stands in the facts below
        msgid("{site} captured by {taker}"),
        msgid("{site} captured from {giver}"),
        msgid("{site} captured"),
    ),
    Shape.SEIZURE: (
        None,
        msgid("{site} seized for hours by {taker}"),
        msgid("{site} seized for hours from {giver}"),
        msgid("{site} seized for hours"),
    ),
    Shape.RECAPTURE: (
        None,
        msgid("{site} retaken by {taker}"),
        msgid("{site} retaken from {giver}"),
        msgid("{site} retaken"),
    ),
}
_SITES: Mapping[Site, str] = {Site.BASE: msgid("base"), Site.TOWN: msgid("town")}

# How a holder came to a place: the giver known, not known.
_WAYS: Mapping[Shape, tuple[str, str]] = {
    Shape.HANDOVER: (msgid("handed over by {giver}"), msgid("handed over")),
    Shape.ABANDONMENT: (msgid("abandoned by {giver} without a handover"), msgid("abandoned without a handover")),
    Shape.CAPTURE: (msgid("captured, from {giver}"), msgid("captured")),
    Shape.SEIZURE: (msgid("seized for hours, from {giver}"), msgid("seized for hours")),
    Shape.RECAPTURE: (msgid("retaken, from {giver}"), msgid("retaken")),
}


def claim(made: ControlClaim, names: Names, say: Phrases) -> str:
    """What one report says: "the base passes from MINUSMA to CSP-PSD, left without a handover"."""
    site = labels.label(made.site, say)
    both, taker_only, giver_only = _CLAIMS[made.shape]
    if made.giver and made.taker:
        return say(both, site=site, giver=who.actor(made.giver, names, say), taker=who.actor(made.taker, names, say))
    if made.taker:
        return say(taker_only, site=site, taker=who.actor(made.taker, names, say))
    if made.giver:
        return say(giver_only, site=site, giver=who.actor(made.giver, names, say))
    return say("{site} changes hands ({way}), between whom is not known", site=site, way=labels.label(made.shape, say))


def headlines(made: ControlClaim, names: Names, say: Phrases) -> tuple[str, ...]:
    """The claim as the beginning of a headline, the longest first: "base abandoned by MINUSMA, CSP-PSD moves in" …"""
    both, taker_only, giver_only, neither = _HEADLINES[made.shape]
    site = say(_SITES[made.site])
    giver = who.actor(made.giver, names, say) if made.giver else ""
    taker = who.actor(made.taker, names, say) if made.taker else ""
    told: list[str] = []
    if both and giver and taker:
        told.append(say(both, site=site, giver=giver, taker=taker))
    if taker:
        told.append(say(taker_only, site=site, taker=taker))
    elif giver:
        told.append(say(giver_only, site=site, giver=giver))
    return (*told, say(neither, site=site))


def brief(made: ControlClaim, say: Phrases) -> str:
    """The shortest form: "base abandoned"."""
    return say(_HEADLINES[made.shape][-1], site=say(_SITES[made.site]))


def ledger(holdings: Sequence[Holding], names: Names, say: Phrases) -> Spans:
    """The present holder with day, way and publishers, then the one before: "who holds Kidal?" in one line."""
    if not holdings:
        return say.spans("{unknown} No report that was read says who holds it.", unknown=Bold(say("Holder not known.")))
    kept = _without_seizures(holdings)
    now, before = kept[-1], kept[-2] if len(kept) > 1 else None
    was_seized = now is not holdings[-1]  # the newest thing that happened is a seizure, over after hours
    spans: list[Span] = list(_present(now, before, names, say, is_bare=was_seized))
    if was_seized:
        spans += _seized(holdings[-2], names, say)
    if before is not None and before.since is not None and before.holder is not None:
        spans += say.spans("; before: {holding}", holding=_former(kept, len(kept) - 2, names, say))
    told = len(holdings[-1].families)
    word = say.many(told, "; on the word of one publisher alone", "; on the word of {n} publishers")
    return (*spans, Faint(word)) if told else tuple(spans)


def history(holdings: Sequence[Holding], names: Names, say: Phrases) -> tuple[Spans, ...]:
    """Every holder with its time, its way to the place, its publishers and incident: newest first."""
    return tuple(_held(holdings, index, names, say) for index in reversed(range(len(holdings))))


def _held(holdings: Sequence[Holding], index: int, names: Names, say: Phrases) -> Spans:
    held, way = holdings[index], _way(holdings[index], holdings[index - 1] if index else None, names, say)
    holder = Bold(labels.capital(_name(held.holder, names, say)))
    if held.since is None:
        until = say.day(held.until) if held.until else ""
        return say.spans("{holder} until {day}", holder=holder, day=until) if until else (holder,)
    if held.until is None:
        told = say.spans("{holder} since {day} ({way})", holder=holder, day=say.day(held.since), way=way)
    else:
        told = say.spans("{holder}, {days} ({way})", holder=holder, days=say.days(held.since, held.until), way=way)
    word = say.many(len(held.families), "{n} publisher", "{n} publishers")
    return (*told, Faint(f" · {word}"), *((Text(" · "), Code(held.incident)) if held.incident else ()))


def _without_seizures(holdings: Sequence[Holding]) -> list[Holding]:
    """The holdings as if nothing had been seized for hours: a holding of no length, then the former holder again."""
    kept: list[Holding] = []
    for held in holdings:
        before, seized = kept[-2:] if len(kept) > 1 else (None, None)
        if before and seized and _is_seizure(seized) and seized.until == seized.since and before.holder == held.holder:
            kept[-2:] = [replace(before, until=held.until)]
        else:
            kept.append(held)
    return kept


def _is_seizure(held: Holding) -> bool:
    return held.shape is Shape.SEIZURE and held.since is not None


def _seized(held: Holding, names: Names, say: Phrases) -> Spans:
    day = say.day(held.since) if held.since else ""
    return say.spans("; seized for hours by {holder} on {day}", holder=_name(held.holder, names, say), day=Bold(day))


def _present(now: Holding, before: Holding | None, names: Names, say: Phrases, *, is_bare: bool) -> Spans:
    holder = Bold(_name(now.holder, names, say))
    if _is_seizure(now):  # nobody says who held it before, and so who is back
        return (Bold(say("Holder not known")), *_seized(now, names, say))
    if now.since is None and is_bare:
        return say.spans("Held by {holder}", holder=holder)
    if now.since is None:
        return say.spans("Held by {holder} since before the first report that was read", holder=holder)
    day = say.day(now.since)
    way = _way(now, before, names, say)
    if now.holder is None:
        return say.spans("Holder not known since {day} ({way})", day=Bold(day), way=way)
    return say.spans("Held by {holder} since {day} ({way})", holder=holder, day=Bold(day), way=way)


def _former(holdings: Sequence[Holding], index: int, names: Names, say: Phrases) -> str:
    held = holdings[index]
    before = holdings[index - 1] if index else None
    day = say.day(held.since) if held.since else ""
    return say(
        "{holder} from {day} ({way})",
        holder=_name(held.holder, names, say),
        day=day,
        way=_way(held, before, names, say),
    )


def _way(held: Holding, before: Holding | None, names: Names, say: Phrases) -> str:
    if held.shape is None:
        return say("how is not known")
    from_giver, alone = _WAYS[held.shape]
    if before is None or before.holder is None:
        return say(alone)
    return say(from_giver, giver=who.actor(before.holder, names, say))


def _name(holder: ActorId | None, names: Names, say: Phrases) -> str:
    return say("nobody known") if holder is None else who.actor(holder, names, say)
