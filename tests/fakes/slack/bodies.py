"""What a message may hold: checked as Slack checks it without looking into blocks, and kept as Slack gives it back."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack.reading import walk
from tests.fakes.slack.refusals import Refusal

Json = dict[str, Any]

KEPT = ("text", "blocks", "attachments", "metadata")
TEXT_MOST = 40_000  # https://docs.slack.dev/reference/methods/chat.postMessage: longer ones are cut or refused
BLOCKS_MOST = 50
# Not documented: refused between 13,172 and 13,297 characters of JSON, https://github.com/slackapi/bolt-js/issues/2509.
BLOCKS_CHARACTERS = 13_200


def checked(given: Mapping[str, Any]) -> Json:
    """The body that is kept: text, blocks with a block_id each, attachments, metadata. Raises Refusal."""
    body = {name: given[name] for name in KEPT if given.get(name) is not None}
    blocks, text = body.get("blocks"), body.get("text") or ""
    if blocks is not None:
        _check_blocks(blocks)
    if not text and not blocks and not body.get("attachments"):
        raise Refusal("no_text")
    if len(text) > TEXT_MOST:
        raise Refusal("msg_too_long")
    metadata = body.get("metadata")
    if metadata is not None and set(metadata) != {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_schema")
    if blocks is not None:
        body["blocks"] = named(blocks)
    return body


def named(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack gives them back: each with a block_id. What was sent stays as it is."""
    taken = {block.get("block_id") for block in blocks}
    made: list[Json] = []
    for block in blocks:
        name = block.get("block_id") or secrets.token_urlsafe(4)[:5]
        while not block.get("block_id") and name in taken:
            name = secrets.token_urlsafe(4)[:5]
        taken.add(name)
        made.append({**block, "block_id": name})
    return made


def _check_blocks(blocks: Any) -> None:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) and block.get("type") for block in blocks):
        raise Refusal("invalid_blocks_format")
    if len(blocks) > BLOCKS_MOST:
        raise Refusal("invalid_blocks")
    names = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(set(names)) < len(names):
        raise Refusal("invalid_blocks")
    for block in blocks:
        actions = [one["action_id"] for one in walk(block) if "action_id" in one]
        if len(set(actions)) < len(actions):
            raise Refusal("invalid_blocks")
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > BLOCKS_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
