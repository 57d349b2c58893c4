"""``dealwire link``: people judge, the deals follow, and everything can be taken back."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ended, Run
from tests.work.engine import FakeEngine

ROWS = [
    ("x1", "2025-01-10", "Alpha Works may buy Beta Foods."),
    ("x2", "2025-02-01", "Alpha Works buys Beta Foods for 500 million euros."),
    ("x3", "2025-02-03", "Alfa Workz buys Gamma Steel for 70 million euros."),
]


@pytest.fixture
def filled(run: Run, folder: Path, engine: FakeEngine) -> Ended:
    rows = [
        {"id": id, "lang": "en", "published": day, "title": f"News {id}", "text": f"{text} They said so on the day."}
        for id, day, text in ROWS
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return run("ingest", "a.jsonl")


def deals(run: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("deals", "--format", "jsonl", "--sort", "first_seen").out.splitlines()]


def articles(run: Run) -> list[list[str]]:
    return sorted([report["article"] for report in deal["reports"]] for deal in deals(run))


def test_deals_are_joined_parted_and_left_as_they_were(filled: Ended, run: Run) -> None:
    before = deals(run)
    assert articles(run) == [["x1", "x2"], ["x3"]]
    joined = run("link", "same", "deal", before[0]["id"], before[1]["id"], "--because", "one plan", "--by", "ana")
    assert joined.code == 0
    assert articles(run) == [["x1", "x2", "x3"]]
    (judgement,) = json.loads(run("link", "judgements", "--format", "json").out)
    assert (judgement["kind"], judgement["verdict"], judgement["judge"]) == ("deal", "same", "ana")
    assert (judgement["because"], judgement["undone_at"]) == ("one plan", None)
    assert "ana" in run("link", "judgements").out
    assert run("rebuild").code == 0
    assert articles(run) == [["x1", "x2", "x3"]]
    taken_back = re.search(r"dealwire link undo (\S+)", joined.err)
    assert taken_back is not None
    assert run("link", "undo", taken_back[1], "--by", "bo").code == 0
    assert deals(run) == before
    (row,) = csv.DictReader(io.StringIO(run("link", "judgements", "--format", "csv").out))
    assert row["undone_by"] == "bo"


def test_one_deal_is_parted_in_two(filled: Ended, run: Run) -> None:
    first, second = (report["id"] for report in deals(run)[0]["reports"])
    arguments = (f"d{first[1:]}", f"d{second[1:]}", "--because", "two offers")
    assert run("link", "different", "deal", *arguments).code == 0
    assert articles(run) == [["x1"], ["x2"], ["x3"]]


def test_companies_are_joined_by_name(filled: Ended, run: Run) -> None:
    assert run("link", "same", "company", "Alpha Works", "Alfa Workz", "--because", "a slip").code == 0
    (company,) = json.loads(run("company", "Alfa Workz", "--format", "json").out)
    assert {name["text"] for name in company["names"]} == {"Alpha Works", "Alfa Workz"}
    assert len(company["deals"]) == 2


def test_why_tells_what_joined_the_reports(filled: Ended, run: Run) -> None:
    deal = deals(run)[0]["id"]
    page = run("deal", deal, "--why").out
    assert "WHY THESE REPORTS ARE ONE DEAL" in page
    assert re.search(r"\[2\] to \[1\]: score \+\d", page)
    assert "the same target" in page
    why = json.loads(run("deal", deal, "--why", "--format", "json").out)["why"]
    assert [one["article"] for one in why] == ["x1", "x2"]
    assert "object_same" in {reason["feature"] for reason in why[1]["reasons"]}
    assert "WHY" not in run("deal", deal).out


def test_review_shows_doubts_with_the_command_that_settles_them(filled: Ended, run: Run) -> None:
    ended = run("link", "review", "--format", "jsonl", "--limit", "0")
    assert ended.code == 0
    doubts = [json.loads(line) for line in ended.out.splitlines()]
    page = run("link", "review").out
    for doubt in doubts:
        verdict = "different" if doubt["joined"] else "same"
        assert f"dealwire link {verdict} {doubt['kind']} {doubt['a']} {doubt['b']}" in page


def test_what_names_nothing_is_told(filled: Ended, run: Run) -> None:
    for arguments, said in (
        (("same", "deal", "d1", "d2", "--because", "x"), "there is no deal 'd1'"),
        (("same", "company", "Alpha Works", "Omega", "--because", "x"), "no company is named 'Omega'"),
        (("undo", "j1"), "there is no judgement 'j1'"),
    ):
        ended = run("link", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err
    assert run("link", "same", "deal", "d1", "d2").code == 2, "a reason must be given"
    assert run("link", "judgements").err == "no judgements\n"
