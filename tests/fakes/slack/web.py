"""The Web API's answers by method. Must not know HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.slack.ask import Ask
from tests.fakes.slack.conversations import Conversations
from tests.fakes.slack.directory import Directory
from tests.fakes.slack.methods import Answer
from tests.fakes.slack.oauth import OAuth
from tests.fakes.slack.refusals import Refusal
from tests.fakes.slack.responses import Responses
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.talk import Talk
from tests.fakes.slack.uploads import Uploads
from tests.fakes.slack.views import Views

Json = dict[str, Any]


class Web:
    """One part of Slack for each family of methods."""

    def __init__(
        self, talk: Talk, conversations: Conversations, directory: Directory, views: Views, uploads: Uploads,
        oauth: OAuth, sockets: Sockets, responses: Responses,
    ) -> None:  # fmt: skip
        self._sockets = sockets
        self.answers: Mapping[str, Answer] = {
            "api.test": self._test, "apps.connections.open": self._connect, "apps.uninstall": oauth.uninstalled,
            "auth.revoke": oauth.revoked, "auth.test": directory.test, "bots.info": directory.bot,
            "chat.delete": talk.delete, "chat.getPermalink": talk.permalink, "chat.postEphemeral": talk.whisper,
            "chat.postMessage": talk.post, "chat.update": talk.update, "conversations.history": conversations.history,
            "conversations.info": conversations.info, "conversations.join": conversations.join,
            "conversations.leave": conversations.leave, "conversations.list": conversations.every,
            "conversations.members": conversations.members, "conversations.open": conversations.open,
            "conversations.replies": conversations.replies, "files.completeUploadExternal": uploads.complete,
            "files.delete": uploads.delete, "files.getUploadURLExternal": uploads.begin, "files.info": uploads.info,
            "oauth.v2.access": oauth.access, "response_url": responses.answer, "team.info": directory.team,
            "usergroups.list": directory.groups, "usergroups.users.list": directory.group,
            "users.conversations": conversations.mine, "users.info": directory.user, "users.list": directory.users,
            "views.open": views.open, "views.publish": views.publish, "views.push": views.push,
            "views.update": views.update,
        }  # fmt: skip

    async def answer(self, ask: Ask) -> Json:
        """What is told besides `ok`. Raises Refusal."""
        return await self.answers[ask.method](ask)

    async def _test(self, ask: Ask) -> Json:
        if ask.optional("error"):
            raise Refusal(ask.text("error"), args=ask.arguments)
        return {"args": ask.arguments}

    async def _connect(self, ask: Ask) -> Json:
        if self._sockets.shut:
            raise Refusal("internal_error")
        return self._sockets.ticket()
