"""The answer to `mute`, and what is stored: the mute, its hold, and the entry in the audit log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.channel import Channel
from bot.domain.clock import SteppedClock
from bot.domain.hold import HoldKind, hold_id
from bot.domain.incident import Severity
from bot.domain.matcher import EVERYTHING, Actors, Incidents, Near, Rules, Types
from bot.domain.mute import Mute
from bot.domain.place import Place
from bot.domain.taxonomy import Operation
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import CONVOY, told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def kidal(desk: Desk) -> Place:
    found = desk.places.find("Kidal")
    assert found is not None
    return found


async def _in_force(desk: Desk, at: object = NOW) -> list[Mute]:
    async with desk.store.read() as tx:
        return await tx.mutes.of(CHANNEL, at)


async def _only(desk: Desk) -> Mute:
    (one,) = await _in_force(desk, desk.clock.now())
    return one


def _later(desk: Desk, after: timedelta) -> Desk:
    return replace(desk, clock=SteppedClock(NOW + after))


async def test_a_mute_is_kept_with_its_hold_and_owner_and_stands_in_the_log(desk: Desk) -> None:
    reply = await perform('mute Kidal for=3d reason="joint exercise" through=critical', caller(), desk)

    mute = await _only(desk)
    assert reply.ok
    assert reply.private
    assert isinstance(mute.matcher, Near)
    assert (mute.label, mute.by, mute.reason) == ("Kidal", "u1", "joint exercise")
    assert (mute.since, mute.until, mute.breaks_through) == (NOW, NOW + 3 * DAY, Severity.CRITICAL)
    async with desk.store.read() as tx:
        hold = await tx.holds.get(hold_id(CHANNEL, HoldKind.MUTE, mute.id))
        (entry,) = await tx.audit.of(CHANNEL, 10)
    assert hold is not None
    assert (hold.key, hold.since, hold.until) == (mute.id, NOW, NOW + 3 * DAY)
    assert (entry.user, entry.at) == ("u1", NOW)
    assert entry.line.startswith("mute Kidal")


async def test_without_more_words_it_lasts_a_day_and_nothing_breaks_through(desk: Desk) -> None:
    await perform("mute Kidal", caller(), desk)

    mute = await _only(desk)
    assert (mute.until, mute.breaks_through, mute.reason) == (NOW + DAY, None, "")


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("Kidal", Near),
        ("JNIM", Actors),
        ("ambush", Types),
        (CONVOY, Rules),
        (CONVOY.upper(), Rules),
        (f"rule:{CONVOY}", Rules),
        ("near:Kidal/20km", Near),
    ],
)
async def test_a_place_an_actor_a_type_a_rule_or_conditions_can_be_muted(desk: Desk, what: str, kind: type) -> None:
    assert (await perform(f"mute {what}", caller(), desk)).ok
    assert isinstance((await _only(desk)).matcher, kind)


@pytest.mark.parametrize("write", [str, str.lower, lambda id_: f"{id_[:4]}-{id_[4:]}"], ids=["plain", "low", "dashed"])
async def test_an_incident_is_muted_by_its_id_however_it_is_written(desk: Desk, kidal: Place, write: object) -> None:
    (incident,) = await opened(desk, event(kidal, NOW - DAY))

    assert (await perform(f"mute {write(incident.id)}", caller(), desk)).ok
    assert (await _only(desk)).matcher == Incidents(ids=frozenset({incident.id}))


@pytest.mark.parametrize("word", ["everything", "tout"])
async def test_everything_is_muted_by_a_clear_word_and_critical_alerts_still_break_through(
    desk: Desk, word: str
) -> None:
    text = said(await perform(f"mute {word} for=8h", caller(), desk))

    mute = await _only(desk)
    assert (mute.matcher, mute.breaks_through) == (EVERYTHING, Severity.CRITICAL)
    assert "Until then nothing is told here below this severity: critical." in text


async def test_everything_is_silenced_whole_when_that_is_said(desk: Desk) -> None:
    text = said(await perform("mute everything through=nothing", caller(), desk))

    assert (await _only(desk)).breaks_through is None
    assert "nothing at all is told here" in text


async def test_muting_the_same_again_prolongs_and_keeps_what_was_not_said_anew(desk: Desk) -> None:
    await perform("mute Kidal for=2h reason=exercise through=high", caller(), desk)
    first = await _only(desk)

    later = _later(desk, HOUR)
    reply = await perform("mute near:KIDAL/50km for=1d", replace(caller(), user="u2"), later)

    mute = await _only(later)
    assert reply.ok
    assert (mute.id, mute.since, mute.until) == (first.id, NOW, NOW + HOUR + DAY)
    assert (mute.reason, mute.breaks_through, mute.by) == ("exercise", Severity.HIGH, "u2")
    assert "It was muted already, until 2023-11-20 14:00." in said(reply)
    async with desk.store.read() as tx:
        hold = await tx.holds.get(hold_id(CHANNEL, HoldKind.MUTE, mute.id))
    assert hold is not None
    assert (hold.since, hold.until) == (NOW, mute.until)


async def test_muting_the_same_again_for_less_shortens_nothing(desk: Desk) -> None:
    await perform("mute Kidal for=3d", caller(), desk)
    await perform("mute Kidal for=1h through=high", caller(), desk)

    mute = await _only(desk)
    assert (mute.until, mute.breaks_through) == (NOW + 3 * DAY, Severity.HIGH)


async def test_what_was_muted_long_ago_begins_anew(desk: Desk) -> None:
    await perform("mute Kidal for=1h reason=exercise", caller(), desk)
    later = _later(desk, DAY)

    reply = await perform("mute Kidal for=2h", caller(), later)

    mute = await _only(later)
    assert (mute.since, mute.until, mute.reason) == (NOW + DAY, NOW + DAY + 2 * HOUR, "")
    assert "already" not in said(reply)


async def test_the_card_tells_how_much_of_the_last_thirty_days_it_would_have_covered(desk: Desk, kidal: Place) -> None:
    gao = desk.places.find("Gao")
    assert gao is not None
    here = [event(kidal, NOW - day * DAY) for day in (1, 2, 29, 31)]
    incidents = await opened(desk, *here, event(gao, NOW - DAY, operation=Operation.CONVOY_ATTACK))
    await told(desk, incidents[-1], rules=(CONVOY,))

    assert "Last 30 days: 3 such incidents" in said(await perform("mute Kidal", caller(), desk))
    assert "Last 30 days: 1 such incident" in said(await perform(f"mute {CONVOY}", caller(), desk))
    assert "Last 30 days" not in said(await perform(f"mute {incidents[0].id}", caller(), desk))


async def test_the_end_is_told_in_the_channels_own_time(desk: Desk) -> None:
    async with desk.store.write() as tx:
        await tx.channels.save(Channel(destination=CHANNEL, zone="Europe/Paris"))

    reply = await perform("mute Kidal for=24h", caller(), desk)

    assert reply.card.title == "Muted until 21 November 2023 13:00 CET"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("mute Kidal for=200d", "for=90d"),
        ("mute Kidal for=0m", "for=1m"),
        ("mute Kidal for=tomorrow", "for="),
        ("mute Kidal through=hihg", "through=high"),
        ("mute sahel/convoy_atack", "rule:sahel/convoy_attack"),
        ("mute Kidaal", "mute Kidal"),
    ],
)
async def test_what_does_not_fit_is_refused_with_what_was_probably_meant(desk: Desk, line: str, meant: str) -> None:
    reply = await perform(line, caller(), desk)

    assert not reply.ok
    offered = [text for text in said(reply).splitlines() if text.startswith("mute ")]
    assert any(meant in text for text in offered)
    assert await _in_force(desk) == []
    for text in offered:
        assert (await perform(text, caller(), desk)).ok


async def test_a_mistyped_incident_is_answered_with_the_nearest_one(desk: Desk, kidal: Place) -> None:
    (incident,) = await opened(desk, event(kidal, NOW - DAY))
    wrong = ("0" if incident.id[0] != "0" else "1") + incident.id[1:]

    reply = await perform(f"mute {wrong}", caller(), desk)

    assert not reply.ok
    assert f"mute {incident.id}" in said(reply).splitlines()


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_who_may_not_change_the_channel_mutes_nothing(desk: Desk, language: str) -> None:
    reply = await perform("mute Kidal", caller(may_change=False, language=language), desk)

    assert not reply.ok
    async with desk.store.read() as tx:
        assert await tx.mutes.all(NOW) == []
        assert await tx.audit.all(10) == []


async def test_a_listed_role_may_mute(desk: Desk) -> None:
    async with desk.store.write() as tx:
        await tx.channels.save(Channel(destination=CHANNEL, editors=frozenset({"desk"})))
    asked = replace(caller(may_change=False), roles=frozenset({"desk"}))

    assert (await perform("mute Kidal", asked, desk)).ok
    assert not (await perform("mute Gao", replace(asked, roles=frozenset({"guests"})), desk)).ok


async def test_the_same_muted_in_another_channel_is_another_mute(desk: Desk) -> None:
    await perform("mute Kidal", caller(), desk)
    await perform("mute Kidal for=1h", caller(destination=OTHER_CHANNEL), desk)

    async with desk.store.read() as tx:
        assert len({one.id for one in await tx.mutes.all(NOW)}) == 2
    assert (await _only(desk)).until == NOW + DAY


async def test_the_answer_is_in_the_askers_language(desk: Desk) -> None:
    text = said(await perform("mute Kidal through=high", caller(language="fr"), desk))

    assert "En sourdine jusqu’au 21 novembre 2023 12:00 UTC" in text
    assert "alertes de gravité élevée et plus" in text
