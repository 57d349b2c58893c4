"""The quality gate: what it takes for a shortfall, and what it says without gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.gate import COLUMNS, FLOORS, Shortfall, figure, main, shortfalls, table

FLOOR = {"deal": (0.5, 0.5, 0.5, 0.5)}


def _score(fr: float, ja: float, en: float, everything: float) -> dict[str, object]:
    return {"deal": {c: {"f1": v} for c, v in zip(COLUMNS, (fr, ja, en, everything), strict=True)}}


def test_a_figure_below_its_floor_is_a_shortfall() -> None:
    assert shortfalls(_score(0.6, 0.4, 0.5, 0.55), FLOOR) == [Shortfall("deal", "ja", 0.4, 0.5)]


def test_a_missing_figure_is_a_shortfall() -> None:
    found = shortfalls({}, FLOOR)
    assert [s.column for s in found] == list(COLUMNS)
    assert str(found[0]) == "deal fr: missing, floor 0.500"


def test_shares_count_as_figures() -> None:
    assert figure({"deal_status": {"fr": {"right": 3, "of": 4, "share": 0.75}}}, "deal_status", "fr") == 0.75


def test_table_shows_each_figure_with_its_floor() -> None:
    assert "0.600 (0.50)" in table(_score(0.6, 0.4, 0.5, 0.55), FLOOR)


def test_floors_are_shares() -> None:
    assert all(0 <= floor <= 1 for row in FLOORS.values() for floor in row)


def test_without_gold_nothing_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path)]) == 0
    assert f"Nothing measured: {tmp_path / 'articles.dev.jsonl'} is not there" in capsys.readouterr().out


def test_gold_that_reads_badly_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = (
        '{"id": "a", "lang": "fr", "title": "Alpha rachète Bêta", "text": "Pour 3 millions d\'euros.", "deals": []}\n'
    )
    (tmp_path / "articles.dev.jsonl").write_text(line, encoding="utf-8")
    zero = "{c: {'f1': 0.0} for c in ('fr', 'ja', 'en', 'all')}"
    (tmp_path / "score.py").write_text(
        "import json\n"
        "def read(path):\n    return [json.loads(line) for line in open(path, encoding='utf-8')]\n"
        "def score_extract(golds, preds, errors):\n"
        "    assert preds[0]['id'] == golds[0]['id'] and 'amounts' in preds[0]\n"
        f"    return {{'articles': len(golds), 'amount': {zero}}}\n",
        encoding="utf-8",
    )
    assert main(["--gold", str(tmp_path)]) == 1
    assert "amount fr: 0.000, floor" in capsys.readouterr().out
