"""What people read instead of the words of the code: one label per member of every enumeration that a card can show.

Labels are English keys of the catalogue; `label` says one in the reader's language. A test asks for every member.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bot.cards.phrases import Phrases, msgid
from bot.domain.actor import ActorKind, Role
from bot.domain.control import Shape, Site
from bot.domain.delivery import DeliveryState
from bot.domain.event import Target
from bot.domain.health import SourceState
from bot.domain.hold import HoldKind
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.outlet import Tier
from bot.domain.place import PlaceKind
from bot.domain.reader import Units
from bot.domain.taxonomy import EventType, Operation, SubType
from bot.domain.verdict import Opinion
from bot.domain.wallclock import Period

# Shape as well as colour tells the severity: colour-blind readers and plain terminals see it too.
SYMBOLS: Mapping[Severity, str] = {
    Severity.LOW: "○",
    Severity.MEDIUM: "●",
    Severity.HIGH: "▲",
    Severity.CRITICAL: "◆",
}

# By type first: members of different enumerations may be equal (a civilian as actor and as target, a level 1).
LABELS: Mapping[type[Enum], Mapping[Enum, str]] = {
    EventType: {
        EventType.BATTLES: msgid("battle"),
        EventType.EXPLOSIONS: msgid("explosion or remote violence"),
        EventType.CIVILIANS: msgid("violence against civilians"),
        EventType.PROTESTS: msgid("protest"),
        EventType.RIOTS: msgid("riot"),
        EventType.STRATEGIC: msgid("strategic development"),
    },
    SubType: {
        SubType.GOVERNMENT_REGAINS: msgid("government regains territory"),
        SubType.NON_STATE_OVERTAKES: msgid("armed group takes territory"),
        SubType.ARMED_CLASH: msgid("armed clash"),
        SubType.CHEMICAL_WEAPON: msgid("chemical weapon"),
        SubType.AIR_DRONE_STRIKE: msgid("air or drone strike"),
        SubType.SUICIDE_BOMB: msgid("suicide bomb"),
        SubType.SHELLING: msgid("shelling or missile attack"),
        SubType.REMOTE_EXPLOSIVE: msgid("mine or remote explosive"),
        SubType.GRENADE: msgid("grenade"),
        SubType.SEXUAL_VIOLENCE: msgid("sexual violence"),
        SubType.ATTACK: msgid("attack on civilians"),
        SubType.ABDUCTION: msgid("abduction or forced disappearance"),
        SubType.PEACEFUL_PROTEST: msgid("peaceful protest"),
        SubType.PROTEST_INTERVENTION: msgid("protest with intervention"),
        SubType.EXCESSIVE_FORCE: msgid("excessive force against protesters"),
        SubType.VIOLENT_DEMONSTRATION: msgid("violent demonstration"),
        SubType.MOB_VIOLENCE: msgid("mob violence"),
        SubType.AGREEMENT: msgid("agreement"),
        SubType.ARRESTS: msgid("arrests"),
        SubType.GROUP_ACTIVITY: msgid("change in a group’s activity"),
        SubType.DISRUPTED_WEAPONS: msgid("weapons seized or disarmed"),
        SubType.BASE_ESTABLISHED: msgid("base established"),
        SubType.LOOTING: msgid("looting or destruction of property"),
        SubType.TRANSFER: msgid("non-violent transfer of territory"),
        SubType.OTHER: msgid("other development"),
    },
    Operation: {
        Operation.BASE_HANDOVER: msgid("base handed over"),
        Operation.BASE_ABANDONED: msgid("base abandoned"),
        Operation.BASE_CAPTURED: msgid("base captured"),
        Operation.BASE_ATTACK: msgid("base attacked"),
        Operation.TOWN_CAPTURED: msgid("town captured"),
        Operation.CONVOY_ATTACK: msgid("convoy attacked"),
        Operation.AMBUSH: msgid("ambush"),
        Operation.IED: msgid("mine or improvised bomb"),
        Operation.AIR_STRIKE: msgid("air strike"),
        Operation.DRONE_STRIKE: msgid("drone strike"),
        Operation.SHELLING: msgid("shelling"),
        Operation.SUICIDE_BOMB: msgid("suicide bombing"),
        Operation.ABDUCTION: msgid("abduction"),
        Operation.MASSACRE: msgid("massacre of civilians"),
        Operation.BLOCKADE: msgid("blockade"),
        Operation.PEACEKEEPER_ATTACK: msgid("peacekeepers attacked"),
        Operation.AID_WORKER_ATTACK: msgid("aid workers attacked"),
        Operation.WITHDRAWAL: msgid("withdrawal of forces"),
        Operation.DISPLACEMENT: msgid("people displaced"),
        Operation.COUP: msgid("coup d’état"),
        Operation.CEASEFIRE: msgid("ceasefire"),
        Operation.TROOP_MOVEMENT: msgid("troop movement"),
    },
    ActorKind: {
        ActorKind.STATE_FORCE: msgid("state force"),
        ActorKind.FOREIGN_FORCE: msgid("foreign force"),
        ActorKind.PRIVATE_MILITARY: msgid("private military company"),
        ActorKind.PEACEKEEPER: msgid("UN peacekeepers"),
        ActorKind.REBEL: msgid("rebel group"),
        ActorKind.JIHADIST: msgid("jihadist group"),
        ActorKind.MILITIA: msgid("militia"),
        ActorKind.UNKNOWN_ARMED: msgid("unidentified armed people"),
        ActorKind.CIVILIAN: msgid("civilians"),
        ActorKind.AID_WORKER: msgid("aid workers"),
        ActorKind.AUTHORITY: msgid("civil authorities"),
    },
    Role: {
        Role.AGENT: msgid("attacker"),
        Role.TARGET: msgid("attacked"),
        Role.ALLY: msgid("on the attacker’s side"),
        Role.LEAVES: msgid("leaves"),
        Role.TAKES: msgid("takes over"),
        Role.PRESENT: msgid("part unclear"),
    },
    PlaceKind: {
        PlaceKind.COUNTRY: msgid("country"),
        PlaceKind.REGION: msgid("region"),
        PlaceKind.PROVINCE: msgid("province"),
        PlaceKind.CERCLE: msgid("cercle"),
        PlaceKind.TOWN: msgid("town"),
        PlaceKind.VILLAGE: msgid("village"),
        PlaceKind.BASE: msgid("military base"),
        PlaceKind.MINE: msgid("mining site"),
        PlaceKind.BORDER_POST: msgid("border post"),
        PlaceKind.RIVER: msgid("river"),
        PlaceKind.AREA: msgid("area"),
        PlaceKind.POINT: msgid("coordinates"),
    },
    Target: {
        Target.ARMED_GROUP: msgid("an armed group"),
        Target.STATE_FORCE: msgid("state forces"),
        Target.PEACEKEEPER: msgid("peacekeepers"),
        Target.AID_WORKER: msgid("aid workers"),
        Target.CIVILIAN: msgid("civilians"),
    },
    Severity: {
        Severity.LOW: msgid("low"),
        Severity.MEDIUM: msgid("medium"),
        Severity.HIGH: msgid("high"),
        Severity.CRITICAL: msgid("critical"),
    },
    Standing: {
        Standing.RETRACTED: msgid("retracted"),
        Standing.REPORTED: msgid("reported"),
        Standing.CORROBORATED: msgid("corroborated"),
        Standing.CONFIRMED: msgid("confirmed"),
    },
    Shape: {
        Shape.HANDOVER: msgid("handed over"),
        Shape.ABANDONMENT: msgid("left without a handover"),
        Shape.CAPTURE: msgid("captured"),
        Shape.SEIZURE: msgid("seized for hours"),
        Shape.RECAPTURE: msgid("retaken"),
    },
    Site: {
        Site.BASE: msgid("the base"),
        Site.TOWN: msgid("the town"),
    },
    SourceState: {
        SourceState.OK: msgid("fresh"),
        SourceState.LATE: msgid("late"),
        SourceState.DARK: msgid("dark"),
        SourceState.REFUSED: msgid("refuses"),
        SourceState.OFF: msgid("switched off"),
        SourceState.NEW: msgid("not polled yet"),
    },
    ChangeKind: {
        ChangeKind.OPENED: msgid("first report"),
        ChangeKind.JOINED: msgid("one more report"),
        ChangeKind.REVISED: msgid("revised"),
        ChangeKind.PROMOTED: msgid("stands firmer"),
        ChangeKind.MERGED: msgid("merged"),
        ChangeKind.SPLIT: msgid("split"),
        ChangeKind.RETRACTED: msgid("withdrawn by its source"),
        ChangeKind.SILENT: msgid("nothing followed"),
    },
    Opinion: {
        Opinion.USEFUL: msgid("useful"),
        Opinion.WRONG: msgid("wrong"),
        Opinion.DUPLICATE: msgid("duplicate"),
    },
    DeliveryState: {
        DeliveryState.PENDING: msgid("waiting"),
        DeliveryState.LEASED: msgid("being sent"),
        DeliveryState.HELD: msgid("held back"),
        DeliveryState.PARKED: msgid("given up"),
        DeliveryState.SENT: msgid("sent"),
        DeliveryState.FOLDED: msgid("gathered"),
    },
    HoldKind: {
        HoldKind.MUTE: msgid("mute"),
        HoldKind.DIGEST: msgid("digest"),
        HoldKind.QUIET: msgid("quiet hours"),
        HoldKind.COOLDOWN: msgid("pause between messages"),
        HoldKind.OVERFLOW: msgid("limit of messages"),
        HoldKind.SCORECARD: msgid("weekly scorecard"),
    },
    Period: {
        Period.HOURLY: msgid("hourly"),
        Period.DAILY: msgid("daily"),
        Period.WEEKLY: msgid("weekly"),
    },
    Tier: {
        Tier.OFFICIAL: msgid("an official source"),
        Tier.AGENCY: msgid("an agency or large newsroom"),
        Tier.PRESS: msgid("the press"),
        Tier.LOCAL: msgid("a local site"),
        Tier.PARTISAN: msgid("a party’s own outlet"),
    },
    Units: {
        Units.METRIC: msgid("kilometres"),
        Units.IMPERIAL: msgid("miles"),
    },
}

_WORDS: Mapping[str, Enum] = {member.value: member for level in (Operation, SubType, EventType) for member in level}
SENTENCES: Mapping[str, Enum] = {
    text.casefold(): member for level in (EventType, SubType, Operation) for member, text in LABELS[level].items()
}


# The slants of sources; a test asks for every one of bot.domain.outlet.LEANS.
_LEANS = {
    "none": msgid("to no side"),
    "pro_junta": msgid("to the junta"),
    "pro_france": msgid("to France"),
    "pro_russia": msgid("to Russia"),
    "rebel": msgid("to the rebels"),
    "jihadist": msgid("to the jihadists"),
    "opposition": msgid("to the opposition"),
}
_KINDS = {
    "match": msgid("single incidents"),
    "threshold": msgid("many together"),
    "sequence": msgid("one after another"),
    "spike": msgid("a rise"),
    "lull": msgid("a silence"),
    "new": msgid("something new"),
}
_STATES = {"stable": msgid("proven"), "experimental": msgid("on trial")}


def label(member: Enum, say: Phrases) -> str:
    """The member's label in the reader's language."""
    return say(LABELS[type(member)][member])


def word(text: str, say: Phrases) -> str:
    """The label of a taxonomy word ("base_handover") on whichever level it stands; the word itself if it is none."""
    member = _WORDS.get(text)
    return text if member is None else label(member, say)


def lean(word: str, say: Phrases) -> str:
    """The slant of a source as it stands after "lean": "to the junta"."""
    return say(_LEANS[word])


def titled(title: str, say: Phrases) -> str:
    """What a rule's author wrote, in the reader's language where it is a label's words or the catalogue has it."""
    found = SENTENCES.get(title.casefold())
    return say.quoted(title) if found is None else capital(label(found, say))


def kind(word: str, say: Phrases) -> str:
    """What a rule of that kind looks at, in a word or two; the word itself for a kind that is not known here."""
    return say(_KINDS[word]) if word in _KINDS else word


def state(status: str, say: Phrases) -> str:
    """How far a rule's author trusts it; the word itself where it is none of ours."""
    return say(_STATES[status]) if status in _STATES else status


def capital(text: str) -> str:
    """The text with its first letter in upper case, the rest as it is ("FAMa" stays "FAMa")."""
    return text[:1].upper() + text[1:]
