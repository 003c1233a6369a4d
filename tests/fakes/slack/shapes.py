"""How Slack writes what it remembers: messages, channels, people, as the Web API and events have them.

After the samples in the json-logs of Slack's own Java SDK.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.slack.rooms import Channel, Door, Group, Install, Message, Person, Rooms, Team

Json = dict[str, Any]

APP_NAME = "Tocsin"
TOMBSTONE = "This message was deleted."


def message(one: Message, rooms: Rooms, *, metadata: bool = False) -> Json:
    """A message as it is read back; its metadata only where they were asked for."""
    channel, shown = rooms.channels[one.channel], one.shown
    team = rooms.people[one.author].team if one.author else channel.team
    shape: Json = {"type": "message", "ts": one.ts, "team": team, "text": shown.get("text") or ""}
    if one.subtype:
        shape["subtype"] = one.subtype
    shape |= {"user": one.author} if one.author else _of_the_app(rooms.installed(channel.team))
    shape |= {name: shown[name] for name in ("blocks", "attachments") if shown.get(name)}
    if metadata and shown.get("metadata"):
        shape["metadata"] = shown["metadata"]
    if one.files:
        shape["files"] = one.files
    if one.edits:
        shape["edited"] = {"user": shape["user"], "ts": f"{one.edits[-1].made:.6f}"}
    if one.thread:
        shape |= {"thread_ts": one.thread, "parent_user_id": author_of(channel, one.thread, rooms)}
    if one.broadcast:
        shape |= {"subtype": "thread_broadcast", "root": _root(channel, one.thread, rooms)}
    return {**shape, **_threaded(one, channel, rooms)}


def tombstone(one: Message, channel: Channel, rooms: Rooms) -> Json:
    """What stands in the place of a deleted message that has a thread."""
    gone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True, "text": TOMBSTONE}
    return {**gone, "ts": one.ts, **_threaded(one, channel, rooms)}


def author_of(channel: Channel, ts: str, rooms: Rooms) -> str:
    """The user id of whoever wrote a message of that channel."""
    found = channel.by_ts.get(ts)
    return found.author if found is not None and found.author else rooms.installed(channel.team).user


def channel(one: Channel, install: Install, *, count: bool = False) -> Json:
    """A channel as the app sees it."""
    about: Json = {
        "id": one.id, "created": one.made, "is_archived": one.door is Door.ARCHIVED, "context_team_id": install.team,
        "is_org_shared": False, "is_ext_shared": bool(one.shared_with), "is_shared": bool(one.shared_with),
        "updated": one.made * 1000,
    }  # fmt: skip
    if one.recipient:
        return {**about, "is_im": True, "user": one.recipient, "is_user_deleted": False, "priority": 0, "is_open": True}
    if count:
        about["num_members"] = len(one.members)
    return {
        **about, "name": one.name, "name_normalized": one.name, "is_channel": not one.private, "is_group": one.private,
        "is_im": False, "is_mpim": False, "is_private": one.private, "is_general": False, "unlinked": 0,
        "creator": one.creator, "is_member": install.user in one.members, "is_pending_ext_shared": False,
        "pending_shared": [], "parent_conversation": None, "shared_team_ids": [one.team, *one.shared_with],
        "is_read_only": one.door is Door.RESTRICTED, "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0}, "previous_names": [],
    }  # fmt: skip


def person(one: Person, reader: str, *, locale: bool = False) -> Json:
    """Somebody as the app in the workspace `reader` sees them; whoever is of another workspace is a stranger."""
    profile = {"real_name": one.name.title(), "display_name": one.name, "team": one.team}
    about: Json = {"id": one.id, "team_id": one.team, "name": one.name, "deleted": one.deleted, "profile": profile}
    if one.team != reader:
        return {**about, "is_stranger": True, "is_bot": one.is_bot, "tz": one.tz}
    if locale:
        about["locale"] = one.locale
    return {
        **about, "real_name": one.name.title(), "tz": one.tz, "tz_label": one.tz, "tz_offset": 0,
        "is_admin": one.admin or one.owner, "is_owner": one.owner, "is_primary_owner": False,
        "is_restricted": one.guest, "is_ultra_restricted": False, "is_bot": one.is_bot, "is_app_user": False,
        "is_email_confirmed": True, "has_2fa": False, "updated": 0, "who_can_share_contact_card": "EVERYONE",
    }  # fmt: skip


def group(one: Group, *, users: bool = False) -> Json:
    """A user group."""
    about: Json = {
        "id": one.id, "team_id": one.team, "is_usergroup": True, "is_subteam": True, "is_external": False,
        "name": one.handle, "handle": one.handle, "description": "", "date_create": 0, "date_update": 0,
        "date_delete": 0, "auto_type": None, "auto_provision": False, "enterprise_subteam_id": "", "created_by": "",
        "updated_by": "", "deleted_by": None, "user_count": len(one.members), "channel_count": 0,
        "prefs": {"channels": [], "groups": []},
    }  # fmt: skip
    return {**about, "users": list(one.members)} if users else about


def team(one: Team) -> Json:
    """A workspace, as team.info has it."""
    return {
        "id": one.id, "name": one.name, "domain": one.domain, "email_domain": "", "is_verified": False,
        "url": f"https://{one.domain}.slack.com/", "icon": {"image_default": True},
    }  # fmt: skip


def paged(found: Sequence[Any], cursor: str, limit: int) -> tuple[Sequence[Any], str]:
    """One page of a list, and the cursor of the next; cursors are where a page begins."""
    begin = int(cursor) if cursor.isdecimal() else 0
    end = begin + limit
    return found[begin:end], str(end) if end < len(found) else ""


def _of_the_app(install: Install) -> Json:
    profile = {
        "id": install.bot, "app_id": install.app, "user_id": install.user, "name": APP_NAME, "icons": {},
        "deleted": False, "updated": 0, "team_id": install.team,
    }  # fmt: skip
    return {"user": install.user, "bot_id": install.bot, "app_id": install.app, "bot_profile": profile}


def _threaded(one: Message, channel: Channel, rooms: Rooms) -> Json:
    beneath = [] if one.thread else rooms.beneath(channel, one.ts)
    if not beneath:
        return {}
    users = list(dict.fromkeys(author_of(channel, reply.ts, rooms) for reply in beneath))
    return {
        "thread_ts": one.ts, "reply_count": len(beneath), "reply_users_count": len(users), "reply_users": users[:5],
        "latest_reply": beneath[-1].ts, "is_locked": False, "subscribed": False,
    }  # fmt: skip


def _root(channel: Channel, ts: str, rooms: Rooms) -> Json:
    found = channel.by_ts.get(ts)
    if found is None:
        return {}
    return tombstone(found, channel, rooms) if found.gone else message(found, rooms)
