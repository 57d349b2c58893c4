"""Folding takes away what never tells two organisations apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.knowledge.fold import fold_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société Générale", "SOCIETE GENERALE"),
        ("L’Oréal", "L'Oreal"),
        ("Cleveland-Cliffs", "Cleveland Cliffs"),
        ("Marks & Spencer", "Marks and Spencer"),
        ("Marks & Spencer", "Marks et Spencer"),
        ("J.P. Morgan", "JP Morgan"),
        ("U.S. Steel", "US Steel"),
        ("Ørsted", "Orsted"),
        ("ＫＤＤＩ", "KDDI"),
        ("ﾄﾖﾀ自動車", "トヨタ自動車"),
        ("キャノン", "キヤノン"),
        ("クリーブランド・クリフス", "クリーブランドクリフス"),
        ("KKR ジャパン", "KKRジャパン"),
        ("J. フロント リテイリング", "J.フロントリテイリング"),
        ("Yahoo!", "yahoo"),
    ],
)
def test_spellings_of_one_name_fold_to_one(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("トヨタ", "トヨダ"),
        ("バンク", "パンク"),
        ("Kering SA", "Kering"),
        ("ビックカメラ", "ビツグカメラ"),
        ("3M", "3i"),
    ],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(st.text(max_size=40))
def test_folding_is_done_once(name: str) -> None:
    folded = fold_name(name)
    assert fold_name(folded) == folded or not any(c.isalnum() for c in folded)
    assert bool(folded) == bool(name.split())
