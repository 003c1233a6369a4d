"""Names made from parts: stable for years, different for different parts, whatever bytes a publisher sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import digest, short_code

# Text as publishers send it: with the separator and its escape, and with halves of surrogate pairs.
hostile = st.text(
    st.one_of(st.sampled_from("\x1e\x1f01ab\ud800\udfff"), st.characters(exclude_categories=())), max_size=6
)
parts = st.lists(hostile, min_size=1, max_size=4).map(tuple)
makers = pytest.mark.parametrize("make", [digest, short_code])


# Stored rows and codes that people wrote down hang on these. The first is the head of
# printf 'rss\037rfi\0371' | sha256sum
def test_names_stay_the_same_from_release_to_release():
    assert digest("rss", "rfi", "1") == "fac14d669f9220b0f37d4868"
    assert digest("é\n") == "edd3a863872a04239eb29ad4"
    assert short_code("rss", "rfi", "1") == "ZB0MTSMZ"
    assert short_code("Kidal") == "DT2TEFJQ"


@given(parts)
def test_a_digest_is_24_hexadecimal_characters(given_parts):
    name = digest(*given_parts)
    assert len(name) == 24
    assert set(name) <= set("0123456789abcdef")


@given(parts)
def test_a_short_code_is_8_characters_that_nobody_mishears(given_parts):
    code = short_code(*given_parts)
    assert len(code) == 8
    assert set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_short_codes_use_the_whole_alphabet():
    assert set("".join(short_code(str(n)) for n in range(200))) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@makers
@given(a=parts, b=parts)
def test_names_are_the_same_exactly_where_the_parts_are(make, a, b):
    assert (make(*a) == make(*b)) == (a == b)


@makers
@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("a", "bc"), ("ab", "c")),
        (("a", "b"), ("a\x1fb",)),
        (("a\x1f", "b"), ("a", "\x1fb")),
        (("a\x1f",), ("a\x1e1",)),
        (("a\x1e",), ("a\x1e0",)),
        (("a", ""), ("a",)),
        (("a", "b"), ("b", "a")),
    ],
    ids=["other cut", "separator in a part", "separator at the cut", "escape", "escape's escape", "empty", "order"],
)
def test_the_border_between_parts_cannot_be_forged(make, a, b):
    assert make(*a) != make(*b)


@makers
def test_half_a_surrogate_pair_is_named_like_any_text(make):
    assert make("\ud83d") != make("\ude00")
    assert make("\ud83d") == make("\ud83d")
