"""A dark source is one line in the log, and one more when it is back."""

import logging
from datetime import UTC, datetime

import pytest

from bot.bus import LocalBus
from bot.domain.health import SourceHealth, SourceState
from bot.domain.ids import SourceId
from bot.pipeline.health import Announce

AT = datetime(2026, 1, 1, tzinfo=UTC)


def one(number, state):
    is_ok = state is SourceState.OK
    return SourceHealth(
        source=SourceId("rss"),
        feed=f"f{number}",
        state=state,
        since=AT,
        polled_at=AT,
        item_at=None,
        failures=0 if is_ok else 3,
        detail="" if is_ok else "cannot resolve host",
    )


def feeds(*states):
    return [one(number, state) for number, state in enumerate(states)]


OK, DARK, REFUSED = SourceState.OK, SourceState.DARK, SourceState.REFUSED


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ([feeds(OK, OK), feeds(OK, OK)], []),
        ([feeds(DARK, DARK), feeds(DARK, REFUSED), feeds(DARK, DARK)], ["source_down"]),
        ([feeds(DARK, DARK), feeds(OK, OK)], ["source_down", "source_up"]),
        ([feeds(DARK, OK), feeds(DARK, DARK), feeds(OK, OK)], ["source_down", "source_down", "source_up"]),
    ],
    ids=["well", "dark for long", "back again", "some, then all"],
)
def test_only_turns_are_told(caplog, looks, said):
    announce = Announce(store=None, bus=LocalBus())
    with caplog.at_level(logging.INFO):
        for look in looks:
            announce.look(look)
    assert [record.action for record in caplog.records] == said


def test_the_line_tells_how_many_feeds_fail_and_the_commonest_reason(caplog):
    announce = Announce(store=None, bus=LocalBus())
    announce.look(feeds(DARK, DARK, OK))
    record = caplog.records[0]
    assert (record.source, record.feeds, record.failing, record.reason) == ("rss", 3, 2, "cannot resolve host")
