"""What the fake answers has the shape that Discord's own specification gives, wherever that is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.fakes.discord.asking import asking
from tests.fakes.discord.fake import Discord
from tests.fakes.discord.rooms import Kind

SPEC = Path(__file__).resolve().parents[4] / "shared" / "specs" / "discord-openapi.json"
Json = dict[str, Any]
Check = Callable[[str, int, Any], list[str]]

CARD: Json = {
    "content": "Town captured: Kidal <@&7>",
    "embeds": [{"title": "Kidal", "fields": [{"name": "Who", "value": "FAMa"}], "footer": {"text": "x"}, "color": 1}],
    "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Why", "custom_id": "why"}]}],
}
LAYOUT: Json = {
    "flags": 1 << 15,
    "components": [
        {
            "type": 17,
            "components": [
                {"type": 10, "content": "Kidal"},
                {"type": 14},
                {
                    "type": 9,
                    "components": [{"type": 10, "content": "x"}],
                    "accessory": {"type": 11, "media": {"url": "https://example.org/a.png"}},
                },
                {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}, "description": "a map"}]},
                {"type": 1, "components": [{"type": 3, "custom_id": "m", "options": [{"label": "a", "value": "a"}]}]},
            ],
        }
    ],
}
COMMAND: Json = {
    "name": "status",
    "description": "Shows a place",
    "options": [{"name": "place", "description": "Which place", "type": 3, "autocomplete": True}],
}


@pytest.fixture(scope="module")
def check() -> Check:
    """Complaints about the body of an answer to a route."""
    if not SPEC.exists():
        pytest.skip("Discord's specification is not here: it is expected in ../shared/specs beside the repository")
    spec = json.loads(SPEC.read_text())
    registry: Registry[Any] = Registry().with_resource("urn:discord", DRAFT202012.create_resource(spec))

    def checked(route: str, status: int, body: Any) -> list[str]:
        method, _, template = route.partition(" ")
        pointer = template.replace("~", "~0").replace("/", "~1")
        responses = spec["paths"][template][method.lower()]["responses"]
        if body is None:
            return [] if "content" not in responses.get(str(status), {}) else [f"{status} needs a body"]
        path = f"#/paths/{pointer}/{method.lower()}/responses/{status}/content/application~1json/schema"
        validator = Draft202012Validator({"$ref": f"urn:discord{path}"}, registry=registry)
        return [f"{error.json_path}: {error.message[:200]}" for error in map(_deepest, validator.iter_errors(body))]

    return checked


def _deepest(error: ValidationError) -> ValidationError:
    """What is wrong where several shapes were possible: the fault of the one that came furthest."""
    return _deepest(max(error.context, key=lambda one: len(one.absolute_path))) if error.context else error


def tour(fake: Discord, text: str, forum: str, news: str) -> Iterator[tuple[str, dict[str, str], Any]]:
    """Routes with parameters and bodies; `{last}` stands for the id of the last thing that was made."""
    guild, application = fake.rooms.channels[text].guild, fake.rooms.application
    here = {"channel_id": text, "guild_id": guild, "application_id": application}
    yield from ((f"GET {path}", here, None) for path in ("/gateway", "/gateway/bot", "/users/@me", "/users/@me/guilds"))
    yield from ((f"GET {path}", here, None) for path in ("/oauth2/applications/@me", "/applications/@me"))
    yield from ((f"GET /guilds/{{guild_id}}{rest}", here, None) for rest in ("", "/channels", "/roles"))
    yield "POST /users/@me/channels", here, {"recipient_id": fake.person("amina")}
    for scope in ("", "/guilds/{guild_id}"):
        path = f"/applications/{{application_id}}{scope}/commands"
        yield f"PUT {path}", here, [COMMAND]
        yield f"GET {path}", here, None
    for room in (text, news):
        there = {**here, "channel_id": room}
        yield "GET /channels/{channel_id}", there, None
        yield "POST /channels/{channel_id}/messages", there, {**LAYOUT, "nonce": f"a{room}"}
        yield "POST /channels/{channel_id}/messages", there, {**CARD, "nonce": room}
        message = {**there, "message_id": "{last}"}
        yield "POST /channels/{channel_id}/messages/{message_id}/threads", message, {"name": "Kidal"}
        yield "PATCH /channels/{channel_id}/messages/{message_id}", message, {"content": "corrected"}
        yield "GET /channels/{channel_id}/messages/{message_id}", message, None
        yield "GET /channels/{channel_id}/messages", there, None
        yield "GET /channels/{channel_id}", {"channel_id": "{last}"}, None
        yield "DELETE /channels/{channel_id}/messages/{message_id}", message, None
    yield "GET /channels/{channel_id}", {"channel_id": forum}, None
    yield "POST /channels/{channel_id}/threads", {"channel_id": forum}, {"name": "Kidal", "message": CARD}
    yield "GET /guilds/{guild_id}/threads/active", here, None


async def test_every_answer_has_the_shape_that_the_specification_gives(check: Check) -> None:
    fake = Discord()
    fake.limit(None)
    guild = fake.guild("Mali desk", "fr")
    fake.role(guild, "Analysts")
    text, forum, news = (fake.channel(guild, kind.name, kind) for kind in (Kind.TEXT, Kind.FORUM, Kind.ANNOUNCEMENT))
    last, wrong, asked = "", {}, 0
    async with asking(fake) as ask:
        for route, params, body in tour(fake, text, forum, news):
            path = route.format_map({name: value.format(last=last) for name, value in params.items()})
            answer = await ask(path, body)
            assert answer.status < 300, (route, answer.body)
            if complaints := check(route, answer.status, answer.body):
                wrong[route] = complaints
            if route.endswith("/messages") and body is not None:
                last = answer.body["id"]
            asked += 1
    assert wrong == {}
    assert asked > 30
