"""The name of a hold: one for each destination, kind and key."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.hold import HoldKind, hold_id
from bot.domain.subscription import Destination
from tests.store.make import CHANNEL

short = st.text("ab:|", max_size=3)
holds = st.tuples(
    st.builds(Destination, platform=st.sampled_from(["a", "b"]), tenant=st.sampled_from(["a", "b"]), channel=short),
    st.sampled_from(HoldKind),
    short,
)


def test_the_name_of_a_hold_never_changes():
    # Rows of the store bear it: another one would hold the same messages a second time.
    assert hold_id(CHANNEL, HoldKind.MUTE, "7K3M9P2Q") == "1fafc735d15983089cacf9d9"


@given(holds, holds)
def test_two_holds_have_one_name_exactly_where_destination_kind_and_key_are_the_same(one, other):
    assert (hold_id(*one) == hold_id(*other)) is (one == other)


def test_channels_of_one_server_have_holds_of_their_own():
    there = replace(CHANNEL, channel="other")
    assert hold_id(CHANNEL, HoldKind.QUIET, "k") != hold_id(there, HoldKind.QUIET, "k")
