"""Every member of every enumeration that a card shows has a label in both languages, and no two read the same."""

from __future__ import annotations

from enum import Enum

import pytest

from bot.cards import labels
from bot.cards.phrases import Phrases
from bot.domain.actor import ActorKind, Role
from bot.domain.control import Shape, Site
from bot.domain.delivery import DeliveryState
from bot.domain.event import Target
from bot.domain.health import SourceState
from bot.domain.hold import HoldKind
from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.outlet import LEANS, Tier
from bot.domain.place import PlaceKind
from bot.domain.reader import Units
from bot.domain.taxonomy import WORDS, EventType, Operation, SubType
from bot.domain.verdict import Opinion
from bot.domain.wallclock import Period

SHOWN = (ActorKind, ChangeKind, DeliveryState, EventType, HoldKind, Operation, Opinion, Period, PlaceKind, Role,
         Severity, Shape, Site, SourceState, Standing, SubType, Target, Tier, Units)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_every_member_has_a_label_of_its_own(kind: type[Enum], language: str) -> None:
    said = {member: labels.label(member, Phrases(language)) for member in kind}
    assert all(said.values())
    assert len(set(said.values())) == len(said)


def test_no_label_stands_for_a_member_that_is_gone() -> None:
    assert {kind: set(members) for kind, members in labels.LABELS.items()} == {kind: set(kind) for kind in SHOWN}


def test_every_taxonomy_word_reads_as_words() -> None:
    assert not [word for word in WORDS if "_" in labels.word(word, Phrases("en"))]
    assert labels.word("base_handover", Phrases("fr")) == "base transférée"
    assert labels.word("not_a_word", Phrases("fr")) == "not_a_word"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_slant_of_a_source_has_words_of_its_own(language: str) -> None:
    said = [labels.lean(word, Phrases(language)) for word in LEANS]
    assert len(set(said)) == len(LEANS)


def test_every_severity_has_a_symbol_of_its_own() -> None:
    assert len(set(labels.SYMBOLS.values())) == len(Severity)
