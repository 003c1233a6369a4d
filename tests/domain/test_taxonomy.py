"""The taxonomy is whole: ACLED's two levels, our operations, and no word that means two things."""

import re
from collections import Counter

from bot.domain.taxonomy import TYPE_OF, USUAL_SUB_TYPE, WORDS, EventType, Operation, SubType


def test_there_are_acleds_six_types_and_twenty_five_sub_types():
    assert (len(EventType), len(SubType)) == (6, 25)


def test_every_sub_type_has_one_type_as_in_the_codebook():
    assert set(TYPE_OF) == set(SubType)
    assert Counter(TYPE_OF.values()) == {
        EventType.BATTLES: 3,
        EventType.EXPLOSIONS: 6,
        EventType.CIVILIANS: 3,
        EventType.PROTESTS: 3,
        EventType.RIOTS: 2,
        EventType.STRATEGIC: 8,
    }


def test_every_operation_has_a_usual_sub_type():
    assert set(USUAL_SUB_TYPE) == set(Operation)
    assert set(USUAL_SUB_TYPE.values()) <= set(SubType)


def test_violence_is_never_usually_a_strategic_development():
    violent = {
        Operation.BASE_CAPTURED, Operation.BASE_ATTACK, Operation.TOWN_CAPTURED, Operation.CONVOY_ATTACK,
        Operation.AMBUSH, Operation.IED, Operation.AIR_STRIKE, Operation.DRONE_STRIKE, Operation.SHELLING,
        Operation.SUICIDE_BOMB, Operation.ABDUCTION, Operation.MASSACRE, Operation.PEACEKEEPER_ATTACK,
        Operation.AID_WORKER_ATTACK,
    }  # fmt: skip
    strategic = {operation for operation, usual in USUAL_SUB_TYPE.items() if TYPE_OF[usual] is EventType.STRATEGIC}
    assert strategic == set(Operation) - violent


def test_the_three_levels_share_no_word():
    levels = [{word.value for word in level} for level in (EventType, SubType, Operation)]
    assert sum(map(len, levels)) == len(set.union(*levels))
    assert set.union(*levels) == WORDS


def test_every_word_can_be_typed_as_one_word():
    assert [word for word in WORDS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", word)] == []
