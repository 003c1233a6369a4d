"""How much a wish would have told: what the rules say of the last 90 days, and how the preview shows it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import volume
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.event import Event
from bot.domain.ids import RuleId
from bot.domain.taxonomy import Operation
from bot.engine.book import Rulebook
from tests.commands.conftest import NOW, caller, event, opened
from tests.commands.said import said
from tests.commands.standing import place

DAY = timedelta(days=1)


def attack(desk: Desk, days: float, where: str = "Kidal", **other: object) -> Event:
    """A convoy attacked so many days ago: a rule of high severity fires on it."""
    return event(place(desk, where), NOW - days * DAY, operation=Operation.CONVOY_ATTACK, **other)


async def expected(desk: Desk, line: str) -> str:
    text = said(await perform(line, caller(), desk))
    return next(row.removeprefix("To expect: ") for row in text.splitlines() if row.startswith("To expect: "))


async def test_a_preview_tells_the_messages_of_a_week_from_the_last_ninety_days(desk: Desk) -> None:
    # 39 attacks in 90 days are three a week; the oldest opens the store's first change.
    here = [attack(desk, 2 * day) for day in range(39, 0, -1)]
    there = [attack(desk, day, "Gao") for day in range(1, 80)]
    await opened(desk, attack(desk, 120, "Bamako"), *here, *there)

    assert await expected(desk, "subscribe Kidal") == "about 3 messages a week, as in the last 90 days"
    assert await expected(desk, "subscribe type:convoy_attack") == "about 9 messages a week, as in the last 90 days"
    assert await expected(desk, "subscribe Kidal digest=daily") == "about 3 incidents a week, as in the last 90 days"
    assert await expected(desk, "subscribe Tessalit") == "nothing, as in the last 90 days"


ONE_A_WEEK, NOTHING = "about 1 message a week, as in the last 90 days", "nothing, as in the last 90 days"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The desk with two rules that look at one incident each."""
    two = (RuleId("sahel/convoy_attack"), RuleId("sahel/town_captured"))
    return replace(desk, book=Rulebook({id_: desk.book.templates[id_] for id_ in two}))


async def test_only_what_would_have_raised_an_alert_for_this_wish_counts(desk: Desk) -> None:
    days = [1 + n / 2 for n in range(26)]  # twice a week; every second one of these is a real attack
    await opened(
        desk,
        attack(desk, 120),
        *(attack(desk, day) for day in days[::2]),
        *(event(place(desk, "Kidal"), NOW - day * DAY, operation=Operation.WITHDRAWAL) for day in days),  # no rule
        *(attack(desk, day, certainty=0.1) for day in (d + 0.1 for d in days)),  # rules leave out what is too unsure
        *(attack(desk, day, seen_at=NOW) for day in (d + 20.2 for d in days)),  # old news when it was seen
    )

    for line in ("", "severity=high", "standing=reported", "rule:sahel/convoy_attack"):
        assert await expected(desk, f"subscribe near:Kidal/50km {line}") == ONE_A_WEEK
    for line in ("severity=critical", "standing=confirmed", "rule:sahel/town_captured", "not rule:sahel/convoy_attack"):
        assert await expected(desk, f"subscribe near:Kidal/50km {line}") == NOTHING


async def test_a_young_tocsin_reckons_from_the_days_that_it_has_watched(desk: Desk) -> None:
    await opened(desk, *(attack(desk, day / 10) for day in range(30, 0, -1)))

    assert await expected(desk, "subscribe Kidal") == "about 70 messages a week, as in the last 3 days"


async def test_old_news_that_a_young_tocsin_found_is_spread_over_its_own_time(desk: Desk) -> None:
    await opened(desk, *(attack(desk, day, seen_at=NOW) for day in (7, 6, 5, 4, 3, 2, 1)))

    assert await expected(desk, "subscribe Kidal") == "about 7 messages a week, as in the last 7 days"


async def test_before_anything_was_read_nothing_is_promised(desk: Desk) -> None:
    assert await expected(desk, "subscribe Kidal") == "not known yet: nothing has been read so far"


async def test_a_store_too_full_to_be_read_whole_gives_the_rate_of_what_was_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(desk, attack(desk, 120), *(attack(desk, day) for day in range(1, 31)))
    monkeypatch.setattr(volume, "MOST_READ", 10)

    assert await expected(desk, "subscribe Kidal") == "about 7 messages a week, as in the last 10 days"


async def test_three_examples_are_shown_the_newest_first(desk: Desk) -> None:
    made = await opened(desk, *(attack(desk, day) for day in range(5, 0, -1)))

    text = said(await perform("subscribe Kidal", caller(), desk))

    newest = [one.id for one in made[::-1]]
    assert [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith("Convoy attacked")] == newest[:3]
    assert "Convoy attacked: Kidal, Kidal region (Mali), 19 November 2023" in text


@pytest.mark.parametrize(("a_day", "is_loud"), [(10, False), (11, True)])
async def test_more_than_people_read_is_warned_of_with_calmer_ways(desk: Desk, a_day: int, is_loud: bool) -> None:
    await opened(desk, *(attack(desk, 10 - n / a_day) for n in range(10 * a_day)))

    reply = await perform("subscribe Kidal", caller(), desk)

    text = said(reply)
    assert ("That is more than people read." in text) is is_loud
    assert ("only what is high or critical: subscribe Kidal severity=high confirm=yes" in text) is is_loud
    assert ("in one message a day: subscribe Kidal digest=daily confirm=yes" in text) is is_loud
    assert ("Only high and critical" in [action.label for action in reply.card.actions]) is is_loud


async def test_a_digest_is_never_too_loud_and_high_alone_is_offered_once(desk: Desk) -> None:
    await opened(desk, *(attack(desk, 10 - n / 20) for n in range(200)))

    assert "more than people read" not in said(await perform("subscribe Kidal digest=daily", caller(), desk))
    high = said(await perform("subscribe Kidal severity=high", caller(), desk))
    assert "more than people read" in high
    assert "only what is high or critical" not in high
