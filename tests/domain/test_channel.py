"""A channel that never set anything, and who its cards are written for."""

from datetime import timedelta

import pytest

from bot.domain.channel import CAP, LEAST_CAP, MOST_CAP, Channel
from bot.domain.reader import Reader, Units
from tests.store.make import CHANNEL


@pytest.mark.parametrize(
    ("own", "default", "expected"), [("", "fr", "fr"), ("", "en", "en"), ("en", "fr", "en"), ("fr", "en", "fr")]
)
def test_a_channel_reads_its_own_language_or_else_the_default(own, default, expected):
    assert Channel(destination=CHANNEL, language=own).reader(default).language == expected


def test_a_channel_reads_in_its_own_zone_and_units():
    channel = Channel(destination=CHANNEL, zone="Africa/Bamako", units=Units.IMPERIAL)
    assert channel.reader("en") == Reader(language="en", zone="Africa/Bamako", units=Units.IMPERIAL)


def test_a_channel_that_never_set_anything_is_told_all_the_time_and_mentions_nobody():
    channel = Channel(destination=CHANNEL)
    assert channel.reader("en") == Reader()
    assert (channel.quiet, channel.mention, channel.suspended) == (None, "", "")
    assert (channel.group_wait, channel.cooldown, channel.repeat) == (timedelta(), timedelta(), timedelta())
    assert LEAST_CAP <= channel.cap == CAP <= MOST_CAP
