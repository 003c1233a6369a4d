"""Files by the upload of version 2, through unmodified slack_sdk, and pictures in blocks that name them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from tests.fakes.slack.stage import Desk, desk

PICTURE = b"\x89PNG and so on"


@pytest.fixture
async def here() -> AsyncIterator[Desk]:
    async with desk() as opened:
        yield opened


async def test_a_picture_is_shown_in_the_channel_with_what_it_shows_in_words(here: Desk) -> None:
    sent = await here.client.files_upload_v2(
        content=PICTURE, filename="map.png", title="Kidal", alt_txt="A map of Kidal", channel=here.channel,
        initial_comment="look",
    )  # fmt: skip
    (file,) = sent["files"]
    kept = here.slack.uploads.files[file["id"]]
    assert (kept.content, kept.alt, kept.title) == (PICTURE, "A map of Kidal", "Kidal")
    (message,) = here.slack.standing(here.channel)
    assert (message.text, [one["id"] for one in message.files]) == ("look", [file["id"]])
    assert [one.method for one in here.slack.requests] == [
        "files.getUploadURLExternal", "upload", "files.completeUploadExternal",
    ]  # fmt: skip


async def upload(here: Desk) -> str:
    """A picture that is shown nowhere yet; its id."""
    begun = await here.client.files_getUploadURLExternal(filename="map.png", length=len(PICTURE))
    async with here.http.post(begun["upload_url"], data=PICTURE) as answer:
        assert (answer.status, await answer.text()) == (200, f"OK - {len(PICTURE)}")
    await here.client.files_completeUploadExternal(files=[{"id": begun["file_id"], "title": "Kidal"}])
    return str(begun["file_id"])


async def test_a_block_can_show_a_file_as_soon_as_slack_has_looked_at_it(here: Desk) -> None:
    here.slack.uploads.ready_after = 2
    file = await upload(here)
    blocks = [{"type": "image", "slack_file": {"id": file}, "alt_text": "A map of Kidal"}]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await here.client.chat_postMessage(channel=here.channel, text="look", blocks=blocks)
    assert (await here.client.files_info(file=file))["file"]["mimetype"] == ""
    here.slack.advance(2)
    assert (await here.client.files_info(file=file))["file"]["mimetype"] == "image/png"
    assert (await here.client.chat_postMessage(channel=here.channel, text="look", blocks=blocks))["ok"]


async def test_a_file_is_of_its_workspace_alone_and_goes_where_it_is_deleted(here: Desk) -> None:
    file = await upload(here)
    other = here.other(here.slack.token(here.slack.team("Niger desk")))
    with pytest.raises(SlackApiError, match="file_not_found"):
        await other.files_info(file=file)
    await here.client.files_delete(file=file)
    with pytest.raises(SlackApiError, match="file_deleted"):
        await here.client.files_info(file=file)


async def test_bytes_are_taken_once_and_only_as_many_as_were_announced(here: Desk) -> None:
    for length, says in ((len(PICTURE), "invalid_upload_url"), (1, "length_mismatch")):
        begun = await here.client.files_getUploadURLExternal(filename="map.png", length=length)
        for _ in range(2 if length > 1 else 1):
            async with here.http.post(begun["upload_url"], data=PICTURE) as answer:
                text = await answer.text()
        assert says in text


async def test_a_file_without_its_bytes_is_not_complete(here: Desk) -> None:
    begun = await here.client.files_getUploadURLExternal(filename="map.png", length=3)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await here.client.files_completeUploadExternal(files=[{"id": begun["file_id"], "title": "Kidal"}])


async def test_bytes_that_do_not_arrive_are_a_fault_like_any_other(here: Desk) -> None:
    here.slack.script(["away"], on="upload")
    begun = await here.client.files_getUploadURLExternal(filename="map.png", length=len(PICTURE))
    for status in (503, 200):
        async with here.http.post(begun["upload_url"], data=PICTURE) as answer:
            assert answer.status == status
