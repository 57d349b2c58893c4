"""No passage that the model is trained on tells a deal that the gold asks for."""

from __future__ import annotations

import pytest

from models.gate import GOLD
from models.overlap import DATA, asked_deals, overlaps, told_among
from models.recipe.markup import parse_passage

GOLD_ROW = {
    "id": "fr-1",
    "entities": [
        {"text": "Laiteries Morel", "type": "ORG", "id": "morel"},
        {"text": "LM", "type": "ORG", "id": "morel"},
        {"text": "Beurre d'Or", "type": "ORG", "id": "beurre"},
    ],
    "deals": [
        {
            "type": "acquisition",
            "parties": [
                {"name": "Laiteries Morel", "role": "acquirer", "id": "morel"},
                {"name": "Beurre d'Or", "role": "target", "id": "beurre"},
            ],
        },
        {"type": "ipo", "parties": [{"name": "Beurre d'Or", "role": "issuer", "id": "beurre"}]},
    ],
}


@pytest.mark.parametrize(
    ("passage", "articles"),
    [
        ("@a 1=acquisition/completed\n[LM|O 1:acquirer] <avale|1> [BEURRE D'OR|O 1:target]", ["fr-1"]),
        ("@a 1=investment/completed\n[LM|O 1:investor] <entre chez|1> [Beurre d'Or|O 1:investee]", []),
        ("@a 1=acquisition/completed\n[LM|O 1:acquirer] <avale|1> [Sel de Ré|O 1:target], pas [Beurre d'Or|O]", []),
        ("@a 1=acquisition/completed\n[LM|O 1:acquirer] ([Laiteries Morel|O 1:acquirer]) <avale|1> tout", []),
        ("@a 1=ipo/completed\n[Beurre d'Or|O 1:issuer] <entre en Bourse|1>", []),
    ],
)
def test_a_deal_of_one_type_with_two_parties_of_the_gold(passage: str, articles: list[str]) -> None:
    assert told_among(parse_passage(passage), asked_deals([GOLD_ROW])) == articles


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold is not part of the project")
def test_no_passage_tells_a_deal_of_the_gold() -> None:
    assert [(path.name, articles) for path, _, articles in overlaps(DATA, GOLD)] == []
