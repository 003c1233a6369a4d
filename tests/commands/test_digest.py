"""The answer to `digest`."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import answer, perform
from bot.domain.delivery import PLAIN, Delivery, DeliveryState, Gathering, Manner, gathering_id
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import DeliveryId
from bot.domain.incident import Incident
from bot.domain.mute import Mute
from bot.domain.subscription import Destination
from bot.routing.mute import hold_of
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.telling import held, told

HOUR = timedelta(hours=1)


async def _happened(desk: Desk, number: int) -> list[Incident]:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    return await opened(desk, *(event(kidal, NOW - hours * HOUR) for hours in range(number)))


def _quiet(at: Destination = CHANNEL) -> Hold:
    key = (NOW - 8 * HOUR).isoformat()
    return Hold(
        id=hold_id(at, HoldKind.QUIET, key), kind=HoldKind.QUIET, destination=at, key=key, since=NOW - 8 * HOUR,
        until=NOW,
    )  # fmt: skip


async def _gathered(desk: Desk, hold: Hold, incidents: Sequence[Incident], manner: Manner = PLAIN) -> DeliveryId:
    """A gathered message of everything that waited for a hold."""
    parts = [await held(desk, one, hold) for one in incidents]
    made = Delivery(
        id=gathering_id(hold.id, hold.until), destination=hold.destination,
        about=Gathering(hold=hold, since=hold.since, until=hold.until), subscriptions=(), severity=parts[0].severity,
        language="", state=DeliveryState.PENDING, created_at=NOW, next_at=NOW, manner=manner,
    )  # fmt: skip
    async with desk.store.write() as tx:
        await tx.outbox.enqueue([made])
        await tx.outbox.fold([one.id for one in parts], made.id)
    return made.id


async def test_every_incident_of_a_gathered_message_is_on_one_of_its_pages_once(desk: Desk) -> None:
    incidents = await _happened(desk, 40)
    id_ = await _gathered(desk, _quiet(), incidents)

    pages = [said(await perform(f"digest {id_} page={page}", caller(may_change=False), desk)) for page in (1, 2, 3)]

    assert [sum(page.count(one.id) for page in pages) for one in incidents] == [1] * 40
    assert all("During the quiet hours" in page for page in pages)


async def test_the_answer_is_private_and_its_button_leads_to_the_next_page(desk: Desk) -> None:
    id_ = await _gathered(desk, _quiet(), await _happened(desk, 40))
    first = await perform(f"digest {id_.upper()}", caller(), desk)

    (more,) = first.card.actions
    second = await answer(more.command, dict(more.args), caller(), desk)

    assert first.private
    assert (more.command, dict(more.args)) == ("digest", {"id": id_, "page": "2"})
    assert said(second) == said(await perform(f"digest {id_} page=2", caller(), desk))


async def test_a_page_beyond_the_last_is_the_last(desk: Desk) -> None:
    id_ = await _gathered(desk, _quiet(), await _happened(desk, 17))

    assert said(await perform(f"digest {id_} page=9", caller(), desk)) == said(
        await perform(f"digest {id_} page=2", caller(), desk)
    )


async def test_the_recap_of_a_mute_names_what_was_muted(desk: Desk) -> None:
    incidents = await _happened(desk, 2)
    await perform("mute Kidal for=1h", caller(), desk)
    async with desk.store.read() as tx:
        mutes: list[Mute] = await tx.mutes.of(CHANNEL, NOW)
    id_ = await _gathered(desk, hold_of(mutes[0]), incidents)

    text = said(await perform(f"digest {id_}", caller(), desk))

    assert "Kidal" in text.splitlines()[0]
    assert all(one.id in text for one in incidents)


async def test_places_are_told_no_better_than_the_message_told_them(desk: Desk) -> None:
    one, other = await _happened(desk, 2)
    exact = await _gathered(desk, _quiet(), [one])
    coarse = await _gathered(desk, _quiet(OTHER_CHANNEL), [other], Manner(precision_km=50))

    assert "Ambush, Kidal" in said(await perform(f"digest {exact}", caller(), desk))
    text = said(await perform(f"digest {coarse}", caller(destination=OTHER_CHANNEL), desk))
    assert other.id in text
    assert "Ambush, Kidal ·" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_does_not_exist_is_another_channels_or_no_gathering_is_answered_alike(
    desk: Desk, language: str
) -> None:
    mine, theirs = await _happened(desk, 2)
    plain = (await told(desk, mine)).id
    foreign = await _gathered(desk, _quiet(OTHER_CHANNEL), [theirs])
    asked = caller(language=language, is_operator=True)

    replies = {id_: await perform(f"digest {id_}", asked, desk) for id_ in (plain, foreign, "0" * 24)}

    assert not any(reply.ok for reply in replies.values())
    assert len({said(reply).replace(id_, "ID") for id_, reply in replies.items()}) == 1


async def test_the_answer_is_in_the_askers_language(desk: Desk) -> None:
    id_ = await _gathered(desk, _quiet(), await _happened(desk, 1))

    english, french = [said(await perform(f"digest {id_}", caller(language=one), desk)) for one in ("en", "fr")]

    assert "During the quiet hours" in english
    assert "During the quiet hours" not in french
