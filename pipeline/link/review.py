"""What a person should look at: pairs of deals and of companies that the program is not sure of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from pipeline.knowledge import load_knowledge
from pipeline.link.explain import Reason, reasons
from pipeline.link.features import ALIKE, UNREAD, likeness_of
from pipeline.link.linker import Linker, deal_id
from pipeline.link.mentions import KnownNames
from pipeline.link.profiles import Side
from pipeline.link.service import make_linker
from pipeline.records import JudgementKind
from pipeline.store import Store

_DOUBTFUL = {ALIKE: 0.7, UNREAD: 0.4}
"""How likely two names in one role of one deal are one company: nearly one name, or scripts that nobody compares."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that may be one, or may not."""

    kind: JudgementKind
    a: str
    """Id of a deal or company; for a doubtful link within one deal, the id that its first report could have."""
    b: str
    score: float
    """For deals log odds of being one; for companies 0 to 1."""
    joined: bool
    """Whether the program holds them for one."""
    a_label: str
    b_label: str
    reasons: tuple[Reason, ...] = ()


def review(store: Store, limit: int = 50, knowledge: KnownNames | None = None) -> list[Doubt]:
    """The doubtful pairs: deals first, those that are most likely one though held apart, then links that barely hold;
    then companies met in one role of one deal whose names may be one."""
    linker = make_linker(store, knowledge or load_knowledge())
    deals = _deals(store, linker, limit)
    return [*deals, *_companies(store, linker, limit)]


def _deals(store: Store, linker: Linker, limit: int) -> list[Doubt]:
    """Each pair of deals, or weak link within one, by its likeliest pair of reports."""
    low, high = linker.weights.link - linker.weights.doubt, linker.weights.link + linker.weights.doubt
    rows = [*store.links.apart(low, limit * 4), *store.links.weak(linker.weights.link, high, limit * 4)]
    homes = store.deals.of_reports({report for a, b, _ in rows for report in (a, b)})
    judged = {*linker.deals_judged.same, *linker.deals_judged.different}
    best: dict[tuple[str, str], tuple[float, str, str]] = {}
    for a, b, score in rows:
        if (a, b) not in judged:
            first, second = sorted((a, b), key=lambda report: homes[report])
            ids = (deal_id(a), deal_id(b)) if homes[a] == homes[b] else (homes[first], homes[second])
            best.setdefault(ids, (score, first, second))
    profiles = linker.profiles({report for _, a, b in best.values() for report in (a, b)})
    labels = store.deals.labels(set(homes.values()))
    found = []
    for (first, second), (score, a, b) in best.items():
        found.append(
            Doubt(
                "deal",
                first,
                second,
                score,
                homes[a] == homes[b],
                labels.get(homes[a], homes[a]),
                labels.get(homes[b], homes[b]),
                reasons(linker, profiles[a], profiles[b]),
            )
        )
    return sorted(found, key=lambda d: (d.joined, d.score if d.joined else -d.score, d.a, d.b))[:limit]


def _companies(store: Store, linker: Linker, limit: int) -> list[Doubt]:
    """Companies in one role of one deal, told by different articles, whose names may be one."""
    found: dict[tuple[str, str], float] = {}
    judged = {*linker.companies_judged.same, *linker.companies_judged.different}
    for reports in store.deals.crowded(limit * 20):
        by_role: dict[str, list[tuple[str, Side]]] = defaultdict(list)
        for profile in linker.profiles(reports).values():
            for side in profile.sides:
                by_role[side.role].append((profile.report, side))
        for held in by_role.values():
            for (report, a), (other, b) in combinations(held, 2):
                pair = (min(a.company, b.company), max(a.company, b.company))
                likeness = likeness_of(a, b, linker.relations)
                if report != other and pair not in judged and likeness in _DOUBTFUL:
                    found[pair] = max(found.get(pair, 0.0), _DOUBTFUL[likeness])
    best = sorted(found, key=lambda pair: (-found[pair], pair))[:limit]
    names = store.companies.shown({id for pair in best for id in pair})
    return [Doubt("company", a, b, found[a, b], False, names.get(a, a), names.get(b, b)) for a, b in best]
