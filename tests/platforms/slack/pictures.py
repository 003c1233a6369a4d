"""Pictures of cards as Slack shows them, for a person to look at; run by hand, never collected.

    npm install --prefix SOMEWHERE slack-blocks-to-jsx@1.1.1 react@19 react-dom@19 @fontsource/lato
    NODE_PATH=SOMEWHERE/node_modules python -m tests.platforms.slack.pictures FOLDER [CARD…]

Needs node, and a chromium (its path in CHROMIUM, else /usr/bin/chromium). Each card is made into the body that Slack
would get, and photographed as a public renderer of Block Kit shows it: on a desktop and on a telephone, in both
languages, dark and light.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.cards.samples import NOW
from tests.platforms.slack.screen import SHOWN, TOLD, home, made

PAGE = Path(__file__).with_name("pictures.cjs")
WIDTHS = {"desktop": 680, "phone": 375}
THEMES = ("light", "dark")
LANGUAGES = ("en", "fr")
HOME = "home"  # the App Home, which is no message


def photograph(folder: Path, names: Iterable[str]) -> None:
    """All pictures of these cards."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, language, device, theme in itertools.product(names, LANGUAGES, WIDTHS, THEMES):
        body = home(language) if name == HOME else made(name, language)
        shoot([body], folder / f"{name}.{language}.{device}.{theme}.png", WIDTHS[device], theme)


def shoot(bodies: Sequence[Mapping[str, Any]], path: Path, width: int, theme: str) -> None:
    """One picture of the messages, one beneath the other."""
    asked = {"bodies": list(bodies), "now": NOW.timestamp(), "theme": theme, "width": width}
    page_of = subprocess.run(["node", str(PAGE)], input=json.dumps(asked), capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as there:
        page = Path(there) / "page.html"
        page.write_text(page_of.stdout, encoding="utf-8")
        patient = ("--virtual-time-budget=3000",)
        shown = _chromium("--dump-dom", f"--window-size={width},4000", *patient, page.as_uri())
        box = re.search(r'data-box="(\d+)x(\d+)"', shown)
        assert box is not None, "the page was not laid out"
        size = f"--window-size={width},{box.group(2)}"
        _chromium(f"--screenshot={path.resolve()}", size, "--force-device-scale-factor=1.5", *patient, page.as_uri())


def _chromium(*asked: str) -> str:
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    usual = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files")
    return subprocess.run([program, *usual, *asked], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), sys.argv[2:] or (*TOLD, *SHOWN, HOME))
