"""The answers to `tune` and `rules`: a channel's own values of a rule, with a preview first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import answer, perform
from bot.domain.event import Count, Toll
from bot.domain.incident import Incident
from bot.domain.tuning import Tuning
from bot.engine.book import Rulebook
from bot.engine.load import Template
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, opened
from tests.commands.said import said
from tests.commands.standing import log, place
from tests.engine.test_templates import HEAD, template

RULE = "sahel/convoys"
TEXT = HEAD.replace("title: T", "title: Convoys") + (
    "parameters:\n  killed: {type: count, default: 0, min: 0, max: 50, help: Fewest people killed}\n"
    "  within: {type: choice, default: near, options: [near, far], help: How near}\n"
    "when: {type: convoy_attack, killed: $killed, any: [{certainty: 0.1}, {type: [ied]}]}\n"
    "false_positives: [Funerals]\n"
)


def rules(text: str = TEXT) -> Rulebook:
    text = text.replace("  within: {type: choice, default: near, options: [near, far], help: How near}\n", "")
    made: Template = template(text)
    return Rulebook({RULE: replace(made, id=RULE)})


@pytest.fixture
async def tuned_desk(desk: Desk) -> Desk:
    """A desk with one rule and a convoy attack a week over ten weeks, in which none, one, two … were killed."""
    made = replace(desk, book=rules())
    await convoys(made)
    return made


async def convoys(desk: Desk) -> list[Incident]:
    from bot.domain.taxonomy import Operation

    found = []
    for week in reversed(range(10)):
        at = NOW - timedelta(days=7 * week + 1)
        killed = Toll(killed=Count(low=week, high=week))
        one = event(place(desk, "Kidal"), at, operation=Operation.CONVOY_ATTACK, toll=killed)
        found += await opened(desk, one)
    return found


async def tunings(desk: Desk) -> dict[str, str]:
    async with desk.store.read() as tx:
        return {name: value for one in await tx.tunings.of(CHANNEL) for name, value in one.values}


async def test_a_rule_is_shown_with_what_can_be_set_of_it(tuned_desk: Desk) -> None:
    text = said(await perform("rules convoys", caller(), tuned_desk))
    assert "Convoys" in text
    assert "killed = 0 · Fewest people killed · allowed: from 0 to 50" in text
    assert "Funerals" in text
    assert said(await perform("tune convoys", caller(), tuned_desk)) == text


async def test_nothing_is_saved_before_it_is_confirmed(tuned_desk: Desk) -> None:
    reply = await perform("tune convoys killed 4", caller(), tuned_desk)
    assert reply.card.title == "Not saved yet: Convoys"
    assert await tunings(tuned_desk) == {}
    assert await log(tuned_desk) == []


async def test_the_preview_counts_before_and_after_and_lists_what_would_be_lost(tuned_desk: Desk) -> None:
    lines = said(await perform("tune convoys killed 4", caller(), tuned_desk)).splitlines()
    assert "Fewest people killed (killed): 0 → 4" in lines
    assert "In the last 30 days: 5 → 1" in lines
    assert "No longer told (4)" in lines
    assert len([line for line in lines if line.startswith("Convoy attacked: Kidal")]) == 4
    assert not [line for line in lines if line.startswith("Told in addition")]


async def test_the_preview_of_a_calmer_channel_counts_only_what_it_wants(tuned_desk: Desk) -> None:
    await perform("subscribe killed>=8 severity=low confirm=yes", caller(), tuned_desk)
    lines = said(await perform("tune convoys killed 9", caller(), tuned_desk)).splitlines()
    assert "In the last 30 days: 0 → 0" in lines
    assert "In the last 90 days: 2 → 1" in lines


async def test_what_the_preview_says_to_type_and_its_button_save_it(tuned_desk: Desk) -> None:
    preview = await perform("tune convoys killed 4", caller(), tuned_desk)
    line = f"tune rule={RULE} parameter=killed value=4 confirm=yes"
    assert f"{line} saves it" in said(preview)
    (save,) = preview.card.actions
    pressed = await answer(save.command, dict(save.args), caller(), tuned_desk)
    assert pressed.card.title == "Saved for this channel: Convoys"
    assert await tunings(tuned_desk) == {"killed": "4"}
    assert [entry.line for entry in await log(tuned_desk)] == [line]
    again = await perform(line, caller(), tuned_desk)
    assert not again.ok
    assert "change nothing" in again.card.title


async def test_the_list_shows_this_channels_values_and_no_others(tuned_desk: Desk) -> None:
    await perform("tune convoys killed 4 confirm=yes", caller(), tuned_desk)
    assert "Convoys killed = 4 (usually 0)" in said(await perform("rules", caller(), tuned_desk))
    other = said(await perform("rules", caller(destination=OTHER_CHANNEL), tuned_desk))
    assert "usually" not in other


@pytest.mark.parametrize("typed", ["tune convoys reset confirm=yes", "tune convoys killed reset confirm=yes"])
async def test_a_reset_lets_the_rule_be_as_its_file_says(tuned_desk: Desk, typed: str) -> None:
    await perform("tune convoys killed 4 confirm=yes", caller(), tuned_desk)
    assert "killed): 4 → 0" in said(await perform(typed.removesuffix(" confirm=yes"), caller(), tuned_desk))
    await perform(typed, caller(), tuned_desk)
    assert await tunings(tuned_desk) == {}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tune convoys killed 51", "killed takes: from 0 to 50."),
        ("tune convoys killed many", "“many” does not fit here"),
        ("tune convoys killed", "A value is missing"),
        ("tune convoys kiled 4", "“kiled” is nothing that this rule lets you set"),
        ("tune convoy killed 4", "No rule convoy"),
        ("tune convoys killed 0", "That would change nothing"),
    ],
)
async def test_a_mistake_is_answered_with_what_was_meant(tuned_desk: Desk, typed: str, words: str) -> None:
    reply = await perform(typed, caller(), tuned_desk)
    assert not reply.ok
    assert words in said(reply)
    assert await tunings(tuned_desk) == {}


async def test_only_those_who_may_change_a_channel_tune_it(tuned_desk: Desk) -> None:
    assert not (await perform("tune convoys killed 4", caller(may_change=False), tuned_desk)).ok
    assert (await perform("rules convoys", caller(may_change=False), tuned_desk)).ok


async def test_a_setting_that_vanished_is_told_where_rules_are_shown(tuned_desk: Desk) -> None:
    gone = Tuning(destination=CHANNEL, rule=RULE, values=(("radius", "50"), ("killed", "99")), by="u", at=NOW)
    async with tuned_desk.store.write() as tx:
        await tx.tunings.save(gone)
    for line in ("rules", "rules convoys"):
        text = said(await perform(line, caller(), tuned_desk))
        assert "radius = 50: the rule has no such setting any more" in text
        assert "killed = 99: allowed is now from 0 to 50" in text
    # What is out of bounds is not in force: another value starts from the usual one.
    assert "killed): 0 → 4" in said(await perform("tune convoys killed 4", caller(), tuned_desk))


async def test_wrong_files_are_told_where_rules_are_shown(tuned_desk: Desk) -> None:
    tuned_desk.book.failure = ("rules/sahel/x.yml:1:1: wrong",)
    text = said(await perform("rules", caller(), tuned_desk))
    assert "Changed rules were not taken into force" in text
    assert "rules/sahel/x.yml:1:1: wrong" in text


async def test_the_answers_are_in_the_askers_language(tuned_desk: Desk) -> None:
    text = said(await perform("tune convoys killed 4", caller(language="fr"), tuned_desk))
    assert "Pas encore enregistré" in text
    assert "Les 30 derniers jours: 5 → 1" in text


async def test_before_anything_was_read_the_preview_says_so(desk: Desk) -> None:
    text = said(await perform("tune convoys killed 4", caller(), replace(desk, book=rules())))
    assert "Would have fired: not known yet: nothing has been read so far" in text
