"""Files that are written from code and kept in the repository: settings, the rules' schema, the app in Slack.

`tocsin generate` writes them, `tocsin generate --check` only names those that have drifted. Works in a checkout, not in
an installed wheel. Must not know how the settings are read or how a rule is compiled.
"""

import csv
import io
import json
import re
import textwrap
from collections.abc import Mapping
from pathlib import Path

from pydantic import ByteSize

from bot import settings
from bot.cards.names import COUNTRY, LANGUAGE
from bot.cards.phrases import LANGUAGES
from bot.domain.errors import BotError
from bot.engine import schema
from bot.platforms.slack import manifest

_HEAD = """\
# Settings of Tocsin. Copy this file to .env and take the # away from the lines you change; an environment
# variable of the same name wins. Written by `tocsin generate`: change bot/settings.py, not this file.
"""

_NAMED_AS = {"en": "en_GB"}  # which of a language's regions names things


class NotACheckout(BotError):
    """Derived files can only be written in a checkout of the repository."""


def generate(check: bool, root: Path | None = None) -> list[str]:
    """Names of the derived files that differ from what the code says; without `check` they are written as well."""
    base = root or Path(__file__).resolve().parent.parent
    if not (base / "pyproject.toml").is_file():
        raise NotACheckout
    drifted = []
    for name, text in derived().items():
        path = base / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        drifted.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return drifted


def derived() -> Mapping[str, str]:
    """Path below the repository's root to the text that belongs there."""
    return {
        ".env.example": env_example(),
        "bot/locale/names.csv": names_table(),
        "deploy/slack/manifest.yml": manifest.text(manifest.manifest()),
        "rules/schema.json": rule_schema(),
    }


def rule_schema() -> str:
    """The JSON Schema of a rule file, for editors."""
    return json.dumps(schema.json_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def names_table() -> str:
    """What countries and languages are called, as Unicode's CLDR has it; read by bot.cards.names."""
    from babel import Locale  # only where the table is written: it loads 6 MB, and no running Tocsin needs the rest

    spoken = {language: Locale.parse(_NAMED_AS.get(language, language)) for language in LANGUAGES}
    rows = [("kind", "code", *spoken)]
    for kind, attribute, wanted in ((COUNTRY, "territories", r"[A-Z]{2}"), (LANGUAGE, "languages", r"[a-z]{2,3}")):
        found = {language: getattr(locale, attribute) for language, locale in spoken.items()}
        codes = sorted(code for code in found[LANGUAGES[0]] if re.fullmatch(wanted, code))
        rows += [(kind, code, *(str(found[language].get(code, code)) for language in spoken)) for code in codes]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def env_example() -> str:
    """Every setting with its help, its default and a value to copy, all of it commented out."""
    return "\n".join([_HEAD, *(_entry(field) for field in settings.Settings.model_fields)])


def _entry(name: str) -> str:
    field = settings.Settings.model_fields[name]
    extra = field.json_schema_extra
    example = str(extra["example"]) if isinstance(extra, dict) else ""
    variable = settings.variable(name)
    text = f"{field.description} Default: {_shown(field.default)}."
    if name in settings.secret_fields():
        text += f" {variable}{settings.FILE_SUFFIX} may name a file that holds the value instead."
    lines = textwrap.wrap(text, 110, break_long_words=False, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines) + f"#{variable}={example}\n"


def _shown(default: object) -> str:
    if default is None or default == []:
        return "none"
    if isinstance(default, ByteSize):
        return default.human_readable()
    if isinstance(default, list):
        return ",".join(map(str, default))
    return str(default)
