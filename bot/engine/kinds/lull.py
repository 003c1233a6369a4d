"""Kind `lull`: fires when nothing comes: of a place that usually has reports, or after something that has consequences.

    when: {type: battles}                        after: {type: convoy_attack}
    silent_for: 14d                              expect: {type: [withdrawal, base_handover]}
    usual: {at_least: 6, within: 84d}            within: 48h
    group: cercle                                group: region, or near: 25km
    well: 0.5                                    well: 0.5

It fires as time goes by: the first form on the last incident of the group that fell silent, the second on what stayed
without consequence. Only hours in which at least the share `well` of the feeds could be read count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.domain.alert import Condition
from bot.domain.errors import Fault
from bot.domain.matcher import Matcher, explain
from bot.domain.tick import Tick
from bot.engine import fields
from bot.engine.group import GroupBy, Grouping
from bot.engine.kinds import base
from bot.engine.kinds.base import Seen
from bot.engine.rule import Fired, Rule
from bot.engine.silence import Heard, Silence, Silent, Unanswered, span
from bot.engine.terms import Names
from bot.engine.window import Entry, time_of
from bot.located import Node

LEAST, MOST = 2, 10_000
WELL, SHARES = 0.5, (0.0, 1.0)
SHOWN = 3  # incidents that an explanation names

_BY_PLACE = Grouping(by=GroupBy.PLACE)
_NEARBY = ("",)  # the one group of a rule that goes by distance
_OF_SILENCE = ("when", "silent_for", "usual")
_OF_ANSWERS = ("after", "expect", "within")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSilence:
    """A group that fell silent."""

    when: Matcher
    silent_for: timedelta
    at_least: int
    usual: timedelta
    well: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAnswers:
    """Something without the consequence that it usually has."""

    after: Matcher
    expect: Matcher
    within: timedelta
    near_km: float | None
    well: float
    lateness: timedelta


Fields = OfSilence | OfAnswers
State = Silence | Unanswered


class Lull:
    """Implements bot.engine.kinds.base.Kind."""

    name = "lull"
    keys: Mapping[str, object] = {
        "when": base.CONDITION,
        "silent_for": {**base.DURATION, "description": "Nothing for so long."},
        "usual": {
            "type": "object",
            "required": ["at_least", "within"],
            "properties": {
                "at_least": {"type": "integer", "minimum": LEAST, "maximum": MOST},
                "within": base.DURATION,
            },
            "additionalProperties": False,
            "description": "So many incidents in so long a time before the silence.",
        },
        "after": {**base.CONDITION, "description": "What has a consequence."},
        "expect": {**base.CONDITION, "description": "The consequence."},
        "within": base.WITHIN,
        "near": base.NEAR,
        "well": {
            "type": "number",
            "minimum": SHARES[0],
            "maximum": SHARES[1],
            "default": WELL,
            "description": "The share of the feeds that must be readable, or an hour does not count.",
        },
        "lateness": base.LATE,
    }
    required = ()

    def read(self, found: Mapping[str, Node], names: Names, faults: list[Fault]) -> Fields | None:
        """The fields of one file, of one form or the other; None where it has neither."""
        is_silence = any(key in found for key in _OF_SILENCE)
        if not is_silence and not any(key in found for key in _OF_ANSWERS):
            mark = found["kind"].mark
            faults.append(mark.fault("a lull has neither 'when' nor 'after'", "give one of them"))
            return None
        wanted, other = (_OF_SILENCE, _OF_ANSWERS) if is_silence else (_OF_ANSWERS, _OF_SILENCE)
        for key in (*other, *(("near", "lateness") if is_silence else ())):
            if key in found:
                mark = found[key].key_mark or found[key].mark
                faults.append(mark.fault(f"{key!r} does not go with {wanted[0]!r}", f"keep {', '.join(wanted)}"))
        fields.required(found, wanted, found["kind"].mark, f"a lull with {wanted[0]!r}", faults)
        well = base.number(found, "well", SHARES, WELL, faults)
        if is_silence:
            at_least, usual = _read_usual(found["usual"], faults) if "usual" in found else (LEAST, timedelta(days=1))
            return OfSilence(
                when=base.condition(found, "when", names, faults),
                silent_for=base.length(found, "silent_for", timedelta(days=1), faults),
                at_least=at_least,
                usual=usual,
                well=well,
            )
        return OfAnswers(
            after=base.condition(found, "after", names, faults),
            expect=base.condition(found, "expect", names, faults),
            within=base.length(found, "within", timedelta(days=1), faults),
            near_km=base.near_km(found, faults),
            well=well,
            lateness=base.length(found, "lateness", base.LATENESS, faults),
        )

    def cooldown(self, own: object) -> timedelta:
        """None: a silence is told once."""
        del own
        return timedelta()

    def matchers(self, rule: Rule) -> tuple[Matcher, ...]:
        """What is usually heard of; or what asks for an answer, and the answer."""
        own = _of(rule)
        return (own.when,) if isinstance(own, OfSilence) else (own.after, own.expect)

    def memory(self, rule: Rule) -> timedelta:
        """As long as a silence may take, and what is measured before it."""
        own = _of(rule)
        return span(own.silent_for, own.usual) if isinstance(own, OfSilence) else span(own.within, own.lateness)

    def start(self, rule: Rule, began: datetime) -> State:
        """Nothing heard, no hour gone by."""
        own = _of(rule)
        if isinstance(own, OfSilence):
            return Silence(own.silent_for, own.well, own.usual, own.at_least, began)
        return Unanswered(own.within, own.well, own.lateness, own.near_km, began)

    def step(self, rule: Rule, state: object, seen: Seen) -> tuple[object, Fired | None]:
        """Takes in what is heard. It never fires: only time does."""
        assert isinstance(state, Silence | Unanswered)
        state.take(seen.change, _groups(rule, seen) if any(seen.held) else (), _heard(rule, seen))
        return state, None

    def tick(self, rule: Rule, state: object, tick: Tick) -> tuple[object, tuple[Fired, ...]]:
        """Fires on what has been silent for long enough now."""
        assert isinstance(state, Silence | Unanswered)
        return state, tuple(_fired(rule, state, one) for one in state.pass_hour(tick))

    def explain(self, rule: Rule, state: object, seen: Seen) -> tuple[Condition, ...]:
        """The leaves, and how far a silence after this incident has come."""
        own, incident = _of(rule), seen.change.incident
        groups, heard = _groups(rule, seen), _heard(rule, seen)
        if isinstance(own, OfSilence):
            assert isinstance(state, Silence)
            told = list(explain(own.when, incident))
            for group in groups:
                last, figure = state.last(group)
                since = max(heard.seen, last.value.seen) if last else heard.seen
                told.append(_silence(state, own.silent_for, _where(rule, (group,)), state.hours.since(since)))
                told += (_usual(own, figure), _watched(own, state, since))
            return tuple(told)
        assert isinstance(state, Unanswered)
        now = Entry(time_of(incident), incident.id, groups, heard)
        parts = (("after", own.after), ("expect", own.expect))
        told = [base.of_part(part, one) for part, when in parts for one in explain(when, incident)]
        told.append(base.in_time(seen.change, now.time, own.lateness))
        told.append(_silence(state, own.within, _where(rule, groups), state.hours.since(heard.seen)))
        return (*told, _answer(list(islice(state.answers(now), SHOWN))))


def _of(rule: Rule) -> Fields:
    assert isinstance(rule.fields, OfSilence | OfAnswers)
    return rule.fields


def _read_usual(node: Node, faults: list[Fault]) -> tuple[int, timedelta]:
    found = fields.mapping(node, ("at_least", "within"), "usual", faults)
    if isinstance(node.value, dict):
        fields.required(found, ("at_least", "within"), node.mark, "usual", faults)
    return base.whole(found, "at_least", LEAST, MOST, faults), base.length(found, "within", timedelta(days=1), faults)


def _groups(rule: Rule, seen: Seen) -> tuple[str, ...]:
    own = _of(rule)
    is_near = isinstance(own, OfAnswers) and own.near_km is not None
    return _NEARBY if is_near else base.grouping(rule).of(seen.change.incident)


def _heard(rule: Rule, seen: Seen) -> Heard:
    incident = seen.change.incident
    asks, answers = seen.held if len(seen.held) > 1 else (False, False)
    return Heard(
        seen=incident.opened_at,
        severity=rule.severity_of(incident),
        point=incident.place.point,
        place=_BY_PLACE.of(incident)[0],
        asks=asks,
        answers=answers,
    )


def _fired(rule: Rule, state: State, silent: Silent) -> Fired:
    own, entry, groups = _of(rule), silent.entry, silent.groups
    hours = state.hours.needed
    if isinstance(own, OfSilence):
        why = (_silence(state, own.silent_for, _where(rule, groups), hours), _usual(own, silent.figure))
    else:
        why = (_silence(state, own.within, _where(rule, groups), hours), _answer([]))
        groups = groups if own.near_km is None else (entry.value.place,)
    severity = entry.value.severity
    return Fired(rule=rule.id, variant=rule.variant, incident=entry.id, severity=severity, why=why, groups=groups)


def _where(rule: Rule, groups: tuple[str, ...]) -> str:
    own = _of(rule)
    if isinstance(own, OfAnswers) and own.near_km is not None:
        return f"within {own.near_km:g} km"
    return " and ".join(map(base.grouping(rule).phrase, groups))


def _silence(state: State, silence: timedelta, where: str, hours: int) -> Condition:
    return Condition(
        label="silence",
        wanted=f"nothing for {base.spelt(silence)} {where}",
        seen=f"{hours} h",
        held=hours >= state.hours.needed,
    )


def _usual(own: OfSilence, figure: int) -> Condition:
    wanted = f">= {own.at_least} within {base.spelt(own.usual)} before"
    return Condition(label="usual", wanted=wanted, seen=str(figure), held=figure >= own.at_least)


def _watched(own: OfSilence, state: Silence, seen: datetime) -> Condition:
    held = state.is_watched(seen)
    wanted = f"watched for {base.spelt(own.usual)} before"
    return Condition(label="watch", wanted=wanted, seen=f"since {state.window.began:%Y-%m-%d}", held=held)


def _answer(answers: list[Entry[Heard]]) -> Condition:
    seen = ", ".join(entry.id for entry in answers) or "none"
    return Condition(label="expected", wanted="none was seen", seen=seen, held=not answers)
