"""The database keeps what it is given, in versions, and gives it back exactly."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.records import (
    Article,
    Entity,
    EntryIdentity,
    Evidence,
    Extraction,
    FeedState,
    Money,
    Party,
    Problem,
    Report,
    Stake,
)
from pipeline.store import Store, open_store

ARTICLE = Article(
    id="a1", title="Équans　売却", text="x\ny", lang="fr", url="https://example.org/1", published=date(2025, 3, 4),
    feed="https://example.org/feed", source="page", fetched=datetime(2025, 3, 4, 9, tzinfo=UTC),
)  # fmt: skip
IDENTITY = EntryIdentity(("entry:1", "address:1"), "d1")
MONEY = Money("2,5 milliards", 0, 13, "EUR", Decimal("2500000000.10"), None, "at_least", "deal", (3, 5), True, 7)
REPORT = Report(
    "acquisition", "announced", (Party("A", "acquirer", (Evidence(0, 1, 0, 9),), 0.9, ("AA",)), Party("B", "target")),
    MONEY, None, Stake(51.5, Evidence(1, 2, 0, 9)), (), False, (Evidence(2, 3, 0, 9),), 0.8,
)  # fmt: skip
EXTRACTION = Extraction("a1", "fr", (Entity("A", "ORG", 0, 1, 0.9),), (MONEY,), (REPORT,), "e/1")


@pytest.fixture
def store() -> Store:
    return open_store(":memory:")


def test_an_article_comes_back_as_it_was(store: Store) -> None:
    assert store.articles.put(ARTICLE) == "new"
    assert store.articles.get("a1") == ARTICLE
    assert store.articles.get("a2") is None


def test_a_changed_text_is_the_next_version_and_the_old_one_stays(store: Store) -> None:
    store.articles.put(ARTICLE)
    assert store.articles.put(replace(ARTICLE, note="other")) == "same"
    changed = replace(ARTICLE, text="z")
    assert store.articles.put(changed) == "changed"
    assert store.articles.get("a1") == replace(changed, version=2)
    assert store.articles.get("a1", 1) == ARTICLE


def test_an_entry_is_known_by_any_of_its_keys(store: Store) -> None:
    assert store.articles.known(IDENTITY) is None
    store.articles.put(ARTICLE, IDENTITY)
    known = store.articles.known(EntryIdentity(("entry:9", "address:1"), "d9"))
    assert known is not None
    assert (known.article, known.version, known.key, known.digest) == ("a1", 1, "address:1", "d1")


def test_what_is_known_of_an_entry_tells_where_its_text_came_from(store: Store) -> None:
    store.articles.put(replace(ARTICLE, source="feed"), IDENTITY)
    known = store.articles.known(IDENTITY)
    assert known is not None
    assert known.source == "feed"


def test_keys_never_move_to_another_article(store: Store) -> None:
    store.articles.put(ARTICLE, IDENTITY)
    store.articles.put(replace(ARTICLE, id="a2"), EntryIdentity(("address:1", "content:2"), "d2"))
    known = store.articles.known(EntryIdentity(("address:1",), ""))
    assert known is not None
    assert (known.article, known.digest) == ("a1", "d1")


def test_a_feed_state_comes_back_as_it_was(store: Store) -> None:
    assert store.feeds.get("u") == FeedState("u")
    state = FeedState("u", etag='"e"', polled=datetime(2025, 1, 1, tzinfo=UTC), active_days=(date(2025, 1, 1),),
                      problems=(Problem("timeout", "m", "error"),))  # fmt: skip
    store.feeds.put(state)
    assert store.feeds.get("u") == state
    assert store.feeds.all() == [state]


def test_an_extraction_comes_back_as_it_was(store: Store) -> None:
    store.articles.put(ARTICLE)
    store.extractions.put(EXTRACTION, 1)
    assert store.extractions.get("a1") == EXTRACTION
    (linked,) = store.extractions.linked_reports()
    assert (linked.article, linked.lang, linked.published, linked.report) == ("a1", "fr", date(2025, 3, 4), REPORT)


def test_a_new_extraction_tells_which_reports_came_and_went(store: Store) -> None:
    store.articles.put(ARTICLE)
    came, went = store.extractions.put(EXTRACTION, 1)
    assert (len(came), went) == (1, set())
    assert store.extractions.put(EXTRACTION, 1) == (set(), set())
    completed = replace(EXTRACTION, reports=(replace(REPORT, status="completed"),))
    assert store.extractions.put(completed, 1) == (came, came)
    assert store.extractions.put(replace(EXTRACTION, reports=()), 1) == (set(), came)


def test_pending_are_the_latest_versions_that_this_engine_has_not_read(store: Store) -> None:
    store.articles.put(ARTICLE)
    assert [a.id for a in store.articles.pending("e/1", 9)] == ["a1"]
    store.extractions.put(EXTRACTION, 1)
    assert store.articles.pending("e/1", 9) == []
    assert store.articles.count_pending("e/2") == 1
    store.articles.put(replace(ARTICLE, text="new"))
    assert [a.version for a in store.articles.pending("e/1", 9)] == [2]


def test_pending_articles_come_in_parts(store: Store) -> None:
    for name in ("a3", "a1", "a2"):
        store.articles.put(replace(ARTICLE, id=name))
    assert [a.id for a in store.articles.pending("e/1", 2)] == ["a1", "a2"]
    assert [a.id for a in store.articles.pending("e/1", 2, "a2")] == ["a3"]


def test_a_dropped_extraction_takes_its_reports_along(store: Store) -> None:
    store.articles.put(ARTICLE)
    came, _ = store.extractions.put(EXTRACTION, 1)
    assert store.extractions.drop("a1") == came
    assert store.extractions.get("a1") is None
    assert store.extractions.linked_reports() == []
    assert store.extractions.drop("a1") == set()


def test_the_text_of_an_article_is_kept_as_it_was_read(store: Store) -> None:
    store.articles.put(ARTICLE)
    store.extractions.put(EXTRACTION, 1)
    store.articles.put(replace(ARTICLE, text="not read yet"))
    assert store.extractions.bodies(["a1", "a9"]) == {"a1": ARTICLE.body}


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store.articles.put(ARTICLE)
        raise RuntimeError
    assert store.articles.get("a1") is None


def test_what_is_written_is_there_for_the_next_process(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db") as store, store.transaction():
        store.articles.put(ARTICLE)
    with open_store(tmp_path / "a.db", create=False) as store:
        assert store.articles.get("a1") == ARTICLE


def test_opening_what_is_no_database_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, but long enough to be read as one " * 40)
    with pytest.raises(StoreError, match=r"text\.db: is not a Dealwire database"):
        open_store(tmp_path / "text.db")
    with pytest.raises(StoreError, match="there is no database"):
        open_store(tmp_path / "none.db", create=False)
    with pytest.raises(StoreError, match="does not exist"):
        open_store(tmp_path / "none" / "a.db")


def test_the_database_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (address TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"bookmarks\.db: is the database of another program .*'bookmarks'"):
        open_store(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["bookmarks.db"]


def test_a_damaged_database_is_told_wherever_the_damage_is_met(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path) as store, store.transaction():
        for number in range(200):
            store.articles.put(replace(ARTICLE, id=f"a{number}", text=str(number) * 500))
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half:] = b"\xa5" * (len(data) - half)
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"a\.db: is damaged .*Backup"), open_store(path) as store:
        list(store.articles.all_latest())


def test_a_writer_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.store.database._LOCK_WAIT", 10)
    with (
        open_store(tmp_path / "a.db") as first,
        open_store(tmp_path / "a.db") as second,
        first.transaction(),
        pytest.raises(StoreError, match="another process has been writing to it"),
        second.transaction(),
    ):
        pass


def test_a_fault_of_the_program_is_not_put_down_to_the_file(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), open_store(tmp_path / "a.db") as store:
        store.connection.execute("SELECT * FROM nonsense")


def test_a_database_that_may_not_be_written_to_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="you need the right to write to it"), open_store(tmp_path / "a.db") as store:
        store.connection.execute("PRAGMA query_only = 1")
        store.articles.put(ARTICLE)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db") as store:
        store.db["_sqlite_migrations"].insert({"migration_set": "dealwire", "name": "9999-later", "applied_at": "x"})
        store.db.conn.commit()
    with pytest.raises(StoreError, match="newer Dealwire"):
        open_store(tmp_path / "a.db")


def test_a_failing_part_of_a_transaction_is_undone_alone(store: Store) -> None:
    with store.transaction():
        store.articles.put(ARTICLE)
        with pytest.raises(ValueError, match="stop"), store.transaction():
            store.articles.put(replace(ARTICLE, id="a2"))
            raise ValueError("stop")
    assert [a.id for a in store.articles.all_latest()] == ["a1"]


def test_opening_a_database_that_is_up_to_date_needs_no_slow_import(tmp_path: Path) -> None:
    open_store(tmp_path / "a.db").close()
    script = f"import sys; from pipeline.store import open_store; open_store({str(tmp_path / 'a.db')!r}); " + (
        "print([m for m in ('sqlite_utils', 'pandas', 'spacy', 'onnxruntime') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
