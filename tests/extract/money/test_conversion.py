"""Conversions at the rates of the European Central Bank."""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal, localcontext

import pytest

from pipeline.errors import InputError
from pipeline.extract.money import convert, find_money
from pipeline.extract.money.conversion import SAME, SOURCE


def amount(text: str):  # type: ignore[no-untyped-def]
    (money,) = find_money(text, "en")
    return money


def test_rate_date_and_source_stand_beside_the_figures() -> None:
    told = convert(amount("€100 million"), date(2024, 3, 28), "USD")
    assert told.rate == Decimal("1.0811")
    assert (told.rate_date, told.source, told.reason) == (date(2024, 3, 28), SOURCE, None)
    assert (told.low, told.high) == (Decimal("108110000.00"), Decimal("108110000.00"))


def test_through_the_euro() -> None:
    told = convert(amount("$108.11 million"), date(2024, 3, 28), "EUR")
    assert told.high == Decimal("100000000.00")


@pytest.mark.parametrize("day", [date(2024, 3, 29), date(2024, 3, 31), date(2024, 4, 1)])
def test_days_without_a_rate_take_the_one_before(day: date) -> None:
    assert convert(amount("€1"), day, "USD").rate_date == date(2024, 3, 28)


def test_open_bounds_stay_open() -> None:
    told = convert(amount("more than €100 million"), date(2024, 3, 28), "USD")
    assert (told.low, told.high) == (Decimal("108110000.00"), None)


def test_the_same_currency_is_left_alone() -> None:
    told = convert(amount("€1,234.567"), date(1980, 1, 1), "EUR")
    assert (told.low, told.rate, told.source, told.reason) == (Decimal("1234.567"), Decimal(1), SAME, None)


def test_figures_are_exact_whatever_their_size_and_the_decimal_context() -> None:
    huge = amount("999999999999999999999999 quadrillion dollars")
    with localcontext(Context(prec=3)):
        told = convert(huge, date(2024, 3, 28), "EUR")
        assert told.rate is not None
        assert convert(amount("$108,110,123.45"), date(2024, 3, 28), "EUR").high == Decimal("100000114.19")
    assert told.high is not None
    assert huge.high is not None
    assert abs(told.high - huge.high / Decimal("1.0811")) < Decimal(10) ** 12
    assert told.high.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("500 billion naira", date(2024, 3, 28), "no rate of NGN"),
        ("€1", date(1990, 1, 2), "1990-01-02"),
        ("€1", date(2999, 1, 2), "2999-01-02"),
    ],
)
def test_where_there_is_no_rate_it_says_so(text: str, day: date, words: str) -> None:
    told = convert(amount(text), day, "USD")
    assert (told.low, told.high, told.rate, told.rate_date) == (None, None, None, None)
    assert told.reason is not None
    assert words in told.reason


def test_an_unknown_target_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match="unknown currency 'XXY'"):
        convert(amount("€1"), date(2024, 3, 28), "XXY")
