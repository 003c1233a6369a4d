"""Addresses of articles without what changes from one reading to the next: trackers, time stamps, edition marks.

Must not know feeds.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_LONGEST = 2000
# Campaign tags of Google, Facebook, AT Internet (BBC, RFI, France 24, Le Monde), Matomo and mailing tools.
_TRACKER = re.compile(
    r"(utm_\w+|at_\w+|mtm_\w+|pk_\w+|ns_\w+|xtor|fbclid|gclid|dclid|msclkid|mc_[ce]id|cmpid|ocid|_ga|taid)"
)
# Al Jazeera adds `?t=` and the second of publication to its ids, the BBC `#0`, `#1` … with each edition.
_STAMP = re.compile(r"\d{9,14}")
_EDITION = re.compile(r"\d{1,2}")


def article_url(link: str, base: str) -> str:
    """The absolute http(s) address of a link, without trackers; empty where there is none or it is nonsense."""
    link = link.strip()
    if not link:
        return ""
    try:
        parts = urlsplit(urljoin(base, link))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        kept = parts._replace(query=_kept_query(parts.query, drop_stamps=False))
        url = urlunsplit(kept)
    except ValueError:
        return ""
    is_safe = url.isprintable() and not any(char in url for char in ' <>"') and len(url) <= _LONGEST
    return url if is_safe else ""


def native_id(identity: str) -> str:
    """A publisher's own id of an item, the same for all its editions; ids that are no addresses stay as they are."""
    identity = identity.strip()
    try:
        parts = urlsplit(identity)
    except ValueError:
        return identity
    if parts.scheme not in ("http", "https"):
        return identity
    fragment = "" if _EDITION.fullmatch(parts.fragment) else parts.fragment
    query = _kept_query(parts.query, drop_stamps=True)
    # http and https, with and without `www.`, are one article.
    return urlunsplit(("", parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), query, fragment))


def _kept_query(query: str, *, drop_stamps: bool) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [
        (name, value)
        for name, value in pairs
        if not _TRACKER.fullmatch(name) and not (drop_stamps and name == "t" and _STAMP.fullmatch(value))
    ]
    # Untouched where nothing is dropped: some sites answer only to their own spelling.
    return query if len(kept) == len(pairs) else urlencode(kept)
