"""The answer to `subscribe`, and what is stored."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain import matcher
from bot.domain.incident import Severity
from bot.domain.matcher import Near, Within
from bot.domain.subscription import Subscription
from bot.domain.taxonomy import Operation
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, fights, opened
from tests.commands.said import said


async def _standing(desk: Desk) -> list[Subscription]:
    async with desk.store.read() as tx:
        return await tx.subscriptions.of(CHANNEL)


async def _only(desk: Desk) -> Subscription:
    (one,) = await _standing(desk)
    return one


async def test_a_town_alone_means_fifty_kilometres_around_it(desk: Desk) -> None:
    reply = await perform("subscribe kidal", caller(), desk)

    one = await _only(desk)
    assert reply.ok
    assert isinstance(one.matcher, Near)
    assert one.matcher.radius_km == 50
    assert one.label == "kidal"  # as typed
    assert (one.min_severity, one.language, one.created_by) == (Severity.MEDIUM, "en", "u1")
    assert "within 50 km of Kidal" in said(reply)


@pytest.mark.parametrize(
    ("what", "admin1", "admin2"),
    [("Kidal region", "Kidal", ""), ("Mali", "", ""), ("cercle d'Ansongo", "Gao", "Ansongo")],
)
async def test_an_area_alone_means_the_area(desk: Desk, what: str, admin1: str, admin2: str) -> None:
    await perform(f"subscribe {what}", caller(), desk)

    wanted = (await _only(desk)).matcher
    assert isinstance(wanted, Within)
    assert (wanted.country, wanted.admin1, wanted.admin2) == ("ML", admin1, admin2)


async def test_the_short_form_is_understood_with_severity_and_language(desk: Desk) -> None:
    line = "subscribe near:Kidal/80km type:convoy_attack killed>=3 severity=high language=fr"
    reply = await perform(line, caller(), desk)

    one = await _only(desk)
    assert reply.ok
    assert one.label == "near:Kidal/80km type:convoy_attack killed>=3"
    assert (one.min_severity, one.language) == (Severity.HIGH, "fr")
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    whole = (await opened(desk, event(kidal, NOW, operation=Operation.CONVOY_ATTACK)))[0]
    assert not matcher.holds(one.matcher, whole)  # two killed, not three


@pytest.mark.parametrize("what", ["JNIM", "ambush", "convoy attack", "everything", "tout"])
async def test_an_actor_a_word_of_the_taxonomy_or_everything_can_be_wished_alone(desk: Desk, what: str) -> None:
    reply = await perform(f"subscribe {what}", caller(), desk)

    kidal = desk.places.find("Kidal")
    assert kidal is not None
    told = event(
        kidal,
        NOW,
        operation=Operation.AMBUSH,
        operations=frozenset({Operation.AMBUSH, Operation.CONVOY_ATTACK}),
        participants=(fights(desk, "JNIM"),),
    )
    (whole,) = await opened(desk, told)
    assert reply.ok
    assert matcher.holds((await _only(desk)).matcher, whole)


async def test_the_same_wish_twice_is_said_kindly_and_stored_once(desk: Desk) -> None:
    await perform("subscribe Kidal", caller(), desk)
    again = await perform("subscribe  near:KIDAL/50km", caller(), desk)

    one = await _only(desk)
    assert again.ok
    assert again.card.title == "This wish stands already"
    assert one.id in said(again)


async def test_another_severity_or_channel_is_another_wish(desk: Desk) -> None:
    await perform("subscribe Kidal", caller(), desk)
    await perform("subscribe Kidal severity=critical", caller(), desk)
    await perform("subscribe Kidal", caller(destination=OTHER_CHANNEL), desk)

    async with desk.store.read() as tx:
        every = await tx.subscriptions.all()
    assert len({one.id for one in every}) == 3


async def test_the_reply_tells_how_many_a_week_to_expect_from_the_last_ninety_days(desk: Desk) -> None:
    kidal, gao = desk.places.find("Kidal"), desk.places.find("Gao")
    assert kidal is not None
    assert gao is not None
    here = [event(kidal, NOW - timedelta(days=2 * day)) for day in range(1, 40)]
    await opened(desk, *here, *(event(gao, NOW - timedelta(days=day)) for day in range(1, 80)))

    # 39 incidents in 90 days are three a week.
    assert "about 3 incidents a week" in said(await perform("subscribe Kidal", caller(), desk))
    assert "less than one incident a week" in said(await perform("subscribe Tessalit", caller(), desk))
    assert "about 9 incidents a week" in said(await perform("subscribe type:ambush", caller(), desk))


async def test_the_reply_is_in_the_askers_language_and_the_alerts_too(desk: Desk) -> None:
    text = said(await perform("subscribe Kidal", caller(language="fr"), desk))

    assert (await _only(desk)).language == "fr"
    assert "This channel" not in text
    assert "within" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "what",
    ["Kidaal", "near:Kidaal/50km", "type:ambsh", "near:Kidal/50 parsecs", "colour:blue", "killed>=many", "actor:"],
)
async def test_what_is_not_understood_is_refused_and_nothing_stored(desk: Desk, what: str, language: str) -> None:
    reply = await perform(f"subscribe {what}", caller(language=language), desk)

    assert not reply.ok
    assert await _standing(desk) == []


@pytest.mark.parametrize(("typed", "meant"), [("convoy_atack", "convoy_attack"), ("drone strik", "drone_strike")])
async def test_a_misspelt_type_is_answered_with_the_nearest_as_a_command(desk: Desk, typed: str, meant: str) -> None:
    reply = await perform(f"subscribe {typed}", caller(), desk)

    assert not reply.ok
    assert typed in reply.card.title
    assert f"subscribe {meant}" in said(reply).splitlines()
