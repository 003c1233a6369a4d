"""Destinations and the one string that names them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.subscription import Destination, destination
from tests.store.make import CHANNEL

plain = st.text(max_size=12).filter(lambda text: ":" not in text)


def test_a_key_names_platform_tenant_and_channel():
    assert CHANNEL.key == "terminal:here:screen"
    assert destination("terminal:here:screen") == CHANNEL


@given(plain, plain, st.text(max_size=12))
def test_a_key_leads_back_to_its_destination(platform, tenant, channel):
    one = Destination(platform=platform, tenant=tenant, channel=channel)
    assert destination(one.key) == one


def test_a_channel_may_be_called_with_colons():
    matrix = Destination(platform="matrix", tenant="home", channel="!room:example.org:8448")
    assert destination(matrix.key) == matrix
    assert destination("a:b:::").channel == "::"


@given(st.text(":ab", min_size=2, max_size=9).filter(lambda key: key.count(":") >= 2))
def test_every_key_of_three_parts_names_exactly_one_destination(key):
    assert destination(key).key == key


@pytest.mark.parametrize("key", ["", "terminal", "terminal:here"])
def test_a_key_without_three_parts_is_refused(key):
    with pytest.raises(ValueError, match="not enough values"):
        destination(key)


def test_destinations_sort_by_platform_then_tenant_then_channel():
    keys = ["b:a:a", "a:b:a", "a:a:b", "a:a:a"]
    assert [one.key for one in sorted(map(destination, keys))] == ["a:a:a", "a:a:b", "a:b:a", "b:a:a"]
