"""Refilled and thinned passages: every mark still stands on what it marked, or on what took its place."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recipe.augment import augment, join, make_pool, name_groups, thin
from models.recipe.markup import parse_passage

ARTICLE = parse_passage(
    """@paper 1=acquisition/announced 2=debt/rumored
[Laiteries Morel|O 1:acquirer 2:issuer] <reprend|1> [Beurre d'Or|O 1:target]
La coopérative de [Rennes|L] paiera [40 millions d'euros|M 1:deal].
[Morel|O] <emprunterait|2 rumored> [25 millions|M 2:deal] à [Banque de l'Ouest|O 2:lender].
Le [vendeur|T] n'a rien dit."""
)
OTHER = parse_passage("@paper 1=ipo/completed\n[Sel de Ré|O 1:issuer] <entre en Bourse|1>")
POOL = make_pool([ARTICLE, OTHER], ["Aciéries du Nord", "Ondine"])


def marked(passage) -> list[str]:  # type: ignore[no-untyped-def]
    return [passage.text[m.start : m.end] for m in (*passage.mentions, *passage.triggers)]


@given(st.integers())
def test_a_thinned_article_keeps_its_headline_and_whole_marks(seed: int) -> None:
    left = thin(ARTICLE, Random(seed))
    lines = left.text.split("\n")
    assert lines[0] == ARTICLE.text.split("\n")[0]
    assert set(lines) <= set(ARTICLE.text.split("\n"))
    assert len(lines) >= 3
    assert set(marked(left)) <= set(marked(ARTICLE))
    assert {"Laiteries Morel", "Beurre d'Or", "reprend"} <= set(marked(left))


@given(st.integers())
def test_an_organisation_is_refilled_with_one_of_its_trade(seed: int) -> None:
    told = parse_passage("@paper\n[Reuters|O] interroge la [Banque Morel|O]")
    pool = make_pool([told], ["Bloomberg", "Crédit du Nord", "Moulins du Sud", "Fonds Cèdre"])
    press, bank = (" ".join(name.casefold().split()) for name in marked(augment(told, pool, Random(seed))))
    assert press in ("reuters", "bloomberg")
    assert bank in ("banque morel", "crédit du nord")


def test_a_short_passage_is_not_thinned() -> None:
    assert all(thin(OTHER, Random(seed)) is OTHER for seed in range(50))


@given(st.integers())
def test_an_augmented_passage_has_the_same_marks_in_the_same_order(seed: int) -> None:
    new = augment(ARTICLE, POOL, Random(seed))
    assert [(m.kind, m.links) for m in new.mentions] == [(m.kind, m.links) for m in ARTICLE.mentions]
    assert [t.deal for t in new.triggers] == [t.deal for t in ARTICLE.triggers]
    assert all(form.strip() for form in marked(new))


def test_forms_of_one_name_are_exchanged_together() -> None:
    groups = {forms[0]: forms for _, forms in name_groups(ARTICLE)}
    assert groups["Laiteries Morel"] == ("Laiteries Morel", "Morel")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("[スギホールディングス|O 1:acquirer]\n[スギHD|O]", ("スギホールディングス", "スギHD")),
        ("[スギホールディングス|O 1:acquirer]\n[スギ|O 1:acquirer]", ("スギホールディングス", "スギ")),
        ("[産業革新投資機構|O 1:acquirer]([JIC|O 1:acquirer])", ("産業革新投資機構", "JIC")),
        ("[産業革新投資機構|O 1:acquirer]([JIC|O 1:target])", ("産業革新投資機構",)),
        ("[Alpha Works|O 1:acquirer], [AW|O]", ("Alpha Works", "AW")),
    ],
)
def test_forms_are_of_one_name(text: str, forms: tuple[str, ...]) -> None:
    passage = parse_passage(f"@paper 1=acquisition/announced\n{text} <buys|1>")
    assert ("ORG", forms) in name_groups(passage)


def test_a_short_form_belongs_to_the_name_that_does_what_it_does() -> None:
    passage = parse_passage(
        "@paper 1=buyback/announced 2=acquisition/completed\n"
        "[Yamaha|O 1:issuer] <buys back|1> shares; [Yamaha Guitar Group|O 2:acquirer] had <bought|2>"
        " [Cordoba|O 2:target] and [Yamaha Motor|O] had not"
    )
    assert ("ORG", ("Yamaha",)) in name_groups(passage)
    passage = parse_passage(
        "@paper 1=buyback/announced\n[Yamaha|O 1:issuer] <buys|1>; "
        "[Yamaha Corporation|O 1:issuer], [Yamaha Motor Company|O]"
    )
    assert ("ORG", ("Yamaha Corporation", "Yamaha")) in name_groups(passage)


def test_joined_passages_keep_their_deals_apart() -> None:
    both = join([ARTICLE, OTHER])
    assert both.text == f"{ARTICLE.text}\n{OTHER.text}"
    assert marked(both)[: len(ARTICLE.mentions)] == marked(ARTICLE)[: len(ARTICLE.mentions)]
    assert len({d.number for d in both.deals}) == 3


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_gives_the_same_passage(seed: int) -> None:
    assert augment(ARTICLE, POOL, Random(seed)) == augment(ARTICLE, POOL, Random(seed))
