"""Addresses of web pages that come from outside, as far as every platform asks the same of them."""

from __future__ import annotations

from urllib.parse import quote, urlsplit


def page(url: str, safe: str) -> str:
    """The address of a web page with everything quoted that is not `safe`; empty for anything else.

    An address with a user's name before its host can look like that of another page.
    """
    bare = url.strip()
    if not bare.lower().startswith(("https://", "http://")) or any(map(str.isspace, bare)):
        return ""
    try:
        parts = urlsplit(bare)
        host = parts.hostname or ""
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return quote(bare, safe=safe, errors="replace") if host and "@" not in parts.netloc else ""
