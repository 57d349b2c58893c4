"""From links between reports to deals: a deterministic clustering of one connected component.

Links are taken from the surest on; two clusters become one unless something forbids it. What forbids is asked of
whole clusters, so that a chain of half-likenesses does not weld two deals: rival bidders share a target, and a report
that names two of them decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from pipeline.link.features import (
    ALIKE,
    LASTING,
    MUTUAL,
    RELATED,
    UNREAD,
    Relations,
    alike,
    amount_gap,
    confusable,
    kin,
    likeness_of,
    swapped,
)
from pipeline.link.profiles import Profile, Side, Slot

_QUIET = 210
"""Days without a word after a withdrawal, after which a bid is a new bid."""
_JUDGED = 1_000.0
"""The score of a link that a person made."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two reports, ``a < b``."""

    a: str
    b: str


def pair(a: str, b: str) -> Pair:
    """The pair of two reports in either order."""
    return Pair(min(a, b), max(a, b))


def cluster(
    profiles: Mapping[str, Profile],
    links: Mapping[Pair, float],
    relations: Relations,
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
) -> list[tuple[str, ...]]:
    """The deals of a component: report ids in order of time, the deals by their first report.

    ``links`` are scores above the threshold; ``same`` and ``different`` are people's judgements."""
    held = {pair: score for pair, score in links.items() if pair.a in profiles and pair.b in profiles}
    held.update({pair: _JUDGED for pair in same if pair.a in profiles and pair.b in profiles})
    clusters = {report: [profile] for report, profile in profiles.items()}
    apart = frozenset(different)
    for each, score in sorted(held.items(), key=lambda item: (-round(item[1], 6), item[0])):
        left, right = clusters[each.a], clusters[each.b]
        if left is right or _judged_apart(left, right, apart):
            continue
        if score < _JUDGED and not may_be_one(left, right, relations):
            continue
        merged = sorted([*left, *right], key=lambda p: p.order)
        for profile in merged:
            clusters[profile.report] = merged
    whole = {id(members): members for members in clusters.values()}
    deals = [tuple(p.report for p in sorted(members, key=lambda p: p.order)) for members in whole.values()]
    return sorted(deals, key=lambda deal: profiles[deal[0]].order)


def may_be_one(left: Collection[Profile], right: Collection[Profile], relations: Relations) -> bool:
    """Whether nothing forbids two clusters of reports to tell one deal."""
    if any(a.type != b.type and not confusable(a.type, b.type) for a, b in product(_heads(left), _heads(right))):
        return False
    if _same_article(left, right):
        return False
    for slot in ("object", "subject"):
        if _disjoint(left, right, slot, relations):
            return False
    if _rounds_apart(left, right):
        return False
    return not _bid_anew(left, right)


def _heads(cluster: Iterable[Profile]) -> list[Profile]:
    """One report a type: types are compared, not reports."""
    return list({profile.type: profile for profile in cluster}.values())


def _judged_apart(left: Iterable[Profile], right: Collection[Profile], apart: frozenset[Pair]) -> bool:
    return bool(apart) and any(pair(a.report, b.report) in apart for a in left for b in right)


def _same_article(left: Iterable[Profile], right: Collection[Profile]) -> bool:
    """Whether one article tells both: it tells its deals apart, unless it says one thing twice."""
    by_article: dict[str, list[Profile]] = {}
    for profile in right:
        by_article.setdefault(profile.article, []).append(profile)
    return any(not _says_the_same(a, b) for a in left for b in by_article.get(a.article, ()))


def _says_the_same(a: Profile, b: Profile) -> bool:
    if a.type != b.type:
        return False
    ours, theirs = ({(s.role, s.company) for s in p.sides} for p in (a, b))
    if not (ours <= theirs or theirs <= ours):
        return False
    return not a.figures or not b.figures or a.figures[0] == b.figures[0]


def _disjoint(left: Collection[Profile], right: Collection[Profile], slot: Slot, relations: Relations) -> bool:
    """Whether both clusters fill a slot, and no party of one is, resembles or belongs to one of the other."""
    if slot == "subject" and _mutual(left) and _mutual(right):
        return _one_in_common(left, right)
    ours, theirs = _sides(left, slot), _sides(right, slot)
    if not ours or not theirs or {s.company for s in ours} & {s.company for s in theirs}:
        return False
    near = (ALIKE, UNREAD) if slot == "object" else (ALIKE, UNREAD, RELATED)
    if any(likeness_of(a, b, relations) in near for a, b in product(ours, theirs)):
        return False
    return not any(swapped(a, b) for a, b in product(left, right))


def _sides(cluster: Iterable[Profile], slot: Slot) -> list[Side]:
    return list({side.company: side for profile in cluster for side in profile.sides if side.slot == slot}.values())


def _mutual(cluster: Collection[Profile]) -> bool:
    return all(profile.type in MUTUAL for profile in cluster)


def _one_in_common(left: Collection[Profile], right: Collection[Profile]) -> bool:
    """Whether two deals between equals share one of them only, though each names two or more, and no object."""
    if {s.company for s in _sides(left, "object")} & {s.company for s in _sides(right, "object")}:
        return False
    ours, theirs = _sides(left, "subject"), _sides(right, "subject")
    if len(ours) < 2 or len(theirs) < 2:
        return False
    return sum(any(a.company == b.company or alike(a, b) or kin(a, b) for b in theirs) for a in ours) < 2


def _rounds_apart(left: Collection[Profile], right: Collection[Profile]) -> bool:
    """Whether two repeatable deals (rounds, loans, contracts) were told for different sums."""
    if any(p.type in LASTING for p in (*left, *right)):
        return False
    ours, theirs = ([p.figures[0] for p in cluster if p.figures and p.status != "rumored"] for cluster in (left, right))
    if not ours or not theirs:
        return False
    return all(_apart(a.euros, b.euros) for a, b in product(ours, theirs))


def _apart(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and min(a, b) > 0 and max(a, b) / min(a, b) > 1.6


def _bid_anew(left: Collection[Profile], right: Collection[Profile]) -> bool:
    """Whether one cluster ended in a withdrawal, and the other began long after it, for another sum."""
    first, second = sorted((left, right), key=lambda cluster: min(p.order for p in cluster))
    if any(p.type not in LASTING for p in (*left, *right)):
        return False
    ended = max((p.day for p in first if p.status == "terminated" and p.day), default=0)
    if not ended or any(p.day > ended and p.status != "terminated" and not p.background for p in first):
        return False
    if any(amount_gap(x, y) == 0.0 for a, b in product(first, second) for x, y in product(a.figures, b.figures)):
        return False
    days = [p.told or p.day for p in second if not p.background and p.status != "terminated" and p.day]
    return bool(days) and min(days) - ended > _QUIET
