"""Amounts in other currencies stand beside those told, with rate, day and source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.cli.display import conversion_line
from pipeline.errors import InputError
from pipeline.extract.money import convert
from pipeline.query.as_json import conversion_json
from pipeline.query.converted import converted
from pipeline.records import Deal, Lang, LinkedReport, Money, Qualifier, Report


def money(low: str | None, high: str | None, currency: str = "USD", qualifier: Qualifier = "exact") -> Money:
    figures = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Money("told", 0, 4, currency, *figures, qualifier)


def told_on(amount: Money | None, *days: date | None) -> Deal:
    """A deal whose amount was told on these days."""
    report = Report("acquisition", "announced", (), amount)
    linked = tuple(LinkedReport(f"r{n}", f"a{n}", "en", day, report, None, "") for n, day in enumerate(days))
    return Deal("d1", "acquisition", "announced", (), linked, amount)


def test_the_rate_is_that_of_the_first_day_and_the_own_currency_is_left_out() -> None:
    amount = money("1000000", "1000000")
    found = converted(told_on(amount, date(2025, 1, 6), date(2024, 1, 3)), ("EUR", "USD", "JPY", "EUR"))
    assert found == (convert(amount, date(2024, 1, 3), "EUR"), convert(amount, date(2024, 1, 3), "JPY"))
    # On that day the ECB gave 1.0919 dollars for a euro.
    assert conversion_json(found[0]) == {
        "currency": "EUR",
        "low": 915834.78,
        "high": 915834.78,
        "rate": pytest.approx(1 / 1.0919),
        "rate_date": "2024-01-03",
        "source": "ECB euro foreign exchange reference rates",
        "reason": None,
    }


def test_a_day_without_a_rate_leaves_it_to_the_next_report() -> None:
    amount = money("5", "5")
    (found,) = converted(told_on(amount, date(1998, 1, 5), date(2024, 1, 3)), ("EUR",))
    assert found.rate_date == date(2024, 1, 3)
    (none,) = converted(told_on(amount, date(1998, 1, 5)), ("EUR",))
    assert none.rate is None and none.reason == "the ECB has no rate of USD in EUR for 1998-01-05"
    assert conversion_line(amount, none, "en") == f"  = EUR: {none.reason}"


def test_without_amount_or_day_nothing_is_converted() -> None:
    assert converted(told_on(None, date(2024, 1, 3)), ("EUR",)) == ()
    assert converted(told_on(money("5", "5"), None), ("EUR",)) == ()
    assert converted(told_on(money("5", "5"), date(2024, 1, 3)), ()) == ()


def test_a_currency_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="unknown currency 'ZZZ'"):
        converted(told_on(money("5", "5"), date(2024, 1, 3)), ("ZZZ",))


@pytest.mark.parametrize(
    ("amount", "lang", "told", "day"),
    [
        (money("14100000000", "14100000000"), "en", "about 12.9 billion euros", "Dec 18, 2023"),
        (money(None, "2000000", qualifier="up_to"), "fr", "jusqu'à 1,83 million d'euros", "18 déc. 2023"),
        (money("1000000", None, qualifier="more_than"), "ja", "91万6000ユーロ超", "2023/12/18"),
        (money("1000", "2000", qualifier="range"), "en", "between 916 euros and 1,830 euros", "Dec 18, 2023"),
    ],
)
def test_a_line_keeps_bounds_and_rounds(amount: Money, lang: Lang, told: str, day: str) -> None:
    (found,) = converted(told_on(amount, date(2023, 12, 18)), ("EUR",))
    line = conversion_line(amount, found, lang).replace("\u00a0", " ")
    assert line == f"  = {told} (at 0.915919, ECB, {day})"


def test_an_amount_in_a_currency_without_rates_says_so() -> None:
    amount = replace(money("5", "5"), currency="TWD")
    (found,) = converted(told_on(amount, date(2024, 1, 3)), ("EUR",))
    assert conversion_json(found)["reason"] == "the ECB publishes no rate of TWD"
