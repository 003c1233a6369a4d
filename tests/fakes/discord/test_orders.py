"""What Discord keeps of an application's commands, and which it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.discord.orders import Commands
from tests.fakes.discord.refusals import Refusal
from tests.fakes.discord.snowflakes import Snowflakes

Json = dict[str, Any]


@pytest.fixture
def commands() -> Commands:
    return Commands(Snowflakes(), "1")


def command(name: str = "status", **more: Any) -> Json:
    return {"name": name, "description": "Shows a place", "type": 1, **more}


def option(name: str = "place", **more: Any) -> Json:
    return {"name": name, "description": "Which place", "type": 3, **more}


def test_a_bulk_overwrite_keeps_the_ids_of_what_stays_and_forgets_the_rest(commands: Commands) -> None:
    before = {one["name"]: one["id"] for one in commands.overwrite("", [command("a"), command("b")], 1)}
    after = {one["name"]: one["id"] for one in commands.overwrite("", [command("b"), command("c")], 2)}
    assert set(after) == {"b", "c"}
    assert after["b"] == before["b"]
    assert [(sync.commands, sync.at) for sync in commands.syncs] == [(("a", "b"), 1), (("b", "c"), 2)]


def test_a_guilds_own_command_goes_before_the_general_one(commands: Commands) -> None:
    commands.overwrite("", [command(description="everywhere")], 0)
    commands.overwrite("7", [command(description="here")], 0)
    assert [(commands.named("status", guild) or {})["description"] for guild in ("7", "8")] == ["here", "everywhere"]
    assert commands.named("other", "7") is None


def test_single_commands_are_added_changed_and_deleted(commands: Commands) -> None:
    made = commands.create("", command())
    assert commands.create("", command(description="Again"))["id"] == made["id"]
    changed = commands.edit("", made["id"], {"name": "place"})
    assert (changed["name"], changed["description"], changed["id"]) == ("place", "Again", made["id"])
    commands.delete("", made["id"])
    with pytest.raises(Refusal, match="10063"):
        commands.get("", made["id"])


def test_localizations_are_left_out_unless_they_are_asked_for(commands: Commands) -> None:
    french: Json = {"description_localizations": {"fr": "Montre un lieu"}}
    commands.overwrite("", [command(**french, options=[option(**french)])], 0)
    (whole,) = commands.all()
    (bare,) = commands.all(localizations=False)
    kept = [one["description_localizations"] for one in (whole, *whole["options"])]
    assert kept == [{"fr": "Montre un lieu"}] * 2
    assert [key for one in (bare, *bare["options"]) for key in one if "localizations" in key] == []


WRONG: dict[str, list[Json]] = {
    "upper case": [command("Status")],
    "a space in a name": [command("my status")],
    "a long name": [command("x" * 33)],
    "no description": [command(description="")],
    "a long description": [command(description="x" * 101)],
    "a long French description": [command(description_localizations={"fr": "x" * 101})],
    "a French name in upper case": [command(name_localizations={"fr": "État"})],
    "one name twice": [command(), command()],
    "26 options": [command(options=[option(f"o{number}") for number in range(26)])],
    "one option twice": [command(options=[option(), option()])],
    "a required option after another": [command(options=[option("a"), option("b", required=True)])],
    "26 choices": [command(options=[option(choices=[{"name": f"{n}", "value": f"{n}"} for n in range(26)])])],
    "choices and completion": [command(options=[option(choices=[{"name": "a", "value": "a"}], autocomplete=True)])],
    "a bad option of a subcommand": [command(options=[option("add", type=1, options=[option("Place")])])],
    "more than 8000 characters": [
        command(options=[option(f"o{n}", choices=[{"name": "n" * 100, "value": "v" * 100}] * 5) for n in range(8)])
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_commands_are_refused_for(commands: Commands, what: str) -> None:
    with pytest.raises(Refusal) as raised:
        commands.overwrite("", WRONG[what], 0)
    assert (raised.value.status, raised.value.code) == (400, 50035)
    assert commands.all() == []


def test_an_accented_name_in_lower_case_is_a_name(commands: Commands) -> None:
    commands.overwrite("", [command("état", name_localizations={"fr": "état-des-lieux"})], 0)
    assert commands.named("état", "") is not None


def test_there_are_at_most_a_hundred_commands_and_two_hundred_new_ones_a_day(commands: Commands) -> None:
    with pytest.raises(Refusal, match="30032"):
        commands.overwrite("", [command(f"c{number}") for number in range(101)], 0)
    for day in range(2):
        commands.overwrite("", [command(f"c{day}-{number}") for number in range(100)], 0)
    with pytest.raises(Refusal, match="30034"):
        commands.overwrite("", [command("one-more")], 0)
