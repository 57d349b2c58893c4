"""Names out of spaCy pipelines: labels, languages, and what is said where one is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from pipeline.errors import ModelError
from pipeline.extract.engine import load_engine
from pipeline.extract.finders.spacy_names import SpacyNames
from pipeline.records import Article


def save_pipeline(folder: Path, lang: str, patterns: dict[str, str]) -> Path:
    """A pipeline saved to a folder: an empty one with an entity ruler."""
    nlp = spacy.blank(lang)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": words} for words, label in patterns.items()])
    path = folder / lang
    nlp.to_disk(path)
    return path


@pytest.fixture
def english(tmp_path: Path) -> Path:
    return save_pipeline(
        tmp_path,
        "en",
        {"Brandtek": "ORG", "Halma": "Company", "Oslo": "GPE", "Ann Lee": "PER", "Monday": "DATE", "Zeta 5": "PRODUCT"},
    )


def test_labels_become_our_kinds_and_others_are_left_out(english: Path) -> None:
    text = "Halma buys Brandtek of Oslo on Monday, says Ann Lee, for its Zeta 5"
    found = SpacyNames(str(english)).find(text, "en")
    assert [(text[m.start : m.end], m.kind) for m in found] == [
        ("Halma", "ORG"),
        ("Brandtek", "ORG"),
        ("Oslo", "PLACE"),
        ("Ann Lee", "PERSON"),
        ("Zeta 5", "PRODUCT"),
    ]


def test_one_pipeline_a_language(english: Path, tmp_path: Path) -> None:
    french = save_pipeline(tmp_path, "fr", {"Verallia": "ORG"})
    names = SpacyNames(f"{english}, {french}")
    assert len(names.find("Verallia achète", "fr")) == 1
    assert names.find("Verallia buys", "en") == []
    with pytest.raises(ModelError, match="no pipeline for ja; name one a language"):
        names.find("日立", "ja")


def test_a_pipeline_that_is_not_installed() -> None:
    with pytest.raises(ModelError, match=r"not installed; run pip install fr-core-news-xx$"):
        SpacyNames("fr_core_news_xx")


def test_no_pipeline_named() -> None:
    with pytest.raises(ModelError, match="names no pipeline"):
        SpacyNames(" , ")


def test_a_pipeline_of_another_language(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a pipeline for de; Dealwire reads fr, ja, en"):
        SpacyNames(str(save_pipeline(tmp_path, "de", {"Bosch": "ORG"})))


def test_deals_are_read_between_its_names(english: Path) -> None:
    engine = load_engine(f"spacy:{english}")
    text = "Halma has agreed to buy the sensor maker Brandtek for 180 million euros, it said on Monday."
    (found,) = engine.extract([Article("a", "Halma buys Brandtek", text, "en")])
    assert {e.text for e in found.entities} == {"Halma", "Brandtek"}
    assert {p.name for r in found.reports for p in r.parties} <= {"Halma", "Brandtek"}
    assert any(r.type == "acquisition" for r in found.reports)
    assert engine.id != load_engine().id
