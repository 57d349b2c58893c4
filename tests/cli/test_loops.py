"""``dealwire loops``: where money goes round."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Ended, Run
from tests.work.engine import FakeEngine

ROWS = [
    ("x1", "2025-01-10", "Alpha Works buys Beta Foods for 500 million euros (20 %)."),
    ("x2", "2025-02-01", "Beta Foods buys Gamma Steel for 90 million euros."),
    ("x3", "2025-02-20", "Gamma Steel may buy Alpha Works for 70 million euros."),
]


@pytest.fixture
def filled(run: Run, folder: Path, engine: FakeEngine) -> Ended:
    """Three companies of which each buys into the next."""
    rows = [
        {"id": id, "lang": "en", "published": day, "title": f"News {id}", "text": f"{text} They said so on the day."}
        for id, day, text in ROWS
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return run("ingest", "a.jsonl")


def test_loops_in_every_format(filled: Ended, run: Run) -> None:
    ended = run("loops", "--format", "jsonl")
    assert ended.code == 0
    (loop,) = (json.loads(line) for line in ended.out.splitlines())
    names = {company["name"] for company in loop["companies"]}
    assert names == {"Alpha Works", "Beta Foods", "Gamma Steel"}
    assert len(loop["edges"]) == 3
    assert json.loads(run("loops", "--format", "json").out) == [loop]
    (row,) = csv.DictReader(io.StringIO(run("loops", "--format", "csv").out))
    assert (row["id"], row["tier"]) == (loop["id"], "reported")
    lines = run("loops", "--lang", "fr").out.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    page = " ".join(" ".join(lines).split())
    assert "narrowest Gamma Steel → Alpha Works" in page
    assert "70 millions d'euros" in page


def test_loops_and_companies_are_drawn(filled: Ended, run: Run) -> None:
    ended = run("loops", "--format", "svg", "--lang", "ja")
    assert ET.fromstring(ended.out).tag == "{http://www.w3.org/2000/svg}svg"
    assert "Gamma Steel" in ended.out
    picture = run("company", "Beta Foods", "--format", "svg").out
    assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert "Alpha Works" in picture


def test_loops_are_narrowed(filled: Ended, run: Run) -> None:
    assert run("loops", "--company", "beta foods", "--format", "jsonl").out
    (loop,) = json.loads(run("loops", "--format", "json").out)
    assert json.loads(run("loops", "--id", loop["id"], "--format", "json").out) == [loop]
    for nothing in (
        ["--id", "l0"],
        ["--tier", "signed"],
        ["--window", "10"],
        ["--longest", "2"],
        ["--as-of", "2025-02-10"],
    ):
        ended = run("loops", *nothing)
        assert (ended.code, ended.out, ended.err) == (0, "", "no loops\n")
    assert run("loops", "--company", "Omega").code == 2


def test_deals_without_a_day_are_told_of_and_found_at_any_time(run: Run, folder: Path, engine: FakeEngine) -> None:
    rows = [
        {
            "id": "y1",
            "lang": "en",
            "text": "Alpha Works buys Beta Foods for 500 million euros. They said so on the day.",
        },
        {"id": "y2", "lang": "en", "text": "Beta Foods buys Alpha Works for 9 million euros. They said so on the day."},
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps({"title": row["id"], **row}) + "\n" for row in rows))
    run("ingest", "a.jsonl")
    ended = run("loops")
    assert ended.out == ""
    assert ended.err == "no loops; 2 deals without a day are in no window: --window 0 asks for any time\n"
    page = run("loops", "--window", "0").out
    assert "signed: no day is told; no amount is told in dollars, or on a day with a rate" in " ".join(page.split())
    assert "Beta Foods → Alpha Works: equity amount without a rate" in page
    assert run("loops", "--window", "0", "--company", "Beta Foods").out == page
