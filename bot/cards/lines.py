"""Single lines that are no cards: the greeting of a start, where a replay stands, and how it ended."""

from __future__ import annotations

from datetime import datetime

from bot.cards.phrases import Phrases


def hello(
    *, version: str, theatres: list[str], rules: int, feeds: int, database: str, program: str, language: str
) -> str:
    """What is watched and kept where, and what to type next."""
    say = Phrases(language)
    watched = say(
        "Tocsin {version}: {theatres}; {rules}, {feeds}; database {database}.",
        version=version,
        theatres=say.listed(theatres),
        rules=say.many(rules, "{n} rule", "{n} rules"),
        feeds=say.many(feeds, "{n} feed", "{n} feeds"),
        database=database,
    )
    typed = say("Ctrl-C stops. In another terminal: {command}", command=f"{program} ask status Kidal")
    return f"{watched}\n{typed}"


def progress(*, moment: datetime, items: int, of: int, messages: int, language: str) -> str:
    """Where a replay stands: its day, how much was read, how much was told."""
    say = Phrases(language)
    return say(
        "{day} · {items} of {all} items · {messages}",
        day=say.day(moment),
        items=items,
        all=of,
        messages=say.many(messages, "{n} message", "{n} messages"),
    )


def farewell(*, items: int, messages: int, downloads: int, unchanged: int, base: str, language: str) -> str:
    """What was replayed, and from where."""
    say = Phrases(language)
    return say(
        "{items} items, {messages}; {downloads} and {unchanged} answers “not modified” from a publisher on {base}.",
        items=items,
        messages=say.many(messages, "{n} message", "{n} messages"),
        downloads=say.many(downloads, "{n} download", "{n} downloads"),
        unchanged=unchanged,
        base=base,
    )


def ask_on(*, command: str, language: str) -> str:
    """How to go on asking a kept replay."""
    return Phrases(language)("Ask on: {command}", command=command)


def proven(*, channel: str, language: str) -> str:
    """That a test card was written to a channel."""
    return Phrases(language)("A test card stands in channel {channel}.", channel=channel)
