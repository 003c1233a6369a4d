"""What can happen: ACLED's 6 types and 25 sub-types, and the operational kinds that people ask alerts for.

The two upper levels are ACLED's (codebook 2023, https://acleddata.com/knowledge-base/codebook/); the operations are
ours: each has a usual sub-type, and an event may carry several (a mine under a peacekeepers' convoy is `ied`,
`convoy_attack` and `peacekeeper_attack`). Rules, subscriptions and searches name any of the three levels with one word.
"""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    BATTLES = "battles"
    EXPLOSIONS = "explosions_remote_violence"
    CIVILIANS = "violence_against_civilians"
    PROTESTS = "protests"
    RIOTS = "riots"
    STRATEGIC = "strategic_developments"


class SubType(StrEnum):
    GOVERNMENT_REGAINS = "government_regains_territory"
    NON_STATE_OVERTAKES = "non_state_actor_overtakes_territory"
    ARMED_CLASH = "armed_clash"
    CHEMICAL_WEAPON = "chemical_weapon"
    AIR_DRONE_STRIKE = "air_drone_strike"
    SUICIDE_BOMB = "suicide_bomb"
    SHELLING = "shelling_artillery_missile_attack"
    REMOTE_EXPLOSIVE = "remote_explosive_landmine_ied"
    GRENADE = "grenade"
    SEXUAL_VIOLENCE = "sexual_violence"
    ATTACK = "attack"
    ABDUCTION = "abduction_forced_disappearance"
    PEACEFUL_PROTEST = "peaceful_protest"
    PROTEST_INTERVENTION = "protest_with_intervention"
    EXCESSIVE_FORCE = "excessive_force_against_protesters"
    VIOLENT_DEMONSTRATION = "violent_demonstration"
    MOB_VIOLENCE = "mob_violence"
    AGREEMENT = "agreement"
    ARRESTS = "arrests"
    GROUP_ACTIVITY = "change_to_group_activity"
    DISRUPTED_WEAPONS = "disrupted_weapons_use"
    BASE_ESTABLISHED = "headquarters_or_base_established"
    LOOTING = "looting_property_destruction"
    TRANSFER = "non_violent_transfer_of_territory"
    OTHER = "other"


class Operation(StrEnum):
    BASE_HANDOVER = "base_handover"
    BASE_ABANDONED = "base_abandoned"
    BASE_CAPTURED = "base_captured"
    BASE_ATTACK = "base_attack"
    TOWN_CAPTURED = "town_captured"
    CONVOY_ATTACK = "convoy_attack"
    AMBUSH = "ambush"
    IED = "ied"
    AIR_STRIKE = "air_strike"
    DRONE_STRIKE = "drone_strike"
    SHELLING = "shelling"
    SUICIDE_BOMB = "suicide_bombing"
    ABDUCTION = "abduction"
    MASSACRE = "massacre"
    BLOCKADE = "blockade"
    PEACEKEEPER_ATTACK = "peacekeeper_attack"
    AID_WORKER_ATTACK = "aid_worker_attack"
    WITHDRAWAL = "withdrawal"
    DISPLACEMENT = "displacement"
    COUP = "coup"
    CEASEFIRE = "ceasefire"
    TROOP_MOVEMENT = "troop_movement"


TYPE_OF: dict[SubType, EventType] = {
    **dict.fromkeys((SubType.GOVERNMENT_REGAINS, SubType.NON_STATE_OVERTAKES, SubType.ARMED_CLASH), EventType.BATTLES),
    **dict.fromkeys(
        (
            SubType.CHEMICAL_WEAPON,
            SubType.AIR_DRONE_STRIKE,
            SubType.SUICIDE_BOMB,
            SubType.SHELLING,
            SubType.REMOTE_EXPLOSIVE,
            SubType.GRENADE,
        ),
        EventType.EXPLOSIONS,
    ),
    **dict.fromkeys((SubType.SEXUAL_VIOLENCE, SubType.ATTACK, SubType.ABDUCTION), EventType.CIVILIANS),
    **dict.fromkeys(
        (SubType.PEACEFUL_PROTEST, SubType.PROTEST_INTERVENTION, SubType.EXCESSIVE_FORCE), EventType.PROTESTS
    ),
    **dict.fromkeys((SubType.VIOLENT_DEMONSTRATION, SubType.MOB_VIOLENCE), EventType.RIOTS),
    **dict.fromkeys(
        (
            SubType.AGREEMENT,
            SubType.ARRESTS,
            SubType.GROUP_ACTIVITY,
            SubType.DISRUPTED_WEAPONS,
            SubType.BASE_ESTABLISHED,
            SubType.LOOTING,
            SubType.TRANSFER,
            SubType.OTHER,
        ),
        EventType.STRATEGIC,
    ),
}

USUAL_SUB_TYPE: dict[Operation, SubType] = {
    Operation.BASE_HANDOVER: SubType.TRANSFER,
    Operation.BASE_ABANDONED: SubType.TRANSFER,
    Operation.BASE_CAPTURED: SubType.NON_STATE_OVERTAKES,
    Operation.BASE_ATTACK: SubType.ARMED_CLASH,
    Operation.TOWN_CAPTURED: SubType.GOVERNMENT_REGAINS,
    Operation.CONVOY_ATTACK: SubType.ARMED_CLASH,
    Operation.AMBUSH: SubType.ARMED_CLASH,
    Operation.IED: SubType.REMOTE_EXPLOSIVE,
    Operation.AIR_STRIKE: SubType.AIR_DRONE_STRIKE,
    Operation.DRONE_STRIKE: SubType.AIR_DRONE_STRIKE,
    Operation.SHELLING: SubType.SHELLING,
    Operation.SUICIDE_BOMB: SubType.SUICIDE_BOMB,
    Operation.ABDUCTION: SubType.ABDUCTION,
    Operation.MASSACRE: SubType.ATTACK,
    Operation.BLOCKADE: SubType.OTHER,
    Operation.PEACEKEEPER_ATTACK: SubType.ARMED_CLASH,
    Operation.AID_WORKER_ATTACK: SubType.ATTACK,
    Operation.WITHDRAWAL: SubType.GROUP_ACTIVITY,
    Operation.DISPLACEMENT: SubType.OTHER,
    Operation.COUP: SubType.OTHER,
    Operation.CEASEFIRE: SubType.AGREEMENT,
    Operation.TROOP_MOVEMENT: SubType.GROUP_ACTIVITY,
}

# Every word a matcher may use after `type`; the three levels share no word (a test says so).
WORDS: frozenset[str] = frozenset(
    [*(t.value for t in EventType), *(s.value for s in SubType), *(o.value for o in Operation)]
)
