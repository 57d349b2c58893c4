"""Short passages in the three languages, each beside the deals that it tells; input and expected object in one line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.records import LANGS, Article


@dataclass(frozen=True)
class ExpectedDeal:
    """What is expected of one report: parties as (role, name), the amount as (currency, largest figure)."""

    type: str
    status: str
    parties: frozenset[tuple[str, str]]
    amount: tuple[str, Decimal] | None


@dataclass(frozen=True)
class Case:
    """An article and the deals that it tells."""

    article: Article
    deals: tuple[ExpectedDeal, ...]


def read_cases() -> list[Case]:
    """All cases, by language and in the order of the files."""
    cases = []
    for lang in LANGS:
        lines = (Path(__file__).parent / f"{lang}.jsonl").read_text("utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            deals = tuple(
                ExpectedDeal(
                    d["type"],
                    d["status"],
                    frozenset((role, name) for role, name in d["parties"]),
                    (d["amount"][0], Decimal(d["amount"][1])) if d["amount"] else None,
                )
                for d in row["deals"]
            )
            cases.append(Case(Article(f"{lang}-{number}", row["title"], row["text"], lang), deals))
    return cases
