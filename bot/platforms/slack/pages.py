"""A card as a small web page, for people who come back from Slack's consent in their browser. Pure.

Only what such cards hold: paragraphs, lists, links and one way on. No script, nothing from elsewhere.
"""

from __future__ import annotations

from html import escape

from bot.domain.card import Block, Bold, Bullets, Card, Code, Faint, Link, Para, Span, Spans, Text
from bot.platforms.clean import one_line
from bot.platforms.slack.typed import as_typed

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;display:grid;place-items:center;min-height:100vh;font:1.05rem/1.6 system-ui,sans-serif}"
    "main{max-width:34rem;padding:2rem}"
    "h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}"
    "code{font-size:.95em;padding:.1em .35em;border-radius:.3em;"
    "background:color-mix(in srgb,currentColor 10%,transparent)}"
    "li{margin:.35rem 0}"
    "a.next{display:inline-block;margin-top:1rem;padding:.6rem 1.1rem;border-radius:.5rem;"
    "background:#8c1d18;color:#fff;text-decoration:none;font-weight:600}"
    "a.next:focus-visible{outline:3px solid #e0a39f;outline-offset:2px}"
)


def page(card: Card, *, root: str, onward: str = "", label: str = "") -> str:
    """The whole document; commands as they are typed after `root`. `onward` is the address of the one button."""
    title = _plain(card.title)
    heading = f"{_plain(card.symbol)} {title}".strip()
    said = "".join(_block(block, root) for block in card.blocks)
    following = f'<p><a class="next" href="{escape(onward)}">{_plain(label)}</a></p>' if onward else ""
    return (
        f'<!doctype html><html lang="{escape(card.reader.language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{heading}</h1>{said}{following}</main></body></html>"
    )


def _block(block: Block, root: str) -> str:
    match block:
        case Para(spans=spans):
            return f"<p>{_inline(spans, root)}</p>"
        case Bullets(items=items):
            return f"<ul>{''.join(f'<li>{_inline(item, root)}</li>' for item in items)}</ul>"
        case _:
            return ""  # no card of an installation has any other


def _inline(spans: Spans, root: str) -> str:
    return "".join(_span(span, root) for span in spans)


def _span(span: Span, root: str) -> str:
    match span:
        case Bold(text=text):
            return f"<strong>{_plain(text)}</strong>"
        case Code(text=text):
            return f"<code>{_plain(as_typed(text, root))}</code>"
        case Link(text=text, url=url):
            return f'<a href="{escape(url)}">{_plain(text)}</a>'
        case Text(text=text) | Faint(text=text):
            return _plain(text)
        case _:
            return ""  # nor does any of them speak of a time


def _plain(text: str) -> str:
    return escape(one_line(text))
