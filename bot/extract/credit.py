"""Whose words a text is by its own account: "(AFP)", "Avec Reuters", "Source: AP" at its end name the first pen.

An agency's text in ten papers is one publisher's word ten times, so it counts for the agency's family.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.outlet import Outlet, Tier

_TAIL = 60  # characters at the end of a text among which the credit stands


class Credits:
    """Finds the credited agency of a text among the agencies that the packs know."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._families = {
            name: outlet.family
            for outlet in outlets
            if outlet.tier is Tier.AGENCY
            for name in (outlet.name.casefold(), outlet.id.replace("_", " "))
        }
        names = "|".join(re.escape(name) for name in sorted(self._families, key=len, reverse=True))
        # The name stands in brackets, behind "with" or "source:", or alone as the last sentence.
        self._credit = re.compile(
            rf"(?:[(\[]\s*(?:avec|with)?\s*|\b(?:avec|with|par|by|sources?\s*:)\s+|[.!?»”\"]\s+)({names})\s*[)\]]?\s*\.?\s*$"
            if names
            else r"(?!)"
        )

    def family(self, text: str) -> str | None:
        """The family of the agency that the text credits at its end; None where it credits none."""
        found = self._credit.search(text[-_TAIL:].casefold())
        return self._families[found[1]] if found else None
