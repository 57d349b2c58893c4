"""The price, the valuation and the share of a deal, out of all figures of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.extract.deals.figures import Figures, read_figures
from pipeline.extract.money import find_money
from pipeline.extract.shares import find_shares
from pipeline.records import Money
from tests.extract.deals.readings import make_reading

TEXT = "Alpha buys 40% of Beta for 500 million euros ($580 million), of which 100 million euros later, worth 2 billion."


def figures(**uses: tuple[str, str]) -> Figures:
    """The figures of a deal in TEXT, by what each (words, use) is to its trigger."""
    text = TEXT.replace("worth 2 billion", "valuing it at 2 billion euros")
    return read(text, "acquisition", dict(uses.values()), find_money(text, "en"))


def read(text: str, kind: str, uses: dict[str, str], monies: Sequence[Money]) -> Figures:
    """The figures of the one deal of a text, of a type, by the use of each of the words."""
    shares = find_shares(text, "en")
    names = {m.text: "MONEY" for m in monies} | {text[s.start : s.end]: "SHARE" for s in shares}
    links = {words: {use: 0.9, "none": 0.1} for words, use in uses.items()}
    reading, _ = make_reading(text, names, [(text.split()[1], kind, links)])
    at = {(m.start, m.end): i for i, m in enumerate(reading.mentions)}
    return read_figures(
        reading,
        (0,),
        {at[m.start, m.end]: m for m in monies},
        {at[s.start, s.end]: s for s in shares},
    )


def test_the_largest_in_the_currency_told_first_is_the_price() -> None:
    found = figures(
        a=("500 million euros", "deal"), b=("$580 million", "deal"), c=("100 million euros", "deal"), d=("40%", "stake")
    )
    assert found.amount is not None
    assert (found.amount.currency, found.amount.top) == ("EUR", Decimal(500_000_000))
    assert found.share is not None
    assert found.share.percent == 40
    assert found.valuation is None


def test_a_conversion_that_stands_alone_in_the_headline_is_not_the_price() -> None:
    text = "Alpha buys Beta for 580 million dollars. It pays 500 million euros ($580 million) in cash."
    uses = {"580 million dollars": "deal", "500 million euros": "deal", "$580 million": "deal"}
    found = read(text, "acquisition", uses, find_money(text, "en"))
    assert found.amount is not None
    assert (found.amount.currency, found.amount.top) == ("EUR", Decimal(500_000_000))


def test_a_valuation_stands_apart_from_the_price() -> None:
    found = figures(a=("500 million euros", "deal"), b=("2 billion euros", "valuation"))
    assert found.valuation is not None
    assert found.valuation.top == Decimal(2_000_000_000)


def test_without_links_nothing_is_said() -> None:
    assert figures() == Figures(None, None, None)


def test_of_a_licence_the_sum_surely_paid_is_the_price_and_milestones_where_nothing_else_is_told() -> None:
    text = "Alpha licenses a drug from Beta for $210 million upfront and up to $320 million in milestones."
    monies = find_money(text, "en")
    for kind, told, price in (
        ("partnership", monies, 210),
        ("partnership", monies[1:], 320),
        ("contract", monies, 320),
    ):
        found = read(text, kind, {m.text: "deal" for m in told}, told)
        assert found.amount is not None
        assert found.amount.top == Decimal(price * 1_000_000)


def test_nobody_invests_more_than_a_company_is_then_worth() -> None:
    text = "Alpha invests $41 billion in Beta, after $2 billion in March, valuing Beta at $300 billion."
    monies = find_money(text, "en")
    uses = {"$41 billion": "deal", "$2 billion": "valuation", "$300 billion": "valuation"}
    for told, value in ((monies, 300), (monies[:2], None)):
        found = read(text, "investment", {m.text: uses[m.text] for m in told}, told)
        assert (found.valuation and found.valuation.top) == (value and Decimal(value * 10**9))


@pytest.mark.parametrize(
    ("round_sum", "total", "about", "price"),
    [(0.9, 0.85, 1.0, 726), (0.9, 0.7, 1.0, 160), (0.9, 0.85, 0.7, 160), (0.7, 0.85, 0.7, 726)],
)
def test_an_amount_far_less_sure_than_another_is_no_price(
    round_sum: float, total: float, about: float, price: int
) -> None:
    text = "Alpha raised 160 million euros, of 726 million euros that all raised."
    own, all_ = find_money(text, "en")
    links = {own.text: {"deal": round_sum}, all_.text: {"deal": total}}
    reading, _ = make_reading(text, {own.text: "MONEY", all_.text: "MONEY"}, [("raised", "investment", links)])
    reading = replace(reading, abouts=({"deal": 1.0}, {"deal": about, "other": 1 - about}))
    found = read_figures(reading, (0,), {0: own, 1: all_}, {})
    assert found.amount is not None
    assert found.amount.top == Decimal(price * 10**6)


def test_a_conversion_and_what_it_converts_are_sure_together() -> None:
    text = "Alpha raised 500 million euros ($580 million) from Beta."
    own, converted = find_money(text, "en")
    links = {own.text: {"deal": 0.5}, converted.text: {"deal": 0.9}}
    reading, _ = make_reading(text, {own.text: "MONEY", converted.text: "MONEY"}, [("raised", "investment", links)])
    found = read_figures(reading, (0,), {0: own, 1: converted}, {})
    assert found.amount is not None
    assert found.amount.currency == "EUR"
