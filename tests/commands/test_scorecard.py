"""The answer to `scorecard`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.ids import EventId, OutletId
from bot.domain.incident import ChangeKind, Incident, Member, Severity
from bot.domain.place import Place
from tests.commands.conftest import NOW, OTHER_CHANNEL, caller, event, incident, opened
from tests.commands.said import said
from tests.commands.telling import told

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def kidal(desk: Desk) -> Place:
    found = desk.places.find("Kidal")
    assert found is not None
    return found


def _official(of: Incident, hours: float) -> Member:
    """A coded data set that reports the incident so much later than its first report."""
    first = of.members[0]
    return replace(
        first, event=EventId(f"x{of.id}"), origin=f"x{of.id}", outlet=OutletId("un_news"), official=True,
        published_at=first.published_at + hours * HOUR,
    )  # fmt: skip


async def _revised(desk: Desk, of: Incident, **changes: object) -> None:
    async with desk.store.write() as tx:
        await tx.incidents.save([replace(of, revision=of.revision + 1, **changes)], [])


async def test_alerts_are_counted_once_by_their_severity(desk: Desk, kidal: Place) -> None:
    made = await opened(desk, *(event(kidal, NOW - hours * HOUR) for hours in (3, 5, 7)))
    for one, severity in zip(made, (Severity.CRITICAL, Severity.MEDIUM, Severity.MEDIUM), strict=True):
        await told(desk, one, at=NOW - HOUR, severity=severity)

    reply = await perform("scorecard", caller(may_change=False), desk)

    assert reply.ok
    assert reply.private
    assert "Alerts: 3 (critical: 1, medium: 2)" in said(reply)


async def test_precision_is_told_with_its_number_and_doubt_by_rule_and_by_source(desk: Desk, kidal: Place) -> None:
    a, b = await opened(desk, event(kidal, NOW - 3 * HOUR), event(kidal, NOW - 5 * HOUR, outlet=OutletId("afp")))
    await told(desk, a, at=NOW - HOUR, rules=("sahel/massacre",))
    await told(desk, b, at=NOW - HOUR)
    for user, id_, opinion in (("u1", a.id, "useful"), ("u2", a.id, "wrong"), ("u1", b.id, "useful")):
        await perform(f"verdict {id_} {opinion}", replace(caller(), user=user), desk)

    text = said(await perform("scorecard", caller(), desk))

    assert "Verdicts: 3 (useful: 2, wrong: 1)" in text
    assert "Useful: 67%, likely 21 to 94%" in text
    assert "sahel/massacre | 2 | 50% | 9 to 91%" in text
    assert "sahel/convoy_attack | 1 | 100% | 21 to 100%" in text
    assert "RFI | 2 | 50% | 9 to 91%" in text
    assert "AFP | 1 | 100% | 21 to 100%" in text


async def test_nobody_learns_who_gave_a_verdict(desk: Desk, kidal: Place) -> None:
    (one,) = await opened(desk, event(kidal, NOW - 3 * HOUR))
    await told(desk, one)
    await perform(f"verdict {one.id} wrong", replace(caller(), user="informer"), desk)

    for line in ("scorecard", "audit", f"incident {one.id}"):
        assert "informer" not in said(await perform(line, caller(is_operator=True), desk))


@pytest.mark.parametrize(
    ("hours", "words"),
    [(30, "1 day 4 hours before the official data · of 1 alert"), (-3, "5 hours after the official data · of 1 alert")],
)
async def test_the_lead_over_official_data_may_be_negative(desk: Desk, kidal: Place, hours: float, words: str) -> None:
    (one,) = await opened(desk, event(kidal, NOW - 4 * HOUR))
    await told(desk, one, at=NOW - 2 * HOUR)
    await _revised(desk, one, members=(*one.members, _official(one, hours)))

    assert f"Lead time: {words}" in said(await perform("scorecard", caller(), desk))


async def test_an_alert_of_the_time_before_is_not_counted_again_for_an_update(desk: Desk, kidal: Place) -> None:
    (one,) = await opened(desk, event(kidal, NOW - 12 * DAY))
    await told(desk, one, at=NOW - 10 * DAY)
    async with desk.store.write() as tx:
        (opening,) = await tx.changes.of(one.id)
        await tx.changes.append([replace(opening, kind=ChangeKind.REVISED, fields=("killed",), at=NOW - DAY)])
    await told(desk, one, at=NOW - DAY)

    assert "Alerts: 0" in said(await perform("scorecard", caller(), desk))
    assert "Alerts: 1 (high)" in said(await perform("scorecard days=11", caller(), desk))


async def _known_from_official_data(desk: Desk, place: Place) -> Incident:
    one = incident(event(place, NOW - 2 * DAY))
    whole = replace(one, members=(_official(one, 0),))
    async with desk.store.write() as tx:
        await tx.incidents.save([whole], [])
    return whole


async def test_missed_is_what_the_channel_wished_for_and_official_data_reported_first(desk: Desk, kidal: Place) -> None:
    gao = desk.places.find("Gao")
    assert gao is not None
    wished, elsewhere = await _known_from_official_data(desk, kidal), await _known_from_official_data(desk, gao)
    await opened(desk, event(kidal, NOW - 3 * HOUR))  # was in the press
    assert "Missed: 0 incidents" in said(await perform("scorecard", caller(), desk))

    await perform("subscribe Kidal", caller(), desk)
    await perform("subscribe Kidal confirm=yes", caller(), desk)

    text = said(await perform("scorecard", caller(), desk))
    assert "Missed: 1 incident" in text
    assert wished.id in text
    assert elsewhere.id not in text


async def test_the_score_is_the_channels_own(desk: Desk, kidal: Place) -> None:
    a, b = await opened(desk, event(kidal, NOW - 3 * HOUR), event(kidal, NOW - 5 * HOUR))
    await told(desk, a)
    await told(desk, b, to=OTHER_CHANNEL)

    assert "Alerts: 1 (high)" in said(await perform("scorecard", caller(), desk))
    everywhere = said(await perform("scorecard scope=all", caller(is_operator=True), desk))
    assert "Scorecard of all channels: the last 7 days" in everywhere
    assert "Alerts: 2 (high)" in everywhere


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_score_of_all_channels_is_for_operators(desk: Desk, language: str) -> None:
    reply = await perform("scorecard scope=all", caller(language=language), desk)

    assert not reply.ok
    assert "scorecard scope=all" in said(reply)


async def test_an_untold_channel_gets_a_card_that_says_so(desk: Desk) -> None:
    english, french = [said(await perform("scorecard days=1", caller(language=one), desk)) for one in ("en", "fr")]

    assert "Scorecard: the last day" in english
    assert "none yet" in english
    assert "verdict ID useful" in english
    assert "Bilan\u00a0: le dernier jour" in french


@pytest.mark.parametrize("line", ["scorecard days=0", "scorecard days=91", "scorecard scope=everybody"])
async def test_what_does_not_fit_is_refused(desk: Desk, line: str) -> None:
    assert not (await perform(line, caller(is_operator=True), desk)).ok
