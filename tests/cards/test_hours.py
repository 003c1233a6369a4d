"""Lengths of time, quiet hours and moments of digests in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards import hours
from bot.cards.phrases import Phrases
from bot.domain.wallclock import Period, Quiet, Schedule

EN, FR = Phrases("en"), Phrases("fr")


@pytest.mark.parametrize(
    ("span", "english", "french"),
    [
        (timedelta(minutes=1), "1 minute", "1 minute"),
        (timedelta(minutes=90), "1 hour 30 minutes", "1 heure 30 minutes"),
        (timedelta(hours=24), "1 day", "1 jour"),
        (timedelta(hours=36), "1 day 12 hours", "1 jour 12 heures"),
        (timedelta(days=14), "2 weeks", "2 semaines"),
        (timedelta(days=15), "15 days", "15 jours"),
        (timedelta(), "0 minutes", "0 minute"),
    ],
)
def test_a_length_of_time_is_told_exactly(span: timedelta, english: str, french: str) -> None:
    assert (hours.length(span, EN), hours.length(span, FR)) == (english, french)


@pytest.mark.parametrize(
    ("when", "english", "french"),
    [
        (Schedule(period=Period.HOURLY), "every hour, on the hour", "chaque heure, à l’heure juste"),
        (Schedule(period=Period.HOURLY, minute=5), "every hour, at minute 5", "chaque heure, à la minute 5"),
        (Schedule(period=Period.DAILY, minute=450), "every day at 07:30", "chaque jour à 07:30"),
        (Schedule(period=Period.WEEKLY, minute=0, weekday=6), "every Sunday at 00:00", "chaque dimanche à 00:00"),
    ],
)
def test_the_moments_of_a_digest_are_told(when: Schedule, english: str, french: str) -> None:
    assert (hours.schedule(when, EN), hours.schedule(when, FR)) == (english, french)


def test_quiet_hours_are_told_as_a_clock_shows_them() -> None:
    night = Quiet(from_minute=22 * 60, to_minute=6 * 60 + 5)
    assert (hours.quiet(night, EN), hours.quiet(night, FR)) == ("from 22:00 to 06:05", "de 22:00 à 06:05")
