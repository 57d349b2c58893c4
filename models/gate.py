"""The quality gate: ``python -m models.gate`` (or ``make accuracy``).

Reads gold articles with the shipped model, prints the scorecard by language, and fails where a measure is
below its floor. The gold and its scorer are not part of the project: they are looked for in ``../shared/eval``
or in the folder that ``--gold`` names, and without them there is nothing to measure, which is said and is no failure.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.errors import DealwireError
from pipeline.extract.engine import ModelEngine
from pipeline.extract.tagger.model import load_model
from pipeline.ingest.files import BadLine, read_path
from pipeline.jsonable import extraction_json
from pipeline.records import LANGS, Article

GOLD = Path(__file__).parents[2] / "shared" / "eval"
ARTICLES = "articles.dev.jsonl"
SCORER = "score.py"
COLUMNS = (*LANGS, "all")

FLOORS: dict[str, tuple[float, float, float, float]] = {
    # measure: (fr, ja, en, all); F1, or the share right. Raised when the model gets better, and never lowered quietly:
    # a commit that lowers one says why.
    "entity_ORG": (0.93, 0.96, 0.97, 0.96),
    "entity_PERSON": (0.92, 0.98, 0.95, 0.95),
    "entity_PLACE": (0.96, 0.93, 0.91, 0.93),
    "amount": (0.99, 0.99, 0.99, 0.99),
    "amount_about": (0.94, 0.93, 0.90, 0.93),
    "deal": (0.89, 0.89, 0.88, 0.89),
    "deal_strict": (0.62, 0.63, 0.59, 0.62),
    "argument": (0.84, 0.83, 0.80, 0.82),
    "deal_status": (0.88, 0.98, 0.95, 0.95),
    "deal_amount": (0.79, 0.92, 0.95, 0.91),
    "deal_stake": (0.78, 0.81, 0.97, 0.88),
}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A measure of a language below its floor; ``got`` is None where the scorer does not give it."""

    measure: str
    column: str
    got: float | None
    floor: float

    def __str__(self) -> str:
        got = "missing" if self.got is None else f"{self.got:.3f}"
        return f"{self.measure} {self.column}: {got}, floor {self.floor:.3f}"


def figure(score: dict[str, Any], measure: str, column: str) -> float | None:
    """The figure of a measure in the scorer's report: F1, or the share right; None where there is none."""
    cell = score.get(measure, {}).get(column)
    if cell is None:
        return None
    return float(cell["f1"] if "f1" in cell else cell["share"])


def shortfalls(
    score: dict[str, Any], floors: dict[str, tuple[float, float, float, float]], columns: Sequence[str] = COLUMNS
) -> list[Shortfall]:
    """The measures below their floors, in the order of the table. A figure that is missing is below any floor."""
    out = []
    for measure, row in floors.items():
        for column, floor in zip(COLUMNS, row, strict=True):
            got = figure(score, measure, column)
            if column in columns and (got is None or got < floor):
                out.append(Shortfall(measure, column, got, floor))
    return out


def table(score: dict[str, Any], floors: dict[str, tuple[float, float, float, float]]) -> str:
    """The scorecard: a line a measure, a column a language, each figure with its floor in brackets."""
    lines = [f"{'':24}" + "".join(f"{column:>16}" for column in COLUMNS)]
    for measure, row in floors.items():
        cells = [(figure(score, measure, column), floor) for column, floor in zip(COLUMNS, row, strict=True)]
        text = [f"{'-' if got is None else f'{got:.3f}'} ({floor:.2f})" for got, floor in cells]
        lines.append(f"{measure:24}" + "".join(f"{cell:>16}" for cell in text))
    return "\n".join(lines)


def measure(articles: Path, scorer: ModuleType, errors: bool, model: Path | None = None) -> dict[str, Any]:
    """Read gold articles with the shipped model, or that of a folder, and score what it finds."""
    given: list[Article] = []
    for item in read_path(articles):
        if isinstance(item, BadLine):
            raise SystemExit(f"{item}")
        given.append(item)
    unread = [article.id for article in given if article.lang is None]
    if unread:
        raise SystemExit(f"{articles}: no language for {', '.join(unread)}; write lang beside the text")
    threads = len(os.sched_getaffinity(0))
    found = ModelEngine(load_model(model, threads)).extract(given)
    predicted = [extraction_json(e, a) for e, a in zip(found, given, strict=True)]
    # Through text, so that the scorer sees what a user of `dealwire extract` would.
    predicted = json.loads(json.dumps(predicted))
    report: dict[str, Any] = scorer.score_extract(scorer.read(articles), predicted, errors)
    return report


def load_scorer(path: Path) -> ModuleType:
    """The scorer of the gold articles, which is no part of the project, as a module."""
    spec = importlib.util.spec_from_file_location("dealwire_scorer", path)
    assert spec is not None and spec.loader is not None, "a path that ends in .py has a loader"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate and return its exit code: 0 where every floor holds or there is no gold, 1 where one does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD, help=f"folder with the articles and {SCORER}")
    parser.add_argument("--articles", default=ARTICLES, help="the file of gold articles in that folder")
    parser.add_argument("--errors", action="store_true", help="list what was missed or invented, on standard error")
    args = parser.parse_args(arguments)
    articles, scorer = args.gold / args.articles, args.gold / SCORER
    absent = [path for path in (articles, scorer) if not path.is_file()]
    if absent:
        print(f"Nothing measured: {absent[0]} is not there. Name a folder of gold articles with --gold.")
        return 0
    try:
        score = measure(articles, load_scorer(scorer), args.errors)
    except DealwireError as error:
        print(f"models.gate: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{score['articles']} gold articles; F1 or share right, with the floor in brackets\n")
    print(table(score, FLOORS))
    below = shortfalls(score, FLOORS)
    if below:
        print("\nBelow the floor:", *map(str, below), sep="\n  ")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
