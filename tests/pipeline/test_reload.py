"""Rule files that change while Tocsin runs: all of them take force or none, and what is wrong is told."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app as house
from bot import theatre
from bot.demo.conductor import demo_settings
from bot.domain.clock import SteppedClock
from bot.domain.delivery import Notice, NoticeKind
from bot.domain.ids import RuleId
from tests.pipeline.conftest import NOW, Screen

RULE = "title: New\ndescription: D\nkind: match\nstatus: stable\nseverity: high\nwhen: {type: ied}\n"
NEW = RuleId("sahel/new")


@asynccontextmanager
async def running(folder: Path, rules: Path) -> AsyncIterator[tuple[house.App, Screen]]:
    screen = Screen()
    settings = demo_settings(folder / "db", "en").model_copy(update={"rules_dir": rules})
    async with house.assemble(settings, SteppedClock(NOW), {screen.name: screen}) as app:
        yield app, screen


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(theatre.shipped_rules(), tmp_path / "rules"))


async def test_a_new_file_takes_force_and_one_taken_away_goes(tmp_path: Path, rules: Path) -> None:
    async with running(tmp_path, rules) as (app, _):
        assert await app.reload.step() is False
        (rules / "sahel" / "new.yml").write_text(RULE, encoding="utf-8")
        assert await app.reload.step() is True
        assert app.desk.book.title(NEW) == "New"
        assert app.desk.names.rule(NEW) == "New"
        (rules / "sahel" / "new.yml").unlink()
        assert await app.reload.step() is True
        assert app.desk.book.get(NEW) is None


async def test_one_wrong_file_keeps_all_the_former_rules_in_force_and_is_told(tmp_path: Path, rules: Path) -> None:
    async with running(tmp_path, rules) as (app, screen):
        before = app.desk.rules
        (rules / "sahel" / "new.yml").write_text(RULE, encoding="utf-8")
        (rules / "sahel" / "wrong.yml").write_text(RULE.replace("ied", "idd"), encoding="utf-8")
        assert await app.reload.step() is False
        assert app.desk.rules == before
        (fault,) = app.desk.book.failure
        assert fault.startswith("rules/sahel/wrong.yml:6:14: unknown type 'idd'")
        await app.drain()
        (card,) = [card for _, card in screen.posts]
        assert "Changed rules were not taken into force" in card.title
        assert fault in str(card.blocks)
        assert await app.reload.step() is False  # said once
        (rules / "sahel" / "wrong.yml").unlink()
        assert await app.reload.step() is True
        assert (app.desk.book.title(NEW), app.desk.book.failure) == ("New", ())


async def test_many_faults_are_told_as_the_first_few_and_a_number(tmp_path: Path, rules: Path) -> None:
    async with running(tmp_path, rules) as (app, _):
        (rules / "sahel" / "wrong.yml").write_text("".join(f"k{n}: 1\n" for n in range(20)), encoding="utf-8")
        await app.reload.step()
        async with app.desk.store.write() as tx:
            (claimed,) = await tx.outbox.claim("test", NOW, timedelta(minutes=1), 10)
        about = claimed.delivery.about
        assert isinstance(about, Notice)
        assert about.kind is NoticeKind.RULES
        assert (len(about.text.splitlines()), about.reason) == (5, str(len(app.desk.book.failure)))


async def test_global_rules_hold_in_every_theatre(tmp_path: Path, rules: Path) -> None:
    (rules / "global").mkdir(exist_ok=True)
    (rules / "global" / "everywhere.yml").write_text(RULE, encoding="utf-8")
    async with running(tmp_path, rules) as (app, _):
        assert app.desk.book.title(RuleId("global/everywhere")) == "New"
