"""The answer to `why`: for this channel alone, every stage with what it decided."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.ids import MuteId, SubscriptionId
from bot.domain.incident import Incident, Severity, Standing
from bot.domain.matcher import EVERYTHING, Matcher, Within
from bot.domain.mute import Mute
from bot.domain.subscription import Destination, Subscription
from bot.domain.taxonomy import Operation
from bot.domain.wallclock import Period, Schedule
from bot.routing.mute import hold_of
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import held, news, parked, told

GAO = Within(label="Gao", country="ML", admin1="Gao")


@pytest.fixture
async def incident(desk: Desk) -> Incident:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW, operation=Operation.CONVOY_ATTACK))
    return one


async def fired(desk: Desk, about: Incident, severity: Severity = Severity.HIGH) -> None:
    async with desk.store.write() as tx:
        await news(tx, about, severity=severity)


async def wish(desk: Desk, wanted: Matcher = EVERYTHING, to: Destination = CHANNEL, **more: object) -> Subscription:
    made = Subscription(
        id=SubscriptionId("S1"), destination=to, label="everything", matcher=wanted, min_severity=Severity.LOW,
        min_standing=Standing.REPORTED, language="", created_by="u1", created_at=NOW,
    )  # fmt: skip
    made = replace(made, **more)
    async with desk.store.write() as tx:
        assert await tx.subscriptions.add(made)
    return made


async def test_what_was_told_is_answered_with_its_time_its_rule_and_its_wish(desk: Desk, incident: Incident) -> None:
    await wish(desk)
    await told(desk, incident)
    text = said(await perform(f"why {incident.id}", caller(), desk))
    assert "This channel was told at" in text
    assert "sahel/convoy_attack: fired, high severity" in text
    assert "S1 everything: asks for it" in text
    assert "first report: sent at" in text


@pytest.mark.parametrize("asked", ["why not {id}", "why {id}", "WHY not {id}"])
async def test_what_was_not_told_is_answered_with_what_stood_in_the_way(
    desk: Desk, incident: Incident, asked: str
) -> None:
    await wish(desk, GAO)
    await fired(desk, incident)
    text = said(await perform(asked.format(id=incident.id), caller(may_change=False), desk))
    assert "This channel was not told: none of its subscriptions asks for it." in text
    assert "asks for something else" in text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"min_severity": Severity.CRITICAL}, "wants at least critical, this is high"),
        ({"min_standing": Standing.CONFIRMED}, "wants it confirmed at least, which it is not yet"),
    ],
    ids=["too mild", "too unsure"],
)
async def test_a_wish_that_was_not_met_says_what_it_wants(
    desk: Desk, incident: Incident, more: dict[str, object], says: str
) -> None:
    await wish(desk, **more)
    await fired(desk, incident)
    assert says in said(await perform(f"why not {incident.id}", caller(), desk))


async def test_without_an_alert_the_rules_nearest_to_firing_say_what_they_miss(desk: Desk, incident: Incident) -> None:
    await wish(desk)
    text = said(await perform(f"why not {incident.id}", caller(), desk))
    assert "no rule fired on the incident" in text
    assert "did not fire" in text
    assert "wanted" in text


async def test_without_subscriptions_it_says_so(desk: Desk, incident: Incident) -> None:
    await fired(desk, incident)
    text = said(await perform(f"why not {incident.id}", caller(), desk))
    assert "it has no subscriptions" in text


async def test_what_waits_says_for_what_and_until_when(desk: Desk, incident: Incident) -> None:
    await wish(desk)
    mute = Mute(id=MuteId("M1"), destination=CHANNEL, label="it", matcher=EVERYTHING, since=NOW,
                until=NOW + timedelta(hours=3), by="u1")  # fmt: skip
    async with desk.store.write() as tx:
        await tx.mutes.add(mute)
    await held(desk, incident, hold_of(mute))
    text = said(await perform(f"why {incident.id}", caller(), desk))
    assert "This channel is going to be told." in text
    assert f"waits until {NOW + timedelta(hours=3):%Y-%m-%d %H:%M}" in text


async def test_what_would_happen_to_it_is_told_where_nothing_was_planned_yet(desk: Desk, incident: Incident) -> None:
    await wish(desk, digest=Schedule(period=Period.DAILY, minute=0))
    await fired(desk, incident)
    text = said(await perform(f"why {incident.id}", caller(), desk))
    assert "its wishes are younger than the news" in text
    assert "kept for the digest of" in text


async def test_what_could_not_be_delivered_says_why(desk: Desk, incident: Incident) -> None:
    await wish(desk)
    await parked(desk, incident, "the message is too long")
    text = said(await perform(f"why {incident.id}", caller(), desk))
    assert "could not be delivered" in text
    assert "the message is too long" in text


async def test_other_channels_wishes_and_messages_are_not_seen(desk: Desk, incident: Incident) -> None:
    await wish(desk, to=OTHER_CHANNEL, id=SubscriptionId("S9"))
    await told(desk, incident, to=OTHER_CHANNEL)
    text = said(await perform(f"why {incident.id}", caller(), desk))
    assert "S9" not in text
    assert "sent" not in text


async def test_an_unknown_id_is_answered_with_the_nearest(desk: Desk, incident: Incident) -> None:
    wrong = ("0" if incident.id[0] != "0" else "1") + incident.id[1:]
    reply = await perform(f"why not {wrong}", caller(), desk)
    assert not reply.ok
    assert incident.id in said(reply)


async def test_it_is_said_in_french_too(desk: Desk, incident: Incident) -> None:
    await wish(desk, GAO)
    await fired(desk, incident)
    text = said(await perform(f"why pas {incident.id}", caller(language="fr"), desk))
    assert "Ce canal n’a pas été averti" in text
    assert "demande autre chose" in text


async def test_what_was_told_coarsely_is_not_told_exactly_because_somebody_asks(desk: Desk) -> None:
    tessalit = desk.places.find("Tessalit")
    assert tessalit is not None
    (about,) = await opened(desk, event(tessalit, NOW, operation=Operation.CONVOY_ATTACK, title="Attack in Tessalit"))
    await wish(desk, precision_km=100)
    async with desk.store.write() as tx:
        made = await news(tx, about)
        await tx.outbox.enqueue([replace(made, manner=replace(made.manner, precision_km=100))])
    for asked in ("why", "incident"):
        text = said(await perform(f"{asked} {about.id}", caller(), desk))
        assert "in Tessalit" not in text
        assert "Tessalit, Kidal" not in text
        assert "Tessalit, 0 km" not in text
