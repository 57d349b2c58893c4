"""The tables of cases, a line a test."""

from __future__ import annotations

import pytest

from pipeline.extract.money import find_money
from pipeline.records import LANGS, Lang
from tests.extract.money.cases_format import Case, read_cases

CASES = [(lang, case) for lang in LANGS for case in read_cases(lang)]


@pytest.mark.parametrize(("lang", "case"), CASES, ids=lambda value: value if isinstance(value, str) else value.line)
def test_case(lang: Lang, case: Case) -> None:
    found = find_money(case.text, lang)
    assert [(m.text, m.start, m.currency, m.low, m.high, m.qualifier) for m in found] == [
        (e.text, e.start, e.currency, e.low, e.high, e.qualifier) for e in case.amounts
    ]
    assert [m.conversion_of is not None for m in found] == [e.conversion for e in case.amounts]
    assert [m.currency_assumed for m in found] == [e.assumed for e in case.amounts]
    for money, expected in zip(found, case.amounts, strict=True):
        assert case.text[money.start : money.end] == money.text
        assert expected.about is None or money.about == expected.about


@pytest.mark.parametrize("lang", LANGS)
def test_tables_are_large_and_a_third_are_traps(lang: Lang) -> None:
    cases = read_cases(lang)
    traps = [case for case in cases if not case.amounts]
    assert len(cases) >= 300
    assert len(traps) * 3 >= len(cases)
    assert len({case.text for case in cases}) == len(cases)
