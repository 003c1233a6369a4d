"""The options of a wish, and how those of a standing one are changed."""

from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import Channel
from bot.domain.incident import Severity
from bot.domain.wallclock import Period, Schedule
from tests.commands.conftest import CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import log, only_wish, save, wishes

ALL_OPTIONS = "mention=oncall mention_from=critique threads=non precision=25 km delay=2 heures"


async def test_every_option_is_saved(desk: Desk) -> None:
    line = f"subscribe Kidal digest=weekly lun 07:30 {ALL_OPTIONS} empty=oui confirm=yes"
    reply = await perform(line, caller(), desk)

    one = await only_wish(desk)
    assert reply.ok
    assert one.label == "Kidal"  # the words of the options did not become words of the wish
    assert one.digest == Schedule(period=Period.WEEKLY, minute=450, weekday=0)
    assert (one.mention, one.mention_from) == ("oncall", Severity.CRITICAL)
    assert (one.threads, one.precision_km, one.delay) == (False, 25, timedelta(hours=2))
    assert one.tell_empty


async def test_the_preview_tells_every_option_and_the_next_moment_of_a_digest(desk: Desk) -> None:
    await save(desk, Channel(destination=CHANNEL, zone="Africa/Niamey"))
    text = said(await perform(f"subscribe Kidal digest=daily@07:30 {ALL_OPTIONS} empty=tell", caller(), desk))

    assert "in a digest every day at 07:30; next: 2023-11-21 06:30" in text  # 07:30 there is 06:30 in UTC
    for words in ("oncall, from critical severity on", "no thread", "to within 25 km", "Delay: 2 hours", "in one line"):
        assert words in text


async def test_other_options_of_a_standing_wish_change_it_in_its_place(desk: Desk) -> None:
    await perform("subscribe Kidal mention=oncall confirm=yes", caller(), desk)
    before = await only_wish(desk)

    preview = await perform("subscribe near:Kidal/50km delay=2h", caller(), desk)
    assert preview.card.title == "Not saved yet: change this wish?"
    assert "Delay: no delay → 2 hours" in said(preview)
    assert await wishes(desk) == [before]

    reply = await perform("subscribe near:Kidal/50km delay=2h confirm=yes", caller(), desk)
    after = await only_wish(desk)
    assert reply.card.title == "Subscription changed"
    assert (after.id, after.label, after.created_at) == (before.id, before.label, before.created_at)
    assert (after.mention, after.delay) == ("oncall", timedelta(hours=2))
    assert len(await log(desk)) == 2


async def test_an_option_that_is_so_already_changes_nothing(desk: Desk) -> None:
    await perform("subscribe Kidal delay=2h confirm=yes", caller(), desk)

    reply = await perform("subscribe Kidal delay=120m confirm=yes", caller(), desk)

    assert reply.card.title == "This wish stands already"
    assert len(await log(desk)) == 1


async def test_options_of_everything_are_changed_without_a_second_warning(desk: Desk) -> None:
    await perform("subscribe everything confirm=everything", caller(), desk)

    preview = await perform("subscribe everything delay=2h", caller(), desk)
    (action,) = preview.card.actions
    await perform(f"subscribe everything delay=2h confirm={dict(action.args)['confirm']}", caller(), desk)

    assert (await only_wish(desk)).delay == timedelta(hours=2)


async def test_options_can_be_taken_back(desk: Desk) -> None:
    await perform(f"subscribe Kidal {ALL_OPTIONS} confirm=yes", caller(), desk)
    await perform("subscribe Kidal threads=on precision=off delay=off mention=none confirm=yes", caller(), desk)

    one = await only_wish(desk)
    assert (one.threads, one.precision_km, one.delay, one.mention) == (True, 0, timedelta(), "")


async def test_only_a_digest_can_be_empty(desk: Desk) -> None:
    reply = await perform("subscribe Kidal empty=tell", caller(), desk)

    assert not reply.ok
    assert "subscribe Kidal digest=daily empty=tell" in said(reply).splitlines()


@pytest.mark.parametrize(
    ("given", "mended"),
    [
        ("delay=8d", "delay=1w"),
        ("precision=300km", "precision=200km"),
        ("digest=mondey", "digest=weekly"),
        ("mention_from=hihg", "mention_from=high"),
        ("threads=of", "threads=off"),
    ],
)
async def test_an_option_out_of_bounds_or_misspelt_is_answered_with_the_nearest(
    desk: Desk, given: str, mended: str
) -> None:
    reply = await perform(f"subscribe Kidal {given}", caller(), desk)

    assert not reply.ok
    assert f"subscribe Kidal {mended}" in said(reply).splitlines()


async def test_a_digest_offers_no_other_digest_and_an_instant_wish_offers_one(desk: Desk) -> None:
    instant = await perform("subscribe Kidal", caller(), desk)
    digest = await perform("subscribe Kidal digest=weekly", caller(), desk)

    assert [action.label for action in instant.card.actions] == ["Subscribe", "As a daily digest"]
    assert [action.label for action in digest.card.actions] == ["Subscribe"]
