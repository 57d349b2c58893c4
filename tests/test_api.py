"""The library: a database opened, asked and fed from Python."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas
import pytest

from pipeline import Dealwire
from pipeline.errors import InputError, StoreError
from pipeline.query.loops import LoopOptions
from tests.query.press import Knowledge, build_store
from tests.work.engine import FakeEngine


@pytest.fixture
def dealwire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dealwire:
    monkeypatch.setattr("pipeline.link.service.load_knowledge", Knowledge)
    build_store(path=str(tmp_path / "deals.db")).close()
    return Dealwire(tmp_path / "deals.db")


def test_importing_it_is_cheap() -> None:
    script = (
        "import sys; from pipeline import Dealwire; "
        "print([m for m in ('sqlite_utils', 'numpy', 'spacy', 'onnxruntime', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_deals_are_asked_for_with_keywords(dealwire: Dealwire) -> None:
    with dealwire:
        (bid,) = dealwire.deals(company="Belmont", status="completed")
        assert bid.amount is not None and bid.amount.currency == "USD"
        assert [d.type for d in dealwire.deals(company=["Belmont", "Quenda"], sort="first_seen")] == [
            "joint_venture", "acquisition",
        ]  # fmt: skip
        assert dealwire.count(since=date(2024, 4, 1), until=date(2024, 5, 1)) == 1
        assert dealwire.count(announced_since=date(2024, 3, 1), type=["investment", "contract"]) == 2
        assert len(list(dealwire.deals(limit=2))) == 2
        assert dealwire.deal(bid.id) == bid
        early = dealwire.deal(bid.id, as_of=date(2024, 1, 31))
        assert early is not None and early.status == "rumored"
        (change, _) = dealwire.changes(date(2024, 5, 2))
        assert change.deal == bid and change.before is not None
        with pytest.raises(InputError, match="no company"):
            list(dealwire.deals(company="Nobody"))
        with pytest.raises(TypeError, match="compny"):
            list(dealwire.deals(compny="Belmont"))  # type: ignore[call-arg]


def test_everything_else_can_be_asked(dealwire: Dealwire, tmp_path: Path) -> None:
    with dealwire:
        assert [company.id for company in dealwire.companies("北浜グループ")] == ["kitahama"]
        assert dealwire.search("買収").total == 1
        assert {total.key: total.deals for total in dealwire.totals("type", lang="fr")} == {
            "acquisition": 1, "investment": 1,
        }  # fmt: skip
        assert dealwire.loops(LoopOptions(roll_up=True)) == []
        frame = pandas.DataFrame(dealwire.rows(type="contract"))
        assert frame["customer"].tolist() == ["Orsay"]
        assert dealwire.export(tmp_path / "all.csv", type="contract") == 1


def test_a_text_is_read_and_linked(dealwire: Dealwire, monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []

    def load(name: str) -> FakeEngine:
        loads.append(name)
        return FakeEngine()

    monkeypatch.setattr("pipeline.extract.engine.load_engine", load)
    text = "Toledo buys Marais for 5 million euros. It is the first purchase of that company for years."
    with dealwire:
        (deal,) = dealwire.ingest(text, title="A purchase", lang="en", published=date(2024, 7, 1), id="n1")
        assert [(p.role, p.name) for p in deal.parties] == [("acquirer", "Toledo"), ("target", "Marais")]
        assert deal.first_seen == date(2024, 7, 1)
        (same,) = dealwire.ingest(text, title="A purchase", lang="en", published=date(2024, 7, 1), id="n1")
        assert same == deal and loads == ["dealwire"]
        (other,) = dealwire.ingest(
            "Lisbon may buy Porto. " + "Nothing else was said about that matter. " * 3, lang="en"
        )
        assert other.status == "rumored"
        assert dealwire.ingest("Nothing happened. " * 9, title="Quiet", lang="en") == []
        with pytest.raises(InputError):
            dealwire.ingest("")


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no database"):
        Dealwire(tmp_path / "none.db")
    with Dealwire(tmp_path / "new.db", create=True) as fresh:
        assert list(fresh.deals()) == []
