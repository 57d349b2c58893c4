"""Mentions that look like one name, in the order in which they are told."""

from __future__ import annotations

import pytest

from pipeline.extract.tagger.namesakes import namesake_groups


@pytest.mark.parametrize(
    ("texts", "kinds", "together"),
    [
        (["Crédit Nord", "Ondine", "CRÉDIT NORD", "Nord"], ["ORG"] * 4, [{0, 2, 3}, {1}]),
        (["トヨタ", "トヨタ自動車", "日産"], ["ORG"] * 3, [{0, 1}, {2}]),
        (["Nord", "Nord"], ["ORG", "PLACE"], [{0}, {1}]),
        (["30 %", "30 %"], ["SHARE", "SHARE"], [{0}, {1}]),
        (["$3bn", "$3bn"], ["MONEY", "MONEY"], [{0}, {1}]),
        (["Air", "Air Ondine Cargo", "Air Ondine"], ["ORG"] * 3, [{0, 1, 2}]),
        ([], [], []),
    ],
)
def test_groups(texts: list[str], kinds: list[str], together: list[set[int]]) -> None:
    groups = namesake_groups(texts, kinds)
    found = [{i for i, group in enumerate(groups) if group == held} for held in dict.fromkeys(groups)]
    assert found == together
