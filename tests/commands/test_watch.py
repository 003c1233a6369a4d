"""The answer to `watch`: a channel's own rule."""

from __future__ import annotations

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.ids import RuleId
from bot.domain.incident import Severity
from bot.domain.matcher import Killed, Rules
from bot.domain.tuning import Watch
from tests.commands.conftest import CHANNEL, OTHER_CHANNEL, caller
from tests.commands.said import said
from tests.commands.standing import log, only_wish, wishes
from tests.commands.test_tune import convoys

LINE = "watch killed>=5 severity=critical"


async def watches(desk: Desk) -> list[Watch]:
    async with desk.store.read() as tx:
        return await tx.watches.all()


async def test_the_preview_counts_and_lists_what_it_would_have_told(desk: Desk) -> None:
    await convoys(desk)
    lines = said(await perform(LINE, caller(), desk)).splitlines()
    assert lines[0] == "Not saved yet: a rule of this channel’s own"
    assert "Understood as: at least 5 killed" in lines
    assert "In the last 90 days: 5 alerts" in lines
    assert "It would have told of (5)" in lines
    assert await watches(desk) == []


async def test_once_confirmed_it_stands_with_a_subscription_to_it(desk: Desk) -> None:
    reply = await perform(f"{LINE} confirm=yes", caller(), desk)
    (own,), wish = await watches(desk), await only_wish(desk)
    assert (own.destination, own.label, own.matcher) == (CHANNEL, "killed>=5", Killed(at_least=5))
    assert own.severity is Severity.CRITICAL
    assert own.id == RuleId(f"watch/{wish.id}")
    assert wish.matcher == Rules(ids=frozenset({own.id}))
    assert wish.min_severity is Severity.LOW
    assert f"unsubscribe {wish.id} ends it" in said(reply)
    assert [entry.line for entry in await log(desk)] == ["watch killed>=5 severity=critical confirm=yes"]


async def test_the_same_again_is_one_rule(desk: Desk) -> None:
    for _ in range(2):
        reply = await perform(f"{LINE} confirm=yes", caller(), desk)
    assert reply.card.title == "This rule stands already"
    assert len(await watches(desk)) == 1
    assert len(await wishes(desk)) == 1


async def test_it_ends_with_its_subscription(desk: Desk) -> None:
    await perform(f"{LINE} confirm=yes", caller(), desk)
    await perform(f"unsubscribe {(await only_wish(desk)).id}", caller(), desk)
    assert await watches(desk) == []


async def test_it_is_listed_for_its_channel_alone(desk: Desk) -> None:
    await perform(f"{LINE} confirm=yes", caller(), desk)
    assert "killed>=5" in said(await perform("rules", caller(), desk))
    assert "killed>=5" not in said(await perform("rules", caller(destination=OTHER_CHANNEL), desk))
    assert "this channel’s own rule: killed>=5" in said(await perform("subscriptions", caller(), desk))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("watch everything", "A rule needs a condition"),
        ("watch rule:sahel/massacre", "A rule cannot ask for other rules"),
        ("watch killed>=3 not rule:sahel/massacre", "A rule cannot ask for other rules"),
        ("watch near:Kidahl/50km", "“Kidahl” is not a known place"),
        ("watch", "WHAT"),
    ],
)
async def test_what_makes_no_rule_is_refused(desk: Desk, line: str, words: str) -> None:
    reply = await perform(line, caller(), desk)
    assert not reply.ok
    assert words in said(reply)
    assert await watches(desk) == []


async def test_a_channel_has_so_many_rules_and_no_more(desk: Desk) -> None:
    for number in range(25):
        assert (await perform(f"watch killed>={number + 1} confirm=yes", caller(), desk)).ok
    reply = await perform("watch killed>=99 confirm=yes", caller(), desk)
    assert not reply.ok
    assert len(await watches(desk)) == 25


async def test_only_those_who_may_change_a_channel_give_it_a_rule(desk: Desk) -> None:
    assert not (await perform(LINE, caller(may_change=False), desk)).ok
