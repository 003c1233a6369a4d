"""What a channel does not hear of for a while: a mute just made, those just ended, all that are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.cards import labels, severities, wish
from bot.cards.phrases import Phrases
from bot.domain.card import (
    Action,
    Block,
    Bold,
    Bullets,
    Card,
    Code,
    Facts,
    Faint,
    Para,
    Span,
    Spans,
    Text,
    Time,
)
from bot.domain.incident import Severity
from bot.domain.matcher import EVERYTHING
from bot.domain.mute import Mute
from bot.domain.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mute and how many alerts it has kept back so far, by severity."""

    mute: Mute
    alerts: Mapping[Severity, int]


def muted(mute: Mute, *, earlier: Mute | None, covered: int | None, reader: Reader) -> Card:
    """The mute as it was understood. `earlier`: the same one as it was in force before.

    `covered` incidents of the last 30 days would have fallen under it; None where that says nothing.
    """
    say = Phrases(reader)
    blocks: list[Block] = []
    if mute.matcher == EVERYTHING:
        blocks.append(Para((Bold(_silence(mute, say)),)))
    blocks.append(_facts(mute, covered, say))
    if earlier is not None:
        blocks.append(Para(say.spans("It was muted already, until {time}.", time=Time(earlier.until))))
    blocks.append(Para((Text(say("What is kept back is told in one message when the mute ends.")),)))
    return Card(
        title=say("Muted until {time}", time=say.time(mute.until)),
        reader=say.reader,
        blocks=tuple(blocks),
        actions=(_end(mute, say), Action(label=say("All mutes"), command="mutes")),
        footer=say.spans("{command} ends it now", command=Code(f"unmute {mute.id}")),
    )


def ended(kept: Sequence[Kept], *, reader: Reader) -> Card:
    """The mutes that are over, and how much each of them kept back."""
    say = Phrases(reader)
    items = tuple(_ended(one, say) for one in kept)
    follows = Para((Text(say("What was kept back follows in one message.")),))
    return Card(
        title=say("No longer muted"),
        reader=say.reader,
        blocks=(Bullets(items) if len(items) > 1 else Para(items[0]), follows),
    )


def listed(kept: Sequence[Kept], *, reader: Reader) -> Card:
    """Every mute in force, the one that ends next first."""
    say = Phrases(reader)
    ordered = sorted(kept, key=lambda one: (one.mute.until, one.mute.id))
    none = say.spans("Nothing is muted here. {command} keeps something back.", command=Code("mute Kidal for=24h"))
    return Card(
        title=say("What is muted here"),
        reader=say.reader,
        blocks=(Bullets(tuple(line(one, say) for one in ordered)) if ordered else Para(none),),
        actions=tuple(_end(one.mute, say) for one in ordered[:1]) if len(ordered) == 1 else (),
        footer=say.spans("{command} ends one, {all} ends them all",
                         command=Code("unmute ID"), all=Code("unmute all")) if ordered else (),
    )  # fmt: skip


def _facts(mute: Mute, covered: int | None, say: Phrases) -> Facts:
    rows: list[tuple[str, Spans]] = [(say("What"), (Bold(wish.sentence(mute.matcher, say)),))]
    if mute.matcher != EVERYTHING and mute.breaks_through is not None:
        rows.append((say("Except"), (Text(_through(mute.breaks_through, say)),)))
    if mute.reason:
        rows.append((say("Reason"), (Text(mute.reason),)))
    if covered is not None:
        said = say.many(covered, "{n} such incident", "{n} such incidents")
        rows.append((say("Last 30 days"), (Text(said),)))
    rows.append((say("Id"), (Code(mute.id),)))
    return Facts(tuple(rows))


def line(kept: Kept, say: Phrases) -> Spans:
    """A mute in a list: its id, what it is about, until when, and what it has kept back."""
    mute = kept.mute
    spans: list[Span] = [Code(mute.id), Text(" "), Bold(wish.sentence(mute.matcher, say))]
    spans += say.spans(" until {time}", time=Time(mute.until))
    spans += say.spans(" · kept back so far: {alerts}", alerts=severities.counted(kept.alerts, say))
    if mute.breaks_through is not None:
        spans += say.spans(" · except: {alerts}", alerts=_through(mute.breaks_through, say))
    if mute.reason:
        spans.append(Faint(say(" · “{reason}”", reason=mute.reason)))
    return tuple(spans)


def _ended(kept: Kept, say: Phrases) -> Spans:
    named = Bold(labels.capital(wish.sentence(kept.mute.matcher, say)))
    return say.spans("{wish} · kept back: {alerts}", wish=named, alerts=severities.counted(kept.alerts, say))


def _through(least: Severity, say: Phrases) -> str:
    """What breaks through: "critical alerts", "alerts of high severity and above"."""
    level = labels.label(least, say)
    if least is max(Severity):
        return say("{level} alerts", level=level)
    return say("alerts of {level} severity and above", level=level)


def _silence(mute: Mute, say: Phrases) -> str:
    """A muted "everything" in words that cannot be misread."""
    least = mute.breaks_through
    if least is None:
        return say("Until then nothing at all is told here, however severe it is.")
    return say("Until then nothing is told here below this severity: {level}.", level=labels.label(least, say))


def _end(mute: Mute, say: Phrases) -> Action:
    return Action(label=say("End the mute"), command="unmute", args=(("id", mute.id),))
