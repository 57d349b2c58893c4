"""Exports are read back by the programs they are for, with the right types and all characters."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pandas
import pytest

from pipeline.errors import InputError
from pipeline.jsonable import deal_json
from pipeline.query.deals import iterate_deals
from pipeline.query.export import FORMATS, ExportFormat, export_deals
from pipeline.query.export import extra as extra_module
from pipeline.query.export.files import write_csv, write_excel, write_jsonl, write_parquet
from pipeline.query.export.flat import COLUMNS
from pipeline.query.filters import DealFilter
from pipeline.records import Deal, DealParty
from pipeline.store import Store
from tests.query.press import add_articles, told, wire

ODD = "＝SUM（Ａ１）　全角㈱ \u0007\ud800 =1+1"


@pytest.fixture
def odd_store(store: Store) -> Store:
    """The small database, with a company whose name is hostile to files."""
    report = told("acquisition", "announced", "acquirer==1+1; target=全角ホールディングス㈱", (1.5, "EUR"), 51.5)
    add_articles(store, [wire("odd", date(2024, 6, 30), '改行\nと「引用」, "quotes"', report)])
    return store


def frame_of(path: Path) -> pandas.DataFrame:
    match path.suffix:
        case ".csv":
            return pandas.read_csv(path, parse_dates=["first_seen", "last_seen"])
        case ".parquet":
            return pandas.read_parquet(path)
        case _:
            return pandas.read_excel(path, sheet_name="Deals")


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_pandas_reads_them_with_their_types(odd_store: Store, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"deals.{format}"
    assert export_deals(odd_store, path) == 6
    frame = frame_of(path)
    assert [name for name in frame.columns if name != "parties"] == [column.name for column in COLUMNS]
    frame = frame.set_index("id")
    first = next(iterate_deals(odd_store))
    row = frame.loc[first.id]
    assert (row["acquirer"], row["target"]) == ("=1+1", "全角ホールディングス㈱")
    assert (row["amount_low"], row["amount_high"], row["stake"]) == (1.5e6, 1.5e6, 51.5)
    assert pandas.Timestamp(row["first_seen"]) == pandas.Timestamp("2024-06-30")
    assert pandas.api.types.is_numeric_dtype(frame["amount_usd"]) and frame["amount_usd"].isna().sum() == 1
    assert frame["stale"].tolist().count(True) == 1
    assert frame["articles"].sum() == 8
    assert pandas.isna(row["completed"]) and pandas.isna(row["seller"])


def test_parquet_keeps_types_and_parties(odd_store: Store, tmp_path: Path) -> None:
    import pyarrow.parquet

    export_deals(odd_store, tmp_path / "deals.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "deals.parquet")
    assert str(table.schema.field("announced").type) == "date32[day]"
    assert str(table.schema.field("stale").type) == "bool"
    assert table.schema.field("amount_eur").metadata[b"description"].startswith(b"Largest figure in euros")
    (parties,) = [row["parties"] for row in table.to_pylist() if row["type"] == "contract"]
    assert {(p["role"], p["company"]) for p in parties} == {("supplier", "kitahama-rail"), ("customer", "orsay")}


def test_excel_holds_text_that_looks_like_a_formula_as_text(odd_store: Store, tmp_path: Path) -> None:
    import openpyxl

    export_deals(odd_store, tmp_path / "deals.xlsx")
    book = openpyxl.load_workbook(tmp_path / "deals.xlsx")
    sheet = book["Deals"]
    cells = {cell.value: cell for row in sheet.iter_rows() for cell in row}
    assert cells["=1+1"].data_type == "s"
    assert cells[1.5e6].number_format == "#,##0.##"
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref.endswith("7")
    assert book["Columns"].max_row == len(COLUMNS) + 1


def test_json_lines_hold_whole_deals(odd_store: Store, tmp_path: Path) -> None:
    export_deals(odd_store, tmp_path / "deals.jsonl", DealFilter(statuses=("completed",)))
    (line,) = (tmp_path / "deals.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == deal_json(next(iterate_deals(odd_store, DealFilter(statuses=("completed",)))))


@pytest.mark.parametrize("write", [write_csv, write_jsonl, write_parquet, write_excel])
def test_no_text_breaks_a_file(odd_store: Store, tmp_path: Path, write: Any) -> None:
    deal = next(iterate_deals(odd_store))
    odd = replace(deal, parties=(DealParty("c", ODD, "acquirer"), DealParty("d", "x" * 40_000, "target")))
    assert write([odd, deal], tmp_path / "file") == 2
    assert write([], tmp_path / "file") == 0


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_whole_or_as_it_was(
    store: Store, tmp_path: Path, format: ExportFormat, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"deals.{format}"
    path.write_text("before")

    def failing(*_: object, **__: object) -> Iterator[Deal]:
        yield from list(iterate_deals(store))[:2]
        raise InputError("stop")

    monkeypatch.setattr("pipeline.query.export.export.iterate_deals", failing)
    with pytest.raises(InputError, match="stop"):
        export_deals(store, path)
    assert path.read_text() == "before"
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("name", "message"),
    [("deals.txt", "name a file that ends with .csv, .jsonl"), ("no/deals.csv", "the folder .* does not exist")],
)
def test_a_place_that_cannot_be_written_is_told(store: Store, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        export_deals(store, tmp_path / name)


def test_a_library_that_is_missing_is_told(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(extra_module, "import_module", missing)
    for format in ("parquet", "xlsx"):
        with pytest.raises(InputError, match=r"is not installed.*pip install 'dealwire\[export\]'"):
            export_deals(store, tmp_path / f"deals.{format}")
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_is_a_whole_database(odd_store: Store, tmp_path: Path) -> None:
    path = tmp_path / "deals.sqlite"
    assert export_deals(odd_store, path) == 6
    with sqlite3.connect(path) as db:
        counts = {
            name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("deals", "parties", "companies", "reports", "deal_list", "company_deals", "totals_by_month")
        }
        assert counts == {
            "deals": 6, "parties": 14, "companies": 8, "reports": 8, "deal_list": 6, "company_deals": 14,
            "totals_by_month": 6,
        }  # fmt: skip
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT parent FROM companies WHERE id = 'kitahama-rail'").fetchone() == ("kitahama",)
        assert db.execute("SELECT usd_million FROM totals_by_company WHERE id = 'kitahama'").fetchone() == (1000.0,)
    few = tmp_path / "few.sqlite"
    assert export_deals(odd_store, few, DealFilter(types=("contract",))) == 1
    with sqlite3.connect(few) as db:
        assert db.execute("SELECT count(*) FROM companies WHERE id = 'kitahama'").fetchone() == (1,)


@pytest.fixture
def datasette(odd_store: Store, tmp_path: Path) -> Iterator[httpx2.Client]:
    """Datasette serving a snapshot with its metadata."""
    export_deals(odd_store, tmp_path / "deals.sqlite")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", "serve", "deals.sqlite", "-m", "deals.metadata.json", "-p", str(port)]
    environment = {**os.environ, "NO_PROXY": "127.0.0.1"}
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log, env=environment)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            for _ in range(150):
                try:
                    client.get("/-/versions.json")
                    break
                except httpx2.TransportError:
                    assert server.poll() is None, (tmp_path / "log").read_text()
                    time.sleep(0.1)
            yield client
    finally:
        server.terminate()
        server.wait(10)


def test_datasette_shows_a_snapshot_with_its_facets(datasette: httpx2.Client) -> None:
    home = datasette.get("/deals").text
    assert "Deals read out of business news" in home and "deals_of_a_company" in home
    page = datasette.get("/deals/deals.json", params={"_shape": "objects"}).json()
    assert page["filtered_table_rows_count"] == 6
    facets = {name: {r["value"]: r["count"] for r in f["results"]} for name, f in page["facet_results"].items()}
    assert facets["type"] == {"acquisition": 3, "contract": 1, "investment": 1, "joint_venture": 1}
    assert facets["status"]["completed"] == 1
    assert page["rows"][0]["target"] == "全角ホールディングス㈱"
    for path in ("deals", "companies", "parties", "reports", "deal_list", "company_deals", "totals_by_company"):
        shown = datasette.get(f"/deals/{path}")
        assert shown.status_code == 200, path
    assert "Kitahama Group" in datasette.get("/deals/parties").text
    filtered = datasette.get("/deals/deals.json", params={"type": "contract", "_shape": "array"}).json()
    assert [row["customer"] for row in filtered] == ["Orsay"]
    found = datasette.get("/deals/deals_of_a_company.json", params={"name": "ベルモント", "_shape": "array"}).json()
    assert len(found) == 3
    two = datasette.get("/deals/deals_between_two.json", params={"one": "Orsay", "other": "Quenda", "_shape": "array"})
    assert len(two.json()) == 2
