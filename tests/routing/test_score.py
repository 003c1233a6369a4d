"""What counts in a score, what does not, and where a verdict is booked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import Delivery, DeliveryState, Gathering, News, delivery_id
from bot.domain.hold import Hold, HoldKind, hold_id
from bot.domain.ids import DeliveryId, EventId, IncidentId, OutletId, RuleId
from bot.domain.incident import Change, Incident, Member, Severity
from bot.domain.score import Tally
from bot.domain.subscription import Destination
from bot.domain.verdict import Opinion, Verdict
from bot.routing.score import came_late, first_told, score
from tests.routing.making import GAO, KIDAL, NOW, RULES, alert, change

HOUR = timedelta(hours=1)
USEFUL, WRONG, DUPLICATE = Opinion.USEFUL, Opinion.WRONG, Opinion.DUPLICATE


def _member(outlet: str, at: datetime, *, official: bool = False) -> Member:
    first = change().incident.members[0]
    return replace(first, event=EventId(f"{outlet}{at}"), outlet=OutletId(outlet), published_at=at, official=official)


def _incident(id_: str, *members: Member) -> Incident:
    return replace(change().incident, id=IncidentId(id_), members=members or (_member("rfi", NOW),))


def _told(
    incident: Incident, at: datetime | None = NOW, *, to: Destination = KIDAL, severity: Severity = Severity.HIGH,
    rules: tuple[RuleId, ...] = RULES[:1], seq: int = 7,
) -> Delivery:  # fmt: skip
    of: Change = replace(change(seq=seq), incident=incident)
    return Delivery(
        id=delivery_id(to, incident.id, seq), destination=to,
        about=News(change=of, alerts=tuple(alert(of, severity, rule) for rule in rules)), subscriptions=(),
        severity=severity, language="", state=DeliveryState.SENT, created_at=NOW, next_at=NOW, done_at=at,
    )  # fmt: skip


def _verdict(incident: str, opinion: Opinion, *, at: Destination = KIDAL, user: str = "u1") -> Verdict:
    return Verdict(destination=at, incident=IncidentId(incident), user=user, opinion=opinion, at=NOW)


def _tallies(counted: tuple[tuple[str, Tally], ...]) -> dict[str, tuple[int, int, int]]:
    return {key: (tally.useful, tally.wrong, tally.duplicate) for key, tally in counted}


def test_an_incident_told_often_or_in_many_channels_is_one_alert_of_its_highest_severity() -> None:
    a, b = _incident("A"), _incident("B")
    told = [
        _told(a, severity=Severity.MEDIUM),
        _told(a, severity=Severity.CRITICAL, seq=8),
        _told(a, severity=Severity.HIGH, seq=9, to=GAO),
        _told(b, severity=Severity.LOW),
    ]

    found = score(told, [], {}, [])

    assert found.alerts == {Severity.CRITICAL: 1, Severity.LOW: 1}
    assert found.told == 2


def test_a_gathered_message_is_no_alert_itself() -> None:
    hold = Hold(id=hold_id(KIDAL, HoldKind.QUIET, "k"), kind=HoldKind.QUIET, destination=KIDAL, key="k", since=NOW,
                until=NOW)  # fmt: skip
    gathering = replace(_told(_incident("A")), id=DeliveryId("g"), about=Gathering(hold=hold, since=NOW, until=NOW))

    assert score([gathering], [], {}, []).told == 0


def test_a_verdict_counts_where_it_was_given_and_for_every_rule_and_outlet_behind_the_alert() -> None:
    a = _incident("A", _member("rfi", NOW), _member("afp", NOW), _member("rfi", NOW + HOUR))
    b = _incident("B", _member("afp", NOW))
    told = [_told(a, rules=RULES[:2]), _told(a, rules=RULES[2:], seq=8), _told(b, to=GAO)]
    verdicts = [
        _verdict("A", USEFUL),
        _verdict("A", WRONG, user="u2"),
        _verdict("B", DUPLICATE, at=GAO),
        _verdict("B", WRONG),  # was not told there
        _verdict("C", WRONG),  # was told nowhere
    ]

    found = score(told, verdicts, {}, [])

    assert found.verdicts == Tally(useful=1, wrong=1, duplicate=1)
    assert _tallies(found.by_rule) == {RULES[0]: (1, 1, 1), RULES[1]: (1, 1, 0), RULES[2]: (1, 1, 0)}
    assert _tallies(found.by_outlet) == {"afp": (1, 1, 1), "rfi": (1, 1, 0)}
    assert [key for key, _ in found.by_outlet] == ["afp", "rfi"]  # most verdicts first


def test_the_present_outlets_are_judged_not_only_those_of_the_telling() -> None:
    as_told = _incident("A", _member("rfi", NOW))
    now = _incident("A", _member("rfi", NOW), _member("afp", NOW + HOUR))

    found = score([_told(as_told)], [_verdict("A", USEFUL)], {now.id: now}, [])

    assert set(_tallies(found.by_outlet)) == {"rfi", "afp"}


def test_the_lead_runs_from_the_first_telling_to_the_first_official_report() -> None:
    ahead = _incident("A", _member("rfi", NOW), _member("un", NOW + 9 * HOUR, official=True),
                      _member("acled", NOW + 5 * HOUR, official=True))  # fmt: skip
    behind = _incident("B", _member("un", NOW - 2 * HOUR, official=True), _member("rfi", NOW))
    never = _incident("C", _member("rfi", NOW))
    told = [_told(ahead, NOW + HOUR, seq=8), _told(ahead, NOW + 3 * HOUR), _told(behind, NOW), _told(never)]

    found = score(told, [], {}, [])

    assert found.leads == (-2 * HOUR, 4 * HOUR)


def test_what_waits_to_be_told_has_no_lead() -> None:
    confirmed = _incident("A", _member("rfi", NOW), _member("un", NOW + HOUR, official=True))

    assert score([_told(confirmed, None)], [], {}, []).leads == ()


def test_late_is_what_official_data_reported_first_and_nobody_told_before() -> None:
    pressed = _incident("A", _member("rfi", NOW), _member("un", NOW + HOUR, official=True))
    official = _incident("B", _member("un", NOW, official=True), _member("rfi", NOW + HOUR))
    at_once = _incident("C", _member("rfi", NOW), _member("un", NOW, official=True))
    merged = _incident("D", _member("un", NOW, official=True))
    first = first_told([_told(official, NOW + HOUR), _told(merged, NOW - HOUR)])

    assert [one.id for one in came_late([pressed, official, at_once, merged], first)] == ["B"]


def test_the_missed_are_shown_newest_first() -> None:
    old, new = replace(_incident("A"), start=NOW - HOUR), replace(_incident("B"), start=NOW)

    assert [one.id for one in score([], [], {}, [old, new]).missed] == ["B", "A"]


@given(
    told=st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([KIDAL, GAO]), st.sampled_from(RULES))),
    given_=st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from([KIDAL, GAO]), st.sampled_from(Opinion))),
)
def test_every_verdict_on_what_was_told_there_counts_once_for_each_rule(
    told: list[tuple[str, Destination, RuleId]], given_: list[tuple[str, Destination, Opinion]]
) -> None:
    rows = [_told(_incident(id_), to=to, rules=(rule,), seq=seq) for seq, (id_, to, rule) in enumerate(told)]
    verdicts = [_verdict(id_, opinion, at=at) for id_, at, opinion in given_]

    found = score(rows, verdicts, {}, [])

    expected = Counter(
        rule for id_, at, _ in given_ for rule in {rule for told_id, to, rule in told if (told_id, to) == (id_, at)}
    )
    assert {rule: tally.n for rule, tally in found.by_rule} == dict(expected)
    assert found.verdicts.n == sum((id_, at) in {(t, to) for t, to, _ in told} for id_, at, _ in given_)
