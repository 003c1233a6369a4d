"""When two wishes are the same, and what they are called."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands import wish
from bot.commands.desk import Desk
from bot.domain import matcher
from bot.domain.ids import ActorId, PlaceId, SubscriptionId
from bot.domain.incident import Severity, Standing
from bot.domain.place import Point
from bot.domain.subscription import Subscription
from bot.domain.wallclock import Period, Schedule
from tests.commands.conftest import CHANNEL, NOW

NEAR = matcher.Near(place=PlaceId("ml/kidal/kidal:town"), label="Kidal", point=Point(lat=18.44, lon=1.41), radius_km=50)


def test_the_canonical_text_is_the_same_in_every_process() -> None:
    actors = matcher.Actors(ids=frozenset({ActorId("fla"), ActorId("csp_psd")}), label="CSP")
    wanted = matcher.All(parts=(NEAR, matcher.Not(part=actors)))

    # Written out, because the ids of stored subscriptions are made from it.
    assert wish.canonical(wanted) == (
        "All(parts=[Near(place=ml/kidal/kidal:town,point=Point(lat=18.44,lon=1.41),radius_km=50),"
        "Not(part=Actors(ids={csp_psd,fla},roles={}))])"
    )


def test_labels_make_no_difference_but_everything_else_does() -> None:
    assert wish.canonical(replace(NEAR, label="kidal")) == wish.canonical(NEAR)
    assert wish.canonical(replace(NEAR, radius_km=51)) != wish.canonical(NEAR)
    assert wish.canonical(matcher.Killed(at_least=3)) != wish.canonical(matcher.Wounded(at_least=3))


WISH = Subscription(
    id=SubscriptionId("Q4XN7B2P"),
    destination=CHANNEL,
    label="Kidal",
    matcher=NEAR,
    min_severity=Severity.MEDIUM,
    min_standing=Standing.REPORTED,
    language="",
    created_by="u1",
    created_at=NOW,
)
DAILY = Schedule(period=Period.DAILY, minute=420)


@pytest.mark.parametrize(
    "other",
    [
        {"id": SubscriptionId("ZZZZZZZZ"), "label": "near:Kidal/50km", "created_by": "u2"},
        {"matcher": replace(NEAR, label="kidal")},
        {"delay": timedelta(hours=2), "mention": "oncall", "threads": False, "precision_km": 10.0, "tell_empty": True},
    ],
    ids=["words", "label", "options"],
)
def test_other_words_and_options_ask_for_the_same_news(other: dict[str, object]) -> None:
    assert wish.same(WISH, replace(WISH, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"matcher": replace(NEAR, radius_km=51)},
        {"min_severity": Severity.HIGH},
        {"min_standing": Standing.CONFIRMED},
        {"language": "fr"},
        {"digest": DAILY},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_other_news_or_moments_are_another_wish_for_the_store_too(desk: Desk, other: dict[str, object]) -> None:
    another = replace(WISH, id=SubscriptionId("ZZZZZZZZ"), **other)
    assert not wish.same(WISH, another)
    async with desk.store.write() as tx:
        assert await tx.subscriptions.add(WISH)
        assert not await tx.subscriptions.add(replace(WISH, id=SubscriptionId("YYYYYYYY"), label="near:Kidal/50km"))
        assert await tx.subscriptions.add(another)


@pytest.mark.parametrize("what", ["Kidal", "near:Kidal/50km", "ml/kidal/kidal:town"])
def test_a_places_id_is_shown_as_its_name_and_all_else_as_typed(desk: Desk, what: str) -> None:
    assert wish.label(what, desk) == ("Kidal" if what.endswith(":town") else what)
