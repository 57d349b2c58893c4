"""People's word on what is one and what is not, as linking takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipeline.records import Judgement, JudgementKind, Verdict


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
