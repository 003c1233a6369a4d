"""Rules and what a channel may set of them: one rule whole, a change before it is saved, one that was saved.

Must not know how rules are run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cards import headline, labels, preview
from bot.cards.phrases import Names, Phrases
from bot.cards.trouble import allowed
from bot.domain.card import Action, Block, Bold, Bullets, Card, Code, Facts, Faint, Heading, Para, Spans, Text
from bot.domain.incident import Incident, Severity
from bot.domain.reader import Reader
from bot.domain.tuning import Bounds

DAYS = (30, 90)  # the spans that a preview speaks of
WEEKS = 13
SHOWN = 6  # incidents of each list
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How often a rule would have fired: within each of `DAYS`, and in each of the last `WEEKS` weeks, oldest first."""

    days: tuple[int, ...]
    weeks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A rule before (None: there was none) and after. `days`: for how long Tocsin has watched, 90 at most.

    `is_of_wishes`: only what the channel's subscriptions want is counted.
    """

    before: Told | None
    after: Told
    gained: tuple[Incident, ...]  # newest first
    lost: tuple[Incident, ...]
    days: int
    is_of_wishes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A parameter of a rule as a channel has it, as people type it; `help` in the words of the rule's author."""

    name: str
    help: str
    value: str
    usual: str
    bounds: Bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rule as one channel has it. Title and descriptions are its author's; `troubles` name parts not in force."""

    id: str
    title: str
    description: str
    kind: str
    status: str
    severity: Severity
    steps: tuple[Severity, ...]  # to which it may rise
    settings: tuple[Setting, ...]
    false_positives: tuple[str, ...]
    references: tuple[str, ...]
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One setting that is to change."""

    name: str
    help: str
    before: str
    after: str


def rule(shown: Shown, *, reader: Reader) -> Card:
    """One rule: what it is for, how severe, and what of it can be set."""
    say = Phrases(reader)
    blocks: list[Block] = [Para((Text(labels.titled(shown.description, say)),)), Facts(tuple(_about(shown, say)))]
    if shown.settings:
        blocks += [Heading(say("Can be set")), Bullets(tuple(_setting(one, say) for one in shown.settings))]
    if shown.false_positives:
        lines = tuple((Text(labels.titled(line, say)),) for line in shown.false_positives)
        blocks += [Heading(say("Known to mistake")), Bullets(lines)]
    is_set = any(one.value != one.usual for one in shown.settings)
    reset = Action(label=say("As usual again"), command="tune", args=(("rule", shown.id), ("parameter", "reset")))
    return Card(
        title=labels.titled(shown.title, say),
        severity=shown.severity,
        symbol=labels.SYMBOLS[shown.severity],
        reader=say.reader,
        blocks=tuple(blocks),
        actions=((reset,) if is_set else ()) + (Action(label=say("All rules"), command="rules"),),
        footer=_how(shown, say),
    )


def asked(
    title: str, turns: Sequence[Turn], effect: Effect, confirm: preview.Way, *, names: Names, reader: Reader
) -> Card:
    """A tuning before it is saved: what changes, how often it would have fired, and on what more or less."""
    say = Phrases(reader)
    changed = [(_named(turn, say), preview.turn(turn.before, turn.after, say)) for turn in turns]
    return Card(
        title=say("Not saved yet: {rule}", rule=labels.titled(title, say)),
        reader=say.reader,
        blocks=(Facts((*changed, *_figures(effect, say))), *_lists(effect, names, say)),
        actions=(Action(label=say("Save"), command="tune", args=confirm.args),),
        footer=say.spans("{command} saves it", command=Code(confirm.line)),
    )


def saved(title: str, turns: Sequence[Turn], rule_id: str, *, reader: Reader) -> Card:
    """A tuning that is in force from now on."""
    say = Phrases(reader)
    rows = tuple((_named(turn, say), preview.turn(turn.before, turn.after, say)) for turn in turns)
    show = Action(label=say("This rule"), command="rules", args=(("rule", rule_id),))
    return Card(
        title=say("Saved for this channel: {rule}", rule=labels.titled(title, say)),
        reader=say.reader,
        blocks=(Facts(rows),),
        actions=(show,),
        footer=say.spans("{command} undoes it", command=Code(f"tune {rule_id} reset")),
    )


def watch(
    label: str, sentence: str, severity: Severity, effect: Effect, confirm: preview.Way, *, names: Names, reader: Reader
) -> Card:
    """A channel's own rule before it is saved."""
    say = Phrases(reader)
    rows: tuple[tuple[str, Spans], ...] = (
        (say("Rule"), (Code(label),)),
        (say("Understood as"), (Text(sentence),)),
        (say("Severity"), (Text(labels.label(severity, say)),)),
        *_figures(effect, say),
    )
    return Card(
        title=say("Not saved yet: a rule of this channel’s own"),
        severity=severity,
        symbol=labels.SYMBOLS[severity],
        reader=say.reader,
        blocks=(Facts(rows), *_lists(effect, names, say)),
        actions=(Action(label=say("Save"), command="watch", args=confirm.args),),
        footer=say.spans("{command} saves it", command=Code(confirm.line)),
    )


def watched(label: str, sentence: str, severity: Severity, wish: str, *, reader: Reader, known: bool = False) -> Card:
    """A channel's own rule that is in force; `wish` is the id of the subscription that tells of it."""
    say = Phrases(reader)
    return Card(
        title=say("This rule stands already") if known else say("This channel has a rule of its own"),
        reader=say.reader,
        blocks=(
            Facts(
                (
                    (say("Rule"), (Code(label),)),
                    (say("Understood as"), (Text(sentence),)),
                    (say("Severity"), (Text(labels.label(severity, say)),)),
                )
            ),
        ),
        actions=(Action(label=say("End it"), command="unsubscribe", args=(("id", wish),)),),
        footer=say.spans("{command} ends it", command=Code(f"unsubscribe {wish}")),
    )


def bars(counts: Sequence[int], most: int) -> str:
    """Counts as a row of small bars, one sign each; `most` is as high as a bar can be."""
    if most <= 0:
        return _BARS[0] * len(counts)
    return "".join(_BARS[-(-count * (len(_BARS) - 1) // most)] for count in counts)


def _figures(effect: Effect, say: Phrases) -> Iterator[tuple[str, Spans]]:
    if not effect.days:
        yield say("Would have fired"), (Text(say("not known yet: nothing has been read so far")),)
        return
    for number, days in enumerate(DAYS):
        label = say.many(days, "In the last day", "In the last {n} days")
        after = say.number(effect.after.days[number])
        if effect.before is None:
            yield label, (Bold(say.many(effect.after.days[number], "{n} alert", "{n} alerts")),)
        else:
            yield label, preview.turn(say.number(effect.before.days[number]), after, say)
        if effect.days < days:
            break
    most = max((*(effect.before.weeks if effect.before else ()), *effect.after.weeks), default=0)
    after_bars = Code(bars(effect.after.weeks, most))
    if effect.before is None:
        yield say("By week"), (after_bars,)
    else:
        before_bars = Code(bars(effect.before.weeks, most))
        yield say("By week"), say.spans("{before} → {after}", before=before_bars, after=after_bars)
    yield say("Counted"), (Faint(_counted(effect, say)),)


def _counted(effect: Effect, say: Phrases) -> str:
    if effect.is_of_wishes:
        return say.many(effect.days, "what this channel’s subscriptions want, over {n} day",
                        "what this channel’s subscriptions want, over {n} days")  # fmt: skip
    return say.many(effect.days, "everything the rule fires on, over {n} day",
                    "everything the rule fires on, over {n} days")  # fmt: skip


def _lists(effect: Effect, names: Names, say: Phrases) -> Iterator[Block]:
    if effect.before is None:
        yield from _incidents(say("It would have told of"), effect.gained, names, say)
        return
    yield from _incidents(say("Told in addition"), effect.gained, names, say)
    yield from _incidents(say("No longer told"), effect.lost, names, say)
    if effect.days and not effect.gained and not effect.lost:
        yield Para((Text(say("In this time it would have made no difference.")),))


def _incidents(title: str, found: Sequence[Incident], names: Names, say: Phrases) -> Iterator[Block]:
    if not found:
        return
    lines: list[Spans] = [(Text(f"{headline.title(one, names, say)} · "), Code(one.id)) for one in found[:SHOWN]]
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        lines.append((Faint(say.many(more, "and {n} more", "and {n} more")),))
    yield Heading(f"{title} ({len(found)})")
    yield Bullets(tuple(lines))


def _about(shown: Shown, say: Phrases) -> Iterator[tuple[str, Spans]]:
    levels = [labels.label(one, say) for one in (shown.severity, *shown.steps)]
    yield say("Severity"), (Text(" → ".join(dict.fromkeys(levels))),)
    yield say("Looks at"), (Text(labels.kind(shown.kind, say)), Text(" "), Code(shown.kind))
    yield say("State"), (Text(labels.state(shown.status, say)),)
    if shown.references:
        yield say("Rests on"), (Text(", ".join(shown.references)),)
    for trouble in shown.troubles:
        yield say("Not in force"), (Bold(trouble),)


def _setting(one: Setting, say: Phrases) -> Spans:
    value: Spans = (Bold(one.value),) if one.value != one.usual else (Text(one.value),)
    usual = (Faint(say(" (usually {value})", value=one.usual)),) if one.value != one.usual else ()
    return (
        Code(one.name), Text(" = "), *value, *usual, Text(f" · {labels.titled(one.help, say)} · "),
        Faint(say("allowed: {bounds}", bounds=allowed(one.bounds, say))),
    )  # fmt: skip


def _how(shown: Shown, say: Phrases) -> Spans:
    if not shown.settings:
        return say.spans("{command} lets it rest for a day", command=Code(f"mute {shown.id}"))
    first = shown.settings[0]
    return say.spans("{command} shows what it would change", command=Code(f"tune {shown.id} {first.name} VALUE"))


def _named(turn: Turn, say: Phrases) -> str:
    return f"{labels.titled(turn.help, say)} ({turn.name})"
