"""What Tocsin says when it comes to a server, when it proves that it can write, and when a button is too old for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards import form
from bot.cards.phrases import Phrases, msgid
from bot.domain.card import Action, Bullets, Card, Code, Facts, Para, Text
from bot.domain.reader import Reader

STALE_SYMBOL = "!"
NEW, KNOWN = msgid("{commands}, told anew"), msgid("{commands}, known already")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a platform says of Tocsin: under which name it knows it, in how many servers, with which commands."""

    name: str
    servers: int
    invite: str  # the address by which a server invites it
    commands: int
    are_new: bool  # the platform did not know them, or other ones


def welcome(*, reader: Reader) -> Card:
    """To a server that Tocsin was just invited to: what it does, and the three first commands."""
    say = Phrases(reader)
    return Card(
        title=say("Tocsin is here"),
        reader=say.reader,
        blocks=(
            Para((Text(say("It watches public sources for conflict events and tells the channels that asked.")),)),
            Bullets(
                (
                    say.spans("{command} shows what is known of a place.", command=Code("status Kidal")),
                    say.spans(
                        "{command} in a channel brings alerts there; it shows first what to expect.",
                        command=Code("subscribe Kidal"),
                    ),
                    say.spans("{command} explains everything else.", command=Code("help")),
                )
            ),
        ),
        actions=(Action(label=say("Latest incidents"), command="incidents"), Action(label=say("Help"), command="help")),
        footer=say.spans("Whoever manages the server decides who may subscribe channels."),
    )


def here(*, reader: Reader) -> Card:
    """To a channel that Tocsin was just added to: that nothing is told yet, and how to begin."""
    say = Phrases(reader)
    return Card(
        title=say("Tocsin is in this channel now"),
        reader=say.reader,
        blocks=(
            Para((Text(say("It watches public sources for conflict events and tells the channels that asked.")),)),
            Para((Text(say("This one has not asked for anything yet.")),)),
            Bullets(
                (
                    say.spans(
                        "{command} brings alerts here; it shows first what to expect.", command=Code("subscribe Kidal")
                    ),
                    say.spans("{command} shows what is known of a place.", command=Code("status Kidal")),
                    say.spans("{command} explains everything else.", command=Code("help")),
                )
            ),
        ),
        actions=(
            form.opening(say("Subscribe…"), "subscribe"),
            Action(label=say("Latest incidents"), command="incidents"),
            Action(label=say("Help"), command="help"),
        ),
    )


def ready(found: Found, *, reader: Reader) -> Card:
    """To whoever sets Tocsin up: what was found, and what comes next. The address of the invitation stands below."""
    say = Phrases(reader)
    many = say.many(found.commands, "{n} command", "{n} commands")
    told = say(NEW if found.are_new else KNOWN, commands=many)
    facts = (
        (say("Name"), (Text(found.name),)),
        (say("Servers"), (Text(say.number(found.servers)),)),
        (say("Commands"), (Text(told),)),
    )
    prove = Code("tocsin discord setup --channel ID")
    steps = (
        say.spans("{command} proves that Tocsin can write to a channel.", command=prove),
        say.spans("{command} starts it.", command=Code("tocsin run")),
    )
    by = say("Whoever manages a server invites Tocsin by opening this address:")
    return Card(
        title=say("Discord takes the token"),
        reader=say.reader,
        blocks=(Facts(facts), Bullets(steps), Para((Text(by),))),
    )


def proof(*, reader: Reader) -> Card:
    """To a channel, so that whoever sets Tocsin up sees that it can write there."""
    say = Phrases(reader)
    return Card(
        title=say("Tocsin can write here"),
        reader=say.reader,
        blocks=(
            Para(say.spans("This is a test. {command} brings the first alerts.", command=Code("subscribe Kidal"))),
        ),
        actions=(Action(label=say("Help"), command="help"),),
    )


def stale(*, reader: Reader) -> Card:
    """To somebody who pressed what Tocsin no longer understands."""
    say = Phrases(reader)
    return Card(
        title=say("This button is too old"),
        symbol=STALE_SYMBOL,
        reader=say.reader,
        blocks=(
            Para((Text(say("Tocsin has forgotten what it stood for. Nothing was changed.")),)),
            Para(say.spans("Ask again, for example with {command}.", command=Code("status Kidal"))),
        ),
        actions=(Action(label=say("Help"), command="help"),),
    )
