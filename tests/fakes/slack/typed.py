"""What somebody types after a command, as Slack hands it to an app whose manifest says `should_escape`.

https://docs.slack.dev/interactivity/implementing-slash-commands: people, groups and channels come by their ids.
"""

from __future__ import annotations

import re

from tests.fakes.slack.rooms import Rooms

NAME = re.compile(r"(?<![\w<|])([@#])([\w.-]*\w)")
ENCODED = re.compile(r"(<[@#!][^<>]*>)")  # as Slack's client puts it in where somebody picks a name from its list


def escaped(text: str, team: str, rooms: Rooms) -> str:
    """The text with names as Slack encodes them; what is encoded already stays, and so does a name of nobody."""
    place = rooms.teams[team]
    people = {rooms.people[one].name: one for one in place.people}
    groups = {rooms.groups[one].handle: one for one in place.groups}
    channels = {rooms.channels[one].name: one for one in place.channels}

    def encoded(found: re.Match[str]) -> str:
        sign, name = found.groups()
        if sign == "#":
            return f"<#{channels[name]}|{name}>" if name in channels else f"{sign}{name}"
        if name in groups:
            return f"<!subteam^{groups[name]}|@{name}>"
        return f"<@{people[name]}|{name}>" if name in people else f"{sign}{name}"

    parts = ENCODED.split(text)
    return "".join(part if number % 2 else NAME.sub(encoded, _entities(part)) for number, part in enumerate(parts))


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
