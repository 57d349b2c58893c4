"""People's word on what is one and what is not, as linking takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JudgementKind = Literal["company", "deal"]
Verdict = Literal["same", "different"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """That two companies or two deals are the same, or are not: attributed, dated, and undone rather than deleted."""

    id: str
    kind: JudgementKind
    verdict: Verdict
    a: str
    """A node for companies; for deals the report that the deal's id derives from."""
    b: str
    because: str
    judge: str
    at: datetime
    anchors: tuple[str, str] = ("", "")
    """What ``a`` and ``b`` were when they were judged, so that a person recognises them, and so that a deal is found
    again when its report was read anew: a name, or article, type and parties of the report."""
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """The judgements in force of one kind, by what they touch; of two on one pair the later holds."""

    same: frozenset[tuple[str, str]]
    different: frozenset[tuple[str, str]]

    def about(self, ids: Iterable[str]) -> set[tuple[str, str]]:
        """The pairs judged the same that touch any of these."""
        wanted = set(ids)
        return {pair for pair in self.same if wanted & set(pair)}


def rulings(judgements: Iterable[Judgement], kind: JudgementKind, found: Mapping[str, str] | None = None) -> Rulings:
    """What the judgements of a kind amount to. ``found`` maps an id to the one that stands for it today."""
    verdicts: dict[tuple[str, str], Verdict] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.id)):
        if judgement.kind == kind and judgement.undone_at is None:
            a, b = ((found or {}).get(id, id) for id in (judgement.a, judgement.b))
            if a != b:
                verdicts[min(a, b), max(a, b)] = judgement.verdict
    return Rulings(
        frozenset(pair for pair, verdict in verdicts.items() if verdict == "same"),
        frozenset(pair for pair, verdict in verdicts.items() if verdict == "different"),
    )
