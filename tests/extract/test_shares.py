"""Shares of capital in figures and in words."""

from __future__ import annotations

import itertools

import pytest

from pipeline.extract.shares import find_shares
from pipeline.records import Lang


@pytest.mark.parametrize(
    ("lang", "text", "words", "percent"),
    [
        ("fr", "une part de 33,4 % du capital", "33,4 %", 33.4),
        ("fr", "la moitié du capital", "la moitié du capital", 50),
        ("fr", "un tiers des actions", "un tiers des actions", 100 / 3),
        ("fr", "l'intégralité du capital", "intégralité du capital", 100),
        ("en", "a 20 percent stake", "20 percent", 20),
        ("en", "a 50-50 venture", "50-50", 50),
        ("en", "all of its outstanding shares", "all of its outstanding shares", 100),
        ("en", "12.5% of the company", "12.5%", 12.5),
        ("fr", "30 POUR CENT DU CAPITAL", "30 POUR CENT", 30),
        ("en", "TAKES 30 PER CENT OF UNIT", "30 PER CENT", 30),
        ("ja", "株式の51%を取得", "51%", 51),
        ("ja", "株式の\uff15\uff11\uff05を取得", "\uff15\uff11\uff05", 51),
        ("ja", "3分の1を出資", "3分の1", 100 / 3),
        ("ja", "三分の二を保有", "三分の二", 200 / 3),
        ("ja", "全株式を譲渡", "全株式", 100),
        ("ja", "折半出資で設立", "折半出資", 50),
    ],
)
def test_a_share(lang: Lang, text: str, words: str, percent: float) -> None:
    (share,) = find_shares(text, lang)
    assert text[share.start : share.end] == words
    assert share.percent == pytest.approx(percent)


@pytest.mark.parametrize(
    ("lang", "text"),
    [("ja", "全株主に通知した"), ("ja", "十分の注意"), ("en", "all of the staff"), ("fr", "la moitié des salariés")],
)
def test_no_share(lang: Lang, text: str) -> None:
    assert find_shares(text, lang) == []


def test_shares_stand_in_order_and_apart() -> None:
    shares = find_shares("He sold 10% and then 25 % and kept 65 per cent.", "en")
    assert [s.percent for s in shares] == [10, 25, 65]
    assert all(a.end <= b.start for a, b in itertools.pairwise(shares))


def test_more_than_the_whole_is_the_whole() -> None:
    assert [s.percent for s in find_shares("up 250%", "en")] == [100]


def test_digits_without_end_are_no_fraction() -> None:
    assert find_shares("1" * 5000 + "分の1", "ja") == []
    assert find_shares("1" * 200_000, "ja") == []
