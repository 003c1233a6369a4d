"""What holds for whatever events come: nothing is lost, nothing is doubled, nothing changes twice."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.event import Event
from bot.domain.taxonomy import Operation
from tests.fakes.world import PLACES, event, hands, join

control = st.sampled_from([None, hands("fama", "csp_psd"), hands("csp_psd", "fama"), hands(None, "minusma")])


@st.composite
def events(draw: st.DrawFn) -> list[Event]:
    """Up to a dozen reports of a few places, days and kinds, some of them editions of one item or pointers."""
    return [
        event(
            f"item{draw(st.integers(0, 6))}",
            draw(st.sampled_from(["Kidal", "Gao", "Fafa", "Ouatagouna"])),
            draw(st.sampled_from(["2023-11-01", "2023-11-02", "2023-11-09"])),
            *draw(st.sets(st.sampled_from(Operation), max_size=2)),
            outlet=draw(st.sampled_from(["rfi", "afp", "un_news", "fama_communiques"])),
            edition=number,
            killed=draw(st.one_of(st.none(), st.integers(0, 120))),
            control=draw(control),
            lead=draw(st.booleans()),
            certainty=draw(st.floats(0, 1)),
            time_precision=timedelta(hours=draw(st.sampled_from([1, 12, 24]))),
            title=draw(st.sampled_from(["", "Mali : un convoi attaqué près de Kidal par des inconnus"])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=60)
@given(events())
def test_every_event_is_assigned_and_every_origin_is_in_one_incident(given_events: list[Event]) -> None:
    joined = join(given_events)
    assert set(joined.assignments) == {one.id for one in given_events}
    origins = [member.origin for incident in joined.incidents for member in incident.members]
    assert sorted(origins) == sorted({one.origin for one in given_events})


@settings(max_examples=60)
@given(events())
def test_joining_again_changes_nothing(given_events: list[Event]) -> None:
    first = join(given_events)
    again = join(given_events, first.incidents)
    assert (again.incidents, again.changes) == ((), ())
    assert again.assignments == first.assignments


@settings(max_examples=60)
@given(events(), st.randoms(use_true_random=False))
def test_the_order_of_a_batch_does_not_matter(given_events: list[Event], chance: object) -> None:
    shuffled = list(given_events)
    chance.shuffle(shuffled)
    assert join(shuffled) == join(given_events)


@settings(max_examples=60)
@given(events())
def test_the_last_change_of_an_incident_is_its_record(given_events: list[Event]) -> None:
    joined = join(given_events)
    last = {change.incident.id: change.incident for change in joined.changes}
    assert {incident.id: incident for incident in joined.incidents} == last
    for incident in joined.incidents:
        assert 0 <= incident.certainty <= 1
        assert incident.place in PLACES.values()
        assert incident.start <= incident.end
