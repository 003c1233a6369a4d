"""The chat platforms that a running Tocsin goes to by itself: those that it was given a token for.

The libraries are imported late: each takes half a second, and most of what is typed on a command line has no use for
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot import slack_settings
from bot.commands.desk import Desk
from bot.domain.errors import BadFile, Fault
from bot.ports.platform import Platform
from bot.settings import Settings
from bot.store.connect import SqlStore
from bot.store.installations import Connections

if TYPE_CHECKING:
    from bot.platforms.slack.access import Access
    from bot.platforms.slack.installs import Installations

KEY_FILE = "slack.key"  # beside a SQLite database


class Chat(Protocol):
    """A platform with a connection of its own, which a running Tocsin keeps up beside its other loops."""

    @property
    def platform(self) -> Platform: ...

    async def run(self) -> None: ...


def chats(settings: Settings, desk: Desk) -> dict[str, Chat]:
    """Each by the name of its platform. Raises BadFile or NoKeyFile where a setting does not fit the database."""
    found: list[Chat] = []
    if settings.discord_token is not None:
        from bot.platforms.discord.chat import DiscordChat

        operators = frozenset(settings.discord_operators)
        found.append(DiscordChat(token=settings.discord_token, desk=desk, operators=operators))
    if settings.slack_bot_token is not None or settings.slack_client_id is not None:
        from bot.platforms.slack.chat import SlackChat

        assert isinstance(desk.store, SqlStore)
        found.append(
            SlackChat(
                access=slack_access(settings),
                desk=desk,
                operators=frozenset(settings.slack_operators),
                installations=slack_installations(settings, desk.store),
            )
        )
    return {chat.platform.name: chat for chat in found}


def slack_access(settings: Settings) -> Access:
    """How the settings let Tocsin into Slack."""
    from bot.platforms.slack.access import Access

    return Access(
        bot_token=settings.slack_bot_token,
        client_id=settings.slack_client_id or "",
        client_secret=settings.slack_client_secret,
        app_token=settings.slack_app_token,
        signing_secret=settings.slack_signing_secret,
        listen=slack_settings.address(settings.slack_listen),
        url=settings.slack_public_url or "",
        command=settings.slack_command,
    )


def slack_installations(settings: Settings, store: SqlStore) -> Installations | None:
    """Where the workspaces' tokens are kept; None where there is one workspace. Raises BadFile or NoKeyFile."""
    if settings.slack_client_id is None:
        return None
    from bot.platforms.slack.installs import Installations
    from bot.platforms.slack.seal import Seal

    return Installations(settings.slack_client_id, Connections(store), Seal(_keys(settings)))


def _keys(settings: Settings) -> list[str]:
    """The keys that were set, before those in the file beside the database, which is made where there are none."""
    from bot.platforms.slack.seal import kept_keys

    given = slack_settings.keys(settings.slack_token_key) if settings.slack_token_key else []
    database = settings.database.sqlite_path
    if database is None and not given:
        what = "a database on a server has no folder beside it for a key"
        fix = "set it to what `openssl rand -base64 32 | tr +/ -_` prints, and keep a copy"
        raise BadFile([Fault(where="TOCSIN_SLACK_TOKEN_KEY", line=None, column=None, what=what, fix=fix)])
    file = database.with_name(KEY_FILE) if database else None
    return given + (kept_keys(file) if file and (file.exists() or not given) else [])
