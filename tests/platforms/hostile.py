"""Texts that try to act on Discord or on Slack, and cards made of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.card import (
    Action,
    Bold,
    Bullets,
    Card,
    Code,
    Divider,
    Facts,
    Faint,
    Heading,
    Link,
    MapPin,
    Para,
    Picture,
    Table,
    Text,
    Time,
    TimeStyle,
)  # fmt: skip
from bot.domain.incident import Severity
from bot.domain.place import Point
from bot.domain.reader import Reader, Units
from tests.cards.samples import NOW

PIECES = (
    "@everyone", "@here", "<@123456789012345678>", "<@!1>", "<@&4711>", "<#99>", "</status:12>", "<id:guide>",
    "<t:1:R>", "<:pepe:123>", "<a:b:1>", ":smile:", ":100:", "¯\\_(ツ)_/¯", "**bold**", "*i*", "_i_", "__u__", "***",
    "~~s~~", "||s||", "`code`", "``", "```", "```py\ncode\n```", "[x](https://evil.example)",
    "](https://evil.example)", "[", "](", "]", "(", ")", "https://evil.example/a_b_(c)", "http://x.y", "steam://run",
    "<https://evil.example>", "<mailto:a@b.co>", "<tel:+123>", "discord.gg/abc", "discord.com/invite/abc",
    "discordapp.com/invite/abc", "discord.gift/abc", "dsc.gg/abc", "Discord.GG/Abc", "# h", "## h", "### h #",
    "-# small", "- item", "* item", "+ item", "1. item", "12) item", "> quote", ">>> quote", "#", "-", "1.", "\u202e",
    "\u2066", "\u200b", "\u200d", "\ufeff", "\x00", "\x1b[2J", "\r\n", "\n# h", "\u2028", "\u00a0", "\u3164", "\\",
    "\\\\", "\\*", "é", "مالي كيدال", "漢字", "\U0001f6a8", "\U0001f468\u200d\U0001f469", "\U0001f44d\U0001f3fd",
    "e\u0301", "\U0001f1f2\U0001f1f1", "\ud800", "a", " ", "  ", ":", "//", "@", "<", ">", "&", "_", "*", "|", "~",
    "`", "word ", "<!channel>", "<!here>", "<!everyone|all>", "<!subteam^S123ABC>", "<@U123ABC>", "<#C123ABC|general>",
    "<!date^1^{date}|x>", "<https://evil.example|RFI>", "<mailto:a@b.co|x>", "&lt;!channel&gt;", "&amp;", "&#60;", ";",
    "@channel", "@group", "~s~", "*b*", ":rotating_light:", "|", "^", "{date}", "\n> quote", "\u2028>", "\u061c",
)  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters(codec=None), max_size=60),
    st.text("ab*_~|`[]()<>@#-+>:/\\ .1\n", max_size=40),
)
_long = st.builds(lambda text, n: text * n, texts, st.integers(1, 400))
_web = texts.map(lambda text: f"https://rfi.example/{text}")
_times = st.integers(-60_000_000_000, 200_000_000_000).map(
    lambda s: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=s)
)


def spans_of(words: st.SearchStrategy[str], most: int = 5) -> st.SearchStrategy[tuple[object, ...]]:
    """Spans of all kinds with such words in them."""
    return st.lists(
        st.one_of(
            words.map(Text), words.map(Bold), words.map(Faint), words.map(Code),
            st.builds(Link, words, _web | texts), st.builds(Time, _times, st.sampled_from(TimeStyle)),
        ),
        max_size=most,
    ).map(tuple)  # fmt: skip


spans = spans_of(texts)


def _blocks_of(some: st.SearchStrategy[tuple[object, ...]]) -> st.SearchStrategy[object]:
    """Blocks of all kinds with such spans in them."""
    return st.one_of(
        some.map(Para),
        st.lists(st.tuples(texts, some), max_size=6).map(tuple).map(Facts),
        st.lists(some, max_size=6).map(tuple).map(Bullets),
        st.builds(Table, st.tuples(texts, texts, texts), st.lists(st.tuples(some, some, some), max_size=4).map(tuple)),
        st.builds(MapPin, texts, st.just(Point(lat=18.4, lon=1.4)), st.floats(0, 5000)),
        st.builds(Picture, texts, texts | _long),
        (texts | _long).map(Heading),
        st.just(Divider()),
    )  # fmt: skip


_few = st.lists(_blocks_of(spans), max_size=5)
_big = st.lists(_blocks_of(spans_of(_long | texts, most=3)), min_size=4, max_size=9)
_crowd = st.lists(
    st.sampled_from(PIECES).map(lambda text: Para((Text(text),))) | st.just(Divider()), min_size=20, max_size=50
)
actions = st.builds(
    Action,
    label=texts | st.just("Details"),
    command=st.sampled_from(["incident", "status", "verdict", "subscribe", "forget-me"]),
    args=st.dictionaries(st.sampled_from(["id", "what", "confirm", "place"]), texts, max_size=3).map(
        lambda args: tuple(args.items())
    ),
)
cards = st.builds(
    Card,
    title=texts | _long,
    severity=st.none() | st.sampled_from(Severity),
    reader=st.builds(Reader, language=st.sampled_from(["en", "fr", "xx"]), units=st.sampled_from(Units)),
    blocks=st.one_of(_few, _few, _big, _crowd).map(tuple),
    actions=st.lists(actions, max_size=30).map(tuple),
    footer=spans | spans_of(_long, most=2),
    symbol=st.sampled_from(["", "◆", "!"]) | texts.map(lambda text: text[:3]),
)
# As many of everything as no card of ours has.
CROWD = Card(
    title="x" * 5000,
    severity=Severity.HIGH,
    blocks=tuple(block for index in range(60) for block in (Divider(), Para((Text(f"{index} " + "word " * 40),)))),
    actions=tuple(
        Action(label=f"Button {index}", command="incident", args=(("id", f"{index}"),)) for index in range(60)
    ),
    footer=(Text("y" * 5000), Time(NOW)),
)
