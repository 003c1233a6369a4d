"""Which tags a forum's post gets, where the forum demands one. Pure; must not know what a post tells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.extract.text import fold_name
from bot.platforms.discord.limits import TAGS

_WORD = re.compile(r"\w{3,}")  # shorter ones tell nothing: "of", "de", "à"


def tags(forum: Mapping[str, Any], topics: Sequence[str]) -> list[str]:
    """Ids of the forum's tags that are called like one of the topics, those of the first topics first, at most five.

    Where none is, the first of all; nothing where only moderators may use any. `forum` as Discord tells it.
    """
    free = [one for one in forum.get("available_tags") or () if not one.get("moderated")]
    fitting = [str(one["id"]) for topic in topics for one in free if _is_called(str(one["name"]), topic)]
    return list(dict.fromkeys(fitting))[: TAGS.value] or [str(one["id"]) for one in free[:1]]


def _is_called(name: str, topic: str) -> bool:
    """Whether all words of one are among those of the other: "Kidal" and "Kidal region", "Ambushes!" and "ambush"."""
    said, meant = _words(name), _words(topic)
    return bool(said and meant) and (said <= meant or meant <= said)


def _words(text: str) -> frozenset[str]:
    """The words that tell something, without accents and the marks of plurals."""
    return frozenset(re.sub("(?:(?<=sh|ch|ss)e)?s$|x$", "", word) for word in _WORD.findall(fold_name(text)))
