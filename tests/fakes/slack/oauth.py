"""How the app comes into a workspace and out of it: consent, codes, tokens, revocation. Must not know HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.slack.ask import Ask
from tests.fakes.slack.impossible import Impossible
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.rooms import Install, Person, Rooms, Team

Json = dict[str, Any]

CODE_S = 600.0  # https://docs.slack.dev/authentication/installing-with-oauth: a code is good for ten minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect: str
    at: float


class OAuth:
    """`now` gives seconds of the platform's clock; `event` tells a workspace's events to the app."""

    def __init__(
        self, rooms: Rooms, now: Callable[[], float], event: Callable[[str, Json], None], *, client: tuple[str, str]
    ) -> None:
        self._rooms, self._now, self._event, self._client = rooms, now, event, client
        self._codes: dict[str, Consent] = {}
        self._used: set[str] = set()

    def allow(self, address: str, team: str, user: str) -> str:
        """Somebody presses "Allow" on the page at that address: where their browser is sent. Raises Impossible."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        if asked.get("client_id") != self._client[0]:
            raise Impossible("Slack knows no such app")
        if not asked.get("scope"):
            raise Impossible("the app asks for no scopes")
        redirect = asked.get("redirect_uri", "")
        code = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._codes[code] = Consent(
            team=team, user=user, scopes=tuple(asked["scope"].split(",")), redirect=redirect, at=self._now()
        )  # fmt: skip
        return f"{redirect}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    async def access(self, ask: Ask) -> Json:
        """oauth.v2.access: a token for a code, once."""
        client = (ask.optional("client_id") or ask.basic[0], ask.optional("client_secret") or ask.basic[1])
        if client[0] != self._client[0]:
            raise Refusal("invalid_client_id")
        if client[1] != self._client[1]:
            raise Refusal("bad_client_secret")
        code = ask.optional("code")
        if code in self._used:
            raise Refusal("code_already_used")
        consent = self._codes.get(code)
        if consent is None or self._now() - consent.at > CODE_S:
            raise Refusal("invalid_code")
        if ask.optional("redirect_uri") and ask.optional("redirect_uri") != consent.redirect:
            raise Refusal("bad_redirect_uri")
        self._used.add(code)
        install = self.install(consent.team, consent.scopes, consent.user)
        team = self._rooms.teams[consent.team]
        return {
            "access_token": install.token, "token_type": "bot", "scope": ",".join(install.scopes),
            "bot_user_id": install.user, "app_id": install.app, "team": {"id": team.id, "name": team.name},
            "enterprise": None, "authed_user": {"id": consent.user}, "is_enterprise_install": False,
        }  # fmt: skip

    def install(self, team: str, scopes: tuple[str, ...], by: str = "") -> Install:
        """The app in a workspace; a second time it keeps its token, with all scopes that it ever got."""
        place = self._rooms.teams[team]
        old = place.install
        if old is not None and not old.dead:
            old.scopes = list(dict.fromkeys([*old.scopes, *scopes]))
            return old
        made = Install(
            team=team, token=f"xoxb-{team}-{secrets.token_urlsafe(18)}", user=old.user if old else self._bot(place),
            bot=old.bot if old else self._rooms.ids.next("B"), app=self._rooms.app, scopes=list(scopes), installer=by,
        )  # fmt: skip
        place.install = self._rooms.installs[made.token] = made
        return made

    def revoke(self, team: str, *, uninstall: bool) -> None:
        """The token dies, and the app hears of it; whoever is thrown out hears that too."""
        install = self._rooms.installed(team)
        install.dead = "account_inactive" if uninstall else "token_revoked"
        self._event(team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.user]}})
        if uninstall:
            for channel in self._rooms.channels.values():
                if channel.team == team and install.user in channel.members and not channel.recipient:
                    channel.members.remove(install.user)
            self._event(team, {"type": "app_uninstalled"})

    async def revoked(self, ask: Ask) -> Json:
        """auth.revoke."""
        if not ask.says("test"):
            self.revoke(ask.team, uninstall=False)
        return {"revoked": not ask.says("test")}

    async def uninstalled(self, ask: Ask) -> Json:
        """apps.uninstall."""
        if (ask.optional("client_id"), ask.optional("client_secret")) != self._client:
            raise Refusal("bad_client_secret")
        self.revoke(ask.team, uninstall=True)
        return {}

    def _bot(self, team: Team) -> str:
        """The app's own user."""
        made = Person(id=self._rooms.ids.next("U"), team=team.id, name="tocsin", is_bot=True)
        self._rooms.people[made.id] = made
        team.people.append(made.id)
        return made.id
