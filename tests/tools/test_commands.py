"""What somebody who writes rules types, as typed: exit codes, words, files written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import theatre
from bot.cli import tocsin
from bot.domain.errors import BadFile
from tests.tools.test_backtest import LINES
from tests.tools.test_lines import TEXT


def typed(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(tocsin, words, input=stdin)


@pytest.fixture
def own_rules(alone: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped rules that a test may write to."""
    copy = Path(shutil.copytree(theatre.shipped_rules(), alone / "rules"))
    monkeypatch.setenv("TOCSIN_RULES_DIR", str(copy))
    return copy


def test_the_list_names_every_rule(alone: Path) -> None:
    lines = typed("rules", "list").stdout.splitlines()
    found = json.loads(typed("rules", "list", "--json").stdout)
    assert [line.split()[0] for line in lines] == [one["id"] for one in found]
    convoy = next(one for one in found if one["id"] == "sahel/convoy_attack")
    assert convoy["parameters"]["killed"] == {"value": 0, "allowed": "0 to 200"}


@pytest.mark.parametrize("kind", ["match", "threshold", "sequence", "spike", "lull", "new"])
def test_a_scaffold_of_every_kind_is_a_rule_without_a_mistake(kind: str, own_rules: Path) -> None:
    made = typed("rules", "new", "sahel/my_rule", "--kind", kind)
    assert made.exit_code == 0, made.output
    assert (own_rules / "sahel" / "my_rule.test.yml").is_file()
    assert "sahel/my_rule" in typed("rules", "list").stdout
    ran = typed("rules", "test", "sahel/my_rule")
    assert "1 test files, 2 cases" in ran.stdout
    assert ran.exit_code == (0 if kind == "match" else 1)  # the others want more than one event


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rules", "new", "My Rule"), "write it like sahel/my_rule"),
        (("rules", "new", "sahel/x", "--kind", "mach"), "allowed: match"),
        (("rules", "new", "mars/x"), "there is no folder"),
        (("rules", "new", "sahel/convoy_attack"), "is there already"),
        (("rules", "explain", "convoy_atack", "--on", "7K3M9QXZ"), "did you mean 'convoy_attack'"),
        (("backtest", "convoy_attack", "--since", "soon"), "is no time"),
        (("backtest", "convoy_attack", "--file", "absent.jsonl"), "does not exist"),
    ],
)
def test_a_mistake_is_named(words: tuple[str, ...], said: str, own_rules: Path) -> None:
    result = typed(*words)
    assert result.exit_code != 0
    assert said in result.output


def test_a_failing_case_is_told_with_its_line_and_ends_in_an_error(own_rules: Path) -> None:
    path = own_rules / "sahel" / "convoy_attack.test.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("fires: true", "fires: false", 1), encoding="utf-8")
    result = typed("rules", "test", "convoy_attack")
    assert result.exit_code == 1
    assert "rules/sahel/convoy_attack.test.yml:2: sahel/convoy_attack:" in result.output
    assert "1 failed" in result.stdout


def test_lint_says_what_should_be_better_and_what_is_wrong(own_rules: Path) -> None:
    (own_rules / "sahel" / "drone_strike.test.yml").unlink()
    assert "sahel/drone_strike has no test beside it" in typed("rules", "lint").stdout
    (own_rules / "sahel" / "drone_strike.yml").write_text("title: T\n", encoding="utf-8")
    result = typed("rules", "lint")
    assert isinstance(result.exception, BadFile)
    assert "lacks 'kind'" in str(result.exception)


def test_lines_in_are_lines_out_with_whether_the_rule_fired_and_why(alone: Path) -> None:
    trap = {"id": "t2", "headline": "Rain", "text": "It rained in Kidal.", "published": "2023-11-08", "lang": "en"}
    stdin = "\n".join([json.dumps(TEXT), "", json.dumps(trap), LINES[0]])
    out = [
        json.loads(line) for line in typed("rules", "run", "convoy_attack", "--jsonl", stdin=stdin).stdout.splitlines()
    ]
    assert [(one["id"], one["fired"]) for one in out] == [("t1", True), ("t2", False), ("1", False)]
    assert any(why.startswith("type convoy_attack") for why in out[0]["why"])
    assert out[1]["why"] == ["no event was read from it"]
    assert any("type convoy_attack" in why for why in out[2]["why"])


def test_a_rule_remembers_over_the_stream(own_rules: Path) -> None:
    (own_rules / "sahel" / "many.yml").write_text(
        "title: T\ndescription: D\nkind: threshold\nstatus: stable\nseverity: low\n"
        "when: {type: ambush}\ncount: {at_least: 2}\nwithin: 30d\n",
        encoding="utf-8",
    )
    result = typed("rules", "run", "many", "--jsonl", stdin="\n".join(LINES))
    assert [json.loads(line)["fired"] for line in result.stdout.splitlines()][:2] == [False, True]


def test_a_bad_line_stops_the_stream_with_its_number(alone: Path) -> None:
    result = typed("rules", "run", "convoy_attack", "--jsonl", stdin=f"{LINES[0]}\n{{\n")
    assert len(result.stdout.splitlines()) == 1
    assert isinstance(result.exception, BadFile)
    assert result.exception.faults[0].line == 2


def test_a_backtest_of_a_file_is_shown_for_people_and_for_machines(alone: Path) -> None:
    file = alone / "f.jsonl"
    file.write_text("\n".join(LINES), encoding="utf-8")
    shown = typed("backtest", "massacre", "--file", str(file))
    assert shown.exit_code == 0, shown.output
    assert "Massacre  (sahel/massacre)" in shown.stdout
    machine = json.loads(typed("backtest", "massacre", "--file", str(file), "--json").stdout)
    assert machine["rule"] == "sahel/massacre"
    every = typed("backtest", "all", "--file", str(file)).stdout.splitlines()
    assert any(line.endswith("sahel/massacre") for line in every)


def test_an_incident_that_is_not_there_cannot_be_explained(alone: Path) -> None:
    result = typed("rules", "explain", "convoy_attack", "--on", "7K3M9QXZ")
    assert result.exit_code == 1
    assert "the store has no incident 7K3M9QXZ" in result.output
