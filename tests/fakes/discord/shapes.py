"""How Discord writes what it remembers: users, guilds, channels, threads, messages and components as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.discord.rooms import READER, Channel, Guild, Kind, Message, Person, Rooms
from tests.fakes.discord.snowflakes import EPOCH_MS, iso

Json = dict[str, Any]

HAS_THREAD, LOADING = 1 << 5, 1 << 7
WEEK_MIN = 10080
TEXT_FIELDS: Json = {"topic": None, "nsfw": False, "permission_overwrites": [], "rate_limit_per_user": 0}


def born(snowflake: str) -> str:
    """The instant that a snowflake carries."""
    return iso(((int(snowflake) >> 22) + EPOCH_MS) / 1000)


def user(person: Person) -> Json:
    return {
        "id": person.id, "username": person.name, "global_name": person.name.title(), "discriminator": "0",
        "avatar": None, "public_flags": 0, "flags": 0, "primary_guild": None,
    }  # fmt: skip


def bot(rooms: Rooms) -> Json:
    return {**user(Person(id=rooms.bot, name="tocsin")), "discriminator": "7001", "global_name": None, "bot": True}


def application(rooms: Rooms) -> Json:
    return {
        "id": rooms.application, "name": "Tocsin", "icon": None, "description": "", "type": None, "flags": 0,
        "flags_new": "0", "verify_key": "0" * 64, "redirect_uris": [], "interactions_endpoint_url": None,
        "role_connections_verification_url": None, "owner": user(Person(id=rooms.owner, name="owner")), "team": None,
        "bot": bot(rooms), "bot_public": True, "bot_require_code_grant": False, "explicit_content_filter": 0,
        "approximate_guild_count": len(rooms.guilds), "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": [],
        "integration_types_config": {"0": {}, "1": {}},
    }  # fmt: skip


def role(role_id: str, name: str, position: int, permissions: int = 0) -> Json:
    return {
        "id": role_id, "name": name, "permissions": str(permissions), "position": position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False, "mentionable": True, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip


def guild(of: Guild, rooms: Rooms) -> Json:
    """A guild as GET gives it."""
    roles = [role(of.id, "@everyone", 0, READER)]
    roles += [role(role_id, name, position) for position, (role_id, name) in enumerate(of.roles.items(), 1)]
    nothing = (
        "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id",
        "afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code",
        "rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing), "id": of.id, "name": of.name, "preferred_locale": of.locale, "owner_id": of.owner,
        "roles": roles, "features": [], "emojis": [], "stickers": [], "region": "deprecated", "afk_timeout": 300,
        "system_channel_flags": 0, "widget_enabled": False, "verification_level": 0,
        "default_message_notifications": 0, "mfa_level": 0, "explicit_content_filter": 0, "max_members": 500000,
        "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "premium_tier": 0,
        "premium_subscription_count": 0, "premium_progress_bar_enabled": False, "nsfw": False, "nsfw_level": 0,
    }  # fmt: skip


def whole_guild(of: Guild, rooms: Rooms) -> Json:
    """A guild as the gateway gives it, with what is in it."""
    channels = [channel(one, rooms) for one in rooms.of_guild(of.id, of.channels)]
    threads = [channel(one, rooms) for one in rooms.of_guild(of.id, of.threads) if not one.archived]
    me = {**member([], born(of.id)), "user": bot(rooms)}
    return {
        **guild(of, rooms), "joined_at": born(of.id), "large": False, "unavailable": False, "member_count": 2,
        "voice_states": [], "members": [me], "channels": channels, "threads": threads, "presences": [],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
    }  # fmt: skip


def my_guild(of: Guild) -> Json:
    return {
        "id": of.id, "name": of.name, "icon": None, "banner": None, "owner": False,
        "permissions": str(of.permissions), "features": [],
    }  # fmt: skip


def member(roles: list[str], joined: str) -> Json:
    """A member without the user."""
    return {
        "avatar": None, "banner": None, "communication_disabled_until": None, "flags": 0, "joined_at": joined,
        "nick": None, "pending": False, "premium_since": None, "roles": roles, "deaf": False, "mute": False,
    }  # fmt: skip


REQUIRE_TAG = 1 << 4  # https://discord.com/developers/docs/resources/channel#channel-object-channel-flags


def channel(of: Channel, rooms: Rooms) -> Json:
    """Any channel."""
    last = of.messages[-1].id if of.messages else None
    shape: Json = {"id": of.id, "type": of.kind.value, "flags": 0, "last_message_id": last}
    if of.kind is Kind.DIRECT:
        return {**shape, "recipients": [user(rooms.people[of.recipient])]}
    shape |= {"guild_id": of.guild, "name": of.name}
    if of.kind.is_thread:
        return shape | _thread(of, rooms)
    shape |= {"position": of.position, "parent_id": None, **TEXT_FIELDS}
    if of.kind is Kind.FORUM:
        offered = [
            {"id": tag.id, "name": tag.name, "moderated": tag.moderated, "emoji_id": None, "emoji_name": None}
            for tag in of.offered
        ]
        shape |= {"available_tags": offered, "flags": REQUIRE_TAG if of.demands_tag else 0}
        shape |= {"default_reaction_emoji": None, "default_sort_order": None}
        shape |= {"default_forum_layout": 0, "default_thread_rate_limit_per_user": 0}
    return shape


def _thread(of: Channel, rooms: Rooms) -> Json:
    metadata = {
        "archived": of.archived, "archive_timestamp": born(of.id), "auto_archive_duration": WEEK_MIN,
        "locked": of.locked, "create_timestamp": born(of.id),
    }  # fmt: skip
    count = len(of.standing())
    return {
        "parent_id": of.parent, "owner_id": rooms.bot, "thread_metadata": metadata, "rate_limit_per_user": 0,
        "message_count": count, "member_count": 1, "total_message_sent": count, "applied_tags": list(of.tags),
        "member": {"id": of.id, "user_id": rooms.bot, "join_timestamp": born(of.id), "flags": 0},
    }  # fmt: skip


def message(of: Message, rooms: Rooms, metadata: Mapping[str, Any] | None = None) -> Json:
    """A message as it is now; `metadata` is about the interaction that it responds to."""
    body = of.shown
    roles = [ping[3:-1] for ping in of.pings if ping.startswith("<@&")]
    people = [ping[2:-1] for ping in of.pings if ping.startswith("<@") and ping[2:-1] in rooms.people]
    shape: Json = {
        "id": of.id, "channel_id": of.channel, "type": _type(of), "content": of.content,
        "author": user(rooms.people[of.author]) if of.author else bot(rooms),
        "timestamp": iso(of.made), "edited_timestamp": iso(of.edits[-1].made) if of.edits else None, "tts": False,
        "mention_everyone": "@everyone" in of.pings, "mentions": [user(rooms.people[one]) for one in people],
        "mention_roles": roles, "attachments": body.get("attachments") or [],
        "embeds": [_embed(embed) for embed in body.get("embeds") or []],
        "components": numbered(body.get("components") or []), "pinned": False,
        "flags": of.flags | (HAS_THREAD if of.thread else 0),
    }  # fmt: skip
    if of.nonce:
        shape["nonce"] = of.nonce
    if of.thread and of.thread in rooms.channels:
        shape["thread"] = channel(rooms.channels[of.thread], rooms)
    if of.answers:
        shape["message_reference"] = {"type": 0, "channel_id": of.channel, "message_id": of.answers}
    if metadata is not None:
        shape |= {"webhook_id": rooms.application, "application_id": rooms.application}
        shape["interaction_metadata"] = dict(metadata)
    return shape


def _type(of: Message) -> int:
    if of.interaction:
        return 20 if not of.answers else 0
    return 19 if of.answers else 0


def _embed(embed: Mapping[str, Any]) -> Json:
    shape = {"type": "rich", **embed}
    if "fields" in shape:
        shape["fields"] = [{"inline": False, **one} for one in shape["fields"]]
    return shape


PICTURE: Json = {"description": None, "spoiler": False}
MENU = {"min_values": 1, "max_values": 1}
DEFAULTS: Mapping[int, Json] = {
    **dict.fromkeys((3, 5, 6, 7, 8), MENU),
    11: PICTURE,
    13: {"spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


def numbered(components: list[Json]) -> list[Json]:
    """Components with the ids and defaults that Discord fills in."""
    used = {one["id"] for one in walk(components) if one.get("id")}
    free = (number for number in range(1, 1000) if number not in used)
    return [_numbered(one, free) for one in components]


def _numbered(component: Json, free: Iterator[int]) -> Json:
    shape = {**DEFAULTS.get(component["type"], {}), **component}
    shape["id"] = component.get("id") or next(free)
    if "components" in shape:
        shape["components"] = [_numbered(one, free) for one in shape["components"]]
    for key in ("accessory", "component"):
        if shape.get(key):
            shape[key] = _numbered(shape[key], free)
    for key in ("media", "file"):
        if key in shape:
            shape[key] = _media(shape[key])
    if "items" in shape:
        shape["items"] = [{**PICTURE, **item, "media": _media(item["media"])} for item in shape["items"]]
    return shape


def _media(media: Json) -> Json:
    return {"id": "1", "proxy_url": media["url"], **media}


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, from the outside to the inside, in the order of reading."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component[key] for key in ("accessory", "component") if component.get(key)])


def partial_channel(of: Channel, rooms: Rooms, permissions: int) -> Json:
    """A channel as an interaction carries it."""
    shape = channel(of, rooms)
    return shape if of.kind is Kind.DIRECT else {**shape, "permissions": str(permissions)}


def partial_guild(of: Guild) -> Json:
    return {"id": of.id, "locale": of.locale, "features": []}
