"""The actors of the loaded theatres: by id, by any of their dated names, by CAMEO code.

A name may belong to several actors at different times ("the rebels", "CSP") or in different countries ("the army");
never to two at the same time in the same country, which `cast.check_actors` refuses. Must not know texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.actor import Actor, Alias
from bot.domain.ids import ActorId
from bot.extract import names
from bot.located import Mark

_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One alias as a pack writes it. `caps`: in running text only this very writing counts ("CSP", not "csp")."""

    alias: Alias
    caps: bool
    mark: Mark


@dataclass(frozen=True, slots=True)
class Known:
    """An actor with what only its index needs."""

    actor: Actor
    spellings: tuple[Spelling, ...]  # its two full names first
    codes: tuple[str, ...]  # CAMEO actor codes


class ActorIndex:
    """Implements bot.ports.theatre.Actors."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = tuple(known)
        self._by_id = {each.actor.id: each.actor for each in known}
        self._by_key: dict[str, list[tuple[Alias, Actor]]] = {}
        self._by_code: dict[str, list[Actor]] = {}
        self._lineages: dict[str, frozenset[ActorId]] = {}
        for each in known:
            lineage = self._lineages.get(each.actor.lineage, frozenset())
            self._lineages[each.actor.lineage] = lineage | {each.actor.id}
            for alias in (*each.actor.aliases, Alias(text=each.actor.short)):
                key = names.name_key(alias.text)
                # A short name is for tables and commands: it gives way to what any alias says.
                if alias in each.actor.aliases or key not in self._by_key:
                    self._by_key.setdefault(key, []).append((alias, each.actor))
            for code in each.codes:
                self._by_code.setdefault(code, []).append(each.actor)

    def get(self, actor: ActorId) -> Actor | None:
        return self._by_id.get(actor)

    def find(self, name: str, on: date | None = None, country: str = "") -> Actor | None:
        """The actor that a name, short name or id meant on a day (None: means now), best in that country."""
        return next(iter(self.candidates(name, on, country)), None)

    def candidates(self, name: str, on: date | None = None, country: str = "") -> tuple[Actor, ...]:
        """Every actor that a name may have meant on a day, those of the country first, then in the order of the pack.
        A remark in brackets at the end is left out: "MINUSMA (Senegal)". Empty where the name meant nobody that day."""
        if len(name) > names.MAX_NAME:
            return ()
        known = self._by_id.get(ActorId(name.strip().lower() if on is None else name))
        if known is not None and on is None:
            return (known,)
        key = names.name_key(name)
        found = self._by_key.get(key) or self._by_key.get(names.name_key(_BRACKET.sub("", name)), [])
        actors = list({actor.id: actor for alias, actor in found if _meant(alias, on)}.values())
        if not actors:
            actors = self._latest(found) if on is None else [known] if known is not None else []
        here = [actor for actor in actors if country.upper() in actor.countries]
        anywhere = [actor for actor in actors if not actor.countries]
        # An army of another country is a guest here: it is meant only by a name that nobody here bears.
        return tuple((here + anywhere if country else []) or actors)

    def _latest(self, found: Sequence[tuple[Alias, Actor]]) -> list[Actor]:
        ended = sorted(found, key=lambda each: each[0].until or date.max, reverse=True)
        return [actor for _, actor in ended[:1]]

    def lineage(self, actor: ActorId) -> frozenset[ActorId]:
        """Every actor that is the same group under another name, itself included; empty for an unknown id."""
        known = self._by_id.get(actor)
        return frozenset() if known is None else self._lineages[known.lineage]

    def cameo(self, code: str, country: str) -> Actor | None:
        """The actor for a CAMEO actor code ("MLIMIL", "COP", "UNO") seen in a country (ISO 3166-1 alpha-2).

        Only codes that a pack names are known, with a doubled role read once ("UAFUAF"); populations and authorities
        come back too where a pack gives them a code. None for everything else: media, business, other States.
        """
        wanted = code.strip().upper()
        chunks = dict.fromkeys(wanted[at : at + 3] for at in range(0, len(wanted), 3))
        for known in (wanted, "".join(chunks)):
            for actor in self._by_code.get(known, ()):
                if not actor.countries or country.upper() in actor.countries:
                    return actor
        return None

    def names(self) -> Iterable[tuple[str, ActorId, bool]]:
        """Every spelling of every actor, with whether only capitals count; ask `candidates` who was meant on a day."""
        for each in self._known:
            for spelling in each.spellings:
                yield spelling.alias.text, each.actor.id, spelling.caps


def _meant(alias: Alias, on: date | None) -> bool:
    if on is None:
        return alias.until is None
    return (alias.since is None or alias.since <= on) and (alias.until is None or on <= alias.until)
