"""Text out of markup: readable, visible, and quickly made whatever is put in."""

import time

import pytest

from bot.sources.rss.plain import MAX_TEXT, clean, one_line, plain_text

TEXTS = {
    "a < b & c": "a < b & c",
    "<p>Un</p><p>deux <b>gras</b></p>": "Un\ndeux gras",
    "a<br/>b<br>c": "a\nb\nc",
    "5 &lt; 6 and <b>x</b>": "5 < 6 and x",
    "3 &amp;lt; 4": "3 < 4",
    "&lt;p&gt;escaped twice&lt;/p&gt; &amp;amp; &amp;#039;quoted": "escaped twice\n& 'quoted",
    'x<script>if(a<b)alert("1")</script>y': "xy",
    "<style>p{}</style><!-- <p>no</p> -->yes": "yes",
    '<img alt="a > b" src=x onerror=alert(1)>text': "text",
    "<a href='x'>l'armée</a>": "l'armée",
    "<svg/>shown<iframe src=x></iframe>": "shown",
    "<script>never closed": "",
    "<!-- never closed": "",
    "l&#039;arm&eacute;e&nbsp;: &#171;oui&#187;": "l'armée : «oui»",
    "Re\u202eversed \u200bze\u00adro\x07": "Reversed zero",
    "\ufeff\tTitre\n\n\n  suite ": "Titre\nsuite",
    "ߞߊ߬\u200d and \u0645\u06cc\u200c\u062e": "ߞߊ߬\u200d and \u0645\u06cc\u200c\u062e",
    "lone \ud800 surrogate": "lone surrogate",
    "": "",
}


@pytest.mark.parametrize("markup", TEXTS)
def test_markup_becomes_what_a_reader_would_see(markup: str) -> None:
    assert plain_text(markup) == TEXTS[markup]


def test_titles_are_one_line_and_texts_have_an_end() -> None:
    assert one_line("<b>Mali</b>:\n\tKidal ", 500) == "Mali: Kidal"
    assert one_line("a" * 600, 500) == "a" * 500
    assert len(plain_text("mot " * 100_000)) <= MAX_TEXT


def test_visible_text_is_left_alone() -> None:
    assert clean("Ménaka – l’armée « avance »") == "Ménaka – l’armée « avance »"


HOSTILE = {
    "open tags": "<a" * 100_000,
    "open comments": "<!--" * 50_000,
    "open declarations": "<!" * 100_000,
    "open quotes": "<a " + "b='" * 60_000,
    "paired quotes": "<a " + "'\"" * 90_000 + ">",
    "open ends": "</a" * 60_000,
    "deep": "<div>" * 40_000,
    "ampersands": "&" + "amp;" * 50_000,
    "escaped tags": "&lt;a" * 40_000,
    "spaces": " \n" * 90_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_markup_takes_no_longer_than_its_length(case: str) -> None:
    started = time.process_time()
    plain_text(HOSTILE[case])
    # Half a second is a hundred times what most take here; a parser of quadratic time needs minutes.
    assert time.process_time() - started < 2
