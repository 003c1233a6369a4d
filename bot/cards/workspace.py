"""What is said when Tocsin is installed in a workspace of Slack, to whoever sets it up and whoever presses the button.

Must not know how any of that is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards.phrases import Phrases, msgid
from bot.domain.card import Action, Block, Bullets, Card, Code, Facts, Heading, Link, Para, Text
from bot.domain.reader import Reader

WRONG_SYMBOL = "!"

# What Tocsin needs of a workspace, by the scope that gives it: "without it Tocsin cannot …".
NEEDS: Mapping[str, str] = {
    "chat:write": msgid("write alerts and answers"),
    "commands": msgid("be asked with its command and from Slack’s menus"),
    "app_mentions:read": msgid("answer where it is mentioned"),
    "channels:join": msgid("come into a public channel by itself"),
    "channels:read": msgid("know who made a public channel and may change what it is told"),
    "groups:read": msgid("know who made a private channel and may change what it is told"),
    "channels:history": msgid("find its own message again in a public channel, so that nothing is told twice"),
    "groups:history": msgid("find its own message again in a private channel, so that nothing is told twice"),
    "im:history": msgid("hear what somebody writes to it alone"),
    "im:read": msgid("know whose conversation with it is subscribed"),
    "im:write": msgid("write to one person alone"),
    "users:read": msgid("know who is a guest and who administers the workspace"),
    "usergroups:read": msgid("know who belongs to a group that may change what a channel is told"),
    "files:write": msgid("show maps and pictures"),
    "files:read": msgid("wait until Slack has taken a picture in"),
}

CONNECTED, LISTENS = msgid("Slack gives sockets"), msgid("listens on {address}, reached at {url}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One workspace as its token sees it. `problem` is Slack's own word where it does not take the token."""

    name: str
    team: str
    bot: str
    missing: tuple[str, ...] = ()  # scopes
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a set-up has found. Empty where there is nothing of a kind."""

    workspaces: tuple[Checked, ...]
    sockets: str = ""  # "yes", or why Slack gives none
    address: str = ""  # where Tocsin listens for Slack
    url: str = ""  # how that is reached from outside
    is_shared: bool = False  # many workspaces install it by themselves

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing."""
        return self.sockets in ("", "yes") and not any(one.problem or one.missing for one in self.workspaces)


def begin(*, reader: Reader) -> Card:
    """To whoever has no token yet: how to come by one. The address that makes the app stands below."""
    say = Phrases(reader)
    steps = (
        say.spans("Open the address below, choose your workspace, press {create}.", create=Code("Create")),
        say.spans(
            "On the page {page} press {install}, and copy the token that begins with {token}.",
            page=Code("OAuth & Permissions"), install=Code("Install"), token=Code("xoxb-"),
        ),
        say.spans(
            "On the page {page} make an app-level token with the scope {scope}; it begins with {token}.",
            page=Code("Basic Information"), scope=Code("connections:write"), token=Code("xapp-"),
        ),
        say.spans(
            "Set {bot} and {app}, then type {command} again.",
            bot=Code("TOCSIN_SLACK_BOT_TOKEN"), app=Code("TOCSIN_SLACK_APP_TOKEN"), command=Code("tocsin slack setup"),
        ),
    )  # fmt: skip
    return Card(
        title=say("Tocsin needs an app in Slack"),
        reader=say.reader,
        blocks=(Bullets(steps),),
        footer=say.spans("Every step, and the way over HTTP: {guide}", guide=Code("deploy/slack/README.md")),
    )


def ready(report: Report, *, reader: Reader) -> Card:
    """To whoever sets Tocsin up: what was found, what is missing, what comes next. An address may stand below."""
    say = Phrases(reader)
    title = say("Slack takes the tokens") if report.is_well else say("Something is missing in Slack")
    return Card(
        title=title,
        symbol="" if report.is_well else WRONG_SYMBOL,
        reader=say.reader,
        blocks=(Facts(tuple(_facts(report, say))), *_missing(report, say), *_next(report, say)),
    )


def _facts(report: Report, say: Phrases) -> list[tuple[str, tuple[Text | Code, ...]]]:
    rows: list[tuple[str, tuple[Text | Code, ...]]] = []
    for one in report.workspaces:
        known = say("{name} ({id})", name=one.name or "?", id=one.team or "?")
        if one.problem:
            told = say("Slack does not take its token: {reason}", reason=one.problem)
        elif one.missing:
            told = say.many(
                len(one.missing), "as {bot}; {n} scope is missing", "as {bot}; {n} scopes are missing", bot=one.bot
            )
        else:
            told = say("as {bot}; no scope is missing", bot=one.bot)
        rows.append((known, (Text(told),)))
    if report.is_shared and not report.workspaces:
        rows.append((say("Workspaces"), (Text(say("none yet")),)))
    if report.sockets:
        told = say(CONNECTED) if report.sockets == "yes" else say("Slack gives none: {reason}", reason=report.sockets)
        rows.append((say("Socket Mode"), (Text(told),)))
    if report.address:
        rows.append((say("HTTP"), (Text(say(LISTENS, address=report.address, url=report.url or "?")),)))
    return rows


def _missing(report: Report, say: Phrases) -> tuple[Block, ...]:
    scopes = [scope for scope in NEEDS if any(scope in one.missing for one in report.workspaces)]
    if not scopes:
        return ()
    lost = tuple(
        say.spans("Without {scope} Tocsin cannot {deed}.", scope=Code(scope), deed=say(NEEDS[scope]))
        for scope in scopes
    )
    mend = say("Add them on the page OAuth & Permissions of the app, then install it there anew.")
    return Heading(say("Missing scopes")), Bullets(lost), Para((Text(mend),))


def _next(report: Report, say: Phrases) -> tuple[Block, ...]:
    prove, start = Code("tocsin slack setup --channel ID"), Code("tocsin run")
    steps = (
        say.spans("{command} proves that Tocsin can write to a channel.", command=prove),
        say.spans("{command} starts it.", command=start),
    )
    by = (
        say("Whoever manages a workspace installs Tocsin by opening this address:")
        if report.is_shared
        else say("This address makes another app with everything that Tocsin needs:")
    )
    return Bullets(steps), Para((Text(by),))


def absent(link: str, *, reader: Reader) -> Card:
    """To somebody who asks Tocsin where it is not installed, or not any more; `link` installs it, if there is one."""
    say = Phrases(reader)
    first = say("It can neither read nor write here until somebody installs it.")
    more = say.spans("Whoever manages the workspace can do that here: {link}", link=Link(say("install Tocsin"), link))
    return Card(
        title=say("Tocsin is not installed in this workspace"),
        symbol=WRONG_SYMBOL,
        reader=say.reader,
        blocks=(Para((Text(first),)), *((Para(more),) if link else ())),
    )


def installed(name: str, *, reader: Reader) -> Card:
    """The page after an installation: what comes next, in Slack."""
    say = Phrases(reader)
    return Card(
        title=say("Tocsin is in {workspace}", workspace=name),
        reader=say.reader,
        blocks=(
            Para((Text(say("You can close this page. In Slack:")),)),
            Bullets(
                (
                    say.spans("{command} shows what is known of a place.", command=Code("status Kidal")),
                    say.spans(
                        "{command} in a channel brings alerts there; it shows first what to expect.",
                        command=Code("subscribe Kidal"),
                    ),
                    say.spans("{command} brings Tocsin into a private channel.", command=Code("/invite @Tocsin")),
                )
            ),
        ),
    )


def onward(*, reader: Reader) -> str:
    """What stands on the button from that page to Slack."""
    return Phrases(reader)("Open Slack")


def cancelled(*, reader: Reader) -> Card:
    """The page for somebody who did not consent."""
    say = Phrases(reader)
    return Card(
        title=say("Tocsin was not installed"),
        reader=say.reader,
        blocks=(Para((Text(say("You cancelled, and nothing was changed. You can close this page.")),)),),
        actions=(Action(label=say("Try again"), command="install"),),
    )


def outdated(*, reader: Reader) -> Card:
    """The page for somebody who came back too late, in another browser, or twice."""
    say = Phrases(reader)
    why = say("Its link was too old, was used already, or was opened in another browser. Nothing was changed.")
    return _not_installed(say, Para((Text(why),)))


def failed(reason: str, *, reader: Reader) -> Card:
    """The page for an installation that Slack or the database did not let through; `reason` is their own word."""
    say = Phrases(reader)
    return _not_installed(
        say,
        Para((Text(say("Something went wrong, and it is not your fault. Try again in a minute.")),)),
        Para(say.spans("If that does not help, tell whoever runs Tocsin: {reason}", reason=Code(reason))),
    )


def organisation(*, reader: Reader) -> Card:
    """The page for somebody who wanted to install Tocsin in a whole organisation at once."""
    say = Phrases(reader)
    why = say("Tocsin is installed in each workspace by itself, not in a whole organisation. Choose one workspace.")
    return _not_installed(say, Para((Text(why),)))


def _not_installed(say: Phrases, *why: Para) -> Card:
    return Card(
        title=say("Tocsin was not installed"),
        symbol=WRONG_SYMBOL,
        reader=say.reader,
        blocks=why,
        actions=(Action(label=say("Try again"), command="install"),),
    )
