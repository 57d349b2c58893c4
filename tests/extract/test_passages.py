"""The shipped model on short passages: a floor below which it must not fall, not a demand that each be right."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.extract.engine import load_engine
from pipeline.records import Extraction, Report
from tests.extract.passages import Case, ExpectedDeal, read_cases

CASES = read_cases()


@pytest.fixture(scope="module")
def found() -> list[Extraction]:
    """What the shipped model reads in the passages."""
    return load_engine().extract([case.article for case in CASES])


def _pairs(case: Case, reports: tuple[Report, ...]) -> list[tuple[ExpectedDeal, Report]]:
    """Expected deals with the reports that tell them: of one type, and with a party in common."""
    left, pairs = list(reports), []
    for deal in case.deals:
        names = {name for _, name in deal.parties}
        hit = next((r for r in left if r.type == deal.type and names & {p.name for p in r.parties}), None)
        if hit:
            left.remove(hit)
            pairs.append((deal, hit))
    return pairs


def _all_pairs(found: list[Extraction]) -> list[tuple[ExpectedDeal, Report]]:
    return [pair for case, e in zip(CASES, found, strict=True) for pair in _pairs(case, e.reports)]


def _f1(hits: int, expected: int, got: int) -> float:
    return 2 * hits / (expected + got)


def test_deals(found: list[Extraction]) -> None:
    expected, got = sum(len(case.deals) for case in CASES), sum(len(e.reports) for e in found)
    assert _f1(len(_all_pairs(found)), expected, got) >= 0.8


@pytest.mark.parametrize("lang", ["fr", "ja", "en"])
def test_deals_of_each_language(lang: str, found: list[Extraction]) -> None:
    mine = [(case, e) for case, e in zip(CASES, found, strict=True) if case.article.lang == lang]
    hits = sum(len(_pairs(case, e.reports)) for case, e in mine)
    assert _f1(hits, sum(len(case.deals) for case, _ in mine), sum(len(e.reports) for _, e in mine)) >= 0.7


def test_parties(found: list[Extraction]) -> None:
    hits = sum(len(d.parties & {(p.role, p.name) for p in r.parties}) for d, r in _all_pairs(found))
    expected = sum(len(d.parties) for case in CASES for d in case.deals)
    got = sum(len(r.parties) for e in found for r in e.reports)
    assert _f1(hits, expected, got) >= 0.7


def test_amounts_and_statuses_of_the_deals_found(found: list[Extraction]) -> None:
    pairs = _all_pairs(found)
    amounts = sum(d.amount == ((r.amount.currency, r.amount.top) if r.amount else None) for d, r in pairs)
    assert amounts / len(pairs) >= 0.8
    assert sum(d.status == r.status for d, r in pairs) / len(pairs) >= 0.75


def test_most_passages_without_a_deal_stay_empty(found: list[Extraction]) -> None:
    empty = [e for case, e in zip(CASES, found, strict=True) if not case.deals]
    assert len(empty) == 6
    assert sum(not e.reports for e in empty) >= 4


def test_what_is_read_points_at_its_words(found: list[Extraction]) -> None:
    kinds: Counter[str] = Counter()
    for case, e in zip(CASES, found, strict=True):
        body = case.article.body
        for entity in e.entities:
            assert body[entity.start : entity.end] == entity.text
        for money in e.amounts:
            assert body[money.start : money.end] == money.text
        for report in e.reports:
            for party in report.parties:
                forms = {party.name, *party.aliases}
                assert {body[w.start : w.end] for w in party.evidence} <= forms
            for where in report.evidence:
                assert where.sentence_start <= where.start < where.end <= where.sentence_end
                kinds[report.type] += 1
    assert len(kinds) >= 8, "the passages tell deals of most types"


def test_reading_again_gives_the_same(found: list[Extraction]) -> None:
    assert load_engine().extract([case.article for case in CASES[:8]]) == found[:8]
