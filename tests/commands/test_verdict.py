"""The answer to `verdict`, and what is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.incident import Incident
from bot.domain.mute import Mute
from bot.domain.verdict import Opinion, Verdict
from bot.routing.mute import hold_of
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import held, parked, told

DAY = timedelta(days=1)


@pytest.fixture
async def incident(desk: Desk) -> Incident:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - DAY))
    return one


async def _stored(desk: Desk) -> list[Verdict]:
    async with desk.store.read() as tx:
        return await tx.verdicts.between(NOW - DAY, NOW + DAY)


@pytest.mark.parametrize("opinion", list(Opinion))
async def test_an_opinion_on_what_was_told_here_is_kept_for_the_one_who_gave_it(
    desk: Desk, incident: Incident, opinion: Opinion
) -> None:
    await told(desk, incident)

    reply = await perform(f"verdict {incident.id} {opinion.value}", caller(may_change=False), desk)

    assert reply.ok
    assert reply.private
    assert reply.card.title == f"Noted: {opinion.value}"
    assert await _stored(desk) == [
        Verdict(destination=CHANNEL, incident=incident.id, user="u1", opinion=opinion, at=NOW)
    ]


async def test_who_changes_their_mind_is_counted_once_and_others_beside_them(desk: Desk, incident: Incident) -> None:
    await told(desk, incident)
    await perform(f"verdict {incident.id} useful", caller(), desk)
    await perform(f"verdict {incident.id} wrong", replace(caller(), user="u2"), desk)
    await perform(f"verdict {incident.id.lower()} duplicate", caller(), desk)

    assert {(one.user, one.opinion) for one in await _stored(desk)} == {
        ("u1", Opinion.DUPLICATE),
        ("u2", Opinion.WRONG),
    }


async def test_what_was_told_as_a_part_of_another_message_can_be_judged(desk: Desk, incident: Incident) -> None:
    await perform("mute Kidal", caller(), desk)
    async with desk.store.read() as tx:
        (mute,) = await tx.mutes.of(CHANNEL, NOW)
    part = await held(desk, incident, hold_of(mute))
    carrier = await told(desk, incident, to=OTHER_CHANNEL)
    async with desk.store.write() as tx:
        await tx.outbox.fold([part.id], carrier.id)

    assert (await perform(f"verdict {incident.id} useful", caller(), desk)).ok


async def _waits(desk: Desk, incident: Incident) -> None:
    await perform("mute Kidal", caller(), desk)
    async with desk.store.read() as tx:
        mutes: list[Mute] = await tx.mutes.of(CHANNEL, NOW)
    await held(desk, incident, hold_of(mutes[0]))


async def _was_refused(desk: Desk, incident: Incident) -> None:
    await parked(desk, incident, "forbidden")


async def _was_told_elsewhere(desk: Desk, incident: Incident) -> None:
    await told(desk, incident, to=OTHER_CHANNEL)


async def _is_only_known(desk: Desk, incident: Incident) -> None:
    return None


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("prepare", [_waits, _was_refused, _was_told_elsewhere, _is_only_known])
async def test_what_was_not_told_here_cannot_be_judged(
    desk: Desk, incident: Incident, prepare: object, language: str
) -> None:
    await prepare(desk, incident)

    reply = await perform(f"verdict {incident.id} useful", caller(language=language), desk)

    assert not reply.ok
    assert f"incident {incident.id}" in said(reply).splitlines()
    assert await _stored(desk) == []


async def test_a_mistyped_id_is_answered_with_the_nearest_and_the_same_opinion(desk: Desk, incident: Incident) -> None:
    await told(desk, incident)
    wrong = ("0" if incident.id[0] != "0" else "1") + incident.id[1:]

    reply = await perform(f"verdict {wrong} duplicate", caller(), desk)

    assert not reply.ok
    (line,) = [text for text in said(reply).splitlines() if text.startswith("verdict ")]
    assert (await perform(line, caller(), desk)).ok
    assert [one.opinion for one in await _stored(desk)] == [Opinion.DUPLICATE]


async def test_another_opinion_than_the_three_is_refused(desk: Desk, incident: Incident) -> None:
    await told(desk, incident)

    reply = await perform(f"verdict {incident.id} usefull", caller(), desk)

    assert not reply.ok
    assert any("useful" in text for text in said(reply).splitlines() if text.startswith("verdict "))
    assert await _stored(desk) == []


async def test_a_verdict_leaves_no_trace_in_the_log_that_the_channel_reads(desk: Desk, incident: Incident) -> None:
    await told(desk, incident)
    await perform(f"verdict {incident.id} wrong", caller(), desk)

    async with desk.store.read() as tx:
        assert await tx.audit.of(CHANNEL, 10) == []


async def test_the_answer_is_in_the_askers_language(desk: Desk, incident: Incident) -> None:
    await told(desk, incident)

    text = said(await perform(f"verdict {incident.id} useful", caller(language="fr"), desk))

    assert "Noté\u00a0: utile" in text
    assert "Personne ne voit qui l’a donné." in text
