"""Words under which a card can be filed, in every language: where, what, how grave.

A forum's tags are named by people, in whichever language they speak. Must not know what is filed where.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.cards import headline, labels
from bot.cards.phrases import LANGUAGES, Phrases
from bot.domain.incident import Incident, Severity


def of(incident: Incident, severity: Severity | None) -> tuple[str, ...]:
    """The most telling first: place, kinds, region and country, severity; each once."""
    return tuple(dict.fromkeys((*_about(incident), *graveness(severity))))


def graveness(severity: Severity | None) -> tuple[str, ...]:
    """The severity alone; nothing where there is none."""
    return tuple(labels.label(severity, Phrases(language)) for language in LANGUAGES) if severity else ()


def _about(incident: Incident) -> Iterator[str]:
    place, spoken = incident.place, [Phrases(language) for language in LANGUAGES]
    yield from (headline.named(place, say) for say in spoken)
    for kind in (*headline.kinds(incident), incident.sub_type, incident.type):
        yield from (labels.label(kind, say) for say in spoken)
    yield from (word.replace("_", " ") for word in sorted(incident.words))  # as people type them: "ied", "drone strike"
    yield from (name for name in (place.admin2, place.admin1) if name)
    yield from (say.country(place.country) for say in spoken)
