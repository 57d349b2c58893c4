"""The parts of the reading that tables of sentences do not show."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest

from pipeline.errors import InputError
from pipeline.extract.money import find_money, money_to_text
from pipeline.extract.money.currencies import currencies, lexicon, members
from pipeline.extract.money.families import FAMILIES, MINOR_OF
from pipeline.extract.money.japanese import number
from pipeline.extract.money.numerals import ENGLISH, FRENCH, value_of
from pipeline.extract.money.tries import alternation
from pipeline.records import LANGS, Money


def test_every_currency_has_a_name_of_its_own_in_every_language() -> None:
    for lang in LANGS:
        first = [row.names[lang][0][1] for row in currencies().values()]
        assert len(set(first)) == len(first)
        assert all(lexicon(lang).names)


def test_every_family_has_members_and_its_defaults_are_among_them() -> None:
    for name, family in FAMILIES.items():
        assert members(name)
        assert set((family.default or {}).values()) <= set(members(name))
    assert {code for codes in MINOR_OF.values() for code in codes} <= set(currencies())


def test_values_are_exact_whatever_the_decimal_context() -> None:
    with localcontext(Context(prec=3)):
        (money,) = find_money("123 456 789 012,34 euros et demi", "fr")
        assert money.high == Decimal("123456789012.34")
        (money,) = find_money("987.654321 billion and a half dollars", "en")
        assert money.high == Decimal(988154321000)


@pytest.mark.parametrize(
    ("run", "value"),
    [
        ("1兆2000億", 1_200_000_000_000),
        ("610百万", 610_000_000),
        ("二〇二四", 2024),
        ("千五百", 1500),
        ("十", 10),
        ("億", None),
        ("万億", None),
        ("2億3兆", None),
        ("百千", None),
        ("5三", None),
    ],
)
def test_japanese_numbers(run: str, value: int | None) -> None:
    told = number(run)
    assert (None if told is None else told[0]) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("quatre-vingt-dix-sept", 97),
        ("soixante et onze", 71),
        ("deux cent cinquante mille", 250_000),
        ("deux et demi", Decimal("2.5")),
        ("deux trois", None),
        ("et", None),
    ],
)
def test_french_numerals(words: str, value: object) -> None:
    told = value_of(words.replace("-", " ").split(), FRENCH)
    assert (None if told is None else told[0]) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("one hundred and twenty five", 125),
        ("two thousand five hundred", 2500),
        ("two and a half", Decimal("2.5")),
        ("half a", Decimal("0.5")),
        ("three quarters of a", Decimal("0.75")),
        ("and a", None),
        ("two three", None),
    ],
)
def test_english_numerals(words: str, value: object) -> None:
    told = value_of(words.split(), ENGLISH)
    assert (None if told is None else told[0]) == value


def test_an_amount_far_too_long_is_left_alone() -> None:
    assert find_money("9" * 40 + " euros", "fr") == ()
    assert find_money("$" + "9" * 100_000, "en") == ()
    assert find_money("九" * 100_000 + "円", "ja") == ()


def test_conversions_name_the_start_of_what_they_convert() -> None:
    text = "4.700 milliards de yens, soit 30 milliards de dollars (25 milliards d'euros)"
    yen, dollar, euro = find_money(text, "fr")
    assert (yen.conversion_of, dollar.conversion_of, euro.conversion_of) == (None, yen.start, yen.start)


def test_two_amounts_in_one_currency_are_no_conversion() -> None:
    assert [
        m.conversion_of for m in find_money("un total de 5 millions d'euros (3 millions d'euros en 2020)", "fr")
    ] == [
        None,
        None,
    ]


def test_a_dollar_spoken_of_as_american_is_not_assumed() -> None:
    (money,) = find_money("Toronto's miner raised $12 million from American funds.", "en")
    assert (money.currency, money.currency_assumed) == ("USD", False)


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [("XXY", Decimal(1), "XXY"), ("EUR", Decimal(10) ** 18, "cannot print"), ("EUR", Decimal("0.00001"), "decimals")],
)
def test_printing_refuses_what_it_could_not_read(code: str, value: Decimal, words: str) -> None:
    with pytest.raises(InputError, match=words):
        money_to_text(Money("", 0, 0, code, value, value), "en")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "entre 1,5 milliard d'euros et 2 milliards d'euros"),
        ("en", "between 1.5 billion euros and 2 billion euros"),
        ("ja", "15億ユーロ〜20億ユーロ"),
    ],
)
def test_printing_is_as_the_press_writes(lang: str, text: str) -> None:
    money = Money("", 0, 0, "EUR", Decimal(1_500_000_000), Decimal(2_000_000_000), "range")
    assert money_to_text(money, lang) == text  # type: ignore[arg-type]


def test_alternation_takes_the_longest_word() -> None:
    import re

    pattern = re.compile(alternation(["offre ", "offre publique", "off"]))
    assert [m.group() for m in pattern.finditer("offre publique, offres, offre,")] == ["offre publique", "off", "offre"]
