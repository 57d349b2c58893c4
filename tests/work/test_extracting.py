"""What is pending is read and linked, in any order and batches with the same result, and nothing is lost on the way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DealwireError, ModelError
from pipeline.records import Article, Extraction, Lang
from pipeline.store import Store, open_store
from pipeline.work import extract_pending, rebuild
from tests.work.engine import FakeEngine
from tests.work.snapshots import snapshot


def article(id: str, text: str, day: int = 1, lang: Lang | None = "en") -> Article:
    return Article(id, f"News {id}", text, lang, published=date(2025, 1, 1) + timedelta(days=day))


STORIES = [
    article("a1", "Alpha Works may buy Beta Foods.", 1),
    article("a2", "Alpha Works buys Beta Foods for 500 million euros.", 20),
    article("a3", "Alpha Works buys Beta Foods for 500 million euros. Gamma Steel may buy Delta Mines.", 21, "fr"),
    article("b1", "Gamma Steel buys Delta Mines for 70 million euros.", 40),
    article("b2", "Epsilon Air may buy Zeta Rail.", 3),
    article("b3", "Epsilon Air buys Zeta Rail for 9 million euros.", 5, "fr"),
    article("c1", "Nothing was bought.", 6),
    article("c2", "Продаж не было.", 6, None),
]


def put(store: Store, articles: Sequence[Article]) -> None:
    with store.transaction():
        for one in articles:
            store.articles.put(one)


def deals(store: Store) -> list[tuple[str, int]]:
    """Status and number of reports of each deal."""
    return store.connection.execute("SELECT status, reports FROM x_deals ORDER BY 1, 2").fetchall()


def test_what_is_pending_is_read_and_linked_once(store: Store) -> None:
    put(store, STORIES)
    engine = FakeEngine()
    assert extract_pending(store, engine) == 7
    assert store.articles.count_pending(engine.id) == 0
    assert sum(reports for _, reports in deals(store)) == 7
    assert len(deals(store)) < 7, "some reports tell the same deal"
    engine.asked.clear()
    assert extract_pending(store, engine) == 0
    assert engine.asked == []


def test_work_goes_in_batches_with_progress(store: Store) -> None:
    put(store, STORIES)
    engine = FakeEngine()
    told: list[tuple[int, int | None]] = []
    extract_pending(store, engine, lambda done, total, what: told.append((done, total)), batch=3)
    assert [len(batch) for batch in engine.asked] == [3, 3, 1]
    assert told == [(3, 7), (6, 7), (7, 7)]


def test_articles_that_come_meanwhile_are_read_too(store: Store) -> None:
    put(store, STORIES[3:4])
    engine = FakeEngine()

    def more_comes(done: int, total: int | None, what: str) -> None:
        if done == 1:
            put(store, STORIES[:2])

    assert extract_pending(store, engine, more_comes) == 3


def test_another_engine_reads_all_anew(store: Store) -> None:
    put(store, STORIES)
    extract_pending(store, FakeEngine())
    before = deals(store)
    assert extract_pending(store, FakeEngine("fake/2")) == 7
    assert deals(store) == before


def test_work_can_be_stopped_between_batches(store: Store) -> None:
    put(store, STORIES)
    engine = FakeEngine()
    assert extract_pending(store, engine, batch=2, stop=lambda: len(engine.asked) == 2) == 4
    assert store.articles.count_pending(engine.id) == 3


def test_an_article_that_breaks_the_engine_holds_up_no_other(store: Store) -> None:
    put(store, [*STORIES, article("a0", "Breaks the engine."), article("b9", "Breaks the engine.")])
    engine = FakeEngine()
    for _ in range(2):
        with pytest.raises(DealwireError, match=r"2 articles could not be extracted, first 'a0' \(ZeroDivisionError"):
            extract_pending(store, engine)
        assert store.articles.count_pending(engine.id) == 2
    assert sum(reports for _, reports in deals(store)) == 7


def test_a_broken_engine_is_not_asked_for_every_article(store: Store) -> None:
    put(store, [article(f"x{n:02}", "Breaks the engine.") for n in range(40)])
    engine = FakeEngine()
    with pytest.raises(DealwireError, match="4 articles could not be extracted"):
        extract_pending(store, engine, batch=4)
    assert len(engine.asked) == 5


def test_a_missing_model_is_told_as_such(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, STORIES)
    engine = FakeEngine()

    def fail(articles: Sequence[Article]) -> list[Extraction]:
        raise ModelError("no model")

    monkeypatch.setattr(engine, "extract", fail)
    with pytest.raises(ModelError):
        extract_pending(store, engine)


def test_a_failure_while_linking_takes_its_batch_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, STORIES)
    engine = FakeEngine()

    def fail(*_: object) -> None:
        raise RuntimeError("no link")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="no link"):
        patched.setattr("pipeline.work.extracting.link_reports", fail)
        extract_pending(store, engine)
    assert store.articles.count_pending(engine.id) == 7
    assert extract_pending(store, engine) == 7


def test_a_changed_article_takes_its_old_deal_back(store: Store) -> None:
    put(store, STORIES[:1])
    engine = FakeEngine()
    extract_pending(store, engine)
    assert deals(store) == [("rumored", 1)]
    put(store, [article("a1", "It was all a mistake.")])
    assert extract_pending(store, engine) == 1
    assert deals(store) == []


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_any_order_and_any_batches_give_the_same(rng: random.Random, batch: int) -> None:
    with open_store(":memory:") as plain, open_store(":memory:") as mixed:
        put(plain, STORIES)
        extract_pending(plain, FakeEngine())
        order = rng.sample(STORIES, len(STORIES))
        while order:
            size = rng.randint(1, 4)
            put(mixed, order[:size])
            del order[:size]
            if rng.random() < 0.6:
                extract_pending(mixed, FakeEngine(), batch=batch)
        extract_pending(mixed, FakeEngine(), batch=batch)
        assert snapshot(mixed, derived_only=True) == snapshot(plain, derived_only=True)


def test_a_rebuild_leaves_what_was_there(store: Store) -> None:
    put(store, STORIES)
    extract_pending(store, FakeEngine(), batch=2)
    before = snapshot(store)
    assert rebuild(store, FakeEngine(), batch=3) == 7
    assert snapshot(store) == before


def test_a_rebuild_mends_what_was_damaged(store: Store) -> None:
    put(store, STORIES)
    extract_pending(store, FakeEngine())
    before = snapshot(store)
    with store.transaction():
        store.connection.execute("DELETE FROM x_deals")
        store.connection.execute("DELETE FROM x_extractions WHERE article IN ('a1', 'b1')")
    assert rebuild(store, FakeEngine()) == 7
    assert snapshot(store) == before


def test_a_rebuild_reads_what_is_pending_too(store: Store) -> None:
    put(store, STORIES)
    told: list[tuple[int, int | None]] = []
    assert rebuild(store, FakeEngine(), lambda done, total, what: told.append((done, total)), batch=5) == 7
    assert told == [(5, 8), (8, 8)]
    assert store.articles.count_pending("fake/1") == 0
