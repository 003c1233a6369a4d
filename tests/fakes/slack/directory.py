"""Who is who: users.*, usergroups.*, team.info, bots.info, auth.test. Must not know HTTP; raises Refusal."""

from __future__ import annotations

from typing import Any

from tests.fakes.slack import shapes
from tests.fakes.slack.ask import Ask
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.rooms import Door, Rooms

Json = dict[str, Any]

PAGE = 100


class Directory:
    """Answers about workspaces and people."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def test(self, ask: Ask) -> Json:
        """auth.test."""
        install = ask.app
        team, bot = self._rooms.teams[install.team], self._rooms.people[install.user]
        return {
            "url": f"https://{team.domain}.slack.com/", "team": team.name, "user": bot.name, "team_id": team.id,
            "user_id": install.user, "bot_id": install.bot, "is_enterprise_install": False,
        }  # fmt: skip

    async def team(self, ask: Ask) -> Json:
        """team.info."""
        if ask.optional("team") not in ("", ask.team):
            raise Refusal("team_not_found")
        return {"team": shapes.team(self._rooms.teams[ask.team])}

    async def bot(self, ask: Ask) -> Json:
        """bots.info."""
        if ask.optional("bot") not in ("", ask.app.bot):
            raise Refusal("bot_not_found")
        about = {"id": ask.app.bot, "deleted": False, "name": shapes.APP_NAME, "updated": 0, "app_id": ask.app.app}
        return {"bot": {**about, "user_id": ask.app.user, "icons": {}}}

    async def user(self, ask: Ask) -> Json:
        """users.info: also of those from other workspaces who share a channel with this one."""
        person = self._rooms.people.get(ask.text("user"))
        if person is None or (person.team != ask.team and not self._meets(person.id, ask.team)):
            raise Refusal("user_not_found")
        return {"user": shapes.person(person, ask.team, locale=ask.says("include_locale"))}

    async def users(self, ask: Ask) -> Json:
        """users.list."""
        people = [self._rooms.people[one] for one in self._rooms.teams[ask.team].people]
        page, cursor = shapes.paged(people, ask.optional("cursor"), ask.number("limit", PAGE))
        shown = [shapes.person(one, ask.team, locale=ask.says("include_locale")) for one in page]
        return {"members": shown, "cache_ts": int(self._rooms.epoch()), "response_metadata": {"next_cursor": cursor}}

    async def groups(self, ask: Ask) -> Json:
        """usergroups.list."""
        groups = [self._rooms.groups[one] for one in self._rooms.teams[ask.team].groups]
        return {"usergroups": [shapes.group(one, users=ask.says("include_users")) for one in groups]}

    async def group(self, ask: Ask) -> Json:
        """usergroups.users.list."""
        found = self._rooms.groups.get(ask.text("usergroup"))
        if found is None or found.team != ask.team:
            raise Refusal("no_such_subteam")
        return {"users": list(found.members)}

    def _meets(self, user: str, team: str) -> bool:
        rooms = self._rooms.channels.values()
        shared = [one for one in rooms if user in one.members and one.door is not Door.GONE]
        return any(team in (room.team, *room.shared_with) for room in shared)
