"""The app in Slack as a manifest: command, shortcuts, events and scopes, from what the code has. Pure.

`tocsin generate` keeps the one for Socket Mode as deploy/slack/manifest.yml; the one for HTTP has addresses in it.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import yaml

from bot.cards.workspace import NEEDS
from bot.platforms.slack.shortcuts import GLOBAL, MESSAGE, Shortcut
from bot.platforms.slack.typed import ROOT

CREATE = "https://api.slack.com/apps"  # https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests
SCOPES = tuple(NEEDS)
EVENTS, INSTALL, REDIRECT = (
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
)  # where Tocsin is asked over HTTP

# What Slack is to tell, and why.
TOLD = {
    "app_home_opened": "its home page is made anew",
    "app_mention": "it answers where it is mentioned",
    "app_uninstalled": "its channels rest, and the token is forgotten",
    "member_joined_channel": "it says hello where somebody has added it",
    "message.im": "it answers whoever writes to it alone",
    "tokens_revoked": "as app_uninstalled",
}

_HEAD = """\
# The app in Slack that Tocsin talks through. Paste it at https://api.slack.com/apps: Create New App, From a manifest.
# Written by `tocsin generate`; `tocsin slack setup --manifest` prints it for HTTP or another command.
"""
_DESCRIPTION = "Alerts on conflict events, from public sources"
_LONG = (
    "Tocsin watches public sources for conflict events: armed groups, attacks, places that change hands. It works out"
    " what happened where, says how sure that is and who reported it, and tells the channels that asked. A channel"
    " chooses places, severity, language and pace; anybody may ask what is known of a place."
)
_COLOUR = "#8c1d18"


class _Indented(yaml.SafeDumper):
    """Sets lists in, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def manifest(*, command: str = ROOT, url: str = "", is_socket: bool = True) -> dict[str, Any]:
    """The manifest as values. With `url` Slack reaches Tocsin there, unless it is told over sockets (`is_socket`)."""
    address = "" if is_socket or not url else f"{url}{EVENTS}"
    where = {"url": address} if address else {}
    asked = {"request_url": address} if address else {}
    back = {"redirect_urls": [f"{url}{REDIRECT}"]} if url else {}
    slash = {
        "command": command, **where, "description": _DESCRIPTION, "usage_hint": "status Kidal | subscribe Kidal | help",
        "should_escape": True,
    }  # fmt: skip
    return {
        "display_information": {
            "name": "Tocsin", "description": _DESCRIPTION, "long_description": _LONG, "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Tocsin", "always_online": True},
            "shortcuts": [_shortcut(one, "global") for one in GLOBAL] + [_shortcut(one, "message") for one in MESSAGE],
            "slash_commands": [slash],
        },
        "oauth_config": {**back, "scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**asked, "bot_events": list(TOLD)},
            "interactivity": {
                "is_enabled": True, **asked, **({"message_menu_options_url": address} if address else {}),
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": is_socket,
            "token_rotation_enabled": False,
        },
    }  # fmt: skip


def text(made: dict[str, Any]) -> str:
    """The manifest as YAML, each scope and event with what it is for."""
    plain = yaml.dump(made, Dumper=_Indented, sort_keys=False, allow_unicode=True, width=110)
    why = {**NEEDS, **TOLD}
    return _HEAD + re.sub(r"(?m)^( *- )([a-z_:.]+)$", lambda found: _explained(found, why), plain)


def link(made: dict[str, Any]) -> str:
    """The address that makes an app of a manifest."""
    plain = yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=1000)
    return f"{CREATE}?{urlencode({'new_app': '1', 'manifest_yaml': plain})}"


def _explained(found: re.Match[str], why: dict[str, str]) -> str:
    reason = why.get(found[2])
    return f"{found[0]}  # {reason}" if reason else found[0]


def _shortcut(one: Shortcut, kind: str) -> dict[str, str]:
    return {"name": one.name, "type": kind, "callback_id": one.callback_id, "description": one.description}
