"""An engine that reads what the texts of these tests say in so many words: small, exact and quick.

A sentence "A buys B for 5 million euros (40 %)." or "A may buy B." is a report; nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.records import Article, Evidence, Extraction, Money, Party, Report, Stake, Status

_NAME = "[A-Z\u30a0-\u9fff][\\w ]*?"
_SENTENCE = re.compile(
    rf"(?P<a>{_NAME}) (?P<verb>buys|may buy) (?P<b>{_NAME})"
    r"(?: for (?P<n>\d+) million euros)?(?: \((?P<share>\d+) %\))?\."
)


class FakeEngine:
    """Reads the sentences above; fails on an article that says so."""

    def __init__(self, id: str = "fake/1") -> None:
        self.id = id
        self.asked: list[list[str]] = []

    def extract(self, articles: Sequence[Article]) -> list[Extraction]:
        """The extractions of articles, in their order."""
        self.asked.append([article.id for article in articles])
        return [self._one(article) for article in articles]

    def _one(self, article: Article) -> Extraction:
        assert article.lang is not None
        if "Breaks the engine" in article.body:
            raise ZeroDivisionError("division by zero")
        return Extraction(article.id, article.lang, reports=tuple(_reports(article)), engine=self.id)


def _reports(article: Article) -> Iterator[Report]:
    for hit in _SENTENCE.finditer(article.body):
        status: Status = "announced" if hit["verb"] == "buys" else "rumored"
        amount = None
        if hit["n"]:
            figure = Decimal(hit["n"]) * 1_000_000
            start = hit.start("n")
            text = f"{hit['n']} million euros"
            amount = Money(text, start, start + len(text), "EUR", figure, figure, about="deal")
        yield Report(
            "acquisition",
            status,
            (
                Party(hit["a"], "acquirer", (_evidence(hit, "a"),)),
                Party(hit["b"], "target", (_evidence(hit, "b"),)),
            ),
            amount,
            stake=Stake(float(hit["share"]), _evidence(hit, "share")) if hit["share"] else None,
            evidence=(_evidence(hit, "verb"),),
        )


def _evidence(hit: re.Match[str], group: str) -> Evidence:
    return Evidence(hit.start(group), hit.end(group), hit.start(), hit.end())
