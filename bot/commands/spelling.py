"""What people type for choices, lengths of time and distances, in both languages; `times` reads hours, days and zones.

Each reader gives the value or raises Misspelt, which knows the nearest right spelling; each `spelt_…` writes a value as
its reader reads it back. Pure. Must not know which command asks, nor what the value is for.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal

from bot.cards.phrases import KM_IN_MILE, msgid
from bot.commands.typed import clipped
from bot.domain.errors import BotError
from bot.domain.incident import Severity, Standing

ZERO, MINUTE, HOUR = timedelta(), timedelta(minutes=1), timedelta(hours=1)
OFFERED = 3
MOST_ROLES = 20
LONGEST = 80  # characters that are looked at

_UNITS: Mapping[str, timedelta] = {
    **dict.fromkeys(("m", "mn", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "heure", "heures"), HOUR),
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), 24 * HOUR),
    **dict.fromkeys(("w", "wk", "week", "weeks", "sem", "semaine", "semaines"), 7 * 24 * HOUR),
}
_SPELT_UNITS = (("w", 7 * 24 * HOUR), ("d", 24 * HOUR), ("h", HOUR))
_LENGTHS = re.compile(r"(?:\d{1,6}(?:[.,]\d{1,2})?\s*[a-z]+\s*(?:(?:and|et)\s+)?)+(?:\d{1,2})?", re.ASCII)
_LENGTH = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*([a-z]+)", re.ASCII)
_KM = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(km|kilometers?|kilometres?|mi|miles?|milles?)?", re.ASCII)

_ROLE = re.compile(r"[^\s,\"“”«»]{1,80}")

_NOT = ("off", "none", "nothing", "no", "skip")

# Folded words and the English ones that they may stand for; which one is meant, the choices at hand tell.
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("low", "faible", "basse", "bas"), ("low",)),
    **dict.fromkeys(("medium", "moyenne", "moyen", "moderee"), ("medium",)),
    **dict.fromkeys(("high", "elevee", "eleve", "haute", "haut", "forte", "grave"), ("high",)),
    **dict.fromkeys(("critical", "critique"), ("critical",)),
    **dict.fromkeys(("reported", "signale", "signalee", "rapporte"), ("reported",)),
    **dict.fromkeys(("corroborated", "corrobore", "corroboree", "recoupe"), ("corroborated",)),
    **dict.fromkeys(("confirmed", "confirme", "confirmee"), ("confirmed",)),
    **dict.fromkeys(("on", "yes", "y", "true", "oui", "o", "1", "active"), ("on", "yes", "tell")),
    **dict.fromkeys(("off", "no", "n", "non", "false", "0", "none", "aucun", "aucune", "rien"), _NOT),
    **dict.fromkeys(("everything", "all", "tout", "tous"), ("everything", "all")),
    **dict.fromkeys(("metric", "metrique", "km"), ("metric",)),
    **dict.fromkeys(("imperial", "imperiale", "miles", "mi"), ("imperial",)),
    **dict.fromkeys(("tell", "dire"), ("tell",)),
    **dict.fromkeys(("skip", "sauter", "taire"), ("skip",)),
    **dict.fromkeys(("english", "anglais"), ("en",)),
    **dict.fromkeys(("french", "francais"), ("fr",)),
}  # fmt: skip
OFF = frozenset(word for word, meant in _SYNONYMS.items() if "off" in meant)

# Words that may follow a typed value and still belong to it: "delay=2 hours".
MORE_OF_A_LENGTH = "|".join(_UNITS)
MORE_OF_A_DISTANCE = r"km|mi|miles|kilomet(?:er|re)s?"


class Misspelt(BotError):
    """A value that cannot be read. `wanted` is a message of the phrase catalogue with its `values`; `nearest` are right
    spellings, best first."""

    def __init__(self, word: str, wanted: str, nearest: Iterable[str] = (), **values: str) -> None:
        self.word, self.wanted, self.nearest, self.values = clipped(word), wanted, tuple(nearest), values
        super().__init__(f"{self.word!r} cannot be read")


def duration(text: str, *, least: timedelta = MINUTE, most: timedelta = timedelta(days=366)) -> timedelta:
    """Whole minutes: "45m", "2h", "1h30", "90 min", "3 jours", "1w"; "off" where `least` is none."""
    said = folded(text)
    total = ZERO if said in OFF and not least else _length(said)
    if total is None or total % MINUTE:
        bare = [f"{said}{unit}" for unit in ("m", "h", "d") if said.isdecimal() and len(said) < 5]
        fitting = [word for word in bare if least <= (_length(word) or ZERO) <= most]
        look = msgid("A length of time looks like 45m, 2h, 3d or 1w.")
        raise Misspelt(text, look, fitting or [spelt_duration(_within(2 * HOUR, least, most))])
    if least <= total <= most:
        return total
    nearest = [spelt_duration(_within(total, least, most))]
    if not least:
        raise Misspelt(text, msgid("It is at most {most}; “off” is none."), nearest, most=spelt_duration(most))
    bounds = {"least": spelt_duration(least), "most": spelt_duration(most)}
    raise Misspelt(text, msgid("It is from {least} to {most}."), nearest, **bounds)


def _length(said: str) -> timedelta | None:
    if not _LENGTHS.fullmatch(said):
        return None
    total, unit = Decimal(0), ""
    for number, unit in _LENGTH.findall(said):
        if unit not in _UNITS:
            return None
        total += Decimal(number.replace(",", ".")) * (_UNITS[unit] // timedelta(seconds=1))
    last = re.search(r"[0-9]+$", said)  # "1h30"
    if last is not None:
        if _UNITS[unit] != HOUR:
            return None
        total += int(last[0]) * 60
    return timedelta(microseconds=int(total * 1_000_000))


def _within(length: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return max(least, min(most, length))


def spelt_duration(length: timedelta) -> str:
    """ "45m", "2h", "3d", "1w" in the largest unit that fits; "off" for none. Parts of minutes are left out."""
    if not length:
        return "off"
    for letter, unit in _SPELT_UNITS:
        if not length % unit:
            return f"{length // unit}{letter}"
    return f"{length // MINUTE}m"


def distance(text: str, *, least: float = 0, most: float) -> float:
    """Kilometres: "10km", "10", "6 mi"; 0 for "off" where `least` is 0."""
    said = folded(text)
    if said in OFF and not least:
        return 0.0
    parsed = _KM.fullmatch(said)
    if parsed is None:
        raise Misspelt(text, msgid("A distance looks like 10km or 6mi."), [f"{_clamped(10, least, most):g}km"])
    km = float(parsed[1].replace(",", ".")) * (KM_IN_MILE if (parsed[2] or "").startswith("mi") else 1)
    if least <= km <= most:
        return round(km, 1)
    bounds = {"least": f"{least:g}km", "most": f"{most:g}km"}
    raise Misspelt(text, msgid("It is from {least} to {most}."), [f"{_clamped(km, least, most):g}km"], **bounds)


def _clamped(km: float, least: float, most: float) -> float:
    return max(least, min(most, km))


def choice(text: str, choices: Iterable[str]) -> str:
    """The choice that a word names, in either language."""
    said, allowed = folded(text), tuple(choices)
    meant = {word: one for word, all_ in _SYNONYMS.items() if (one := next((c for c in all_ if c in allowed), ""))}
    meant |= {one: one for one in allowed}
    if said in meant:
        return meant[said]
    near = dict.fromkeys(meant[word] for word in difflib.get_close_matches(said, meant, n=OFFERED, cutoff=0.7))
    raise Misspelt(text, msgid("It is one of: {choices}."), near, choices=", ".join(allowed))


def severity(text: str) -> Severity:
    """ "high", "élevée"."""
    return Severity[choice(text, [one.name.lower() for one in Severity]).upper()]


def standing(text: str) -> Standing:
    """ "confirmed", "confirmé"; what was retracted is no standing to ask for."""
    return Standing[choice(text, [one.name.lower() for one in Standing if one is not Standing.RETRACTED]).upper()]


def role(text: str) -> str:
    """The platform's id of a role or group; empty for "none"."""
    if folded(text) in OFF:
        return ""
    if not _ROLE.fullmatch(text):
        raise Misspelt(text, msgid("A role or group is one word without commas; “none” is nobody."))
    return text


def roles(text: str) -> frozenset[str]:
    """Ids of roles, separated by commas; none at all for "none"."""
    if folded(text) in OFF:
        return frozenset()
    found = frozenset(role(part.strip()) for part in text.split(",") if part.strip())
    if not 0 < len(found) <= MOST_ROLES:
        raise Misspelt(text, msgid("Roles are one to twenty ids with commas between them, or “none”."))
    return found


def folded(text: str) -> str:
    """Lower case without accents, blanks made single."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
