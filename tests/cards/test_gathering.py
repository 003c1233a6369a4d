"""What was held is told together: all of it, the worst first, no page longer than a person reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import gathering
from bot.cards.gathering import LINES, Gathered
from bot.domain.card import Action, Bold, Bullets, Card, Code, Heading, Para, Spans, Text
from bot.domain.delivery import News
from bot.domain.event import Count
from bot.domain.hold import HoldKind
from bot.domain.ids import IncidentId
from bot.domain.incident import Severity, Standing
from bot.domain.place import PlaceKind
from bot.domain.reader import Reader
from tests.cards.gatherings import MANY, MUTE, PLACES, TAKEN, WITHDRAWN, gathered, news, small, spot
from tests.cards.reading import flat
from tests.cards.samples import ANEFIS, KIDAL, NAMES, NOW, convoy

DIGEST = HoldKind.DIGEST
SYMBOLS = {"○": Severity.LOW, "●": Severity.MEDIUM, "▲": Severity.HIGH, "◆": Severity.CRITICAL}


def told(what: Gathered, *, page: int = 1, language: str = "en", precision_km: float = 0) -> Card:
    reader = Reader(language=language)
    return gathering.card(what, names=NAMES, reader=reader, now=NOW, page=page, precision_km=precision_km)


def lines(card: Card) -> list[Spans]:
    return [item for block in card.blocks if isinstance(block, Bullets) for item in block.items]


def ids(card: Card) -> list[str]:
    return [span.text for line in lines(card) for span in line if isinstance(span, Code)]


def headings(card: Card) -> list[str]:
    return [block.text for block in card.blocks if isinstance(block, Heading)]


def paras(card: Card) -> list[str]:
    return [flat(block.spans) for block in card.blocks if isinstance(block, Para)]


counts = st.none() | st.integers(0, 200).map(lambda low: Count(low=low, high=None))
spots = st.sampled_from([spot(*place) for place in PLACES]) | st.builds(
    lambda admin1: replace(KIDAL, name="Mali", kind=PlaceKind.COUNTRY, admin1=admin1), st.just("")
)


@st.composite
def one(draw: st.DrawFn, number: int) -> News:
    incident = convoy(
        id=IncidentId(f"{number:08}"), place=draw(spots), killed=draw(counts), wounded=draw(counts),
        standing=draw(st.sampled_from(Standing)), disputed=draw(st.booleans()),
        updated_at=NOW - timedelta(minutes=draw(st.integers(0, 5000))),
    )  # fmt: skip
    severity = draw(st.none() | st.sampled_from(Severity))
    made = news(incident, severity or Severity.LOW)
    return made if severity else replace(made, alerts=())


@st.composite
def sets(draw: st.DrawFn) -> Gathered:
    parts = [draw(one(number)) for number in range(draw(st.integers(0, 50)))]
    kind = draw(st.sampled_from([kind for kind in HoldKind if kind is not HoldKind.SCORECARD]))
    return gathered(kind, draw(st.permutations(parts)), mute=draw(st.sampled_from([MUTE, None])))


@settings(max_examples=300, deadline=None)
@given(sets(), st.sampled_from([0, 50]))
def test_everything_is_told_once_the_worst_first_and_no_page_is_too_long(what: Gathered, precision_km: float) -> None:
    told_pages = [told(what, page=page + 1, precision_km=precision_km) for page in range(gathering.pages(what))]
    assert sorted(id_ for card in told_pages for id_ in ids(card)) == sorted(part.incident for part in what.parts)
    assert all(len(lines(card)) <= LINES for card in told_pages)
    severities = {part.incident: max((a.severity for a in part.alerts), default=0) for part in what.parts}
    for earlier, later in pairwise(told_pages):
        assert min(severities[IncidentId(id_)] for id_ in ids(earlier)) >= max(
            severities[IncidentId(id_)] for id_ in ids(later)
        )


@settings(max_examples=60, deadline=None)
@given(sets())
def test_what_a_page_leaves_out_is_counted_and_the_button_leads_to_it(what: Gathered) -> None:
    for page in range(1, gathering.pages(what) + 1):
        card = told(what, page=page)
        left = len(what.parts) - (page - 1) * LINES - len(lines(card))
        assert [action.args for action in card.actions] == [
            (("id", what.delivery), ("page", str(page + 1))) for _ in range(left > 0)
        ]
        assert (Code(f"digest {what.delivery} page={page + 1}") in card.footer) is (left > 0)
        assert any(para.startswith(f"and {left} more: ") for para in paras(card)) is (left > 0)


@given(st.permutations(MANY))
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_the_parts_come_does_not_matter(parts: Sequence[News]) -> None:
    assert told(gathered(DIGEST, parts)) == told(gathered(DIGEST, MANY))


def test_severity_then_standing_then_toll_then_the_newest_decide() -> None:
    def part(id_: str, severity: Severity, standing: Standing, killed: int | None, hours: int) -> News:
        toll = None if killed is None else Count(low=killed, high=None)
        at = NOW - timedelta(hours=hours)
        return news(convoy(id=IncidentId(id_), standing=standing, killed=toll, updated_at=at), severity)

    reported, confirmed = Standing.REPORTED, Standing.CONFIRMED
    ranked = [
        part("A", Severity.HIGH, reported, None, 9),
        part("B", Severity.MEDIUM, confirmed, 1, 9),
        part("C", Severity.MEDIUM, reported, 7, 9),
        part("D", Severity.MEDIUM, reported, 0, 1),
        part("E", Severity.MEDIUM, reported, 0, 2),
        part("F", Severity.MEDIUM, reported, None, 0),
    ]
    assert ids(told(gathered(DIGEST, ranked[::-1]))) == ["A", "B", "C", "D", "E", "F"]


def test_the_region_of_the_worst_stands_first_and_says_how_many_there_are_against_the_usual() -> None:
    usual = {("ML", "Kidal"): 0.0, ("ML", "Gao"): 4.2, ("ML", "Mopti"): 0.02}
    assert headings(told(gathered(DIGEST, MANY, usual=usual))) == [
        "Kidal region (Mali): 7 incidents, usually none",
        "Gao region (Mali): 16 incidents, usually 4.2",
        "Mopti region (Mali): 11 incidents, usually <0.1",
        "Tombouctou region (Mali): 6 incidents",
    ]
    somewhere = news(convoy(place=replace(ANEFIS, kind=PlaceKind.COUNTRY, admin1="")), Severity.LOW)
    assert headings(told(gathered(DIGEST, [somewhere]), language="fr")) == ["Mali\u00a0: 1 incident"]


def test_a_line_tells_what_day_toll_standing_and_id_behind_the_sign_of_its_severity() -> None:
    (line,) = lines(told(gathered(DIGEST, [news(convoy(), Severity.HIGH)])))
    assert line[:3] == (Text("▲"), Text(" "), Bold("Convoy attacked, Anefis"))
    assert flat(line[3:]) == " · 4 to 5 October 2023 · killed: 6 to 56 · reported, disputed · 3FZ8H1WC"
    hurt = news(convoy(killed=None), Severity.HIGH)
    assert "wounded: at least 11" in flat(lines(told(gathered(DIGEST, [hurt])))[0])
    unknown = news(convoy(killed=None, wounded=None), Severity.HIGH)
    assert (
        flat(lines(told(gathered(DIGEST, [unknown])))[0][3:])
        == " · 4 to 5 October 2023 · reported, disputed · 3FZ8H1WC"
    )


def test_what_was_retracted_is_said_to_be_and_has_no_toll_any_more() -> None:
    (line,) = lines(told(gathered(DIGEST, [WITHDRAWN])))
    assert flat(line) == "▲ Retracted: Convoy attacked, Anefis · 4 to 5 October 2023 · 3FZ8H1WC"


@pytest.mark.parametrize(
    ("what", "title"),
    [
        (gathered(DIGEST, MANY, wish="country:Mali", hours=1),
         "Digest: country:Mali, 15 November 2023, 07:00 to 08:00 UTC"),
        (gathered(DIGEST, MANY), "Digest: 14 November 2023 08:00 to 15 November 2023 08:00 UTC"),
        (gathered(DIGEST, (), wish="country:Mali", hours=1),
         "Nothing to tell: country:Mali, 15 November 2023, 07:00 to 08:00 UTC"),
        (gathered(HoldKind.MUTE, [TAKEN], mute=MUTE), "Mute ended: near:Kidal/50km; 1 alert was held back, 1 critical"),
        (gathered(HoldKind.MUTE, [small(0), small(2)]), "Mute ended; 2 alerts were held back"),
        (gathered(HoldKind.MUTE, (), mute=MUTE), "Mute ended: near:Kidal/50km; nothing was held back"),
        (gathered(HoldKind.QUIET, MANY, hours=8), "During the quiet hours: 15 November 2023, 00:00 to 08:00 UTC"),
        (gathered(HoldKind.COOLDOWN, [small(0)], hours=2),
         "More of the same: Convoy attacked, 15 November 2023, 06:00 to 08:00 UTC"),
        (gathered(HoldKind.OVERFLOW, MANY),
         "40 more incidents in this hour: this channel is at its limit of messages"),
    ],
    ids=["digest", "wish gone", "empty", "mute", "mute gone", "empty mute", "quiet", "cooldown", "overflow"],
)  # fmt: skip
def test_the_title_says_why_it_comes_together(what: Gathered, title: str) -> None:
    assert told(what).title == title


@pytest.mark.parametrize("kind", [DIGEST, HoldKind.MUTE])
def test_where_nothing_was_held_there_is_one_line(kind: HoldKind) -> None:
    card = told(gathered(kind, ()))
    assert (card.blocks, card.footer, card.actions, card.severity) == ((), (), (), None)


def test_who_muted_and_why_stays_with_the_mute() -> None:
    card = told(gathered(HoldKind.MUTE, MANY, mute=MUTE))
    assert MUTE.reason not in f"{card}"
    assert MUTE.by not in f"{card}"


def test_a_page_beyond_the_last_is_the_last_and_pages_are_numbered_from_the_second_on() -> None:
    what = gathered(DIGEST, MANY)
    assert told(what, page=99) == told(what, page=3)
    assert told(what, page=0) == told(what)
    assert paras(told(what, page=3))[0].endswith(" · page 3 of 3")
    assert told(what).actions[0] == Action(
        label="All 40", command="digest", args=(("id", what.delivery), ("page", "2"))
    )


def test_a_coarse_telling_names_neither_place_nor_rule() -> None:
    card = told(gathered(HoldKind.COOLDOWN, [TAKEN, WITHDRAWN]), precision_km=100)
    assert "Anefis" not in f"{card}"
    assert card.title.startswith("More of the same: 14 November")


def test_a_gathering_that_reaches_people_late_says_so() -> None:
    what = gathered(DIGEST, MANY)
    late = gathering.card(what, names=NAMES, reader=Reader(), now=NOW + timedelta(hours=7))
    assert paras(late)[-1] == "This news waited to be sent since 15 November 2023 08:00 UTC."
