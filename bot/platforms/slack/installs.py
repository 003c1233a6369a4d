"""Who has installed Tocsin in Slack: slack_sdk's installation store on Tocsin's own database, with sealed tokens.

Only what Tocsin needs is kept: nothing of the person who pressed the button. Must not know Slack's Web API.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar, cast

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.log import Secret
from bot.platforms.slack.seal import Seal, Unreadable
from bot.platforms.slack.tenants import Workspace

STATE_S = 600  # how long somebody may take from the link to the consent; slack_sdk's own default
_SECRETS = frozenset(
    {
        "bot_token", "bot_refresh_token", "user_token", "user_refresh_token",
        "incoming_webhook_url", "incoming_webhook_configuration_url",
    }
)  # fmt: skip

# What the libraries would write: at its most talkative also tokens. `chat.tame` keeps it to errors.
LIBRARY = logging.getLogger("slack_sdk")

T = TypeVar("T", Bot, Installation)


class Connections(Protocol):
    """What slack_sdk's stores ask of an SQLAlchemy engine: connections, of which they ask `execute`."""

    def begin(self) -> AbstractAsyncContextManager[Any]: ...
    def connect(self) -> AbstractAsyncContextManager[Any]: ...


class Installations(AsyncSQLAlchemyInstallationStore):
    """slack_sdk's store with every secret sealed. `connections` stand for the engine."""

    def __init__(self, client_id: str, connections: Connections, seal: Seal) -> None:
        super().__init__(client_id, cast(AsyncEngine, connections), logger=LIBRARY)
        self.connections, self._seal = connections, seal

    async def async_save(self, installation: Installation) -> None:
        """Keeps an installation in place of the workspace's earlier ones, without who made it."""
        sealed = self._shut(installation)
        sealed.user_id = ""
        await super().async_save(sealed)
        for table in (self.bots, self.installations):
            earlier = table.c.installed_at < datetime.fromtimestamp(sealed.installed_at, UTC).replace(tzinfo=None)
            await self._delete(table, str(installation.team_id), earlier)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps a bot; `async_save` calls it too."""
        await super().async_save_bot(self._shut(bot))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The newest bot of a workspace. Raises Unreadable."""
        found = await super().async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return self._open(found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The newest installation of a workspace. Raises Unreadable."""
        found = await super().async_find_installation(
            enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, is_enterprise_install=is_enterprise_install
        )
        return self._open(found) if found else None

    async def workspace(self, team: str) -> Workspace | None:
        """A workspace by its id alone, whichever organisation it belongs to. Raises Unreadable."""
        of_team = select(self.bots).where(self.bots.c.client_id == self.client_id, self.bots.c.team_id == team)
        async with self.engine.connect() as connection:
            rows = await connection.execute(of_team.order_by(self.bots.c.installed_at.desc()).limit(1))
            row = rows.mappings().one_or_none()
        return self._workspace(row) if row is not None and row["bot_token"] else None

    async def teams(self) -> list[tuple[str, str]]:
        """Id and name of every workspace, by name."""
        c = self.bots.c
        query = select(c.team_id, c.team_name).where(c.client_id == self.client_id).distinct()
        async with self.engine.connect() as connection:
            rows = await connection.execute(query.order_by(c.team_name, c.team_id))
            return [(str(row.team_id), str(row.team_name or "")) for row in rows]

    async def remove(self, team: str) -> None:
        """Forgets a workspace. Where it was not known, nothing happens."""
        for table in (self.bots, self.installations):
            await self._delete(table, team)

    async def renew(self) -> int:
        """Seals anew what stands under an older key, so that it can be taken away; gives how many rows that were."""
        renewed = 0
        for table in (self.bots, self.installations):
            secrets = [column.name for column in table.c if column.name in _SECRETS]
            async with self.engine.begin() as connection:
                rows = (await connection.execute(select(table))).mappings().all()
                for row in rows:
                    kept = {name: row[name] for name in secrets if row[name]}
                    if all(self._seal.is_current(text) for text in kept.values()):
                        continue
                    try:
                        anew = {name: self._seal.shut(self._seal.open(text)) for name, text in kept.items()}
                    except Unreadable:
                        continue  # told when that workspace is asked for
                    await connection.execute(update(table).where(table.c.id == row["id"]).values(**anew))
                    renewed += 1
        return renewed

    def _workspace(self, row: Mapping[Any, Any]) -> Workspace:
        return Workspace(
            team=str(row["team_id"]),
            name=str(row["team_name"] or ""),
            token=Secret(self._seal.open(str(row["bot_token"]))),
            user=str(row["bot_user_id"] or ""),
            bot=str(row["bot_id"] or ""),
            scopes=frozenset(str(row["bot_scopes"] or "").split(",")) - {""},
            since=row["installed_at"].replace(tzinfo=UTC).timestamp(),
        )

    async def _delete(self, table: Table, team: str, *which: Any) -> None:
        is_theirs = (table.c.client_id == self.client_id, table.c.team_id == team)
        async with self.engine.begin() as connection:
            await connection.execute(delete(table).where(*is_theirs, *which))

    def _shut(self, kept: T) -> T:
        return _changed(kept, self._seal.shut)

    def _open(self, kept: T) -> T:
        return _changed(kept, self._seal.open)


def _changed(kept: T, change: Any) -> T:
    """A copy with every secret changed."""
    made = copy.copy(kept)
    for name in _SECRETS:
        if getattr(made, name, None):
            setattr(made, name, change(getattr(made, name)))
    return made


class States(AsyncSQLAlchemyOAuthStateStore):
    """slack_sdk's store of installations under way; those that nobody ended are forgotten."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(STATE_S, cast(AsyncEngine, connections), logger=LIBRARY)

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state, valid for ten minutes."""
        now = datetime.now(UTC).replace(tzinfo=None)
        async with self.engine.begin() as connection:
            await connection.execute(delete(self.oauth_states).where(self.oauth_states.c.expire_at < now))
        return await super().async_issue(*args, **kwargs)
