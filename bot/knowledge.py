"""What the theatres' files say, checked whole: the extractor, the rules, the names; and the rules' own tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import theatre
from bot.cards.phrases import Names
from bot.dedupe import assign
from bot.domain.errors import BadFile, Fault
from bot.domain.event import Event
from bot.domain.ids import ActorId, RuleId
from bot.domain.incident import Change
from bot.domain.report import Report
from bot.engine import load, testing
from bot.engine.book import Rulebook
from bot.engine.rule import Rule
from bot.extract import extractor as text_reader
from bot.extract import pack as packs
from bot.ports.theatre import Actors, Extractor
from bot.settings import Settings

_TEST, _RULE = ".test.yml", ".yml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Everything that the packs and rules of the chosen theatres teach."""

    extractor: Extractor
    book: Rulebook
    names: Names

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as their files say, by id."""
        return self.book.rules


def read_theatres(settings: Settings) -> Knowledge:
    """Packs and rules of every theatre in the settings. Raises BadFile with every fault of every file."""
    files = _files(settings)
    pack = packs.load_pack({name: text for one in files for name, text in one.pack.items()})
    extractor = text_reader.build(pack)
    book = Rulebook(_templates(files, extractor))
    names = Names(actor=pack.actors.get, outlet=pack.outlets.get, rule=book.title)
    return Knowledge(extractor=extractor, book=book, names=names)


def read_rules(settings: Settings, extractor: Extractor) -> dict[RuleId, load.Template]:
    """The rule files alone, as they are now. Raises BadFile with every fault of every file."""
    return _templates(_files(settings), extractor)


def _templates(files: Sequence[theatre.TheatreFiles], known: Extractor) -> dict[RuleId, load.Template]:
    texts = {name: text for one in files for name, text in one.rules.items()}
    return load.templates(texts, known.places, known.actors, known.outlets)


def stamp(settings: Settings) -> object:
    """What the rule files look like from outside: other than before when one was written, added or taken away."""
    return theatre.stamp(settings.rules_dir or theatre.shipped_rules(), settings.theatres)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the tests beside the rules came to: how many files and cases, and each case that failed."""

    files: int
    cases: int
    failures: tuple[testing.Failure, ...]


def check_rules(settings: Settings, only: Callable[[RuleId], bool] = lambda _: True) -> Checked:
    """Runs the tests beside those rules that are wanted.

    Raises BadFile where a file is wrong, or a test stands beside no rule.
    """
    files = _files(settings)
    pack = packs.load_pack({name: text for one in files for name, text in one.pack.items()})
    extractor = text_reader.build(pack)
    known = _templates(files, extractor)
    tests = {name: text for one in files for name, text in one.tests.items()}
    lost = [name for name in tests if tested(name) not in known]
    if lost:
        raise BadFile([Fault(where=name, line=None, column=None, what="stands beside no rule") for name in lost])
    read, join = _reader(extractor), _joiner(extractor)
    ran = [
        testing.run_tests(known[tested(name)], name, text, read=read, join=join)
        for name, text in sorted(tests.items())
        if only(tested(name))
    ]
    return Checked(
        files=len(ran), cases=sum(one.cases for one in ran), failures=tuple(f for one in ran for f in one.failures)
    )


def tested(name: str) -> RuleId:
    """The rule that a test file stands beside."""
    return load.rule_id(name.removesuffix(_TEST) + _RULE)


def rule_tests(settings: Settings) -> dict[RuleId, tuple[str, str]]:
    """The test files by the rules that they stand beside: name and text."""
    return {tested(name): (name, text) for one in _files(settings) for name, text in one.tests.items()}


def lineage_in(actors: Actors) -> Callable[[ActorId], str]:
    """The function that names an actor's lineage: a renamed group keeps one, an actor no pack knows is its own."""

    def lineage(actor: ActorId) -> str:
        known = actors.get(actor)
        return known.lineage if known else actor

    return lineage


def _files(settings: Settings) -> list[theatre.TheatreFiles]:
    root = settings.rules_dir or theatre.shipped_rules()
    return [theatre.read_global(root), *(theatre.read_theatre(root, name) for name in settings.theatres)]


def _reader(extractor: Extractor) -> Callable[[Report], list[Event]]:
    return lambda report: [result for result in extractor.read(report) if isinstance(result, Event)]


def _joiner(extractor: Extractor) -> Callable[[Sequence[Event]], Sequence[Change]]:
    def join(events: Sequence[Event]) -> Sequence[Change]:
        if not events:
            return ()
        now = max(event.seen_at for event in events)
        return assign.join(events, [], extractor.actors, extractor.outlets, now).changes

    return join
