"""Amounts that are called turnover, profit or rent are the price of nothing but a contract."""

from __future__ import annotations

import pytest

from pipeline.extract.deals.earnings import drop_earnings, find_earnings, is_earnings
from pipeline.extract.money import find_money
from pipeline.records import Lang
from tests.extract.deals.readings import make_reading


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "Le centre rapporte 15 millions d'euros de loyers par an.", True),
        ("fr", "Elle réalise 40 millions d’euros de chiffre d’affaires.", True),
        ("fr", "Le chiffre d'affaires annuel de 40 millions d'euros progresse.", True),
        ("fr", "Elle verse 40 millions d'euros de plus.", False),
        ("fr", "Il la rachète pour 40 millions d'euros, ses revenus doublent.", False),
        ("en", "It makes $40m in annual sales.", True),
        ("en", "It booked a net profit of $4m.", True),
        ("en", "It had $40 million turnover.", True),
        ("en", "It pays $40m in cash for the sales arm.", False),
        ("en", "The sale of $40 million closed.", False),
        ("ja", "売上高3億円の甲社を買収する。", True),
        ("ja", "営業利益は3億円だった。", True),
        ("ja", "年3億円の赤字を抱える。", True),
        ("ja", "買収額は3億円で、売上高は公表していない。", False),
        ("ja", "3億円で売却する。", False),
    ],
)
def test_the_noun_beside_an_amount_says_that_it_is_earned(lang: Lang, text: str, wanted: bool) -> None:
    (money,) = find_money(text, lang)
    assert is_earnings(text, money, lang) is wanted


@pytest.mark.parametrize(("kind", "price"), [("acquisition", None), ("contract", 0.9)])
def test_what_is_earned_is_the_price_of_a_contract_alone(kind: str, price: float | None) -> None:
    text = "Alpha takes over the mall, which brings in $15 million in rent, for $200 million."
    rent, paid = find_money(text, "en")
    names = {"Alpha": "ORG", rent.text: "MONEY", paid.text: "MONEY"}
    links = {rent.text: {"deal": 0.9, "valuation": 0.1}, paid.text: {"deal": 0.8}}
    reading, _ = make_reading(text, names, [("takes over", kind, links)])
    earnings = find_earnings(text, "en", {1: rent, 2: paid})
    (row,) = drop_earnings(reading, earnings).links
    assert row[1].get("deal") == price
    assert row[1]["valuation"] == 0.1
    assert row[2] == {"deal": 0.8}
