"""What stands on a form: its title, the label of each field, and the word on the button that sends it.

Plain text, short enough for every platform: a title has at most 24 characters, a label 45. A button can open a form:
its command is `form`, its arguments name the command that the form is of and what is filled in already. Must not know
what a form asks for, nor how a platform shows it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import labels
from bot.cards.phrases import Phrases, msgid
from bot.domain.card import Action

TITLE, LABEL = 24, 45
OPEN = "form"  # the command of a button that opens one; no command of people's is called so
_OF, _IN = "of", "in"  # its arguments beside those of the command: which command, for which channel
_NOTHING: Mapping[str, str] = {}

TITLES: Mapping[str, str] = {
    "status": msgid("Status of a place"),
    "incident": msgid("One incident"),
    "subscribe": msgid("Subscribe"),
    "unsubscribe": msgid("Unsubscribe"),
    "settings": msgid("Settings"),
    "mute": msgid("Mute"),
    "unmute": msgid("End a mute"),
    "why": msgid("Why an alert?"),
    "verdict": msgid("What it was worth"),
    "control": msgid("Who holds a place"),
    "digest": msgid("One message, whole"),
    "resend": msgid("Deliver again"),
    "tune": msgid("Tune a rule"),
    "watch": msgid("Watch for something"),
}

LABELS: Mapping[str, str] = {
    "channel": msgid("Channel"),
    "command": msgid("Command"),
    "cap": msgid("Cap"),
    "cooldown": msgid("Cooldown"),
    "days": msgid("Days"),
    "delay": msgid("Delay"),
    "digest": msgid("Digest"),
    "editors": msgid("Editors"),
    "empty": msgid("Empty digests"),
    "for": msgid("For how long"),
    "group_wait": msgid("Group wait"),
    "id": msgid("Which one"),
    "language": msgid("Language"),
    "mention": msgid("Mention"),
    "mention_from": msgid("Mention from"),
    "opinion": msgid("Opinion"),
    "page": msgid("Page"),
    "parameter": msgid("Parameter"),
    "place": msgid("Place"),
    "precision": msgid("Precision of places"),
    "quiet": msgid("Quiet hours"),
    "quiet_passes": msgid("Told in quiet hours from"),
    "reason": msgid("Reason"),
    "repeat": msgid("Repeat"),
    "rule": msgid("Rule"),
    "scope": msgid("Scope"),
    "scorecard": msgid("Scorecard"),
    "severity": msgid("Least severity"),
    "standing": msgid("Least standing"),
    "threads": msgid("Updates in threads"),
    "through": msgid("Told all the same from"),
    "units": msgid("Units"),
    "value": msgid("Value"),
    "what": msgid("What"),
    "zone": msgid("Time zone"),
}

# What sends a form off; the others ask a question.
_SENDS: Mapping[str, str] = {
    "subscribe": msgid("Preview"),
    "unsubscribe": msgid("Unsubscribe"),
    "settings": msgid("Save"),
    "mute": msgid("Mute"),
    "unmute": msgid("End the mute"),
    "tune": msgid("Preview"),
    "watch": msgid("Preview"),
}


def opening(label: str, command: str, given: Mapping[str, str] = _NOTHING, *, channel: str = "") -> Action:
    """A button that opens the form of a command with that filled in; `channel` where it is about another one."""
    there = {_IN: channel} if channel else {}
    return Action(label=label, command=OPEN, args=tuple({_OF: command, **there, **given}.items()))


def meant(args: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """What `opening` was given: the command, the channel (empty: the one at hand) and what is filled in."""
    given = {name: text for name, text in args.items() if name not in (_OF, _IN)}
    return args.get(_OF, ""), args.get(_IN, ""), given


def title(command: str, say: Phrases) -> str:
    """What the form of a command is called."""
    return say(TITLES[command]) if command in TITLES else labels.capital(command)


def label(param: str, say: Phrases) -> str:
    """What stands above the field of a parameter."""
    return say(LABELS[param]) if param in LABELS else labels.capital(param.replace("_", " "))


def sends(command: str, say: Phrases) -> str:
    """What the button says that sends the form off."""
    return say(_SENDS[command]) if command in _SENDS else say("Ask")


def cancel(say: Phrases) -> str:
    """What closes a form without sending it."""
    return say("Cancel")


def back(say: Phrases) -> str:
    """What leads from an answer back to the form."""
    return say("Back")


def close(say: Phrases) -> str:
    """What closes a form when there is nothing more to do."""
    return say("Close")


def more(say: Phrases) -> str:
    """The button that opens the form of what was just asked, with all that it can be told."""
    return say("Options…")


def change(say: Phrases) -> str:
    """The button that opens the form of what stands."""
    return say("Change…")


def which_channel(say: Phrases) -> str:
    """What stands beneath the field that chooses a channel."""
    return say("The channel that is told. Tocsin has to be in it, unless it is public.")


def not_there(say: Phrases) -> str:
    """What is wrong with a channel that somebody chose and may not know of."""
    return say("Choose a public channel, or one that you and Tocsin are both in.")


def waiting(say: Phrases) -> str:
    """What stands where an answer is still to come."""
    return say("One moment…")
