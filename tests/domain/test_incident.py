"""What an incident says of itself: who stands behind it, whether it is more than pointers, and its words."""

import pytest

from bot.domain.incident import ChangeKind, Severity, Standing
from bot.domain.taxonomy import WORDS, EventType, Operation, SubType
from tests.store.make import change, incident, member


def test_families_count_each_publisher_once():
    members = (member("a", family="rfi"), member("b", family="rfi"), member("c", family="afp"))
    assert incident(members=members).families == {"rfi", "afp"}


def test_leads_and_outlets_of_the_parties_stand_behind_nothing():
    members = (
        member("a", family="rfi"),
        member("b", family="gdelt", lead=True),
        member("c", family="fama_communiques", party="malian_state"),
        member("d", family="both", lead=True, party="malian_state"),
    )
    assert incident(members=members).families == {"rfi"}


def test_a_family_counts_if_any_of_its_members_does():
    members = (member("a", family="rfi", lead=True), member("b", family="rfi"))
    assert incident(members=members).families == {"rfi"}


def test_an_incident_told_only_by_a_party_has_no_family_and_is_still_no_lead():
    told = incident(members=(member(family="fama_communiques", party="malian_state"),))
    assert told.families == frozenset()
    assert not told.lead_only


@pytest.mark.parametrize(
    ("leads", "only"), [((True,), True), ((True, True), True), ((True, False), False), ((False,), False)]
)
def test_an_incident_is_lead_only_until_one_member_is_a_report(leads, only):
    members = tuple(member(str(number), lead=lead) for number, lead in enumerate(leads))
    assert incident(members=members).lead_only is only


def test_words_are_those_of_all_three_levels():
    convoy = incident(
        type=EventType.EXPLOSIONS,
        sub_type=SubType.REMOTE_EXPLOSIVE,
        operations=frozenset({Operation.IED, Operation.CONVOY_ATTACK}),
    )
    assert convoy.words == {
        "explosions_remote_violence", "remote_explosive_landmine_ied", "ied", "convoy_attack",
    }  # fmt: skip
    assert convoy.words <= WORDS


def test_without_operations_the_two_upper_levels_remain():
    assert incident(operations=frozenset()).words == {"battles", "government_regains_territory"}


@pytest.mark.parametrize("kind", ChangeKind)
def test_a_change_is_material_when_it_opens_an_incident_or_changes_a_fact(kind):
    assert change(incident(), kind).is_material is (kind is ChangeKind.OPENED)
    assert change(incident(), kind, fields=("killed",)).is_material


def test_standings_and_severities_rise():
    assert Standing.RETRACTED < Standing.REPORTED < Standing.CORROBORATED < Standing.CONFIRMED
    assert Severity.LOW < Severity.MEDIUM < Severity.HIGH < Severity.CRITICAL
