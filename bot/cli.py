"""The command line: `tocsin run`, `ask`, `demo`, `discord`, `slack`, `rules` … It alone knows signals and exit codes.

Imports of the rooms are late: `tocsin --help` answers at once, and a wrong setting is named before anything is opened.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import shutil
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.domain.errors import AlreadyRunning, BadFile, BotError
from bot.tools.commands import backtest, rules

if TYPE_CHECKING:
    from bot.app import App
    from bot.domain.card import Card
    from bot.platforms.terminal.adapter import Terminal
    from bot.settings import Settings

EXIT_WRONG_FILE, EXIT_RUNNING, EXIT_ERROR = 2, 3, 1
NARROWEST, WIDEST = 40, 100
M_ARENA_MAX = -8  # of glibc's malloc.h


def main() -> None:
    """Runs the command line; every error that Tocsin can name ends in one clear message, not a traceback."""
    try:
        tocsin.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(130)
    except BadFile as error:
        click.echo(f"{len(error.faults)} to mend:" if len(error.faults) > 1 else "To mend:", err=True)
        for fault in error.faults:
            click.echo(f"  {fault}", err=True)
        sys.exit(EXIT_WRONG_FILE)
    except AlreadyRunning as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_RUNNING)
    except BotError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_ERROR)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tocsin")
def tocsin() -> None:
    """Watches public sources for conflict events and tells the channels that asked."""


@tocsin.command()
def run() -> None:
    """Poll the sources and alert, until Ctrl-C."""
    settings = _settings()
    _run_async(lambda: _run(settings))


@tocsin.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--language", type=click.Choice(["en", "fr"]), help="Language of the answer.")
def ask(words: tuple[str, ...], language: str | None) -> None:
    """Ask what a channel can ask, e.g.: tocsin ask status Kidal"""
    settings = _settings()
    if not _run_async(lambda: _ask(settings, " ".join(words), language or settings.language)):
        sys.exit(EXIT_ERROR)


@tocsin.command()
@click.option("--fast", is_flag=True, help="Do not pause between days.")
@click.option("--language", type=click.Choice(["en", "fr"]), default=None, help="Language of the alerts.")
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the demo's database in this folder.")
def demo(fast: bool, language: str | None, keep: Path | None) -> None:
    """Replay July to November 2023 in Mali, without network or keys."""
    from bot.demo.conductor import play

    settings = _settings()
    _run_async(
        lambda: play(
            language=language or settings.language, fast=fast, keep=keep, out=sys.stdout, width=width(), colour=colour()
        )
    )


@tocsin.command()
@click.option("--check", is_flag=True, help="Only tell which derived files are out of date.")
def generate(check: bool) -> None:
    """Write the derived files (.env.example, rules/schema.json, deploy/slack/manifest.yml) anew."""
    from bot import generate as derived

    drifted = derived.generate(check)
    for name in drifted:
        click.echo(f"{name} {'is out of date: run `make generate`' if check else 'written'}")
    if check and drifted:
        sys.exit(EXIT_ERROR)


tocsin.add_command(rules)
tocsin.add_command(backtest)


@tocsin.group()
def discord() -> None:
    """Bring Tocsin to Discord."""


@discord.command("setup")
@click.option("--channel", metavar="ID", help="Write a test card to this channel.")
def discord_setup(channel: str | None) -> None:
    """Check the token, tell Discord the commands, and print the invitation."""
    from bot import setups

    settings = _settings()
    _run_async(lambda: setups.discord(settings, channel or "", _show))


@tocsin.group()
def slack() -> None:
    """Bring Tocsin to Slack."""


@slack.command("setup")
@click.option("--channel", metavar="ID", help="Write a test card to this channel.")
@click.option("--manifest", is_flag=True, help="Only print the app's manifest, for Slack's own pages.")
def slack_setup(channel: str | None, manifest: bool) -> None:
    """Check tokens and scopes, and print the address that makes or installs the app."""
    from bot import setups

    settings = _settings()
    if manifest:
        click.echo(setups.slack_manifest(settings), nl=False)
    elif not _run_async(lambda: setups.slack(settings, channel or "", _show)):
        sys.exit(EXIT_ERROR)


def _settings() -> Settings:
    from bot import log, settings

    loaded = settings.load()
    log.configure(level=loaded.log_level, form=loaded.log_format)
    return loaded


def _run_async(make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """Runs a coroutine; Ctrl-C ends it like any stop."""
    try:
        return asyncio.run(make())
    except KeyboardInterrupt:
        sys.exit(130)


async def _run(settings: Settings) -> None:
    from bot import app as house
    from bot import chats
    from bot.domain.clock import SystemClock

    _share_one_arena()
    clock = SystemClock()
    screen = terminal(settings)
    go_to = partial(chats.chats, settings)
    async with house.assemble(settings, clock, {screen.name: screen}, chats=go_to) as app:
        await house.seed_screen(app.desk, settings.language)
        _say_hello(settings, app)
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        # The packs stay for ever. Looked through again and again by the collector, they would stop everything for a
        # fifth of a second now and then: somebody's answer, or an alert's turn.
        gc.collect()
        gc.freeze()
        await house.run(app, stop)


def _share_one_arena() -> None:
    """Lets all threads draw memory from one place, where glibc would give each its own: 1.5 MB less, and no slower."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)


def _say_hello(settings: Settings, app: App) -> None:
    from bot.cards import lines

    text = lines.hello(
        version=version("tocsin"),
        theatres=settings.theatres,
        rules=len(app.desk.rules),
        feeds=len(app.desk.feeds),
        database=str(settings.database),
        program=program(),
        language=settings.language,
    )
    click.echo(text, err=True)


def program() -> str:
    """What to type to start Tocsin again: its name where the shell finds it, else the path it was started by."""
    return "tocsin" if shutil.which("tocsin") else sys.argv[0]


async def _ask(settings: Settings, text: str, language: str) -> bool:
    from bot import app as house
    from bot.commands.command import Caller
    from bot.commands.perform import perform
    from bot.domain.clock import SystemClock
    from bot.platforms.terminal import render

    clock = SystemClock()
    async with house.assemble(settings, clock, {}, exclusive=False) as app:
        caller = Caller(destination=house.SCREEN, user="terminal", language=language, may_change=True, is_operator=True)
        reply = await perform(text, caller, app.desk)
    click.echo(render.render(reply.card, width=width(), colour=colour(), now=clock.now()))
    return reply.ok


def _show(shown: Card | str) -> None:
    from bot.domain.clock import SystemClock
    from bot.platforms.terminal import render

    now = SystemClock().now()
    click.echo(shown if isinstance(shown, str) else render.render(shown, width=width(), colour=colour(), now=now))


def terminal(settings: Settings) -> Terminal:
    """The screen this process was started from."""
    from bot.domain.clock import SystemClock
    from bot.platforms.terminal.adapter import Terminal

    return Terminal(
        transcript=settings.transcript_path, out=sys.stdout, colour=colour(), width=width(), clock=SystemClock()
    )


def width() -> int:
    """Columns to use: the terminal's own, within what reads well."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))


def colour() -> bool:
    """Whether to colour: only on a terminal, and never against NO_COLOR (https://no-color.org)."""
    from bot import settings

    return sys.stdout.isatty() and not settings.no_color()
