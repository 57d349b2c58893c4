"""What amounts are about, and how that is overruled."""

from __future__ import annotations

import pytest

from pipeline.extract.money import about_by_cues, find_money, overrule_about
from pipeline.records import About, Lang, Money

SENTENCES: list[tuple[Lang, str, tuple[About, ...]]] = [
    ("fr", "Alba rachète Borel pour 40 millions d'euros, dont 10 millions en titres.", ("deal", "deal")),
    (
        "fr",
        "Les ventes reculent à 40 millions d'euros, contre 45 millions un an plus tôt.",
        ("other", "other"),
    ),
    ("fr", "La levée de 40 millions d'euros valorise la société 300 millions.", ("deal", "valuation")),
    ("fr", "L'offre, à 12 euros par action, porte sur 3 milliards d'euros.", ("other", "deal")),
    ("fr", "Il reprend l'usine pour un euro symbolique.", ("deal",)),
    ("fr", "Le fonds est valorisé 3 milliards d'euros (3,3 milliards de dollars).", ("valuation", "valuation")),
    ("en", "Alba bought Borel for $40 million, including $10 million in stock.", ("deal", "deal")),
    ("en", "Revenue fell to $40 million from $45 million a year earlier.", ("other", "other")),
    ("en", "The $40 million round values the company at $300 million.", ("deal", "valuation")),
    ("en", "The bid of $12 a share was raised to £3 billion in all.", ("other", "deal")),
    ("en", "The contract is worth $3 billion; the company itself is worth $9 billion.", ("deal", "valuation")),
    ("ja", "アルバは40億円でボレルを買収し、うち10億円は株式で支払う。", ("deal", "deal")),
    ("ja", "売上高は40億円、純利益は5億円だった。", ("other", "other")),
    ("ja", "40億円を調達し、企業価値は300億円となった。", ("deal", "valuation")),
    ("ja", "買い付け価格は1株1200円、総額は300億円だ。", ("other", "deal")),
]


@pytest.mark.parametrize(("lang", "text", "abouts"), SENTENCES)
def test_cues_decide(lang: Lang, text: str, abouts: tuple[About, ...]) -> None:
    assert tuple(money.about for money in find_money(text, lang)) == abouts


def test_evidence_is_the_words_that_decide() -> None:
    text = "Le bénéfice net a atteint 40 millions d'euros."
    (money,) = find_money(text, "fr")
    assert money.about_evidence is not None
    assert text[slice(*money.about_evidence)] == "bénéfic"


def test_without_words_there_is_no_evidence() -> None:
    (money,) = find_money("Les 40 millions d'euros.", "fr")
    assert (money.about, money.about_evidence) == ("deal", None)


def test_one_amount_alone_is_read_like_the_first_of_many() -> None:
    text = "The dividend is $3 million. Alba bought Borel for $40 million."
    found = find_money(text, "en")
    assert [about_by_cues(text, money, "en") for money in found] == [(m.about, m.about_evidence) for m in found]


def test_a_figure_told_again_keeps_its_meaning() -> None:
    text = "Bruxelles : 2,42 milliards d'euros\nL'amende de 2 424 495 000 euros est un record."
    assert [money.about for money in find_money(text, "fr")] == ["other", "other"]


def test_overruling_takes_conversions_along_and_leaves_the_rest() -> None:
    text = "Alba bought Borel for 40 million euros ($44 million). Sales were 9 million euros."
    found = find_money(text, "en")

    def decide(money: Money) -> tuple[About, tuple[int, int] | None] | None:
        return ("valuation", (0, 4)) if money.text.startswith("40") else None

    overruled = overrule_about(found, decide)
    assert [money.about for money in overruled] == ["valuation", "valuation", "other"]
    assert [money.about_evidence for money in overruled[:2]] == [(0, 4), (0, 4)]
    assert [money.about for money in found] == ["deal", "deal", "other"], "the amounts given stay as they were"


@pytest.mark.parametrize("filler", ["", "x " * 400, "\n" * 40])
def test_far_text_does_not_change_a_reading(filler: str) -> None:
    sentence = "Alba rachète Borel pour 40 millions d'euros."
    text = f"La dette pèse. {filler}\n{sentence}\n{filler} Le dividende baisse."
    (money,) = find_money(text, "fr")
    assert money.about == "deal"
