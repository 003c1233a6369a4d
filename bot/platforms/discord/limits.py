"""Every limit of Discord that Tocsin can meet, and a check of those that only the documentation carries.

`spec` says where Discord's OpenAPI document holds the same number ("Schema.property.keyword"); it is empty where only
the documentation has it, and a body that keeps to the document can still be refused. Read on 2026-11-22. Lengths are
counted in UTF-16 units, the stricter of the two ways of counting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]

_DOCS = "https://discord.com/developers/docs"
_MESSAGE = f"{_DOCS}/resources/message"
_COMPONENTS = f"{_DOCS}/components/reference"
_COMMANDS = f"{_DOCS}/interactions/application-commands"
_RECEIVING = f"{_DOCS}/interactions/receiving-and-responding"
_RATES = f"{_DOCS}/topics/rate-limits"
_GATEWAY = f"{_DOCS}/events/gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of Discord's: the most that it takes."""

    name: str
    value: int
    unit: str
    link: str
    spec: str = ""


def _of(name: str, value: int, unit: str, link: str, spec: str = "") -> Limit:
    return Limit(name=name, value=value, unit=unit, link=link, spec=spec)


# The document says 4,000, which is for people who pay.
CONTENT = _of("content", 2000, "characters", f"{_MESSAGE}#create-message")
EMBEDS = _of("embeds", 10, "embeds", f"{_MESSAGE}#create-message", "MessageCreateRequest.embeds.maxItems")
EMBED_SUM = _of("all embeds together", 6000, "characters", f"{_MESSAGE}#embed-object-embed-limits")
DESCRIPTION = _of("embed description", 4096, "characters", f"{_MESSAGE}#embed-object-embed-limits",
                  "RichEmbed.description.maxLength")  # fmt: skip
EMBED_TITLE = _of("embed title", 256, "characters", f"{_MESSAGE}#embed-object-embed-limits",
                  "RichEmbed.title.maxLength")  # fmt: skip
NONCE = _of("nonce", 25, "characters", f"{_MESSAGE}#create-message")
COMPONENTS = _of("components with all nested ones", 40, "components", f"{_COMPONENTS}#component-object")
TEXT = _of("all text displays together", 4000, "characters", f"{_COMPONENTS}#text-display")
ROWS = _of("rows of buttons", 5, "rows", f"{_COMPONENTS}#legacy-message-component-behavior")
BUTTONS_IN_ROW = _of("buttons in a row", 5, "buttons", f"{_COMPONENTS}#action-row",
                     "ActionRowComponentForMessageRequest.components.maxItems")  # fmt: skip
BUTTON_LABEL = _of("button label", 80, "characters", f"{_COMPONENTS}#button",
                   "ButtonComponentForMessageRequest.label.maxLength")  # fmt: skip
BUTTON_URL = _of("button address", 512, "characters", f"{_COMPONENTS}#button",
                 "ButtonComponentForMessageRequest.url.maxLength")  # fmt: skip
CUSTOM_ID = _of("custom_id", 100, "characters", f"{_COMPONENTS}#anatomy-of-a-component-custom-id",
                "ButtonComponentForMessageRequest.custom_id.maxLength")  # fmt: skip
OPTIONS = _of("options of a select menu", 25, "options", f"{_COMPONENTS}#string-select",
              "StringSelectComponentForMessageRequest.options.maxItems")  # fmt: skip
OPTION_LABEL = _of("option of a select menu", 100, "characters", f"{_COMPONENTS}#string-select",
                   "StringSelectOptionForRequest.label.maxLength")  # fmt: skip
PLACEHOLDER = _of("placeholder of a select menu", 150, "characters", f"{_COMPONENTS}#string-select",
                  "StringSelectComponentForMessageRequest.placeholder.maxLength")  # fmt: skip
ALT_TEXT = _of("alt text", 1024, "characters", f"{_COMPONENTS}#media-gallery",
               "MediaGalleryItemRequest.description.maxLength")  # fmt: skip
MODAL_TITLE = _of("modal title", 45, "characters", f"{_RECEIVING}#interaction-response-object-modal",
                  "ModalInteractionCallbackRequestData.title.maxLength")  # fmt: skip
MODAL_LABEL = _of("label in a modal", 45, "characters", f"{_COMPONENTS}#label",
                  "LabelComponentForModalRequest.label.maxLength")  # fmt: skip
MODAL_HELP = _of("description in a modal", 100, "characters", f"{_COMPONENTS}#label",
                 "LabelComponentForModalRequest.description.maxLength")  # fmt: skip
MODAL_FIELDS = _of("fields of a modal", 5, "components", f"{_RECEIVING}#interaction-response-object-modal")
TEXT_PLACEHOLDER = _of("placeholder of a text input", 100, "characters", f"{_COMPONENTS}#text-input",
                       "TextInputComponentForModalRequest.placeholder.maxLength")  # fmt: skip
TEXT_INPUT = _of("text input", 4000, "characters", f"{_COMPONENTS}#text-input",
                 "TextInputComponentForModalRequest.value.maxLength")  # fmt: skip
THREAD_NAME = _of("thread name", 100, "characters", f"{_DOCS}/resources/channel#start-thread-from-message",
                  "CreateTextThreadWithMessageRequest.name.maxLength")  # fmt: skip
TAGS = _of("tags of a forum's post", 5, "tags", f"{_DOCS}/resources/channel#start-thread-in-forum-or-media-channel",
           "CreateForumThreadRequest.applied_tags.maxItems")  # fmt: skip
COMMANDS = _of("commands", 100, "commands", f"{_COMMANDS}#registering-a-command")
COMMAND_SIZE = _of("one command in all", 8000, "characters", f"{_COMMANDS}#application-command-object")
COMMAND_NAME = _of("command name", 32, "characters", f"{_COMMANDS}#application-command-object",
                   "ApplicationCommandUpdateRequest.name.maxLength")  # fmt: skip
COMMAND_HELP = _of("command description", 100, "characters", f"{_COMMANDS}#application-command-object",
                   "ApplicationCommandUpdateRequest.description.maxLength")  # fmt: skip
CHOICES = _of("choices of an option", 25, "choices", f"{_COMMANDS}#application-command-object",
              "ApplicationCommandStringOption.choices.maxItems")  # fmt: skip
CHOICE_NAME = _of("choice", 100, "characters", f"{_COMMANDS}#application-command-object",
                  "ApplicationCommandOptionStringChoice.name.maxLength")  # fmt: skip
FIRST_ANSWER = _of("first answer to an interaction", 3, "seconds", f"{_RECEIVING}#interaction-callback")
TOKEN_LIFE = _of("life of an interaction's token", 900, "seconds", f"{_RECEIVING}#followup-messages")
REQUESTS = _of("requests of a bot", 50, "a second", f"{_RATES}#global-rate-limit")
INVALID = _of("answers 401, 403, 429", 10_000, "in 10 minutes", f"{_RATES}#invalid-request-limit-aka-cloudflare-bans")
GUILDS = _of("guilds of a shard", 2500, "guilds", f"{_GATEWAY}#sharding")
IDENTIFIES = _of("identifications", 1000, "a day", f"{_GATEWAY}#session-start-limit-object")

TABLE: tuple[Limit, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Limit))

FLAG_V2 = 1 << 15  # components of the second kind: no content and no embeds beside them
_ACTION_ROW, _BUTTON, _TEXT_DISPLAY, _FIRST_V2 = 1, 2, 10, 9
_NEEDS = {5: "url", 6: "sku_id"}  # by the button's style; all others need a custom_id
_NAME = re.compile(r"[-_'\w]{1,32}")


def violations(body: Body | Sequence[Body], *, is_edit: bool = False) -> list[str]:
    """What the documentation forbids in a request's body and the OpenAPI document does not; empty where all is well.

    Knows messages, answers to interactions, threads with a first message, and lists of commands. An edit may leave out
    what stays as it is.
    """
    if not isinstance(body, Mapping):
        return list(_commands(body))
    if isinstance(message := body.get("message"), Mapping):
        return list(_message(message))
    match body.get("type"), body.get("data"):
        case (4 | 7) as kind, Mapping() as data:
            return list(_message(data, is_edit=kind == 7))
        case 9, Mapping() as data:
            return list(_modal(data))
        case int(), _:
            return []
    return [] if "name" in body else list(_message(body, is_edit=is_edit))


def _message(body: Body, *, is_edit: bool = False) -> Iterator[str]:
    content, embeds, components = body.get("content") or "", body.get("embeds") or (), body.get("components") or ()
    yield from _over(CONTENT, _units(content))
    yield from _over(EMBED_SUM, sum(map(_embed_size, embeds)))
    yield from _over(NONCE, _units(str(body.get("nonce") or "")))
    yield from (f"embed {index} is empty" for index, embed in enumerate(embeds) if not _embed_size(embed))
    is_v2 = bool((body.get("flags") or 0) & FLAG_V2)
    if is_v2 and (content or embeds):
        yield "content or embeds beside components of the second kind"
    if not is_v2 and any(one.get("type", 0) >= _FIRST_V2 for one in _all(components)):
        yield "components of the second kind without their flag"
    if not is_v2:
        yield from _over(ROWS, len(components))
    if not (is_edit or content.strip() or embeds or components or body.get("attachments") or body.get("poll")):
        yield "an empty message"
    yield from _components(body)


def _modal(body: Body) -> Iterator[str]:
    rows = body.get("components") or ()
    yield from _over(MODAL_FIELDS, len(rows))
    yield from _components(body)
    for one in _all(rows):
        # https://github.com/discord/discord-api-docs/pull/8177
        if one.get("required", True) and one.get("min_values") == 0:
            yield f"{one.get('custom_id')!r} is required and takes nothing"


def _components(body: Body) -> Iterator[str]:
    every = list(_all(body.get("components") or ()))
    yield from _over(COMPONENTS, len(every))
    shown = [str(one.get("content") or "") for one in every if one.get("type") == _TEXT_DISPLAY]
    yield from _over(TEXT, sum(map(_units, shown)))
    yield from ("a text display without text" for text in shown if not text.strip())
    idents = [one["custom_id"] for one in every if one.get("custom_id")]
    yield from (f"custom_id {ident!r} twice" for ident in sorted({one for one in idents if idents.count(one) > 1}))
    yield from (over for ident in idents for over in _over(CUSTOM_ID, _units(ident)))
    for button in (one for one in every if one.get("type") == _BUTTON):
        yield from _over(BUTTON_LABEL, _units(button.get("label") or ""))
        if not (button.get("label") or "").strip() and not button.get("emoji"):
            yield "a button without label and emoji"
        has = [name for name in ("custom_id", "url", "sku_id") if button.get(name)]
        if has != [_NEEDS.get(button.get("style", 0), "custom_id")]:
            yield f"a button of style {button.get('style')} with {' and '.join(has) or 'nothing to do'}"


def _commands(commands: Sequence[Body]) -> Iterator[str]:
    yield from _over(COMMANDS, sum(one.get("type", 1) == 1 for one in commands))
    for command in commands:
        yield from _over(COMMAND_SIZE, _command_size(command))
        for one in (command, *(command.get("options") or ())):
            name = one.get("name", "")
            if not _NAME.fullmatch(name) or name != name.lower():
                yield f"the name {name!r}"
            if not one.get("description") and command.get("type", 1) == 1:
                yield f"{name!r} without a description"


def _command_size(one: Body) -> int:
    """Name, description and values, each in the longest of its languages, with those of options and choices."""
    own = sum(
        max(map(_units, [str(one.get(part) or ""), *(one.get(f"{part}_localizations") or {}).values()]))
        for part in ("name", "description")
    )
    inner = (*(one.get("options") or ()), *(one.get("choices") or ()))
    return own + _units(str(one.get("value", ""))) + sum(map(_command_size, inner))


def _embed_size(embed: Body) -> int:
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    fields = [part for one in embed.get("fields") or () for part in (one.get("name"), one.get("value"))]
    texts = (embed.get("title"), embed.get("description"), footer.get("text"), author.get("name"), *fields)
    return sum(_units(text or "") for text in texts)


def _all(components: Sequence[Body]) -> Iterator[Body]:
    """The components with everything inside them."""
    for one in components:
        yield one
        inner = [*(one.get("components") or ()), one.get("accessory"), one.get("component")]
        yield from _all([part for part in inner if part])


def _over(limit: Limit, size: int) -> Iterator[str]:
    if size > limit.value:
        yield f"{limit.name}: {size} {limit.unit}, at most {limit.value} ({limit.link})"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
