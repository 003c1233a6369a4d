"""The phrase catalogue: every sentence shown to people, in their language, and how numbers, days and lists are said.

English sentences are the keys and stand in the code; French ones stand in `bot/locale/fr/LC_MESSAGES/tocsin.po`, read
once and only when first needed. Must not know what a sentence is about, nor how a platform shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from importlib import resources
from string import Formatter
from zoneinfo import ZoneInfo

from bot.cards import ages, translations
from bot.cards.names import COUNTRY, LANGUAGE, names
from bot.cards.translations import Translations
from bot.domain.actor import Actor
from bot.domain.card import Bold, Code, Faint, Link, Span, Spans, Text, Time
from bot.domain.errors import BotError
from bot.domain.ids import ActorId, OutletId, RuleId
from bot.domain.outlet import Outlet
from bot.domain.reader import Reader, Units

LANGUAGES = ("en", "fr")
# Before groups of three digits, and before decimals.
_SEPARATORS = {"en": (",", "."), "fr": ("\u202f", ",")}
_SPANS = (Text, Bold, Faint, Code, Link, Time)
KM_IN_MILE = 1.609344  # the international mile, by definition
_VOWELS = frozenset("aeiouyhàâäéèêëîïôöùûü")

Value = str | int | float | Span | Spans


class PhraseMisused(BotError):
    """A phrase was given other values than it has placeholders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How cards call what they only know by id: actors, outlets, and the titles of rules (None: the id)."""

    actor: Callable[[ActorId], Actor | None]
    outlet: Callable[[OutletId], Outlet | None]
    rule: Callable[[RuleId], str | None] = str


def msgid(text: str) -> str:
    """The text itself: marks a sentence in a table as one that the catalogue must hold."""
    return text


class Phrases:
    """Says sentences in one language: `Phrases("fr")("Where")` is "Où"; a language without catalogue gets English.

    Placeholders are plain names in braces; a value missing or left over raises PhraseMisused, in every language.
    """

    __slots__ = ("_catalogue", "language", "reader")

    def __init__(self, reader: Reader | str) -> None:
        self.reader = Reader(language=reader) if isinstance(reader, str) else reader
        self.language = spoken(self.reader.language)
        self._catalogue = _catalogue(self.language)

    def __call__(self, sentence: str, /, **values: str | int | float) -> str:
        """The sentence with its values; numbers as this language writes them."""
        return "".join(self._said(value) for value in _filled(sentence, self._catalogue.one(sentence), values))

    def quoted(self, text: str, /) -> str:
        """A text of a rule file in this language where the catalogue has it, else as it is; braces mean nothing."""
        return self._catalogue.one(text) if text else text

    def spans(self, sentence: str, /, **values: Value) -> Spans:
        """The sentence as spans: values that are spans stay what they are, everything else becomes text."""
        return self._joined(_filled(sentence, self._catalogue.one(sentence), values))

    def many(self, n: int, one: str, other: str, /, **values: str | int | float) -> str:
        """The form of the sentence for `n` things; `{n}` is the number itself."""
        chosen = self._catalogue.of(n, one, other)
        return "".join(self._said(value) for value in _filled(other, chosen, {"n": n, **values}))

    def number(self, value: float) -> str:
        """The number with this language's separators and at most one decimal: "12,345", "12 345,5"."""
        return _number(value, self.language)

    def day(self, instant: datetime | date) -> str:
        """The calendar day in UTC: "31 October 2023", "31 octobre 2023"."""
        day = instant.astimezone(UTC).date() if isinstance(instant, datetime) else instant
        number = "1er" if self.language == "fr" and day.day == 1 else str(day.day)
        # In this order it is read without doubt in both languages; 10/11 is not.
        return f"{number} {self(_MONTHS[day.month - 1])} {day.year}"

    def days(self, first: datetime, last: datetime) -> str:
        """One day, or from the first to the last: "4 to 5 October 2023", "1er au 5 octobre 2023"."""
        say, a, b = self, first.astimezone(UTC), last.astimezone(UTC)
        if a.date() == b.date():
            return self.day(a)
        start = self.day(a)
        if (a.year, a.month) == (b.year, b.month):
            start = start.split(" ")[0]
        return say("{first} to {last}", first=start, last=self.day(b))

    def time(self, instant: datetime) -> str:
        """Day and time in the reader's zone, which is named: "31 October 2023 14:05 UTC", "… 16:05 CEST"."""
        there = instant.astimezone(ZoneInfo(self.reader.zone))
        return f"{self.day(there.date())} {there:%H:%M} {zone_name(there)}"

    def distance(self, km: float) -> str:
        """A length in the reader's units: "800 m", "50 km", "31 mi"."""
        if self.reader.units is Units.IMPERIAL:
            return self("{n} mi", n=round(km / KM_IN_MILE, 0 if km > KM_IN_MILE else 1))
        return self("{n} m", n=round(km * 1000)) if km < 1 else self("{n} km", n=round(km))

    def age(self, instant: datetime, now: datetime) -> str:
        """How long ago, or how soon: "3 hours ago", "il y a 3 heures"."""
        return ages.said(instant - now, self)

    def listed(self, items: Iterable[str]) -> str:
        """The items as a sentence lists them: "a, b and c"; empty for none."""
        *before, last = [*items] or [""]
        return self("{items} and {last}", items=", ".join(before), last=last) if before else last

    def of(self, name: str) -> str:
        """The name as it stands after "region": "Kidal", but "de Kidal", "d’Agadez", "du Centre-Nord" in French."""
        if self.language != "fr":
            return name
        if contracted := _CONTRACTED.get(name):
            return contracted
        return f"d’{name}" if name[:1].lower() in _VOWELS else f"de {name}"

    def country(self, code: str) -> str:
        """The country's name for its ISO 3166-1 code; the code itself where Unicode has no name for it."""
        return names(COUNTRY, self.language).get(code.upper(), code)

    def tongue(self, code: str) -> str:
        """A language's name in this one: "French", "français"; the code itself where Unicode has no name for it."""
        return names(LANGUAGE, self.language).get(code, code)

    def _said(self, value: object) -> str:
        return value if isinstance(value, str) else self.number(value) if isinstance(value, int | float) else str(value)

    def _joined(self, values: Iterable[object]) -> Spans:
        spans: list[Span] = []
        for value in values:
            for span in value if isinstance(value, tuple) else (value,):
                made = span if isinstance(span, _SPANS) else Text(self._said(span))
                if isinstance(made, Text) and spans and isinstance(spans[-1], Text):
                    spans[-1] = Text(spans[-1].text + made.text)
                else:
                    spans.append(made)
        return tuple(spans)


# Regions of Burkina Faso and Côte d’Ivoire whose names carry an article in French.
_CONTRACTED = {
    **{name: f"de l’{name}" for name in ("Est",)},
    **{
        name: f"du {name}"
        for name in (
            "Centre",
            "Centre-Est",
            "Centre-Nord",
            "Centre-Ouest",
            "Centre-Sud",
            "Nord",
            "Plateau-Central",
            "Sahel",
            "Sud-Ouest",
        )
    },
    **{name: f"des {name}" for name in ("Cascades", "Hauts-Bassins", "Savanes")},
    "Boucle du Mouhoun": "de la Boucle du Mouhoun",
}


def zone_name(there: datetime) -> str:
    """How a zone calls its time at that moment: "UTC", "CEST"; "UTC+03" where it has no letters for it."""
    name = there.tzname() or "UTC"
    return name if name[:1].isalpha() else f"UTC{name}"


def spoken(language: str) -> str:
    """The catalogue's language for a tag such as "fr-FR"; English where it has none."""
    base = language.replace("_", "-").split("-")[0].lower()
    return base if base in LANGUAGES else LANGUAGES[0]


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces."""
    return _pieces(sentence)[1]


# The same few sentences, figures and days are said over and over; reading or writing one anew takes some 50 µs.
@lru_cache(maxsize=2048)
def _pieces(sentence: str) -> tuple[tuple[tuple[str, str | None], ...], frozenset[str]]:
    """The sentence cut at its placeholders, each literal with the name that follows it, and all the names."""
    cut = tuple((literal, name) for literal, name, _, _ in Formatter().parse(sentence))
    return cut, frozenset(name for _, name in cut if name is not None)


@lru_cache(maxsize=2048)
def _number(value: float, language: str) -> str:
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    whole, _, tenth = f"{rounded:,f}".partition(".")
    group, point = _SEPARATORS[language]
    return whole.replace(",", group) + (f"{point}{tenth}" if tenth != "0" else "")


def _filled(sentence: str, translated: str, values: dict[str, Value] | dict[str, str | int | float]) -> list[object]:
    """The translation cut at its placeholders, with the values in their places. Values are never parsed themselves."""
    wanted = placeholders(sentence)
    if wanted != values.keys():
        raise PhraseMisused(f"{sentence!r} wants {sorted(wanted)}, was given {sorted(values)}")
    parts: list[object] = []
    for literal, name in _pieces(translated)[0]:
        if literal:
            parts.append(literal)
        if name is not None:
            parts.append(values[name])
    return parts


@cache
def _catalogue(language: str) -> Translations:
    if language == LANGUAGES[0]:
        return Translations({}, lambda n: n != 1)
    source = resources.files("bot").joinpath("locale", language, "LC_MESSAGES", "tocsin.po")
    return Translations(translations.read(source.read_text(encoding="utf-8")), lambda n: n > 1)


_MONTHS = (
    msgid("January"), msgid("February"), msgid("March"), msgid("April"), msgid("May"), msgid("June"), msgid("July"),
    msgid("August"), msgid("September"), msgid("October"), msgid("November"), msgid("December"),
)  # fmt: skip
