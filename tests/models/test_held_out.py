"""Passages in the form of the gold articles."""

from __future__ import annotations

from models.held_out import gold_article
from models.recipe.markup import parse_passage

PASSAGE = parse_passage(
    """@paper 1=acquisition/announced 2=investment/completed/bg 3=ipo/rumored/bg
[Laiteries Morel|O 1:acquirer] <reprend|1> [Beurre d'Or|O 1:target]
[Morel|O 1:acquirer 2:investee] paiera [40 millions d'euros|M 1:deal], dont [10 millions|M 1:deal] plus tard.
[Ondine|O 2:investor] y <était entré|2> ; une <cotation|3> de [Beurre d'Or|O 3:issuer], à [Rennes|L], avait été dite."""
)


def test_parties_stand_by_their_fullest_form_and_the_largest_amount_is_the_price() -> None:
    gold = gold_article("fr-0", "fr", PASSAGE)
    deal = gold["deals"][0]
    assert (deal["type"], deal["status"]) == ("acquisition", "announced")
    assert {(p["role"], p["name"]) for p in deal["parties"]} == {
        ("acquirer", "Laiteries Morel"),
        ("target", "Beurre d'Or"),
    }
    assert deal["amount"] == {"currency": "EUR", "low": 40_000_000.0, "high": 40_000_000.0}


def test_of_deals_told_in_passing_those_count_that_name_two() -> None:
    gold = gold_article("fr-0", "fr", PASSAGE)
    assert [d["type"] for d in gold["deals"]] == ["acquisition", "investment"]


def test_names_and_text_are_those_of_the_passage() -> None:
    gold = gold_article("fr-0", "fr", PASSAGE)
    assert f"{gold['title']}\n{gold['text']}" == PASSAGE.text
    assert {(e["text"], e["type"], e["id"]) for e in gold["entities"]} == {
        ("Laiteries Morel", "ORG", "Laiteries Morel"),
        ("Morel", "ORG", "Laiteries Morel"),
        ("Beurre d'Or", "ORG", "Beurre d'Or"),
        ("Ondine", "ORG", "Ondine"),
        ("Rennes", "PLACE", "Rennes"),
    }
