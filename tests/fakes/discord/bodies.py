"""What a message's body may hold, what becomes of it when it is edited, and whom it calls.

Only the rules that an adapter must be able to run into stand here; whether a body is right in every detail is for the
judge to say, who sees the same bodies.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.discord.refusals import EMPTY_MESSAGE, Refusal, bad_form, too_long
from tests.fakes.discord.shapes import walk

Json = dict[str, Any]
Files = Mapping[str, tuple[str, bytes]]  # file name and content by field, `files[0]`

CONTENT_MOST, EMBEDS_MOST, NONCE_MOST, THREAD_NAME_MOST = 2000, 6000, 25, 100
SUPPRESS_EMBEDS, EPHEMERAL, SILENT, V2 = 1 << 2, 1 << 6, 1 << 12, 1 << 15
FIELDS = ("content", "embeds", "components", "flags", "attachments", "allowed_mentions", "tts", "poll", "sticker_ids")
FILLING = ("content", "embeds", "components", "attachments", "poll", "sticker_ids")
V2_TYPES = frozenset({9, 10, 11, 12, 13, 14, 17})
MENTION = re.compile(r"@everyone|@here|<@&\d+>|<@!?\d+>")


def checked(body: Json) -> Json:
    """The fields of a message, of a body that Discord would take. Raises Refusal."""
    kept = {key: body[key] for key in FIELDS if body.get(key) is not None}
    if len(str(kept.get("content", ""))) > CONTENT_MOST:
        raise too_long("content", CONTENT_MOST)
    if sum(len(text) for embed in kept.get("embeds", ()) for text in embed_texts(embed)) > EMBEDS_MOST:
        raise bad_form("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBEDS_MOST}")
    if not any(kept.get(key) for key in FILLING):
        raise Refusal(*EMPTY_MESSAGE)
    _check_components(kept)
    return kept


def embed_texts(embed: Json) -> list[str]:
    """The texts of an embed that count towards the 6000 characters of all embeds."""
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get(key) or {}).get(name) for key, name in (("footer", "text"), ("author", "name"))]
    texts += [field.get(key) for field in embed.get("fields") or () for key in ("name", "value")]
    return [str(text) for text in texts if text]


def _check_components(body: Json) -> None:
    components = list(walk(body.get("components", [])))
    if body.get("flags", 0) & V2:
        for key in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(key):
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                raise bad_form(key, code, f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
    elif any(component.get("type") in V2_TYPES for component in components):
        raise bad_form("components", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
    named = Counter(component["custom_id"] for component in components if component.get("custom_id"))
    if named and named.most_common(1)[0][1] > 1:
        raise bad_form("components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")


def edited(before: Json, given: Json) -> Json:
    """The body after an edit that gives some of the fields. Raises Refusal."""
    changes = {key: given[key] for key in FIELDS if key in given and key not in ("flags", "allowed_mentions")}
    flags = int(before.get("flags", 0)) & ~SUPPRESS_EMBEDS | int(given.get("flags") or 0) & (SUPPRESS_EMBEDS | V2)
    if "flags" not in given:
        flags = int(before.get("flags", 0))
    return checked({**before, **changes, "flags": flags})


def attached(body: Json, files: Files, ids: Sequence[str], channel: str, old: Sequence[Json] = ()) -> Json:
    """The body with its attachments as Discord keeps them: those of `old` that it names, and the uploaded files."""
    if "attachments" not in body and not files:
        return body
    given = {str(one.get("id")): one for one in body.get("attachments") or ()}
    kept = [{**one, **given[one["id"]], "id": one["id"]} for one in old if one["id"] in given]
    if "attachments" not in body:
        kept = list(old)
    for (field, (name, content)), new in zip(files.items(), ids, strict=True):
        url = f"https://cdn.discordapp.com/attachments/{channel}/{new}/{name}"
        number = field.removeprefix("files[").removesuffix("]")
        words = {key: value for key, value in given.get(number, {}).items() if key in ("description", "title")}
        kept.append({"filename": name, **words, "id": new, "size": len(content), "url": url, "proxy_url": url})
    return {**body, "attachments": kept}


def pings(body: Json) -> tuple[str, ...]:
    """Whom a message calls: the mentions in its texts that `allowed_mentions` lets through, each once."""
    allowed = body.get("allowed_mentions")
    texts = [str(body.get("content") or "")]
    texts += [str(one.get("content", "")) for one in walk(body.get("components") or []) if one.get("type") == 10]
    found = dict.fromkeys(mention for text in texts for mention in MENTION.findall(text))
    return tuple(mention for mention in found if allowed is None or _is_allowed(mention, allowed))


def _is_allowed(mention: str, allowed: Json) -> bool:
    kinds = allowed.get("parse") or ()
    number = mention.strip("<@!&>")
    if mention in ("@everyone", "@here"):
        return "everyone" in kinds
    kind = "roles" if mention.startswith("<@&") else "users"
    return kind in kinds or number in map(str, allowed.get(kind) or ())
