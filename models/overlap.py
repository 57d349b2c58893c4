"""Passages that tell a deal of the gold: ``python -m models.overlap``.

A model that was trained on a deal, even in other words, knows the answer that the gold asks for. Real deals are
retold in the passages; those of the gold must not be among them. Lists them and fails where there are any.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.gate import GOLD, SCORER, load_scorer
from models.recipe.markup import Passage, read_passages
from pipeline.knowledge.fold import fold_name

DATA = Path(__file__).parent / "data"
ROWS = "*.dev.jsonl"
SHARED = 2
"""How many parties two deals of one type have in common that count as the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A deal of the gold: the article that tells it, its type, and each party by all names that it has there."""

    article: str
    type: str
    parties: tuple[frozenset[str], ...]


def asked_deals(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The deals of gold articles that have parties enough to be known by."""
    out = []
    for row in rows:
        names: dict[str, set[str]] = defaultdict(set)
        for entity in row["entities"]:
            names[entity["id"]].add(fold_name(entity["text"]))
        for deal in row["deals"]:
            parties = tuple(frozenset({fold_name(p["name"])} | names[p["id"]]) for p in deal["parties"])
            if len(parties) >= SHARED:
                out.append(Asked(row["id"], deal["type"], parties))
    return out


def told_among(passage: Passage, asked: Sequence[Asked]) -> list[str]:
    """The gold articles of which the passage tells a deal."""
    held: dict[int, set[str]] = defaultdict(set)
    for mention in passage.mentions:
        for number, _ in mention.links:
            held[number].add(fold_name(passage.text[mention.start : mention.end]))
    deals = [(deal.type, held[deal.number]) for deal in passage.deals]
    return [
        each.article
        for each in asked
        if any(
            kind == each.type and sum(bool(names & told) for names in each.parties) >= SHARED for kind, told in deals
        )
    ]


def overlaps(data: Path, gold: Path) -> Iterator[tuple[Path, Passage, list[str]]]:
    """File, passage and gold articles of all passages that tell a deal of the gold."""
    read = load_scorer(gold / SCORER).read
    asked = asked_deals(row for path in sorted(gold.glob(ROWS)) for row in read(path))
    for path in sorted(data.rglob("*.txt")):
        for passage in read_passages(path):
            if articles := told_among(passage, asked):
                yield path, passage, articles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD, help=f"folder of the gold and {SCORER}")
    args = parser.parse_args()
    if not any(args.gold.glob(ROWS)) or not (args.gold / SCORER).is_file():
        print(f"{args.gold}: no gold there ({ROWS} and {SCORER}), so nothing was compared; give its folder with --gold")
        return
    found = list(overlaps(DATA, args.gold))
    for path, passage, articles in found:
        headline = passage.text.partition("\n")[0]
        print(f"{path.relative_to(DATA)}: {headline!r} tells a deal of {', '.join(dict.fromkeys(articles))}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
