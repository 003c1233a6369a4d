"""Brings a picture to a workspace, so that image blocks can show it by its file's id. Must not know cards.

Three steps: ask where to, bring the bytes, say that they are there. It is shared with no channel, which would post it
there: whoever sees a message sees the pictures in it. Slack looks at a file before it takes it into a message
(https://github.com/slackapi/python-slack-sdk/issues/1521), so it is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.errors import Busy, Uncertain
from bot.platforms.fit import beginning
from bot.platforms.slack import escape
from bot.platforms.slack.limits import ALT_TEXT, size
from bot.platforms.slack.wire import Wire

PAUSES_S = (0.25, 0.5, 1.0, 2.0, 4.0)  # before each look whether it is ready; longer than a card should wait for it
RETRY = timedelta(seconds=10)


async def upload(
    wire: Wire,
    team: str,
    picture: bytes,
    *,
    name: str,
    alt: str,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> str:
    """The id of the new file, ready for an image block. `alt`: what the picture shows, for who cannot see it.

    Raises as the wire does, and Busy where Slack is not done with it within some seconds. A picture that came twice is
    no harm: nobody sees a file that no message shows.
    """
    asked = {"filename": name, "length": len(picture), "alt_txt": beginning(alt, escape.plain, size, ALT_TEXT.value)}
    place = await wire.call(team, "files.getUploadURLExternal", asked)
    file, url = place.get("file_id"), place.get("upload_url")
    if not isinstance(file, str) or not isinstance(url, str):
        raise Uncertain("an answer without an address for the file")
    await wire.upload(url, picture)
    await wire.call(team, "files.completeUploadExternal", {"files": [{"id": file, "title": name}]})
    for pause in PAUSES_S:
        await sleep(pause)
        told = await wire.call(team, "files.info", {"file": file})
        if (told.get("file") or {}).get("mimetype"):
            return file
    raise Busy(RETRY)
