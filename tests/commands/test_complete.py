"""What is offered while an argument is typed."""

from datetime import timedelta

import pytest

from bot.cards import choices
from bot.cards.phrases import Phrases
from bot.commands import catalogue, complete
from bot.commands.command import Caller, Param, ParamKind
from bot.commands.complete import MOST, Choice
from bot.commands.desk import Desk
from bot.commands.perform import perform
from bot.domain.reader import Reader
from bot.domain.taxonomy import Operation
from tests.commands.conftest import NOW, OTHER_CHANNEL, caller, event, opened

DAY = timedelta(days=1)


async def offered(line: str, typed: str, desk: Desk, who: Caller | None = None) -> tuple[Choice, ...]:
    """The choices for a parameter, as "status place"."""
    name, _, param_name = line.partition(" ")
    command = catalogue.BY_NAME[name]
    param = next(one for one in command.params if one.name == param_name)
    return await complete.complete(command, param, typed, who or caller(), desk)


def values(offers: tuple[Choice, ...]) -> list[str]:
    return [one.value for one in offers]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Kid", Choice(label="Kidal, Kidal region (Mali)", value="Kidal")),
        ("timbuktu", Choice(label="Tombouctou, Tombouctou region (Mali)", value="Tombouctou")),
        ("tesalit", Choice(label="Tessalit, Kidal region (Mali)", value="Tessalit")),
        ("Kidal region", Choice(label="Kidal region (Mali)", value="Kidal region")),
        ("cercle de Bourem", Choice(label="Bourem (cercle), Gao region (Mali)", value="Bourem cercle")),
    ],
    ids=["a beginning", "another name", "a slip", "a region", "a cercle in French"],
)
async def test_a_place_is_offered_by_what_people_call_it(desk: Desk, typed: str, first: Choice) -> None:
    assert (await offered("status place", typed, desk))[0] == first


async def test_what_is_offered_for_a_place_finds_that_place(desk: Desk) -> None:
    for typed in ("b", "ga", "mop", "kidal", "ansongo"):
        for choice in await offered("status place", typed, desk):
            place = desk.places.find(choice.value)
            assert place is not None
            assert choice.label == choices.place(place, Phrases("en"))


async def test_labels_are_in_the_callers_language(desk: Desk) -> None:
    (first, *_) = await offered("status place", "Kidal region", desk, caller(language="fr"))
    assert first == Choice(label="région de Kidal (Mali)", value="Kidal region")


async def test_before_anything_is_typed_the_places_of_the_news_are_offered(desk: Desk) -> None:
    assert await offered("status place", " ", desk) == ()
    gao, kidal = desk.places.find("Gao"), desk.places.find("Kidal")
    assert gao is not None
    assert kidal is not None
    await opened(desk, event(gao, NOW - 3 * DAY), event(kidal, NOW - DAY), event(gao, NOW - 2 * DAY))
    assert values(await offered("status place", "", desk)) == ["Kidal", "Gao"]


async def test_incidents_are_offered_newest_first_by_words_of_their_headline_or_their_id(desk: Desk) -> None:
    gao, kidal = desk.places.find("Gao"), desk.places.find("Kidal")
    assert gao is not None
    assert kidal is not None
    old, new = await opened(desk, event(gao, NOW - 3 * DAY), event(kidal, NOW - DAY, operation=Operation.CONVOY_ATTACK))
    assert values(await offered("incident id", "", desk)) == [new.id, old.id]
    assert values(await offered("why id", "conv kid", desk)) == [new.id]
    assert values(await offered("verdict id", old.id[:3].lower(), desk)) == [old.id]
    (choice,) = await offered("incident id", "convoy", desk)
    assert choice.label == f"{new.id} · Convoy attacked: Kidal, Kidal region (Mali), 19 November 2023 · 24 hours ago"


async def test_only_the_channels_own_subscriptions_are_offered(desk: Desk) -> None:
    for what in ("Kidal", "Gao"):
        assert (await perform(f"subscribe {what} confirm=yes", caller(), desk)).ok
    await perform("subscribe Mopti confirm=yes", caller(destination=OTHER_CHANNEL), desk)
    both = await offered("unsubscribe id", "", desk)
    assert sorted(one.label.rpartition(" · ")[0] for one in both[:2]) == [
        "Within 50 km of Gao",
        "Within 50 km of Kidal",
    ]
    assert both[2] == Choice(label="All of them", value="all")
    (one,) = await offered("unsubscribe id", "gao", desk)
    assert (await perform(f"unsubscribe {one.value}", caller(), desk)).ok
    assert len(await offered("unsubscribe id", "", desk)) == 1


async def test_mutes_are_offered_with_their_end(desk: Desk) -> None:
    await perform("mute Kidal for=2h", caller(), desk)
    (one,) = await offered("unmute id", "", desk)
    assert one.label == "Within 50 km of Kidal · until 20 November 2023 14:00 UTC"
    assert (await perform(f"unmute {one.value}", caller(), desk)).ok


async def test_who_may_not_change_a_channel_is_not_shown_its_wishes(desk: Desk) -> None:
    await perform("subscribe Kidal confirm=yes", caller(), desk)
    assert await offered("unsubscribe id", "", desk, caller(may_change=False)) == ()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("kid", "Kidal"),
        ("ambu", "ambush"),
        ("embusc", "ambush"),
        ("jnim", "JNIM"),
        ("", "everything"),
        ("convoy att", "rule:sahel/convoy_attack"),
    ],
    ids=["a place", "a type", "a type in French", "an actor", "everything", "a rule"],
)
async def test_a_wish_can_be_about_many_things_and_each_is_understood(desk: Desk, typed: str, value: str) -> None:
    who = caller(language="fr" if typed == "embusc" else "en")
    found = await offered("subscribe what", typed, desk, who)
    assert value in values(found)
    for choice in found:
        reply = await perform(f"subscribe {choice.value}", who, desk)
        assert reply.ok, choice


async def test_what_is_only_spelt_like_the_typed_word_comes_last(desk: Desk) -> None:
    found = values(await offered("mute what", "ambush", desk))
    assert found[0] == "ambush"


async def test_rules_are_offered_by_their_titles(desk: Desk) -> None:
    command = catalogue.BY_NAME["rules"]
    param = Param(name="rule", help="", example="sahel/convoy_attack", kind=ParamKind.RULE)
    found = await complete.complete(command, param, "convoy", caller(), desk)
    assert "sahel/convoy_attack" in values(found)
    assert all(one.label.startswith("Rule: ") for one in found)


@pytest.mark.parametrize("typed", ["", "a", "zzzzqqqq", "é", "\u202e", "x" * 5000, "%_'"])
async def test_whatever_is_typed_there_are_at_most_25_distinct_choices(desk: Desk, typed: str) -> None:
    for line in ("status place", "incident id", "unsubscribe id", "unmute id", "subscribe what"):
        found = values(await offered(line, typed, desk))
        assert len(found) == len(set(found)) <= MOST


async def test_free_text_has_no_choices(desk: Desk) -> None:
    assert await offered("mute reason", "ex", desk) == ()


def test_nobody_is_a_choice_in_both_languages() -> None:
    assert complete.nobody(Reader(language="en")) == Choice(label="Nobody", value="none")
    assert complete.nobody(Reader(language="fr")).label == Phrases("fr")("Nobody") != "Nobody"
