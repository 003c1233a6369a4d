"""Commands as forms: what is asked, what fields begin with, and what a form stands for when it is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import form as words
from bot.cards.phrases import LANGUAGES, Phrases
from bot.commands import catalogue, form, parse
from bot.commands.command import Command, ParamKind, Reply
from bot.commands.desk import Desk
from bot.commands.form import Form
from bot.commands.perform import answer, perform
from bot.domain.card import Action
from bot.domain.channel import Channel
from bot.domain.incident import Severity
from bot.domain.reader import Units
from bot.domain.wallclock import Quiet
from tests.commands.conftest import CHANNEL, NOW, caller, event, fights, opened
from tests.commands.said import said
from tests.commands.standing import channel, save

EVERY = pytest.mark.parametrize(
    "command", [one for one in catalogue.COMMANDS if form.params(one)], ids=lambda command: command.name
)
SET = Channel(
    destination=CHANNEL,
    language="fr",
    zone="Africa/Bamako",
    units=Units.IMPERIAL,
    quiet=Quiet(from_minute=1320, to_minute=360, passes=None),
    mention="oncall",
    group_wait=timedelta(minutes=5),
    cooldown=timedelta(minutes=90),
    cap=12,
    editors=frozenset({"desk", "oncall"}),
    scorecard=False,
)


async def form_of(desk: Desk, name: str, language: str = "en", **given: str) -> Form:
    made = await form.opened(name, given, caller(language=language), desk)
    assert isinstance(made, Form)
    return made


def field(made: Form, name: str) -> form.Field:
    return next(one for one in made.fields if one.param.name == name)


@EVERY
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_form_asks_for_every_argument_but_the_confirmation(desk: Desk, command: Command, language: str) -> None:
    made = await form.opened(command.name, {}, replace(caller(language=language), is_operator=True), desk)
    assert isinstance(made, Form)
    assert {one.param.name for one in made.fields} == {param.name for param in command.params} - {"confirm"}
    assert 0 < len(made.title) <= words.TITLE
    assert 0 < len(made.sends) <= words.TITLE
    for one in made.fields:
        assert 0 < len(one.label) <= words.LABEL
        assert 0 < len(one.help) <= 100
        assert [option.value for option in one.options] == list(one.param.choices)
        assert all(option.label for option in one.options)


@EVERY
def test_every_field_has_a_label_of_its_own(command: Command) -> None:
    for language in LANGUAGES:
        labels = [words.label(param.name, Phrases(language)) for param in form.params(command)]
        assert len(set(labels)) == len(labels)
    assert {param.name for param in form.params(command)} <= words.LABELS.keys()


def test_no_command_and_no_argument_has_a_name_that_buttons_of_forms_need() -> None:
    assert words.OPEN not in catalogue.BY_NAME
    names = {param.name for command in catalogue.COMMANDS for param in command.params}
    assert names.isdisjoint({"of", "in", "channel"})
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("subscribe", "subscribe"),
        (" /Mute ", "mute"),
        ("status", "status"),
        ("settings", "settings"),
        ("subscribe Kidal", None),
        ("settings zone=Bamako", None),
        ("subscribe severity=high", None),
        ("subscriptions", None),
        ("help", None),
        ("suscribe", None),
        ("", None),
    ],
)
def test_a_line_that_names_a_command_alone_means_its_form(text: str, name: str | None) -> None:
    wanted = form.wanted(text)
    assert (wanted.name if wanted else None) == name


async def test_a_form_begins_with_what_is_given_and_says_it_as_people_do(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    made = await form_of(desk, "subscribe", what=kidal.id, severity="high", digest="daily")
    assert made.began == {"what": kidal.id, "severity": "high", "digest": "daily"}
    assert field(made, "what").shown == "Kidal"
    assert field(made, "severity").shown == "high"


async def test_a_mute_that_begins_with_an_incident_says_which(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - timedelta(days=1)))
    made = await form_of(desk, "mute", what=one.id)
    assert field(made, "what").value == one.id
    assert field(made, "what").shown.startswith(f"{one.id} · Ambush")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("subscribe", {"severity": "terrible"}),
        ("settings", {"cap": "1"}),
        ("settings", {"cap": "many"}),
        ("subscribe", {"colour": "red"}),
    ],
    ids=["no choice", "too small a number", "no number", "no argument"],
)
async def test_what_cannot_stand_in_a_field_is_left_out(desk: Desk, name: str, given: dict[str, str]) -> None:
    before = await form_of(desk, name)
    made = await form_of(desk, name, **given)
    left = {one: text for one, text in before.began.items() if one not in given}
    assert made.began == left


async def test_the_form_of_settings_begins_with_what_stands(desk: Desk) -> None:
    await save(desk, SET)
    made = await form_of(desk, "settings")
    assert made.began == {
        "language": "fr",
        "zone": "Africa/Bamako",
        "quiet": "22:00-06:00",
        "quiet_passes": "none",
        "mention": "oncall",
        "mention_from": "high",
        "units": "imperial",
        "group_wait": "5m",
        "cooldown": "90m",
        "cap": "12",
        "editors": "desk,oncall",
        "scorecard": "off",
    }


async def test_the_same_settings_come_of_what_they_begin_with(desk: Desk) -> None:
    await save(desk, SET)
    began = (await form_of(desk, "settings")).began
    await save(desk, Channel(destination=CHANNEL))
    assert (await answer("settings", began, caller(), desk)).ok
    assert await channel(desk) == SET


SETTINGS, SUBSCRIBE = catalogue.BY_NAME["settings"], catalogue.BY_NAME["subscribe"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ({"zone": "UTC", "cap": "12", "quiet": "22:00-06:00"}, {}),
        ({"zone": "Bamako", "cap": "12", "quiet": "22:00-06:00"}, {"zone": "Bamako"}),
        ({"zone": "UTC", "cap": "12", "quiet": ""}, {"quiet": "off"}),
        ({"zone": "UTC", "cap": "", "quiet": "22:00-06:00"}, {}),
        ({"zone": " UTC ", "cap": "30", "quiet": "22:00-06:00", "mention": "a"}, {"cap": "30", "mention": "a"}),
    ],
    ids=["nothing changed", "one changed", "switched off", "what has to have a value", "several"],
)
def test_a_form_of_what_stands_sends_only_what_was_changed(typed: dict[str, str], sent: dict[str, str]) -> None:
    assert form.sent(SETTINGS, typed, {"zone": "UTC", "cap": "12", "quiet": "22:00-06:00"}) == sent


def test_any_other_form_sends_all_that_is_filled_in() -> None:
    typed = {"what": " Kidal ", "severity": "high", "digest": "", "colour": "red"}
    assert form.sent(SUBSCRIBE, typed, {"what": "Kidal", "digest": "daily"}) == {"what": "Kidal", "severity": "high"}


@pytest.mark.parametrize("name", ["subscribe", "mute", "settings", "outbox"])
async def test_who_may_not_change_a_channel_is_told_so_instead(desk: Desk, name: str) -> None:
    made = await form.opened(name, {}, caller(may_change=False), desk)
    assert isinstance(made, Reply)
    assert not made.ok
    assert "You may not do this here" in said(made)


async def test_a_form_of_no_command_is_told_so(desk: Desk) -> None:
    made = await form.opened("subscrib", {}, caller(language="fr"), desk)
    assert isinstance(made, Reply)
    assert "subscribe" in said(made)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("subscribe Zzyzx", {"": "“Zzyzx” is not known. It is no place"}),
        ("mute Kidal for=never", {"for": "“never” does not fit here. A length of time looks like 45m"}),
        ("settings quiet=never zone=Bamaco", {"zone": "Did you mean: Africa/Bamako", "quiet": "22:00-06:00"}),
        ("subscribe Kidal severity=hihg", {"severity": "severity is one of: low, medium, high, critical."}),
        ("settings cap=1", {"cap": "cap is a whole number from 4 to 200."}),
        ("subscribe Kidal empty=tell", {"empty": "Only a digest can be empty"}),
        ("unsubscribe 4F7A1C22", {"": "This channel has no subscriptions."}),
    ],
    ids=["a thing", "a length", "two at once", "a choice", "a number", "one that goes with another", "nothing there"],
)
async def test_what_is_wrong_is_said_at_the_argument_that_is_at_fault(
    desk: Desk, line: str, wrong: dict[str, str]
) -> None:
    reply = await perform(line, caller(), desk)
    assert not reply.ok
    assert reply.wrong.keys() == wrong.keys()
    assert all(words in reply.wrong[name] for name, words in wrong.items())


async def test_what_is_no_fault_of_an_argument_stands_at_none(desk: Desk) -> None:
    assert (await perform("mute Kidal", caller(may_change=False), desk)).wrong == {}
    assert (await perform("status Kidal", caller(), desk)).wrong == {}


async def test_an_alert_offers_all_that_it_is_about(desk: Desk) -> None:
    kidal = desk.places.find("Kidal")
    assert kidal is not None
    (one,) = await opened(desk, event(kidal, NOW - timedelta(days=1), participants=(fights(desk, "JNIM"),)))
    found = await form.about(one.id.lower(), caller(), desk)
    assert [choice.value for choice in found] == [one.id, "Kidal", "ambush", "JNIM"]
    for choice in found:
        assert (await answer("mute", {"what": choice.value}, caller(), desk)).ok
    assert await form.about("Kidal", caller(), desk) == ()


def test_a_button_of_a_form_says_which_and_what_is_filled_in() -> None:
    made = words.opening("Options…", "subscribe", {"what": "Kidal"}, channel="C1")
    assert words.meant(dict(made.args)) == ("subscribe", "C1", {"what": "Kidal"})
    assert words.meant({}) == ("", "", {})


@pytest.mark.parametrize(
    ("line", "button"),
    [
        ("subscribe Kidal severity=high", Action(label="Options…", command="form",
         args=(("of", "subscribe"), ("what", "Kidal"), ("severity", "high")))),
        ("subscribe Kidal confirm=yes", Action(label="Options…", command="form",
         args=(("of", "subscribe"), ("what", "Kidal")))),
        ("settings", Action(label="Change…", command="form", args=(("of", "settings"),))),
        ("settings cap=12", None),
        ("status Kidal", None),
        ("subscribe Zzyzx", None),
    ],
)  # fmt: skip
async def test_answers_that_could_say_more_offer_the_form(desk: Desk, line: str, button: Action | None) -> None:
    command, args = parse.parse(line)
    assert form.more(command.name, args, await perform(line, caller(), desk)) == button


@EVERY
async def test_every_kind_of_argument_is_either_fixed_or_typed_or_offered(desk: Desk, command: Command) -> None:
    for one in (await form_of_all(desk, command)).fields:
        assert bool(one.options) is (one.param.kind is ParamKind.CHOICE)


async def form_of_all(desk: Desk, command: Command) -> Form:
    made = await form.opened(command.name, {}, replace(caller(), is_operator=True), desk)
    assert isinstance(made, Form)
    return made


async def test_severities_are_offered_in_the_language_of_who_asks(desk: Desk) -> None:
    made = await form_of(desk, "subscribe", "fr")
    assert [one.label for one in field(made, "severity").options] == ["faible", "moyenne", "élevée", "critique"]
    assert len(Severity) == 4
