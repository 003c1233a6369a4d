"""How well an incident stands, in a word and in what the word asks the reader to believe. Doubt is never left out."""

from __future__ import annotations

from bot.cards import labels, who
from bot.cards.phrases import Names, Phrases
from bot.domain.card import Bold, Faint, Span, Spans
from bot.domain.incident import Incident, Severity, Standing


def word(incident: Incident, say: Phrases) -> str:
    """ "reported", "corroborated" …; "unverified lead" and "disputed" where that is the truth."""
    if incident.standing is Standing.RETRACTED:
        return labels.label(Standing.RETRACTED, say)
    if incident.lead_only:
        return say("unverified lead")
    said = labels.label(incident.standing, say)
    return say("{standing}, disputed", standing=said) if incident.disputed else said


def sentence(incident: Incident, say: Phrases) -> str:
    """What the standing means: "corroborated by 3 independent publishers"."""
    families = len(incident.families)
    if incident.standing is Standing.RETRACTED:
        return say("retracted: its source has withdrawn it")
    if incident.standing is Standing.CONFIRMED:
        return say("confirmed by an official source")
    if incident.standing is Standing.CORROBORATED:
        return say.many(
            families, "corroborated by {n} independent publisher", "corroborated by {n} independent publishers"
        )
    if incident.lead_only:
        return say("an unverified lead: coded by a machine, nobody has read the report")
    if families == 0:
        return say("claimed by a party to the conflict alone")
    return say.many(
        families, "reported by one publisher, not yet confirmed", "reported by {n} publishers, not yet confirmed"
    )


def spans(incident: Incident, names: Names, say: Phrases) -> Spans:
    """The sentence with the publishers behind it, and the dispute where there is one."""
    behind = _officials(incident, names) if incident.standing is Standing.CONFIRMED else publishers(incident, names)
    made: list[Span] = [Bold(sentence(incident, say))]
    if behind:
        made += [Faint(f" ({', '.join(behind)})")]
    if incident.disputed:
        made += say.spans("; disputed: the accounts contradict each other")
    return tuple(made)


def kicker(incident: Incident, severity: Severity | None, say: Phrases) -> Spans:
    """The line under a headline: severity and standing in a few words."""
    standing = word(incident, say)
    if severity is None:
        return (Bold(labels.capital(standing)),)
    level = say("{level} severity", level=labels.label(severity, say))
    return (Bold(labels.capital(level)), Faint(f" · {standing}"))


def _officials(incident: Incident, names: Names) -> list[str]:
    return list(dict.fromkeys(who.outlet(member.outlet, names) for member in incident.members if member.official))


def publishers(incident: Incident, names: Names) -> list[str]:
    """One outlet for each independent family, in order of publication."""
    first: dict[str, str] = {}
    for member in sorted(incident.members, key=lambda member: (member.published_at, member.outlet)):
        if not member.lead and not member.party:
            first.setdefault(member.family, who.outlet(member.outlet, names))
    return list(first.values())
