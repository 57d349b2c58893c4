"""What linking makes is a function of the set of reports: order, batches and detours leave no trace."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.knowledge import load_knowledge
from pipeline.link.fit import read_stories
from pipeline.link.keys import NEAR
from pipeline.link.mentions import KnownNames
from pipeline.link.state import MemoryState
from pipeline.records import DealType, LinkedReport, Role, Status
from tests.link.telling import BASE, euros, new_linker, told

STORIES = Path(__file__).parents[3] / "shared" / "eval" / "stories.dev.jsonl"
NAMES = (
    *("SoftBank", "ソフトバンク", "SoftBank Group", "OpenAI", "オープンAI", "Kestrel", "ケストレル"),
    *("Telefront", "テレフロント", "Terefront", "みなと", "株式会社みなと", "みなと合同会社"),
    *("Quantum Kettle Works", "QKW", "Northern Paper Mill", "北方製紙", "Zephyr", "Zephyr Rail"),
)
SHAPES: tuple[tuple[DealType, Role, Role], ...] = (
    ("acquisition", "acquirer", "target"),
    ("investment", "investor", "investee"),
    ("partnership", "partner", "partner"),
    ("contract", "supplier", "customer"),
    ("joint_venture", "partner", "venture"),
)
STATUSES: tuple[Status, ...] = ("rumored", "announced", "completed", "terminated")


def some_report(rng: random.Random, article: int) -> LinkedReport:
    """A report out of few names, days and amounts, so that much of it collides; some name one party only."""
    kind, one, other = rng.choice(SHAPES)
    a, b = rng.sample(NAMES, 2)
    day = f"2024-{rng.randint(1, 12):02}-{rng.choice((1, 2, 3, 20)):02}"
    aliases: dict[str, tuple[str, ...]] = {a: (rng.choice(NAMES),)} if rng.random() < 0.2 else {}
    parties: dict[str, Role] = {a: one, b: other}
    if rng.random() < 0.3:
        del parties[rng.choice((a, a, b))]
    return told(
        f"a{article:03}",
        day,
        kind,
        rng.choice(STATUSES),
        parties,
        euros(rng.choice((100e6, 101e6, 480e6, 5e9)), rng.choice(("EUR", "USD"))) if rng.random() < 0.7 else None,
        lang=rng.choice(("en", "ja", "fr")),
        aliases=aliases,
    )


def by_article(reports: Sequence[LinkedReport]) -> dict[str, list[LinkedReport]]:
    """Reports by their article."""
    found: dict[str, list[LinkedReport]] = defaultdict(list)
    for report in reports:
        found[report.article].append(report)
    return found


def outcome(state: MemoryState) -> tuple[object, object]:
    """Companies with their nodes, and deals with their reports."""
    return state.all_companies(), state.all_deals()


def link_in_batches(
    reports: Sequence[LinkedReport], rng: random.Random, base: KnownNames = BASE
) -> tuple[object, object]:
    """The outcome of linking articles in random order and batches."""
    linker, state = new_linker(base)
    articles = by_article(reports)
    names = sorted(articles)
    rng.shuffle(names)
    while names:
        size = rng.randint(1, 7)
        linker.change({name: articles[name] for name in names[:size]})
        names = names[size:]
    return outcome(state)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 45))
def test_any_order_and_batches_give_the_same(seed: int, count: int) -> None:
    rng = random.Random(seed)
    reports = [some_report(rng, rng.randint(0, count)) for _ in range(count)]
    reports = list({report.id: report for report in reports}.values())
    linker, state = new_linker()
    linker.change(by_article(reports))
    assert link_in_batches(reports, rng) == outcome(state)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_what_came_and_went_again_leaves_no_trace(seed: int) -> None:
    rng = random.Random(seed)
    reports = list({r.id: r for r in (some_report(rng, n // 2) for n in range(40))}.values())
    kept = [report for report in reports if rng.random() < 0.6]
    straight, state = new_linker()
    straight.change(by_article(kept))
    linker, detour = new_linker()
    linker.change(by_article(reports))
    articles = by_article(kept)
    for name in rng.sample(sorted(by_article(reports)), len(by_article(reports))):
        linker.change({name: articles.get(name, [])})
    assert outcome(detour) == outcome(state)


def test_blocks_longer_than_the_neighbourhood_do_not_depend_on_order() -> None:
    rng = random.Random(3)
    roles: dict[str, Role] = {"Zephyr": "supplier", "Kestrel": "customer"}
    reports = [
        told(f"a{n:03}", f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}", "contract", "announced", roles,
             euros(rng.choice((100e6, 300e6, 900e6))))
        for n in range(NEAR * 5)
    ]  # fmt: skip
    linker, state = new_linker()
    linker.change(by_article(reports))
    pairs = state.pairs("link", [r.id for r in reports])
    assert len(pairs) < len(reports) * (len(reports) - 1) / 2
    assert all(link_in_batches(reports, random.Random(seed)) == outcome(state) for seed in range(5))


def test_a_report_read_anew_with_the_same_id_is_linked_anew() -> None:
    roles: dict[str, Role] = {"Zephyr": "acquirer", "Kestrel": "target"}
    first = told("a", "2024-01-01", "acquisition", "announced", roles, euros(100e6))
    second = told("b", "2024-01-02", "acquisition", "announced", roles, euros(100e6))
    changed = replace(first, report=replace(first.report, status="completed"))
    linker, _ = new_linker()
    linker.change(by_article([first, second]))
    changes = linker.change({"a": [changed]}, renewed={changed.id})
    assert len(changes.deals) == 1


@pytest.mark.skipif(not STORIES.exists(), reason="the gold stories are not at hand")
def test_any_order_of_the_dev_stories_gives_the_same() -> None:
    reports = [each.report for each in read_stories([STORIES])]
    base = load_knowledge()
    linker, state = new_linker(base)
    linker.change(by_article(reports))
    for seed in range(3):
        assert link_in_batches(reports, random.Random(seed), base) == outcome(state)
