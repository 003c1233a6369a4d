"""Each fault as the client sees it, whether the message is there all the same, and faults by seeded chance."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.delivery import PLAIN, Receipt
from bot.domain.errors import BotError, Busy, Gone, Lost, Refused, Uncertain
from bot.domain.ids import DeliveryId
from tests.fakes.chat.adapter import RETRY, ChatPlatform
from tests.fakes.chat.chat import Chat
from tests.fakes.chat.faults import FINAL, PASSING, Fault, Faults, Kind, Planned
from tests.fakes.chat.server import RETRY_AFTER_S
from tests.fakes.chat.stage import PATIENTLY, QUICKLY, card, keys, place, said, talking

A, OLD = DeliveryId("a"), DeliveryId("old")
ROOM = ("tenant", "channel")

MEANING: dict[Fault, type[BotError]] = {
    Fault.LIMITED: Busy,
    Fault.LIMITED_BARE: Busy,
    Fault.BROKEN: Uncertain,
    Fault.BROKEN_AFTER: Uncertain,
    Fault.AWAY: Busy,
    Fault.RESET: Uncertain,
    Fault.RESET_AFTER: Uncertain,
    Fault.HANG: Uncertain,
    Fault.HANG_AFTER: Uncertain,
    Fault.GARBLED: Uncertain,
    Fault.GARBLED_AFTER: Uncertain,
    Fault.TORN_AFTER: Uncertain,
    Fault.FORBIDDEN: Lost,
    Fault.UNKNOWN_CHANNEL: Lost,
    Fault.UNKNOWN_MESSAGE: Gone,
    Fault.REFUSED: Refused,
}


def patience(fault: str) -> timedelta:
    """A short one where the chat will hang; else a busy machine must not look like a fault."""
    return QUICKLY if fault in ("hang", "hang_after") else PATIENTLY


async def ask(platform: ChatPlatform, kind: Kind, receipt: Receipt) -> None:
    """One request of that kind; `receipt` is a message that stands."""
    match kind:
        case Kind.POST:
            await platform.post(A, place(), card(), PLAIN)
        case Kind.REPLY:
            await platform.reply(A, place(), receipt, card(), PLAIN)
        case Kind.EDIT:
            await platform.edit(place(), receipt, card("edited"))
        case Kind.FIND:
            await platform.find(OLD, place())
        case Kind.REMOVE:
            await platform.remove(place(), receipt)


def is_done(chat: Chat, kind: Kind) -> bool:
    """Whether the request of that kind had its effect."""
    old, *new = said(chat).all()
    return {Kind.EDIT: bool(old.edits), Kind.REMOVE: bool(old.gone)}.get(kind, bool(new))


@pytest.mark.parametrize("kind", [Kind.POST, Kind.REPLY, Kind.EDIT, Kind.REMOVE])
@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.UNKNOWN_MESSAGE])
async def test_a_spoilt_write_is_classified_and_done_only_where_the_fault_comes_after(fault: Fault, kind: Kind) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat, patience=patience(fault)) as platform:
        receipt = await platform.post(OLD, place(), card(), PLAIN)
        chat.script([fault], on=kind)
        with pytest.raises(BotError) as raised:
            await ask(platform, kind, receipt)
        assert type(raised.value) is MEANING[fault]
        assert is_done(chat, kind) is fault.is_processed
        await ask(platform, kind, receipt)
        assert is_done(chat, kind)
    assert said(chat).faults == {fault: 1}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.UNKNOWN_MESSAGE])
async def test_a_spoilt_search_is_never_an_empty_answer(fault: Fault) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat, patience=patience(fault)) as platform:
        receipt = await platform.post(OLD, place(), card(), PLAIN)
        chat.script([fault], on="find")
        with pytest.raises(BotError) as raised:
            await platform.find(OLD, place())
        assert type(raised.value) is MEANING[fault]
        assert await platform.find(OLD, place()) == (receipt,)


@pytest.mark.parametrize("kind", [Kind.REPLY, Kind.EDIT])
async def test_an_unknown_message_is_gone_where_the_request_names_it(kind: Kind) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        receipt = await platform.post(OLD, place(), card(), PLAIN)
        chat.script(["unknown_message"], on=kind)
        with pytest.raises(Gone):
            await ask(platform, kind, receipt)


async def test_an_unknown_message_counts_as_removed() -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat) as platform:
        receipt = await platform.post(OLD, place(), card(), PLAIN)
        chat.script(["unknown_message"], on="remove")
        await platform.remove(place(), receipt)


@pytest.mark.parametrize(
    ("fault", "seconds"), [("limited", RETRY_AFTER_S), ("limited_bare", RETRY.total_seconds()), ("away", 1)]
)
async def test_a_busy_chat_is_left_alone_for_as_long_as_it_asks(fault: str, seconds: float) -> None:
    chat = Chat("chat", idempotent=True)
    async with talking(chat, patience=patience(fault)) as platform:
        chat.script([fault])
        with pytest.raises(Busy) as raised:
            await platform.post(A, place(), card(), PLAIN)
    assert raised.value.retry_after.total_seconds() == seconds


@pytest.mark.parametrize("fault", ["broken_after", "reset_after", "hang_after", "garbled_after", "torn_after"])
@pytest.mark.parametrize("idempotent", [True, False], ids=["idempotent", "plain"])
async def test_a_blind_second_try_doubles_a_message_in_a_plain_chat_and_never_in_an_idempotent_one(
    idempotent: bool, fault: str
) -> None:
    chat = Chat("chat", idempotent=idempotent)
    async with talking(chat, patience=patience(fault)) as platform:
        chat.script([fault])
        with pytest.raises(Uncertain):
            await platform.post(A, place(), card(), PLAIN)
        await platform.post(A, place(), card(), PLAIN)
        assert len(await platform.find(A, place())) == (1 if idempotent else 2)


@pytest.mark.parametrize("fault", ["broken", "reset", "hang", "garbled", "reset_after", "hang_after"])
async def test_whoever_looks_before_a_second_try_doubles_nothing_in_a_plain_chat(fault: str) -> None:
    chat = Chat("chatlog", idempotent=False)
    async with talking(chat, patience=patience(fault)) as platform:
        chat.script([fault])
        with pytest.raises(Uncertain):
            await platform.post(A, place(), card(), PLAIN)
        if not await platform.find(A, place()):
            await platform.post(A, place(), card(), PLAIN)
    assert keys(chat) == ["a"]


async def test_a_script_waits_for_the_requests_it_is_meant_for() -> None:
    faults = Faults()
    faults.script([Planned(fault=Fault.AWAY, on=Kind.EDIT), Planned(fault=Fault.RESET, channel="other")])
    faults.script([Planned(fault=None), Planned(fault=Fault.HANG)])
    given = [
        faults.next(Kind.POST, ROOM, "a"),  # let pass
        faults.next(Kind.EDIT, ROOM, "a"),
        faults.next(Kind.POST, ("tenant", "other"), "a"),
        faults.next(Kind.POST, ROOM, "a"),
        faults.next(Kind.POST, ROOM, "a"),  # nothing is left
    ]
    assert given == [None, Fault.AWAY, Fault.RESET, Fault.HANG, None]


def drawn(seed: int, subjects: range, *, chance: float = 0.1, among: tuple[Fault, ...] = PASSING) -> list[Fault | None]:
    faults = Faults(seed)
    faults.by_chance(chance, among)
    return [faults.next(Kind.POST, ROOM, str(subject)) for subject in subjects]


def test_chance_spoils_about_the_share_that_was_asked_for_with_every_kind_of_fault() -> None:
    counted = Counter(drawn(7, range(3000)))
    assert 240 < 3000 - counted[None] < 360
    assert set(counted) == {None, *PASSING}
    assert not set(counted) & set(FINAL)


def test_chance_depends_on_the_seed_and_the_request_and_not_on_the_order_of_requests() -> None:
    subjects = range(500)
    assert drawn(7, subjects) == drawn(7, subjects) == drawn(7, subjects[::-1])[::-1]
    assert drawn(7, subjects) != drawn(8, subjects)


def test_the_same_request_draws_anew_each_time_it_comes() -> None:
    faults = Faults(1)
    faults.by_chance(0.5)
    assert {bool(faults.next(Kind.POST, ROOM, "a")) for _ in range(20)} == {True, False}


def test_chance_spoils_only_the_kinds_that_were_named_and_unknown_messages_only_where_one_is_named() -> None:
    faults = Faults()
    faults.by_chance(1, [Fault.UNKNOWN_MESSAGE], [Kind.POST, Kind.EDIT])
    given = {kind: faults.next(kind, ROOM, "a") for kind in Kind}
    assert given == dict.fromkeys(Kind) | {Kind.EDIT: Fault.UNKNOWN_MESSAGE}
