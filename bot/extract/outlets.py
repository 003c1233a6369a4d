"""Reads outlets.yml of a pack: who publishes what, on whose side, where. Must not know how feeds are read."""

from __future__ import annotations

import re

from bot.domain.errors import Fault
from bot.domain.ids import OutletId
from bot.domain.outlet import LEANS, Outlet, Tier
from bot.extract.entry import Entry, shown_text
from bot.located import Mark, Node

_TIERS = {tier.name.lower(): tier for tier in Tier}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# Only plain web addresses of named hosts: `file:`, user names, ports of other services and bare addresses of a local
# network would let a pack read what is not public.
_FEED = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?:/[\x21-\x7e]*)?")


def parse_outlets(root: Node, faults: list[Fault]) -> list[tuple[Outlet, Mark, Mark]]:
    """The outlets of one file, each with its own mark and that of its party, which only the whole pack can check."""
    top = Entry(root, faults)
    found = []
    feeds: dict[str, str] = {}
    for ident, node in top.entries("outlets"):
        outlet, party_mark = _outlet(OutletId(ident), node, faults, feeds)
        found.append((outlet, node.key_mark or node.mark, party_mark))
    top.done()
    return found


def _outlet(ident: OutletId, node: Node, faults: list[Fault], feeds: dict[str, str]) -> tuple[Outlet, Mark]:
    fields = Entry(node, faults)
    name = fields.text("name")
    family = fields.ident("family", default=str(ident))
    tier = _TIERS[fields.word("tier", _TIERS)]
    lean = fields.word("lean", LEANS, default="none")
    party_node = fields.take("party")
    party = "" if party_node is None else shown_text(party_node, "party", faults)
    outlet = Outlet(
        id=ident,
        name=name,
        family=family,
        tier=tier,
        lean=lean,
        party=party,
        language=_shaped(fields, "language", _LANGUAGE, "two small letters of ISO 639-1, like fr"),
        country=_shaped(fields, "country", _COUNTRY, "two capital letters of ISO 3166-1, like ML"),
        feeds=tuple(_feed(item, ident, faults, feeds) for item in fields.items("feeds")),
        broken=fields.text("broken", default=""),
    )
    fields.done()
    if tier is Tier.PARTISAN and not party and lean == "none":
        faults.append(fields.mark.fault("a partisan outlet needs a party or a lean", f"leans: {', '.join(LEANS)}"))
    return outlet, fields.mark if party_node is None else party_node.mark


def _shaped(fields: Entry, key: str, shape: re.Pattern[str], fix: str) -> str:
    node = fields.take(key)
    if node is None:
        return ""
    if not isinstance(node.value, str) or not shape.fullmatch(node.value):
        fields.faults.append(node.mark.fault(f"{key} {node.value!r} is not a code", fix))
    return str(node.value)


def _feed(node: Node, owner: OutletId, faults: list[Fault], feeds: dict[str, str]) -> str:
    address = str(node.value)
    if len(address) > 500 or not _FEED.fullmatch(address):
        fix = "a public address: https://host.name/path, without user, password or port"
        faults.append(node.mark.fault(f"feed {address[:80]!r} is not allowed", fix))
    if feeds.setdefault(address, owner) != owner:
        faults.append(node.mark.fault(f"feed {address!r} already belongs to {feeds[address]}", "keep one"))
    return address
