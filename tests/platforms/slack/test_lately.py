"""What was learnt lately is known for its time, and never too much of it."""

from __future__ import annotations

from bot.platforms.slack.lately import Lately


def test_what_is_known_is_forgotten_after_its_time() -> None:
    now = [100.0]
    known: Lately[str] = Lately(10.0, now=lambda: now[0])
    assert known.put("a", "x") == "x"
    now[0] = 109.9
    assert known.get("a") == "x"
    now[0] = 110.0
    assert known.get("a") is None


def test_what_is_said_again_counts_anew() -> None:
    now = [0.0]
    known: Lately[str] = Lately(10.0, now=lambda: now[0])
    known.put("a", "x")
    now[0] = 9.0
    known.put("a", "y")
    now[0] = 18.0
    assert known.get("a") == "y"


def test_the_oldest_is_forgotten_where_there_is_too_much() -> None:
    known: Lately[int] = Lately(10.0, most=2, now=lambda: 0.0)
    for number in range(3):
        known.put(str(number), number)
    known.put("1", 1)
    known.put("3", 3)
    assert [known.get(str(number)) for number in range(4)] == [None, 1, None, 3]
