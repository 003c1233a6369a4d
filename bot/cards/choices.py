"""One line for each thing that can be chosen while a command is typed: plain text, the telling part first.

Platforms cut these lines at the end. Must not know which command asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from bot.cards import headline, labels, wish
from bot.cards.phrases import LANGUAGES, Names, Phrases, msgid
from bot.domain.actor import Actor
from bot.domain.incident import Incident, Severity, Standing
from bot.domain.mute import Mute
from bot.domain.place import Place
from bot.domain.reader import Units
from bot.domain.subscription import Subscription
from bot.domain.verdict import Opinion

# No two of these share a word.
_OPTIONS: Mapping[str, Enum] = {
    **{member.name.lower(): member for level in (Severity, Standing) for member in level},
    **{member.value: member for kind in (Opinion, Units) for member in kind},
}
_WORDS: Mapping[str, str] = {
    "on": msgid("on"),
    "off": msgid("off"),
    "yes": msgid("yes"),
    "none": msgid("nothing"),
    "nothing": msgid("nothing"),
    "tell": msgid("told in one line"),
    "skip": msgid("left out"),
}


def place(found: Place, say: Phrases) -> str:
    """ "Tessalit, Kidal region (Mali)"."""
    return headline.where(found, say)


def incident(found: Incident, names: Names, say: Phrases, now: datetime) -> str:
    """ "7K3M9QXZ · Town captured by FAMa: Kidal, 14 November 2023 · 3 hours ago"; the age tells like from like."""
    return f"{found.id} · {headline.title(found, names, say)} · {say.age(found.opened_at, now)}"


def subscription(found: Subscription, say: Phrases) -> str:
    """ "within 50 km of Kidal · 4F7A1C22"."""
    return f"{labels.capital(wish.wished(found.label, found.matcher, say))} · {found.id}"


def mute(found: Mute, say: Phrases) -> str:
    """The same, with its end."""
    return say(
        "{wish} · until {time}", wish=labels.capital(wish.sentence(found.matcher, say)), time=say.time(found.until)
    )


def rule(title: str, say: Phrases) -> str:
    """ "Rule: Base handed over"."""
    return say("Rule: {title}", title=labels.titled(title, say))


def parameter(name: str, help_: str) -> str:
    """What can be set of a rule: "killed · Fewest people killed"."""
    return f"{name} · {help_}"


def actor(found: Actor) -> str:
    """ "JNIM · Jama'at Nusrat al-Islam wal-Muslimin"."""
    return found.name if found.short == found.name else f"{found.short} · {found.name}"


def word(text: str, say: Phrases) -> str:
    """A word of the taxonomy: "Ambush"."""
    return labels.capital(labels.word(text, say))


def option(text: str, say: Phrases) -> str:
    """A fixed choice of a command: "low", "French", "yes"; the word itself where it is no label of ours."""
    if text in LANGUAGES:
        return say.tongue(text)
    if text in _WORDS:
        return say(_WORDS[text])
    member = _OPTIONS.get(text)
    return text if member is None else labels.label(member, say)


def typed(text: str, say: Phrases) -> str:
    """What was typed, for whoever means just that."""
    return say("“{text}”, as typed", text=text)


def all_of_them(say: Phrases) -> str:
    """Every subscription or mute of a channel."""
    return say("All of them")


def everything(say: Phrases) -> str:
    """A wish for whatever happens."""
    return say("Everything, everywhere")


def nobody(say: Phrases) -> str:
    """A mention of no role."""
    return say("Nobody")
