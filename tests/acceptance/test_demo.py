"""`tocsin demo`: what a person sees of July to November 2023, without network or keys."""

import asyncio
import io
import re

import pytest

from bot.demo import conductor
from bot.demo.items import load

TITLE = re.compile(r"^┃ [▲◆●○■△◇] (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """What the demo printed, played without pauses."""
    out, folder = io.StringIO(), tmp_path_factory.mktemp("demo")
    asyncio.run(conductor.play(language="en", fast=True, keep=folder, out=out, width=100, colour=False))
    return out.getvalue()


@pytest.fixture(scope="module")
def firsts(played):
    """Headlines of first alerts: those of updates begin with what is new."""
    return [title for title in TITLE.findall(played) if not title.startswith(("Now ", "Update", "Correction"))]


@pytest.mark.parametrize(
    ("kind", "place", "day"),
    [
        ("handed over", "Ber", "13 August"),
        ("handed over", "Goundam", "16 August"),
        ("handed over", "Tessalit", "21 October"),
        ("abandoned", "Aguelhok", "23 October"),
        ("abandoned", "Kidal", "31 October"),
        ("captured", "Kidal", "14 November"),
        ("captured", "Anéfis", "7 October"),
        ("Convoy attacked", "Ouatagouna", "6 July"),
        ("Convoy attacked", "Fafa", "6 July"),
        ("Convoy attacked", "Ber", "13 August"),
        ("Convoy attacked", "Tabrichat", "3 to 4 October"),
        ("Convoy attacked", "Tabankort", "5 October"),
        ("Convoy attacked", "Aguelhok", "23 October"),
        ("Convoy attacked", "Kidal", "31 October"),
        ("Convoy attacked", "Kidal", "1 November"),
        ("Convoy attacked", "Kidal", "3 November"),
        ("Convoy attacked", "Anéfis", "4 November"),
    ],
)
def test_each_turning_point_is_one_alert(firsts, kind, place, day):
    told = [title for title in firsts if kind in title and place in title and day in title]
    assert len(told) == 1, firsts


def test_no_incident_is_told_as_new_twice(played, firsts):
    assert len(firsts) == len(set(firsts))
    assert len(firsts) >= 25


def test_later_reports_are_told_as_news_of_the_same_incident(played):
    assert "Now corroborated" in played
    assert "Correction" in played


def test_no_trap_is_told(played):
    for word in ("Somalia", "Nigeria", "football", "Indelimane", "coming weeks"):
        assert word not in played


def test_the_answer_at_the_end_says_who_held_kidal_and_since_when(played):
    answer = re.sub(r"\n┃ ?", " ", played[played.index("$ tocsin ask status Kidal") :])
    assert "Held by FAMa since 14 November 2023" in answer
    assert "CSP-PSD from 31 October 2023 (abandoned by MINUSMA" in answer


def test_the_progress_line_tells_where_the_replay_stands(played):
    _, items = load()
    lines = re.findall(r"^--- \d+ (\w+ 2023) · (\d+) of (\d+) items", played, re.MULTILINE)
    assert [month for month, _, _ in lines] == [
        f"{month} 2023" for month in ("July", "August", "September", "October", "November")
    ]
    assert all(total == str(len(items)) for _, _, total in lines)
