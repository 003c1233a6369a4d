"""Which outlet a web address belongs to: one of the pack's where the host tells, else its host as an outlet of its own.

Must not know GDELT's columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from bot.domain.ids import OutletId
from bot.domain.outlet import UNKNOWN_OUTLET, Outlet

# Hosts that carry feeds of many publishers: an article there says nothing of whose it is.
_CARRIERS = {"feeds.feedburner.com", "feedburner.com", "news.google.com", "google.com", "rsshub.app"}
# Second-level names under which publishers register (co.uk, com.ng, gov.ml …), and hosts that let their sub-domains.
_SECOND = {"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "info", "net", "ne", "or", "org"}
_LET = {"blogspot.com", "wordpress.com", "over-blog.com", "medium.com", "substack.com", "tumblr.com"}


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host in lower case without `www.`; empty for anything but an http(s) address."""
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if len(host) <= 253 and host.isascii() and host.isprintable() else ""


def registrable(host: str) -> str:
    """The part of a host that its owner registered: `bbc.co.uk` of `news.bbc.co.uk`. By a short list of suffixes."""
    labels = host.split(".")
    if len(labels) <= 2 or labels[-1].isdigit():
        return host
    tail = ".".join(labels[-2:])
    wide = tail in _LET or (len(labels[-1]) == 2 and labels[-2] in _SECOND)
    return ".".join(labels[-3:]) if wide else tail


class Publishers:
    """Looks outlets up by address. Built once for a payload; answers are remembered by host."""

    def __init__(self, outlets: Mapping[OutletId, Outlet]) -> None:
        self._by_host: dict[str, tuple[OutletId, str]] = {}
        for outlet in outlets.values():
            for feed in outlet.feeds:
                host = host_of(feed)
                if host and host not in _CARRIERS:
                    found = (outlet.id, outlet.family)
                    self._by_host.setdefault(host, found)
                    self._by_host.setdefault(registrable(host), found)

    def of(self, url: str) -> tuple[OutletId, str]:
        """The outlet and its family. A host of no pack is an outlet whose family is its registered name."""
        host = host_of(url)
        if not host:
            return UNKNOWN_OUTLET.id, UNKNOWN_OUTLET.family
        known = self._by_host.get(host)
        if known is None:
            family = registrable(host)
            known = self._by_host.get(family) or (OutletId(host), family)
            self._by_host[host] = known
        return known
