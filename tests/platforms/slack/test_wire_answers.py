"""Answers to what people do, at the address that Slack gives for them: faults are named, and an address is spent."""

from __future__ import annotations

import pytest

from bot.domain.errors import Busy, Uncertain
from bot.platforms.slack.call import Absent, Declined, Limited
from tests.platforms.slack.test_wire import QUICKLY, TEXT, address, talking


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("error:used_url", Absent), ("error:invalid_blocks", Declined), ("away", Busy), ("broken", Uncertain),
        ("reset", Uncertain), ("hang", Uncertain), ("limited:7", Limited),
    ],
)  # fmt: skip
async def test_what_goes_wrong_with_an_answer_is_named_too(fault: str, error: type[Exception]) -> None:
    async with talking(patience_s=QUICKLY) as desk:
        desk.there.script([fault], on="response_url")
        with pytest.raises(error) as raised:
            await desk.wire.respond(address(desk), {"text": TEXT})
        assert type(raised.value) is error
        assert desk.asked("response_url") == 1


async def test_an_address_for_answers_takes_five_and_is_gone_then() -> None:
    async with talking() as desk:
        to = address(desk)
        for _ in range(5):
            await desk.wire.respond(to, {"text": TEXT, "response_type": "in_channel"})
        with pytest.raises(Absent) as spent:
            await desk.wire.respond(to, {"text": TEXT})
        assert (spent.value.error, len(desk.standing())) == ("used_url", 5)
