"""What the shipped model reads of an article does not depend on the articles read beside it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline.records import Article, Lang

pytestmark = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "models" / "tagger" / "encoder.onnx").exists(), reason="no model in this checkout"
)

SENTENCES: dict[Lang, tuple[str, ...]] = {
    "en": (
        "Harbour Lane Group said on Monday that it had agreed to buy the ferry operator Calder Lines for $1.2 billion.",
        "The seller, a fund run by Northgate Partners, bought the company in 2019.",
        "Shares in Harbour Lane rose 4 per cent.",
        "Two people close to the talks said that a rival, Meridian Ports, was weighing an offer of its own.",
    ),
    "fr": (
        "Le groupe Valmont Industries a annoncé mardi l'acquisition de la société Orfève pour 340 millions d'euros.",
        "L'opération, financée par dette, doit être bouclée d'ici à la fin de l'année.",
        "Selon plusieurs sources, Kessel et Brandt négocient l'entrée du fonds Astrée à hauteur de 30 % du capital.",
        "Le titre a gagné 2 %.",
    ),
    "ja": (
        "北浜製作所は5日、独シュトラール社を約800億円で買収すると発表した。",
        "全株式を取得し、2026年3月までに子会社とする。",
        "三枝電機と大和川物産は合弁会社を設立することで合意し、出資比率は折半とする。",
        "関係者によると、協議は最終段階にある。",
    ),
}


def articles() -> list[Article]:
    rng = random.Random(5)
    return [
        Article(f"{lang}{n}", rng.choice(told), " ".join(rng.choices(told, k=1 + n % 7)), lang)
        for lang, told in SENTENCES.items()
        for n in range(8)
    ]


def test_any_batches_and_any_number_of_threads_read_the_same() -> None:
    from pipeline.extract.engine import load_engine

    engine, other = load_engine("dealwire", 2), load_engine("dealwire", 1)
    together = engine.extract(articles())
    assert sum(len(extraction.reports) for extraction in together) > 10
    assert [engine.extract([article])[0] for article in articles()] == together
    assert other.extract(articles()[::-1])[::-1] == together
