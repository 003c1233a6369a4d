"""Rules are tuned and made in forms on Discord: filled in, previewed, saved by a button."""

from __future__ import annotations

from bot.commands.desk import Desk
from bot.platforms.discord.interactions import FORM
from tests.platforms.discord.simulated import World, text
from tests.platforms.discord.test_simcord_forms import opened, values


async def test_a_rule_is_tuned_in_a_form_with_a_preview_before_it_is_saved(world: World, desk: Desk) -> None:
    shown, modal = await opened(world, "tune", rule="sahel/convoy_attack")
    assert modal.modal is not None
    assert (world.callbacks()[-1]["type"], modal.modal["title"]) == (FORM, "Tune a rule")
    assert values(modal) == {"rule": "sahel/convoy_attack"}
    await world.restart(desk)
    filled = {"rule": "sahel/convoy_attack", "parameter": "killed", "value": "5"}
    await world["manager"].submit_modal(modal, filled)
    assert "Not saved yet" in text(shown.response)
    await world["manager"].click(shown.response, label="Save")
    async with desk.store.read() as tx:
        (one,) = await tx.tunings.of(world.here)
    assert (one.rule, one.values) == ("sahel/convoy_attack", (("killed", "5"),))


async def test_an_own_rule_is_changed_in_a_form_before_it_is_saved(world: World, desk: Desk) -> None:
    shown, modal = await opened(world, "watch", what="killed>=3")
    assert values(modal) == {"what": "killed>=3"}
    await world["manager"].submit_modal(modal, {"what": "killed>=9", "severity": ["critical"]})
    await world["manager"].click(shown.response, label="Save")
    async with desk.store.read() as tx:
        (one,) = await tx.watches.all()
    assert (one.label, one.severity.name) == ("killed>=9", "CRITICAL")
