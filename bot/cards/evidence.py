"""Whose words stand behind an incident: quoted headlines with outlet, link and day, and the credit line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.cards import who
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Faint, Link, Span, Spans, Text
from bot.domain.incident import Incident, Member

QUOTES = 3
QUOTE_LENGTH = 180
CREDITS = 6
# Every lead there is comes from GDELT, which asks for its name and a link wherever its data are used
# (https://www.gdeltproject.org/about.html#termsofuse); a test compares this with its manifest.
LEADS_BY = Link("GDELT Project", "https://www.gdeltproject.org/")


def bullets(incident: Incident, names: Names, say: Phrases, limit: int = QUOTES) -> tuple[Spans, ...]:
    """At most `limit` quotes, one per family: full reports before leads, the press before a party's own outlet."""
    return tuple(quoted(member, names, say) for member in chosen(incident.members)[:limit])


def chosen(members: Iterable[Member]) -> list[Member]:
    """The best report of each family, best first."""
    ranked = sorted(
        members, key=lambda m: (m.lead, bool(m.party), not m.official, -m.certainty, m.published_at, m.event)
    )
    best: dict[str, Member] = {}
    for member in ranked:
        best.setdefault(member.family, member)
    return list(best.values())


def quoted(member: Member, names: Names, say: Phrases) -> Spans:
    """One report: “Les casques bleus ont quitté Kidal” – RFI, 31 October 2023; parties and leads are labelled."""
    spans: list[Span] = []
    if member.title.strip():
        spans += say.spans("“{quote}” – ", quote=cut(member.title))
    spans += [link(who.outlet(member.outlet, names), member.url)]
    if member.party:
        spans += [Text(say(", party to the conflict"))]
    if member.lead:
        spans += [Text(say(", machine-coded lead"))]
    # The day belongs to the citation: it is the article's, not the reader's.
    spans += [Faint(f", {say.day(member.published_at)}")]
    return tuple(spans)


def link(text: str, url: str) -> Span:
    """A link to a web address; plain text for anything else (`javascript:` is no source)."""
    return Link(text, url) if url.lower().startswith(("https://", "http://")) else Text(text)


def cut(text: str, length: int = QUOTE_LENGTH) -> str:
    """The text on one line, shortened at a word with an ellipsis."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    head = words[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:.–-") + "…"


def credit(members: Sequence[Member], names: Names, say: Phrases) -> Spans:
    """The attribution: "Sources: RFI, Studio Tamani and 3 more · leads: GDELT Project"."""
    outlets = list(dict.fromkeys(who.outlet(member.outlet, names) for member in members))
    shown = ", ".join(outlets[:CREDITS])
    if len(outlets) <= CREDITS:
        named = say("Sources: {outlets}", outlets=shown)
    else:
        named = say("Sources: {outlets} and {n} more", outlets=shown, n=len(outlets) - CREDITS)
    if not any(member.lead for member in members):
        return (Text(named),)
    return say.spans("{sources} · leads: {finder}", sources=named, finder=LEADS_BY)
