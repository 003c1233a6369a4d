"""Who holds a place, in words: one claim ("passes from MINUSMA to CSP-PSD") and the ledger of holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards import labels, who
from bot.cards.phrases import Names, Phrases, msgid
from bot.domain.card import Bold, Faint, Span, Spans
from bot.domain.control import ControlClaim, Holding, Shape
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
        msgid("{site} passes from {giver} to {taker} for a time"),
        msgid("{site} is seized by {taker} for a time"),
        msgid("{site} is lost by {giver} for a time, to whom is not known"),
    ),
    Shape.RECAPTURE: (
        msgid("{site} passes from {giver} to {taker}, retaken"),
        msgid("{site} is retaken by {taker}"),
        msgid("{site} is lost again by {giver}, to whom is not known"),
    ),
}

# How a holder came to a place: the giver known, not known.
_WAYS: Mapping[Shape, tuple[str, str]] = {
    Shape.HANDOVER: (msgid("handed over by {giver}"), msgid("handed over")),
    Shape.ABANDONMENT: (msgid("abandoned by {giver} without a handover"), msgid("abandoned without a handover")),
    Shape.CAPTURE: (msgid("captured, from {giver}"), msgid("captured")),
    Shape.SEIZURE: (msgid("seized for a time, from {giver}"), msgid("seized for a time")),
    Shape.RECAPTURE: (msgid("retaken, from {giver}"), msgid("retaken")),
}


def claim(made: ControlClaim, names: Names, say: Phrases) -> str:
    """What one report says: "the base passes from MINUSMA to CSP-PSD, left without a handover"."""
    site = labels.label(made.site, say)
    both, taker_only, giver_only = _CLAIMS[made.shape]
    if made.giver and made.taker:
        return say(both, site=site, giver=who.actor(made.giver, names), taker=who.actor(made.taker, names))
    if made.taker:
        return say(taker_only, site=site, taker=who.actor(made.taker, names))
    if made.giver:
        return say(giver_only, site=site, giver=who.actor(made.giver, names))
    return say("{site} changes hands ({way}), between whom is not known", site=site, way=labels.label(made.shape, say))


def ledger(holdings: Sequence[Holding], names: Names, say: Phrases) -> Spans:
    """The present holder with day, way and publishers, then the one before: "who holds Kidal?" in one line."""
    if not holdings:
        return say.spans("{unknown} No report that was read says who holds it.", unknown=Bold(say("Holder not known.")))
    now, before = holdings[-1], holdings[-2] if len(holdings) > 1 else None
    spans: list[Span] = list(_present(now, before, names, say))
    if before is not None and before.since is not None and before.holder is not None:
        spans += say.spans("; before: {holding}", holding=_former(holdings, len(holdings) - 2, names, say))
    word = say.many(len(now.families), "; on the word of one publisher alone", "; on the word of {n} publishers")
    return (*spans, Faint(word)) if now.families else tuple(spans)


def _present(now: Holding, before: Holding | None, names: Names, say: Phrases) -> Spans:
    holder = Bold(_name(now.holder, names, say))
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
    return say(from_giver, giver=who.actor(before.holder, names))


def _name(holder: ActorId | None, names: Names, say: Phrases) -> str:
    return say("nobody known") if holder is None else who.actor(holder, names)
