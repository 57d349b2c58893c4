"""The scorecard, which lies outside of the project, reads what the commands write; so do articles of both kinds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "eval"

pytestmark = [
    pytest.mark.skipif(not GOLD.is_dir(), reason="no scorecard beside this checkout"),
    pytest.mark.skipif(not (ROOT / "models" / "tagger" / "encoder.onnx").exists(), reason="no model in this checkout"),
]
SOME = 6
"""Articles that are read: enough to see that the formats meet; accuracy is measured elsewhere, on all."""


def part(name: str, folder: Path) -> Path:
    """The first articles of a gold file."""
    path = folder / name
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:SOME]), encoding="utf-8")
    return path


def score(what: str, gold: Path, found: str, folder: Path) -> dict[str, Any]:
    (folder / "found.jsonl").write_text(found, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, GOLD / "score.py", what, gold, folder / "found.jsonl"],
        capture_output=True,
        text=True,
        check=True,
    )
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


def test_extract_writes_what_the_scorecard_reads(run: Run, folder: Path) -> None:
    gold = part("articles.dev.jsonl", folder)
    ended = run("extract", gold)
    assert (ended.code, ended.err) == (0, "")
    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == [
        json.loads(line)["id"] for line in gold.read_text(encoding="utf-8").splitlines()
    ]
    scores = score("extract", gold, ended.out, folder)
    for measure in ("entity_ORG", "amount", "deal", "argument"):
        assert scores[measure]["all"]["tp"] > 0, measure


def test_deals_writes_what_the_scorecard_reads(run: Run, folder: Path) -> None:
    gold = part("stories.dev.jsonl", folder)
    assert run("ingest", gold, "--db", "stories.db").code == 0
    ended = run("deals", "--db", "stories.db", "--format", "jsonl", "--limit", "0")
    assert ended.code == 0
    scores = score("link", gold, ended.out, folder)
    assert scores["reports_found"] > 0
    assert scores["b_cubed_on_found"]["f1"] > 0
