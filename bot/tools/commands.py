"""`tocsin rules …` and `tocsin backtest`: what somebody who writes rules types. It knows the terminal.

Imports of the rooms are late, as in bot.cli.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from bot.engine.load import Template
    from bot.knowledge import Knowledge
    from bot.settings import Settings
    from bot.tools.backtest import Outcome

EXIT_ERROR = 1
WIDEST_CHART = 72
PLACES = 10
WATCHED_FOR_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"([a-z0-9_]+)/([a-z0-9_]+)")
_LENGTH = re.compile(r"(\d{1,5})\s*([hdw])")


class Instant(click.ParamType[datetime]):
    """A moment: a day, a time with its zone, or so long ago (90d, 12w)."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment that a word says."""
        if isinstance(value, datetime):
            return value
        ago = _LENGTH.fullmatch(value)
        if ago is not None:
            unit = {"h": "hours", "d": "days", "w": "weeks"}[ago[2]]
            return datetime.now(UTC) - timedelta(**{unit: int(ago[1])})
        try:
            read = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time; write 2023-10-31, 2023-10-31T09:00Z or 90d", param, ctx)
        return read.replace(tzinfo=read.tzinfo or UTC)


@click.group()
def rules() -> None:
    """Look after rule files."""


@rules.command("test")
@click.argument("names", nargs=-1, metavar="[RULE]…")
def rules_test(names: tuple[str, ...]) -> None:
    """Run the tests that stand beside the rules (or beside those named)."""
    from bot.knowledge import check_rules

    wanted = {name.removesuffix(".yml") for name in names}
    checked = check_rules(_settings(), lambda id_: not wanted or id_ in wanted or id_.partition("/")[2] in wanted)
    for failure in checked.failures:
        click.echo(str(failure), err=True)
    click.echo(f"{checked.files} test files, {checked.cases} cases, {len(checked.failures)} failed")
    if checked.failures or (wanted and not checked.files):
        sys.exit(EXIT_ERROR)


@rules.command("lint")
def rules_lint() -> None:
    """Check every rule file, and say what should be better."""
    from bot.knowledge import read_rules, read_theatres, rule_tests
    from bot.tools.lint import advice

    settings = _settings()
    templates = read_rules(settings, read_theatres(settings).extractor)
    said = advice(templates, rule_tests(settings))
    for line in said:
        click.echo(line)
    click.echo(f"{len(templates)} rules without a mistake; {len(said)} to better" if said else
               f"{len(templates)} rules, nothing to better")  # fmt: skip


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def rules_list(as_json: bool) -> None:
    """List the rules that are loaded."""
    from bot.engine.parameter import written

    found = _knowledge(_settings()).rules
    if as_json:
        shown = [
            {
                "id": rule.id,
                "title": rule.title,
                "kind": rule.kind,
                "severity": rule.severity.name.lower(),
                "status": rule.status.value,
                "parameters": {p.name: {"value": p.default, "allowed": str(p.bounds)} for p in rule.parameters},
            }
            for rule in found
        ]
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    wide = max((len(rule.id) for rule in found), default=0)
    for rule in found:
        values = "".join(f"  {one.name}={written(one.default)}" for one in rule.parameters)
        severity = rule.severity.name.lower()
        click.echo(f"{rule.id:<{wide}}  {severity:<8}  {rule.kind:<9}  {rule.title}{click.style(values, dim=True)}")


@rules.command("new")
@click.argument("name", metavar="THEATRE/RULE")
@click.option("--kind", default="match", show_default=True, help="match, threshold, sequence, spike, lull or new.")
def rules_new(name: str, kind: str) -> None:
    """Write the first form of a rule and of its test."""
    from bot import theatre
    from bot.tools import scaffold

    parsed = _NAME.fullmatch(name)
    if parsed is None:
        raise click.BadParameter("write it like sahel/my_rule, in small letters", param_hint="THEATRE/RULE")
    if kind not in scaffold.KINDS:
        raise click.BadParameter(f"allowed: {', '.join(scaffold.KINDS)}", param_hint="--kind")
    folder = (_settings().rules_dir or theatre.shipped_rules()) / parsed[1]
    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}", param_hint="THEATRE/RULE")
    rule, test = scaffold.files(parsed[2], kind)
    made = {folder / f"{parsed[2]}.yml": rule, folder / f"{parsed[2]}.test.yml": test}
    if there := [str(path) for path in made if path.exists()]:
        raise click.ClickException(f"{', '.join(there)} is there already")
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
        click.echo(str(path))
    click.echo(f"Then: tocsin rules test {name}")


@rules.command("explain")
@click.argument("name", metavar="RULE")
@click.option("--on", "incident", required=True, metavar="INCIDENT", help="The incident’s id.")
@click.option("--set", "values", multiple=True, metavar="PARAMETER=VALUE", help="Another value of a parameter.")
def rules_explain(name: str, incident: str, values: tuple[str, ...]) -> None:
    """Show condition by condition why a rule fired on an incident of the store, or did not."""
    settings = _settings()
    _run(lambda: _explain(settings, name, incident, values))


@rules.command("run")
@click.argument("name", metavar="RULE")
@click.option("--jsonl", is_flag=True, required=True, help="Lines of JSON in (stdin) and out.")
@click.option("--set", "values", multiple=True, metavar="PARAMETER=VALUE", help="Another value of a parameter.")
@click.option("--began", type=Instant(), default=WATCHED_FOR_EVER, help="Since when the world was watched.")
def rules_run(name: str, jsonl: bool, values: tuple[str, ...], began: datetime) -> None:
    """Read texts or coded events from stdin; say of each whether the rule fired, and why."""
    from bot.tools import filter as rule_filter
    from bot.tools.backtest import with_values

    del jsonl
    known = _knowledge(_settings())
    rule = with_values(_template(known, name), values)
    for line in rule_filter.fired(rule, sys.stdin, "<stdin>", known.extractor, began):
        click.echo(line)


@click.command()
@click.argument("name", metavar="RULE")
@click.option("--since", type=Instant(), help="A day, a time, or so long ago (default: 90d).")
@click.option("--until", type=Instant(), help="The same (default: now).")
@click.option("--set", "values", multiple=True, metavar="PARAMETER=VALUE", help="Another value of a parameter.")
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Lines of JSON.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def backtest(
    name: str, since: datetime | None, until: datetime | None, values: tuple[str, ...], file: Path | None, as_json: bool
) -> None:
    """Show what a rule (or `all`) would have told of a past time: from the store, or from a file."""
    from bot.tools.backtest import of_lines, with_values

    settings = _settings()
    known = _knowledge(settings)
    templates = list(known.book.templates.values()) if name == "all" else [_template(known, name)]
    asked = [with_values(template, values) for template in templates]
    with click.progressbar(length=1000, label="Replaying", file=sys.stderr, show_pos=False) as bar:

        def progress(share: float) -> None:
            bar.update(int(share * 1000) - bar.pos)

        if file is not None:
            lines = file.read_text(encoding="utf-8").splitlines()
            found = of_lines(asked, lines, str(file), known.extractor, since=since, until=until, progress=progress)
        else:
            end = until or datetime.now(UTC)
            found = _run(lambda: _of_store(settings, asked, since or end - timedelta(days=90), end, progress))
    if as_json:
        shown = [one.shown() for one in found]
        click.echo(json.dumps(shown if name == "all" else shown[0], indent=2, ensure_ascii=False))
        return
    for one in found:
        _print(one, is_short=name == "all")


def _print(outcome: Outcome, *, is_short: bool) -> None:
    from bot.engine.parameter import written
    from bot.tools.chart import bars

    rule, alerts = outcome.rule, len(outcome.hits)
    if is_short:
        click.echo(f"{alerts:>6} alerts  {outcome.per_week:>6.1f} a week  {rule.id}")
        return
    values = "".join(f"  {name}={written(value)}" for name, value in rule.values.items())
    click.secho(f"{rule.title}  ({rule.id}){values}", bold=True)
    click.echo(f"{outcome.since:%Y-%m-%d} to {outcome.until:%Y-%m-%d}: {alerts} alerts, {outcome.per_week:.1f} a week")
    if not alerts:
        return
    for title, counts in (("By week", outcome.by_week()), ("By place", _top(outcome.by_place()))):
        click.secho(f"\n{title}", bold=True)
        for line in bars(counts, WIDEST_CHART):
            click.echo(f"  {line}")
    click.secho("\nLast alerts", bold=True)
    for hit in outcome.hits[-5:]:
        why = "; ".join(f"{one.label} {one.seen}" for one in hit.fired.why)
        click.echo(f"  {hit.at:%Y-%m-%d %H:%M}Z  {hit.fired.incident}  {hit.incident.place.name}: {why}")


def _top(counts: dict[str, int]) -> dict[str, int]:
    """The first places, and the rest in one."""
    first = dict(list(counts.items())[:PLACES])
    rest = sum(counts.values()) - sum(first.values())
    return first | ({f"{len(counts) - PLACES} other places": rest} if rest else {})


async def _of_store(
    settings: Settings, asked: Sequence[Any], since: datetime, until: datetime, progress: Callable[[float], None]
) -> list[Outcome]:
    from bot.store import connect
    from bot.tools.backtest import of_store

    async with connect.open_store(settings.database.reveal()) as store:
        return await of_store(asked, store, since, until, progress)


async def _explain(settings: Settings, name: str, incident: str, values: tuple[str, ...]) -> None:
    from bot.engine.terms import code
    from bot.store import connect
    from bot.tools.backtest import with_values
    from bot.tools.explain import explained

    known = _knowledge(settings)
    rule = with_values(_template(known, name), values)
    async with connect.open_store(settings.database.reveal()) as store:
        found = await explained(rule, store, code(incident))
    if found is None:
        raise click.ClickException(f"the store has no incident {incident}")
    change, explanation = found
    mark = click.style("fires", fg="green") if explanation.fired else click.style("does not fire", fg="red")
    click.echo(f"{rule.title} ({rule.id}) {mark} on {change.incident.id}, seen {change.at:%Y-%m-%d %H:%M}Z")
    wide = max(len(one.label) for one in explanation.conditions)
    for one in explanation.conditions:
        sign = click.style("✓", fg="green") if one.held else click.style("✗", fg="red")
        click.echo(f"  {sign} {one.label:<{wide}}  wanted {one.wanted}; seen {one.seen}")


def _template(known: Knowledge, name: str) -> Template:
    from bot.located import nearest

    templates = known.book.templates
    named = {name: one for id_, one in templates.items() for name in (id_, id_.partition("/")[2])}
    if name not in named:
        raise click.BadParameter(f"no rule {name!r} ({nearest(name, named)})", param_hint="RULE")
    return named[name]


def _knowledge(settings: Settings) -> Knowledge:
    from bot.knowledge import read_theatres

    return read_theatres(settings)


def _settings() -> Settings:
    from bot import log, settings

    loaded = settings.load()
    log.configure(level=loaded.log_level, form=loaded.log_format)
    return loaded


def _run(make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    import asyncio

    try:
        return asyncio.run(make())
    except KeyboardInterrupt:
        sys.exit(130)
