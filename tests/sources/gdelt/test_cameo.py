"""CAMEO's codes: the roots of violence are covered whole, and each leads to one sub-type or openly to none."""

import pytest

from bot.domain.actor import ActorKind
from bot.domain.taxonomy import Operation, SubType
from bot.sources.gdelt.cameo import MEANINGS, meaning
from bot.sources.gdelt.fips import ISO_OF, iso

# The manual's list of codes under roots 14, 15, 17, 18, 19 and 20.
WHOLE = """
140 141 1411 1412 1413 1414 142 1421 1422 1423 1424 143 1431 1432 1433 1434
144 1441 1442 1443 1444 145 1451 1452 1453 1454
150 151 152 153 154 155
170 171 1711 1712 172 1721 1722 1723 1724 173 174 175 176
180 181 182 1821 1822 1823 183 1831 1832 1833 184 185 186
190 191 192 193 194 195 1951 1952 196
200 201 202 203 204 2041 2042
""".split()


@pytest.mark.parametrize("code", WHOLE)
def test_every_code_of_the_violent_roots_has_an_entry(code: str) -> None:
    assert code in MEANINGS


CODES = {
    "0871": (SubType.AGREEMENT, {Operation.CEASEFIRE}),
    "1661": (SubType.GROUP_ACTIVITY, {Operation.WITHDRAWAL}),
    "181": (SubType.ABDUCTION, {Operation.ABDUCTION}),
    "1831": (SubType.SUICIDE_BOMB, {Operation.SUICIDE_BOMB}),
    "190": (SubType.ARMED_CLASH, set()),
    "191": (SubType.OTHER, {Operation.BLOCKADE}),
    "194": (SubType.SHELLING, {Operation.SHELLING}),
    "1952": (SubType.AIR_DRONE_STRIKE, {Operation.DRONE_STRIKE}),
    "202": (SubType.ATTACK, {Operation.MASSACRE}),
}


@pytest.mark.parametrize("code", CODES)
def test_a_code_means_a_sub_type_and_its_operations(code: str) -> None:
    found = meaning(code, None)
    assert found is not None
    assert (found.sub_type, found.operations) == CODES[code]


@pytest.mark.parametrize("code", ["130", "138", "1381", "042", "036", "061", "112", "1313", "087", "", "19", "x"])
def test_threats_words_and_other_topics_mean_nothing(code: str) -> None:
    assert meaning(code, None) is None


def test_ground_is_regained_by_the_army_and_overtaken_by_anybody_else() -> None:
    regained, overtaken = meaning("192", ActorKind.STATE_FORCE), meaning("192", ActorKind.REBEL)
    assert regained is not None
    assert overtaken is not None
    assert regained.sub_type is SubType.GOVERNMENT_REGAINS
    assert overtaken.sub_type is SubType.NON_STATE_OVERTAKES


def test_niger_is_not_nigeria() -> None:
    assert (iso("NG"), iso("NI"), iso("ML"), iso("UV"), iso("AG"), iso("")) == ("NE", "NG", "ML", "BF", "DZ", "")
    assert (iso("CF"), iso("CG"), iso("CT"), iso("SG"), iso("SN")) == ("CG", "CD", "CF", "SN", "")


def test_only_gaza_and_the_west_bank_share_an_iso_code() -> None:
    codes = list(ISO_OF.values())
    assert {code for code in codes if codes.count(code) > 1} == {"PS"}
