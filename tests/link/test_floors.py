"""Floors below which the links of companies must not fall; `python -m benchmarks.company_links` prints the figures."""

import pytest

from benchmarks.company_links import STORIES, b_cubed, pair_quality, pairwise, read_pairs, story_companies, story_ids
from pipeline.knowledge import load_knowledge
from pipeline.link.fit import read_stories


@pytest.mark.skipif(not STORIES.exists(), reason="the gold stories are not at hand")
@pytest.mark.parametrize(("aliases", "floor"), [(True, 0.96), (False, 0.95)])
def test_the_names_of_one_company_in_the_dev_stories_go_to_one_company(aliases: bool, floor: float) -> None:
    found = story_companies(read_stories([STORIES]), load_knowledge(), aliases=aliases)
    gold = story_ids(STORIES)
    assert len(gold.keys() & found.keys()) == len(gold) > 100
    quality = b_cubed(gold, found)
    assert quality.f1 >= floor
    assert quality.precision >= 0.98


def test_japanese_and_english_names_of_listed_companies_meet_without_the_knowledge_base() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 300
    quality, by_script = pair_quality(pairs)
    assert quality.precision >= 0.94
    heard, spoken = by_script["katakana"]
    assert heard / spoken >= 0.58
    same, written = by_script["Latin letters"]
    assert same == written


def test_what_the_measures_count() -> None:
    gold = {"a": "x", "b": "x", "c": "y", "d": "y"}
    assert pairwise(gold, gold).f1 == b_cubed(gold, gold).f1 == 1.0
    apart = {name: name for name in gold}
    assert (pairwise(gold, apart).precision, pairwise(gold, apart).recall) == (1.0, 0.0)
    assert (b_cubed(gold, apart).precision, b_cubed(gold, apart).recall) == (1.0, 0.5)
    one = dict.fromkeys(gold, "z")
    assert (pairwise(gold, one).precision, pairwise(gold, one).recall) == (2 / 6, 1.0)
    assert (b_cubed(gold, one).precision, b_cubed(gold, one).recall) == (0.5, 1.0)
