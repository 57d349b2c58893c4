"""Sentence boundaries, and evidence in them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.sentences import evidence_at, sentence_bounds


def sentences(text: str) -> list[str]:
    bounds = sentence_bounds(text)
    return [text[a:b].rstrip() for a, b in itertools.pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alpha buys Beta. It pays cash.", ["Alpha buys Beta.", "It pays cash."]),
        ("Gamma Inc. buys Delta. Why?", ["Gamma Inc. buys Delta.", "Why?"]),
        ("J. P. Morgan advised. The fee is unknown.", ["J. P. Morgan advised.", "The fee is unknown."]),
        ("The price is $2.5 billion. Done.", ["The price is $2.5 billion.", "Done."]),
        ("Il a dit oui. « C'est signé », dit-il.", ["Il a dit oui.", "« C'est signé », dit-il."]),
        ("買収する。「大きい」と述べた。", ["買収する。", "「大きい」と述べた。"]),
        ("「買う。」と言った。次へ。", ["「買う。」", "と言った。", "次へ。"]),
        ("Title\nText here", ["Title", "Text here"]),
    ],
)
def test_boundaries(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_evidence_lies_in_its_sentence() -> None:
    text = "One deal. Alpha buys Beta. The end."
    bounds = sentence_bounds(text)
    found = evidence_at(text.index("buys"), text.index("buys") + 4, bounds, text)
    assert text[found.start : found.end] == "buys"
    assert text[found.sentence_start : found.sentence_end] == "Alpha buys Beta."


def test_evidence_over_two_sentences_holds_both() -> None:
    text = "Alpha buys. Beta sells. End."
    found = evidence_at(6, 16, sentence_bounds(text), text)
    assert text[found.sentence_start : found.sentence_end] == "Alpha buys. Beta sells."


@given(st.text("aB. \n。」!?", max_size=60), st.data())
def test_evidence_always_holds_its_span(text: str, data: st.DataObject) -> None:
    bounds = sentence_bounds(text)
    assert bounds == sorted(set(bounds)) or text == ""
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        found = evidence_at(start, end, bounds, text)
        assert found.sentence_start <= start < end <= found.sentence_end
