"""Derived files: written from code, checked for drift."""

import json
from pathlib import Path

import pytest

from bot import generate, settings


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_the_derived_files_of_this_repository_have_not_drifted() -> None:
    assert generate.generate(check=True) == []


def test_checking_names_what_is_missing_and_writes_nothing(checkout: Path) -> None:
    assert generate.generate(check=True, root=checkout) == list(generate.derived())
    assert [path.name for path in checkout.iterdir()] == ["pyproject.toml"]


def test_generating_twice_writes_nothing_the_second_time(checkout: Path) -> None:
    assert generate.generate(check=False, root=checkout) == list(generate.derived())
    assert generate.generate(check=False, root=checkout) == []


def test_a_hand_edit_is_drift_and_is_undone(checkout: Path) -> None:
    generate.generate(check=False, root=checkout)
    with (checkout / ".env.example").open("a", encoding="utf-8") as file:
        file.write("TOCSIN_MINE=1\n")
    assert generate.generate(check=True, root=checkout) == [".env.example"]
    generate.generate(check=False, root=checkout)
    assert generate.generate(check=True, root=checkout) == []


def test_an_installed_wheel_has_nothing_to_generate(tmp_path: Path) -> None:
    with pytest.raises(generate.NotACheckout):
        generate.generate(check=True, root=tmp_path)


def test_every_setting_stands_in_the_example_with_its_help() -> None:
    text = generate.env_example()
    for name, field in settings.Settings.model_fields.items():
        assert f"#{settings.variable(name)}=" in text
        assert field.description
        assert field.description.split(".")[0].split()[0] in text


def test_the_example_copied_as_it_is_changes_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    (checkout / ".env").write_text(generate.env_example(), encoding="utf-8")
    assert settings.load() == settings.Settings()


def test_every_example_value_is_accepted(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(checkout)
    (checkout / "rules").mkdir()
    # One workspace of Slack's or many: its bot token does not go together with the client id.
    lines = [line for line in generate.env_example().splitlines() if not line.startswith("#TOCSIN_SLACK_BOT_TOKEN")]
    (checkout / ".env").write_text("\n".join(line.removeprefix("#") for line in lines if line.startswith("#TOCSIN_")))
    assert settings.load().contact == "alerts@example.org"


def test_the_rule_schema_is_a_json_schema_that_refuses_unknown_keys() -> None:
    schema = json.loads(generate.rule_schema())
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert "false" in json.dumps(schema)
