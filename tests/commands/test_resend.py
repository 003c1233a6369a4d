"""The answer to `resend`, and what is due again."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.delivery import Delivery, DeliveryState
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import parked, told

HOUR = timedelta(hours=1)
OPERATOR = caller(is_operator=True, may_change=False)


@pytest.fixture
async def given_up(desk: Desk) -> list[Delivery]:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await opened(desk, *(event(kidal, NOW - hours * HOUR) for hours in range(3)))
    await told(desk, made[0])
    return [await parked(desk, one, "forbidden", to=OTHER_CHANNEL, at=NOW - HOUR) for one in made[1:]]


async def _waiting(desk: Desk) -> set[str]:
    async with desk.store.read() as tx:
        return {one.id for one in await tx.outbox.waiting_news(OTHER_CHANNEL)}


@pytest.mark.parametrize("write", [str, str.upper], ids=["plain", "capitals"])
async def test_one_delivery_is_due_at_once(desk: Desk, given_up: list[Delivery], write: object) -> None:
    reply = await perform(f"resend {write(given_up[0].id)}", OPERATOR, desk)

    assert reply.ok
    assert reply.private
    assert "1 delivery is due now." in said(reply)
    async with desk.store.read() as tx:
        again = await tx.outbox.get(given_up[0].id)
    assert again is not None
    assert (again.state, again.next_at) == (DeliveryState.PENDING, NOW)
    assert await _waiting(desk) == {given_up[0].id}


@pytest.mark.parametrize("word", ["all", "tout"])
async def test_all_that_was_given_up_is_due_at_once_and_nothing_else(
    desk: Desk, given_up: list[Delivery], word: str
) -> None:
    reply = await perform(f"resend {word}", OPERATOR, desk)

    assert "2 deliveries are due now." in said(reply)
    assert await _waiting(desk) == {one.id for one in given_up}
    async with desk.store.read() as tx:
        assert await tx.outbox.waiting_news(CHANNEL) == []


async def test_with_nothing_given_up_that_is_said(desk: Desk) -> None:
    reply = await perform("resend all", OPERATOR, desk)

    assert reply.ok
    assert "there is nothing to try again" in said(reply)


async def test_trying_again_stands_in_the_log(desk: Desk, given_up: list[Delivery]) -> None:
    await perform("resend all", OPERATOR, desk)

    async with desk.store.read() as tx:
        (entry,) = await tx.audit.all(10)
    assert (entry.user, entry.line, entry.at) == ("u1", "resend all", NOW)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_an_id_that_was_not_given_up_is_refused_with_the_nearest(
    desk: Desk, given_up: list[Delivery], language: str
) -> None:
    asked = caller(is_operator=True, language=language)
    wrong = ("0" if given_up[0].id[0] != "0" else "1") + given_up[0].id[1:]

    reply = await perform(f"resend {wrong}", asked, desk)

    assert not reply.ok
    assert f"resend {given_up[0].id}" in said(reply).splitlines()
    assert await _waiting(desk) == set()
    async with desk.store.read() as tx:
        assert await tx.audit.all(10) == []


async def test_what_was_sent_is_not_sent_again(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW))
    sent = await told(desk, one)

    assert not (await perform(f"resend {sent.id}", OPERATOR, desk)).ok
    async with desk.store.read() as tx:
        assert (await tx.outbox.tally()).get(DeliveryState.PENDING, 0) == 0


async def test_trying_again_is_for_operators(desk: Desk, given_up: list[Delivery]) -> None:
    assert not (await perform("resend all", caller(), desk)).ok
    assert await _waiting(desk) == set()
