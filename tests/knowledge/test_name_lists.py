"""The lists of names for training, and the pairs for measuring matchers."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.knowledge import load_knowledge
from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.name_lists import name_pairs, press_names, write_name_lists
from pipeline.records import LANGS, Lang

PAIRS = Path(__file__).parent / "pairs.tsv"


@pytest.mark.parametrize("lang", LANGS)
def test_a_list_holds_names_as_the_press_of_its_language_writes_them(lang: Lang) -> None:
    names = press_names(load_knowledge(), lang, 900)
    assert len(names) == len(set(names)) == 900
    assert names == sorted(names)
    assert not [n for n in names if not n.strip() or "株式会社" in n or n.endswith((" Inc", " Inc.", " Ltd."))]
    kana_or_han = [n for n in names if any("\u3040" <= c <= "\u9fff" for c in n)]
    assert len(kana_or_han) > 700 if lang == "ja" else not kana_or_han


def test_lists_are_written_one_name_a_line_without_an_empty_one(tmp_path: Path) -> None:
    counts = write_name_lists(load_knowledge(), tmp_path / "names")
    for lang in LANGS:
        lines = (tmp_path / "names" / f"{lang}.txt").read_text("utf-8").split("\n")
        assert len(lines) == counts[lang] >= 2000
        assert all(lines)


def test_the_pairs_are_of_companies_that_the_base_knows() -> None:
    """The pairs are for measuring what script and sound alone can match; the base must know every one."""
    pairs = [line.split("\t") for line in PAIRS.read_text("utf-8").splitlines()]
    assert len({code for code, _, _ in pairs}) == len(pairs) >= 300
    base = load_knowledge()
    for code, japanese, english in pairs:
        by_japanese = {c.id for c in base.lookup(fold_name(japanese)) if ("securities_code", code) in c.codes}
        by_english = {c.id for c in base.lookup(fold_name(english)) if ("securities_code", code) in c.codes}
        assert by_japanese == by_english and by_japanese, (japanese, english)


def test_pairs_are_chosen_by_id_alone() -> None:
    companies = list(load_knowledge())
    assert name_pairs(companies[::-1], 50) == name_pairs(companies, 50)
    assert len(name_pairs(companies, 50)) == 50
