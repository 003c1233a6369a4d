"""A picture on its way into a message."""

from __future__ import annotations

import struct
import zlib

import pytest

from bot.domain.card import Card, Picture
from bot.domain.errors import Busy, Refused, Uncertain
from bot.platforms.slack import render, upload
from bot.platforms.slack.limits import ALT_TEXT, size
from bot.platforms.slack.upload import PAUSES_S
from tests.platforms.slack.test_wire import Desk, talking

ALT = "Map: Kidal and 60 km around it"


def png(width: int = 8, height: int = 8) -> bytes:
    """A real picture, all red."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + b"\xc0\x20\x20" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


async def brought(desk: Desk, alt: str = ALT, slept: list[float] | None = None) -> str:
    async def sleep(seconds: float) -> None:
        if slept is not None:
            slept.append(seconds)
        desk.there.advance(seconds)

    return await upload.upload(desk.wire, desk.team, png(), name="map.png", alt=alt, sleep=sleep)


async def test_a_picture_comes_whole_with_its_words_and_a_message_shows_it() -> None:
    async with talking() as desk:
        file = await brought(desk)
        kept = desk.there.uploads.files[file]
        assert (kept.content, kept.alt, kept.title, kept.channels) == (png(), ALT, "map.png", ())
        card = Card(title="Kidal", blocks=(Picture(key="map", alt=ALT),))
        shown = render.answer(card, files={"map": file})
        await desk.wire.post(desk.team, {"channel": desk.channel, **shown})
        (message,) = desk.standing()
        (image,) = [block for block in message.body["blocks"] if block["type"] == "image"]
        assert (image["slack_file"], image["alt_text"]) == ({"id": file}, ALT)


async def test_a_picture_is_waited_for_until_slack_has_looked_at_it() -> None:
    async with talking(speed=1.0) as desk:
        desk.there.uploads.ready_after = 1.5
        slept: list[float] = []
        file = await brought(desk, slept=slept)
        assert slept == list(PAUSES_S[:3])
        assert desk.there.uploads.is_ready(desk.team, file)


async def test_a_picture_that_slack_looks_at_for_too_long_is_to_be_brought_again() -> None:
    async with talking(speed=1.0) as desk:
        desk.there.uploads.ready_after = 60.0
        with pytest.raises(Busy):
            await brought(desk)


async def test_words_that_are_too_long_are_cut() -> None:
    async with talking() as desk:
        file = await brought(desk, alt="\U0001f525" * 3000)
        assert size(desk.there.uploads.files[file].alt) <= ALT_TEXT.value


@pytest.mark.parametrize(
    ("fault", "on", "error"),
    [
        ("limited", "files.getUploadURLExternal", Busy),
        ("error:missing_scope", "files.getUploadURLExternal", Refused),
        ("reset", "upload", Uncertain),
        ("broken_after", "upload", Uncertain),
        ("away", "files.completeUploadExternal", Busy),
        ("hang_after", "files.completeUploadExternal", Uncertain),
    ],
)
async def test_what_goes_wrong_on_the_way_is_named_and_nothing_is_shown(
    fault: str, on: str, error: type[Exception]
) -> None:
    async with talking(patience_s=0.3) as desk:
        desk.there.script([fault], on=on)
        with pytest.raises(error):
            await brought(desk)
        assert desk.there.all() == []
        await brought(desk)
