"""The shared types hold what DESIGN and the scorecard say of them."""

from decimal import Decimal
from typing import get_args

import pytest

from pipeline.records import DEAL_TYPES, ROLES, Article, DealType, Money, Role


def test_body_is_title_newline_text() -> None:
    assert Article(id="a", title="T", text="x\ny").body == "T\nx\ny"


def test_every_type_has_roles_and_every_role_a_type() -> None:
    assert set(DEAL_TYPES) == set(get_args(DealType))
    assert {r for roles in ROLES.values() for r in roles} | {"advisor"} == set(get_args(Role))


@pytest.mark.parametrize(
    ("low", "high", "top"),
    [(Decimal(15), Decimal(25), Decimal(25)), (Decimal(3), None, Decimal(3)), (None, Decimal(40), Decimal(40))],
)
def test_top_is_the_largest_figure_told(low: Decimal | None, high: Decimal | None, top: Decimal) -> None:
    assert Money("m", 0, 1, "EUR", low, high).top == top
