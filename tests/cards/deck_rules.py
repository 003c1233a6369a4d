"""Every card about rules and what a channel sets of them, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.cards import alert, news, notice, rules, tuning
from bot.cards.preview import Way
from bot.cards.rules import RuleLine
from bot.cards.tuning import Effect, Setting, Shown, Told, Turn
from bot.domain.alert import Alert, Condition
from bot.domain.card import Card
from bot.domain.ids import IncidentId, RuleId
from bot.domain.incident import ChangeKind, Severity
from bot.domain.reader import Reader
from bot.domain.tuning import Bounds
from tests.cards.samples import NAMES, NOW, abandoned, captured, change, convoy, fired

BEFORE = Told(days=(7, 19), weeks=(0, 1, 0, 2, 1, 1, 4, 1, 2, 1, 3, 3, 0))
AFTER = Told(days=(3, 8), weeks=(0, 0, 0, 1, 0, 1, 2, 0, 1, 0, 1, 2, 0))
CALMER = Effect(before=BEFORE, after=AFTER, gained=(), lost=(convoy(), captured()), days=90, is_of_wishes=True)
LOUDER = Effect(
    before=AFTER, after=BEFORE, gained=(convoy(), captured(), abandoned()) * 3, lost=(), days=90, is_of_wishes=False
)
NEW = Effect(before=None, after=AFTER, gained=(convoy(), captured()), lost=(), days=90, is_of_wishes=False)
UNREAD = replace(NEW, days=0, gained=())
# A rule of whoever wrote it, in the words of labels, which have a French form.
TEXT, MISTAKE, HELP = "convoy attacked", "drone strike", "Fewest people killed"
KILLED = Setting(name="killed", help=HELP, value="5", usual="0", bounds=Bounds(least="0", most="200"))
FAR = Setting(name="far", help=HELP, value="any", usual="any", bounds=Bounds(options=("any", "near")))
WHOLE = Shown(
    id="sahel/convoy_attack",
    title="Convoy attacked",
    description=TEXT,
    kind="match",
    status="stable",
    severity=Severity.HIGH,
    steps=(Severity.CRITICAL,),
    settings=(KILLED, FAR),
    false_positives=(MISTAKE,),
    references=("https://example.org/codebook",),
    troubles=(),
)
BARE = replace(
    WHOLE, id="sahel/drone_strike", title="Drone strike", settings=(), false_positives=(), references=(), steps=()
)
TURN = Turn(name="killed", help=HELP, before="0", after="5")
SAVE = Way(
    args=(("rule", WHOLE.id), ("parameter", "killed"), ("value", "5"), ("confirm", "yes")),
    line="tune rule=sahel/convoy_attack parameter=killed value=5 confirm=yes",
)
WATCH = Way(args=(("what", "killed>=3"), ("confirm", "yes")), line="watch killed>=3 confirm=yes")
LINES = (
    RuleLine(
        id=RuleId(WHOLE.id), title=WHOLE.title, severity=WHOLE.severity, kind="match", status="stable",
        values=(("killed", "5"),), usual={"killed": "0"},
    ),
    RuleLine(
        id=RuleId("sahel/spike"), title="Violence rises", severity=Severity.MEDIUM, kind="spike", status="experimental"
    ),
    RuleLine(id=RuleId("watch/7K3M9QXZ"), title="killed>=3", severity=Severity.HIGH, kind="watch", status=""),
)  # fmt: skip
FAULT = "rules/sahel/wrong.yml:6:14: unknown type 'idd' (did you mean 'ied'?)"


def _asked(effect: Effect) -> Callable[[str], Card]:
    return lambda language: tuning.asked(
        WHOLE.title, (TURN,), effect, SAVE, names=NAMES, reader=Reader(language=language)
    )


def _watch(effect: Effect) -> Callable[[str], Card]:
    return lambda language: tuning.watch(
        "killed>=3", "at least 3 killed", Severity.HIGH, effect, WATCH, names=NAMES, reader=Reader(language=language)
    )


def _fired(rule: str, groups: tuple[str, ...], others: int, *conditions: tuple[str, str]) -> Alert:
    why = tuple(Condition(label=label, wanted="", seen=seen, held=True) for label, seen in conditions)
    ids = tuple(IncidentId(f"7K2M9Q{n:02}") for n in range(others))
    return replace(fired(rule, convoy(), Severity.HIGH), why=why, groups=groups, others=ids)


def _alert(*alerts: Alert) -> Callable[[str], Card]:
    return lambda language: alert.card(convoy(), alerts, names=NAMES, reader=Reader(language=language), now=NOW)


def _silent(one: Alert) -> Callable[[str], Card]:
    about = convoy()
    quiet = change(ChangeKind.SILENT, about, about.members[-1].event, "silence")
    return lambda language: news.card(
        about, quiet.fields, quiet, about, [one], names=NAMES, reader=Reader(language=language), now=about.updated_at
    )


KIDAL_REGION = ("Kidal, ML",)
RULE = "sahel/convoy_attack"
TOGETHER: dict[str, Callable[[str], Card]] = {
    "alert_together": _alert(_fired(RULE, KIDAL_REGION, 2, ("count", "3"))),
    "alert_many": _alert(_fired(RULE, (*KIDAL_REGION, "Gao, ML"), 9, ("count", "10"))),
    "alert_spike": _alert(_fired(RULE, KIDAL_REGION, 3, ("count", "6"), ("ratio", "6 against 1.2"))),
    "alert_sequence": _alert(_fired(RULE, KIDAL_REGION, 1, ("sequence", "1"))),
    "alert_new": _alert(_fired(RULE, KIDAL_REGION, 0, ("new actor", "JNIM"))),
    "alert_own_rule": _alert(replace(_fired("watch/7K3M9QXZ", (), 0, ("killed", "3")), title="killed>=3")),
    "news_silence": _silent(_fired(RULE, KIDAL_REGION, 0, ("silence", "336 h"), ("usual", "6"))),
    "news_unanswered": _silent(_fired(RULE, KIDAL_REGION, 0, ("silence", "48 h"), ("expected", "none"))),
}

CARDS: dict[str, Callable[[str], Card]] = {
    **TOGETHER,
    "rule": lambda language: tuning.rule(WHOLE, reader=Reader(language=language)),
    "rule-bare": lambda language: tuning.rule(BARE, reader=Reader(language=language)),
    "rule-troubled": lambda language: tuning.rule(
        replace(WHOLE, troubles=("radius = 50: the rule has no such setting any more",)),
        reader=Reader(language=language),
    ),
    "tune-calmer": _asked(CALMER),
    "tune-louder": _asked(LOUDER),
    "tune-no-difference": _asked(replace(CALMER, after=BEFORE, lost=(), days=40)),
    "tune-saved": lambda language: tuning.saved(WHOLE.title, (TURN,), WHOLE.id, reader=Reader(language=language)),
    "watch": _watch(NEW),
    "watch-unread": _watch(UNREAD),
    "watch-saved": lambda language: tuning.watched(
        "killed>=3", "at least 3 killed", Severity.HIGH, "7K3M9QXZ", reader=Reader(language=language)
    ),
    "rules-of-a-channel": lambda language: rules.card(
        LINES, troubles=((WHOLE.id, "radius = 50: gone"),), failure=(FAULT,), reader=Reader(language=language)
    ),
    "notice-rules": lambda language: notice.rules_wrong(FAULT, 3, reader=Reader(language=language)),
}
