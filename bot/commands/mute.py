"""Answers `mute WHAT [for=24h] [reason=…] [through=…]`: for a while this channel does not hear of something.

What is kept back waits under the mute's hold, and is told in one message when it ends.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.cards import mutes as mutes_card
from bot.cards.phrases import msgid
from bot.commands import area, lookup, spelling, wish
from bot.commands.command import Access, Command, Invocation, Param, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.record import record
from bot.domain import matcher
from bot.domain.ids import MuteId, short_code
from bot.domain.incident import Severity
from bot.domain.matcher import EVERYTHING, Matcher
from bot.domain.mute import Mute
from bot.ports.store import Tx
from bot.routing.mute import hold_of

USUAL = timedelta(hours=24)
LEAST, MOST = timedelta(minutes=1), timedelta(days=90)
LOOK_BACK = timedelta(days=30)
MOST_READ = 5000  # incidents
NOTHING = "nothing"
_ID = re.compile(r"[0-9A-Z]{8}")  # with a digit, as nearly all ids have: "Timbuktu" is a place


async def run(invocation: Invocation, desk: Desk) -> Reply:
    """The card of the mute; muting the same again prolongs the mute that is in force."""
    now = desk.clock.now()
    read = partial(spelling.duration, least=LEAST, most=MOST)
    until = now + (lookup.given(invocation, "for", read) or USUAL)
    async with desk.store.read() as tx:
        wanted = await _wanted(invocation, desk, tx)
        covered = None if isinstance(wanted, matcher.Incidents) else await _covered(tx, wanted, now)
    async with desk.store.write() as tx:
        mute = _made(invocation, wanted, wish.label(invocation.args["what"], desk), now, until)
        known = await tx.mutes.get(mute.destination, mute.id)
        earlier = known if known is not None and known.is_in_force(now) else None
        mute = _prolonged(earlier, mute, invocation) if earlier else mute
        await tx.mutes.add(mute)
        await tx.holds.put([hold_of(mute)])
        await record(tx, invocation, desk)
    card = mutes_card.muted(mute, earlier=earlier, covered=covered, reader=invocation.reader)
    return Reply(card=card)


async def _wanted(invocation: Invocation, desk: Desk, tx: Tx) -> Matcher:
    """What is to be muted: an incident by its id, a rule by its id, or whatever a subscription can name."""
    what = invocation.args["what"]
    if _ID.fullmatch(lookup.code(what)) and any(letter.isdecimal() for letter in what):
        incident = await lookup.incident(what, invocation, desk, tx)
        return matcher.Incidents(ids=frozenset({incident.id}))
    theatre, slash, _ = what.partition("/")
    is_rule = slash and any(rule.id.startswith(f"{theatre.casefold()}/") for rule in desk.rules)
    if is_rule and desk.places.find(what) is None:
        return wish.understood(f"rule:{what.casefold()}", invocation, desk)
    return wish.understood(what, invocation, desk)


def _made(invocation: Invocation, wanted: Matcher, label: str, now: datetime, until: datetime) -> Mute:
    """The mute as it is stored. Its id is the same whenever the same channel mutes the same."""
    here = invocation.caller.destination
    return Mute(
        id=MuteId(short_code(here.key, wish.canonical(wanted))),
        destination=here,
        label=label,
        matcher=wanted,
        since=now,
        until=until,
        by=invocation.caller.user,
        reason=invocation.args.get("reason", ""),
        breaks_through=_through(invocation, wanted),
    )


def _prolonged(earlier: Mute, mute: Mute, invocation: Invocation) -> Mute:
    """The mute in force until the later of the two ends; what was not said again stays as it was."""
    return replace(
        mute,
        since=earlier.since,
        until=max(earlier.until, mute.until),
        reason=mute.reason or earlier.reason,
        breaks_through=mute.breaks_through if "through" in invocation.args else earlier.breaks_through,
    )


def _through(invocation: Invocation, wanted: Matcher) -> Severity | None:
    """From which severity on it is told all the same. Who mutes everything still hears of what is critical, unless
    they say otherwise: a night of silence must not hide a coup."""
    usual = Severity.CRITICAL.name.lower() if wanted == EVERYTHING else NOTHING
    asked = invocation.args.get("through", usual)
    return None if asked == NOTHING else Severity[asked.upper()]


async def _covered(tx: Tx, wanted: Matcher, now: datetime) -> int:
    """How many incidents of the last 30 days would have fallen under the mute."""
    recent = await area.covering(wanted).recent(tx, since=now - LOOK_BACK, limit=MOST_READ)
    fired = await tx.alerts.of_incidents([one.id for one in recent])
    return sum(matcher.holds(wanted, one, frozenset(alert.rule for alert in fired.get(one.id, ()))) for one in recent)


COMMAND = Command(
    name="mute",
    help=msgid("Keep something back from this channel for a while: a place, actor, type, rule or incident."),
    run=run,
    access=Access.CHANNEL,
    params=(
        Param(
            name="what",
            help=msgid("A place, actor, type, rule, incident, or terms such as near:Kidal/50km type:ambush."),
            example="Kidal",
            kind=ParamKind.WISH,
            rest=True,
        ),
        Param(
            name="for",
            help=msgid("For how long: 45m, 24h, 3d, 2w; at most 90 days."),
            example="24h",
            required=False,
        ),
        Param(
            name="reason",
            help=msgid("Why, for those who wonder later."),
            example="exercise",
            required=False,
        ),
        Param(
            name="through",
            help=msgid("The severity from which on it is told all the same."),
            example="critical",
            required=False,
            kind=ParamKind.CHOICE,
            choices=(*(severity.name.lower() for severity in sorted(Severity, reverse=True)), NOTHING),
        ),
    ),
)
