"""A text that credits an agency counts for the agency's family."""

import pytest

from bot.domain.ids import OutletId
from bot.domain.outlet import Outlet, Tier
from bot.extract.credit import Credits


def outlet(id_, name, tier, family):
    return Outlet(
        id=OutletId(id_),
        name=name,
        family=family,
        tier=tier,
        lean="none",
        party="",
        language="fr",
        country="",
        feeds=(),
    )


CREDITS = Credits(
    [
        outlet("afp", "AFP", Tier.AGENCY, "afp"),
        outlet("ap", "Associated Press", Tier.AGENCY, "ap"),
        outlet("reuters", "Reuters", Tier.AGENCY, "reuters"),
        outlet("rfi", "RFI", Tier.PRESS, "fmm"),
    ]
)


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("… ont été évacués, a indiqué la mission. (AFP)", "afp"),
        ("… a indiqué un élu. Avec AFP", "afp"),
        ("… ont indiqué des sources. (avec Reuters)", "reuters"),
        ("… the mission said. Source: AP.", "ap"),
        ("… the mission said. With Associated Press", "ap"),
        ("… a déclaré le porte-parole. AFP", "afp"),
        ("… told AFP", None),
        ("… a indiqué à l'AFP un élu de la région.", None),
        ("… ont appris lundi Reuters et RFI", None),
        ("… selon RFI. (RFI)", None),
        ("(AFP) Quatre casques bleus ont été blessés lundi près de Ber, dans le nord du Mali, a dit la mission.", None),
        ("", None),
    ],
)
def test_the_credit_at_the_end_of_a_text_names_its_first_pen(text, family):
    assert CREDITS.family(text) == family


def test_a_theatre_without_agencies_credits_nobody():
    assert Credits([]).family("… a dit la mission. (AFP)") is None
