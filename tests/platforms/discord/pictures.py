"""Pictures of cards as Discord shows them, for a person to look at; run by hand, never collected.

    python -m tests.platforms.discord.pictures FOLDER [CARD…]

Needs more than the tests do: `simcord[preview]`, `playwright` and a chromium (its path in CHROMIUM, else /usr/bin).
Each card is posted to simcord's Discord and photographed from its preview page: on a desktop and on a telephone, dark
and light.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import discord
import simcord
from discord.http import Route

from tests.cards.samples import NOW
from tests.platforms.discord.screen import DESK, SHOWN, TOLD, made

WIDTHS = {"desktop": 680, "phone": 375}
TALL = 2400
LANGUAGES = ("en", "fr")
EPHEMERAL = 64  # such a message only exists as an answer

# Where the preview differs from the client: an empty line parts paragraphs, the text of an embed knows small print, and
# without a colour of its own a bar is grey and a container has none.
STYLE = """
.markdown-paragraph { margin: 0 !important }
.embed-description .markdown-paragraph + .markdown-paragraph { margin-top: 18px !important }
.embed-description { line-height: 18px !important }
.text-display .markdown-paragraph + .markdown-paragraph { margin-top: 22px !important }
.markdown-heading { margin: 0 0 4px !important }
.component-container > .text-display + .text-display { margin-top: 8px }
.component-container { border-left-color: var(--accent, var(--component-border)) !important;
                       border-left-width: var(--bar, 4px) }
.component-container:not([style*="--accent"]) { border-left-width: 1px !important }
.embed-card { border-left-color: var(--embed-color, #202225) !important }
.component-button { opacity: 1 !important }
.message-time, .message-toolbar { display: none }
"""
LIGHT = """
.message-surface, body, .preview-app, .stage, .surface { background: #fff !important; color: #2e3338 !important }
body, .message-surface, .message-surface * { --component-surface: #f2f3f5; --component-border: #e3e5e8;
  --discord-text: #2e3338; --discord-subtle: #5c5e66; --discord-muted: #5c5e66; --code-surface: #e3e5e8;
  --code-text: #2e3338; --code-border: #d4d7dc; --link-text: #006ce7; --link-accent: #006ce7; --button-alt: #e0e1e5;
  --button-secondary-surface: #e0e1e5 }
.message-surface *:not(a) { color: #2e3338 }
.button-style-2, .button-style-2 * { color: #2e3338 !important }
.button-style-2 { background: #e0e1e5 !important }
.embed-card, .component-container { background: #f2f3f5 !important }
"""


async def photograph(folder: Path, names: Iterable[str]) -> None:
    """All pictures of these cards."""
    from playwright.async_api import async_playwright
    from simcord.preview import _markdown

    _markdown._FIELD_POLICIES["embed_description"]["subtext"] = True
    folder.mkdir(parents=True, exist_ok=True)
    client = discord.Client(intents=discord.Intents(guilds=True))
    async with async_playwright() as driver, simcord.run(client, check_errors=False) as env:
        browser = await driver.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
        guild = env.create_guild("Sahel watch")
        channel, reader = guild.create_text_channel("alerts"), guild.add_member(env.create_user("reader"))
        role = str(guild.create_role("desk").id)
        for name, language in itertools.product(names, LANGUAGES):
            picture = f"{name}.{language}"
            route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
            body = json.loads(json.dumps(made(name, language)).replace(DESK.mention, role))
            await client.http.request(route, json={**body, "flags": body.get("flags", 0) & ~EPHEMERAL})
            for device, width in WIDTHS.items():
                size = {"width": width, "height": TALL}
                async with env.preview(channel, viewers=[reader], presentation_time=NOW, **size) as preview:
                    for theme in ("dark", "light"):
                        await shoot(browser, preview.url, folder / f"{picture}.{device}.{theme}.png", size, theme)


async def shoot(browser: Any, url: str, path: Path, size: dict[str, int], theme: str) -> None:
    """One picture of the message."""
    page = await browser.new_page(viewport=size, device_scale_factor=1.5, bypass_csp=True)
    await page.goto(url)
    await page.wait_for_function("() => window.simcordPreview && window.simcordPreview.ready === true")
    await page.add_style_tag(content=STYLE + (LIGHT if theme == "light" else ""))
    await page.wait_for_timeout(300)
    await page.locator(".message-surface").last.screenshot(path=str(path))
    await page.close()


if __name__ == "__main__":
    asyncio.run(photograph(Path(sys.argv[1]), sys.argv[2:] or (*TOLD, *SHOWN)))
