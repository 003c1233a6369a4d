"""The answer to `subscribe`: how a wish is understood, confirmed and stored."""

from dataclasses import replace

import pytest

from bot.commands.desk import Desk
from bot.commands.perform import answer, perform
from bot.domain import matcher
from bot.domain.audit import Entry
from bot.domain.channel import Channel
from bot.domain.incident import Severity, Standing
from bot.domain.matcher import EVERYTHING, Along, Near, Within
from bot.domain.taxonomy import Operation
from tests.commands.conftest import CHANNEL, NOW, OTHER_CHANNEL, caller, event, fights, opened
from tests.commands.said import said
from tests.commands.standing import channel, log, only_wish, place, save, wishes

RESTING = Channel(destination=CHANNEL, suspended="the channel was deleted", suspended_at=NOW)


async def test_nothing_is_saved_before_it_is_confirmed(desk: Desk) -> None:
    reply = await perform("subscribe kidal", caller(), desk)

    assert reply.ok
    assert reply.card.title.startswith("Not saved yet")
    assert "within 50 km of Kidal" in said(reply)
    assert await wishes(desk) == []
    assert await log(desk) == []
    assert await channel(desk) == Channel(destination=CHANNEL)


async def test_what_the_preview_says_to_type_saves_the_wish(desk: Desk) -> None:
    preview = await perform("subscribe kidal severity=high delay=2h", caller(), desk)

    line = "subscribe kidal severity=high delay=2h confirm=yes"
    assert f"{line} saves it" in said(preview)
    assert (await perform(line, caller(), desk)).card.title == "Subscribed"
    assert (await only_wish(desk)).label == "kidal"  # as typed


async def test_a_town_alone_means_fifty_kilometres_around_it(desk: Desk) -> None:
    await perform("subscribe kidal confirm=yes", caller(), desk)

    one = await only_wish(desk)
    assert isinstance(one.matcher, Near)
    assert one.matcher.radius_km == 50
    assert (one.min_severity, one.min_standing, one.created_by) == (Severity.MEDIUM, Standing.REPORTED, "u1")
    assert (one.language, one.digest) == ("", None)


@pytest.mark.parametrize(
    ("what", "admin1", "admin2"),
    [("Kidal region", "Kidal", ""), ("Mali", "", ""), ("cercle d'Ansongo", "Gao", "Ansongo")],
)
async def test_an_area_alone_means_the_area(desk: Desk, what: str, admin1: str, admin2: str) -> None:
    await perform(f"subscribe {what} confirm=yes", caller(), desk)

    wanted = (await only_wish(desk)).matcher
    assert isinstance(wanted, Within)
    assert (wanted.country, wanted.admin1, wanted.admin2) == ("ML", admin1, admin2)


@pytest.mark.parametrize(
    "what",
    ["RN 18", "RN18", "route RN18", "road:RN18", "Gao–Bourem–Kidal", "axe Gao-Bourem-Kidal", "Gao > Bourem > Kidal"],
)
async def test_a_road_is_understood_however_it_is_called(desk: Desk, what: str) -> None:
    await perform(f"subscribe {what} confirm=yes", caller(), desk)

    wanted = (await only_wish(desk)).matcher
    assert isinstance(wanted, Along)
    assert wanted.points == tuple(place(desk, name).point for name in ("Gao", "Bourem", "Kidal"))
    assert wanted.width_km == 15


async def test_an_unknown_road_is_answered_with_the_nearest_as_a_command(desk: Desk) -> None:
    reply = await perform("subscribe axe Gao-Tesalitt", caller(), desk)

    assert not reply.ok
    assert "subscribe road:Gao–Tessalit" in said(reply).splitlines()


async def test_the_short_form_is_understood_with_severity_standing_and_language(desk: Desk) -> None:
    line = "subscribe near:Kidal/80km type:convoy_attack killed>=3 severity=élevée standing=confirmé language=fr"
    await perform(f"{line} confirm=oui", caller(), desk)

    one = await only_wish(desk)
    assert one.label == "near:Kidal/80km type:convoy_attack killed>=3"
    assert (one.min_severity, one.min_standing, one.language) == (Severity.HIGH, Standing.CONFIRMED, "fr")
    (whole,) = await opened(desk, event(place(desk, "Kidal"), NOW, operation=Operation.CONVOY_ATTACK))
    assert not matcher.holds(one.matcher, whole)  # two killed, not three


async def test_a_condition_that_is_turned_round_stays_a_condition(desk: Desk) -> None:
    await perform("subscribe near:Kidal/80km not standing:confirmed confirm=yes", caller(), desk)

    one = await only_wish(desk)
    assert one.min_standing is Standing.REPORTED
    assert matcher.Not(part=matcher.Stands(at_least=Standing.CONFIRMED)) in one.matcher.parts


@pytest.mark.parametrize("what", ["JNIM", "ambush", "convoy attack", "Kidal"])
async def test_an_actor_or_a_word_of_the_taxonomy_can_be_wished_alone(desk: Desk, what: str) -> None:
    await perform(f"subscribe {what} confirm=yes", caller(), desk)

    told = event(
        place(desk, "Kidal"),
        NOW,
        operation=Operation.AMBUSH,
        operations=frozenset({Operation.AMBUSH, Operation.CONVOY_ATTACK}),
        participants=(fights(desk, "JNIM"),),
    )
    (whole,) = await opened(desk, told)
    assert matcher.holds((await only_wish(desk)).matcher, whole)


@pytest.mark.parametrize("what", ["everything", "tout"])
async def test_everything_at_once_is_asked_for_twice(desk: Desk, what: str) -> None:
    once = await perform(f"subscribe {what} confirm=yes", caller(), desk)

    assert once.card.title == "Not saved yet: really everything, at once?"
    assert f"subscribe {what} confirm=everything saves it all the same" in said(once)
    assert await wishes(desk) == []
    assert await log(desk) == []
    await perform(f"subscribe {what} confirm=everything", caller(), desk)
    assert (await only_wish(desk)).matcher == EVERYTHING


async def test_everything_in_a_digest_is_asked_for_once(desk: Desk) -> None:
    await perform("subscribe everything digest=daily confirm=yes", caller(), desk)

    assert (await only_wish(desk)).digest is not None


async def test_the_same_wish_twice_is_said_kindly_and_stored_once(desk: Desk) -> None:
    await perform("subscribe Kidal confirm=yes", caller(), desk)

    for confirm in ("", " confirm=yes"):
        again = await perform(f"subscribe  near:KIDAL/50km{confirm}", caller(), desk)
        assert again.ok
        assert again.card.title == "This wish stands already"
        assert (await only_wish(desk)).id in said(again)
    assert len(await log(desk)) == 1


@pytest.mark.parametrize("other", ["severity=critical", "standing=confirmed", "language=fr", "digest=daily"])
async def test_another_severity_standing_language_or_moment_is_another_wish(desk: Desk, other: str) -> None:
    await perform("subscribe Kidal confirm=yes", caller(), desk)
    await perform(f"subscribe Kidal {other} confirm=yes", caller(), desk)

    assert len({one.id for one in await wishes(desk)}) == 2


async def test_the_same_wish_of_another_channel_is_another_wish(desk: Desk) -> None:
    await perform("subscribe Kidal confirm=yes", caller(), desk)
    await perform("subscribe Kidal confirm=yes", caller(destination=OTHER_CHANNEL), desk)

    (here,), (there,) = await wishes(desk), await wishes(desk, OTHER_CHANNEL)
    assert here.id != there.id


async def test_a_channels_first_wish_gives_it_the_language_of_who_wished(desk: Desk) -> None:
    await perform("subscribe Kidal confirm=yes", caller(language="fr"), desk)
    await perform("subscribe Gao confirm=yes", caller(language="en"), desk)

    assert (await channel(desk)).language == "fr"
    assert [one.language for one in await wishes(desk)] == ["", ""]


async def test_a_channel_that_chose_its_language_keeps_it(desk: Desk) -> None:
    await save(desk, Channel(destination=CHANNEL, language="fr", cap=9))
    await perform("subscribe Kidal confirm=yes", caller(language="en"), desk)

    assert await channel(desk) == Channel(destination=CHANNEL, language="fr", cap=9)


async def test_saving_a_wish_stands_in_the_log_as_it_can_be_typed(desk: Desk) -> None:
    await perform("subscribe RN 18 digest=daily 07:30 confirm=yes", caller(), desk)

    line = 'subscribe RN 18 digest="daily 07:30" confirm=yes'
    assert [replace(entry, seq=0) for entry in await log(desk)] == [
        Entry(at=NOW, destination=CHANNEL, user="u1", line=line)
    ]


@pytest.mark.parametrize(("id_", "name"), [("ml/kidal/kidal:town", "Kidal"), ("ml/kidal/kidal:region", "Kidal region")])
async def test_a_button_that_brings_a_places_id_leads_to_lines_with_its_name(desk: Desk, id_: str, name: str) -> None:
    preview = await answer("subscribe", {"what": id_}, caller(), desk)

    assert f"subscribe {name} confirm=yes saves it" in said(preview)
    await answer("subscribe", dict(preview.card.actions[0].args), caller(), desk)
    assert (await only_wish(desk)).label == name


@pytest.mark.parametrize("confirm", ["", " confirm=yes"])
async def test_a_channel_that_rests_is_told_so_and_how_to_wake_it(desk: Desk, confirm: str) -> None:
    await save(desk, RESTING)

    reply = await perform(f"subscribe Kidal{confirm}", caller(), desk)

    assert "the channel was deleted" in said(reply)
    assert "resume ends that" in said(reply)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "what",
    [
        *("Kidaal", "near:Kidaal/50km", "type:ambsh", "near:Kidal/50 parsecs", "colour:blue", "killed>=many", "actor:"),
        *("road:RN99", "road:Gao-Kidal/999km", "axe Here-There", "incident:abc", "Kidal severity=many"),
        *("Kidal digest=never", "Kidal delay=8d", "Kidal precision=far", "Kidal empty=tell", "Kidal confirm=no"),
    ],
)
async def test_what_is_not_understood_is_refused_and_nothing_stored(desk: Desk, what: str, language: str) -> None:
    line = f"subscribe {what}" + ("" if "confirm" in what else " confirm=yes")
    reply = await perform(line, caller(language=language), desk)

    assert not reply.ok
    assert await wishes(desk) == []
    assert await log(desk) == []


@pytest.mark.parametrize(("typed", "meant"), [("convoy_atack", "convoy_attack"), ("drone strik", "drone_strike")])
async def test_a_misspelt_type_is_answered_with_the_nearest_as_a_command(desk: Desk, typed: str, meant: str) -> None:
    reply = await perform(f"subscribe {typed}", caller(), desk)

    assert not reply.ok
    assert typed in reply.card.title
    assert f"subscribe {meant}" in said(reply).splitlines()


async def test_a_misspelt_option_is_answered_with_the_whole_line_mended(desk: Desk) -> None:
    reply = await perform("subscribe Kidal digest=dayly@7:30 severity=high", caller(), desk)

    assert "subscribe Kidal severity=high digest=daily@07:30" in said(reply).splitlines()
