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
    parts,
    parts_swapped,
)
from pipeline.link.profiles import Figure, Profile, Side, Slot
from pipeline.records import DealType

_QUIET = 210
"""Days without a word after a withdrawal, after which a bid is a new bid."""
_ANOTHER_SUM = 1.6
"""How many times the smaller of two sums of repeatable deals the larger is, where these are two."""
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


def as_pairs(names: Iterable[tuple[str, str]]) -> frozenset[Pair]:
    """The pairs of ordered names, as judgements hold them."""
    return frozenset(Pair(a, b) for a, b in names)


class Cluster:
    """Reports of one deal so far, with what is asked of them all kept together."""

    def __init__(self, profile: Profile) -> None:
        self.reports: list[str] = [profile.report]
        self.version = 0
        self.first = profile.order
        self.types: set[DealType] = {profile.type}
        self.articles: dict[str, list[Profile]] = {profile.article: [profile]}
        self.sides: dict[Slot, dict[str, Side]] = {"object": {}, "subject": {}, "seller": {}}
        for side in profile.sides:
            self.sides[side.slot][side.company] = side
        self.parts = {parts(profile)}
        self.figures: set[Figure] = set(profile.figures)
        settled = profile.status != "rumored" and profile.figures
        self.sums: set[float | None] = {profile.figures[0].euros} if settled else set()
        lively = not profile.background and profile.status != "terminated" and profile.day
        self.ended = profile.day if profile.status == "terminated" else 0
        self.alive = profile.day if lively else 0
        self.began = (profile.told or profile.day) if lively else 0

    def take(self, other: Cluster) -> None:
        """Take in another cluster."""
        self.reports += other.reports
        self.version += 1
        self.first = min(self.first, other.first)
        self.types |= other.types
        for article, profiles in other.articles.items():
            self.articles.setdefault(article, []).extend(profiles)
        for slot, sides in other.sides.items():
            for company, side in sides.items():
                mine = self.sides[slot].get(company, side)
                self.sides[slot][company] = Side(
                    slot, min(mine.role, side.role), company, mine.forms | side.forms, mine.near | side.near
                )
        self.parts |= other.parts
        self.figures |= other.figures
        self.sums |= other.sums
        self.ended = max(self.ended, other.ended)
        self.alive = max(self.alive, other.alive)
        self.began = min(self.began or other.began, other.began or self.began)


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
    clusters = {report: Cluster(profile) for report, profile in profiles.items()}
    apart = frozenset(different)
    refused: set[tuple[int, int, int, int]] = set()
    for each, score in sorted(held.items(), key=lambda item: (-item[1], item[0].a, item[0].b)):
        left, right = clusters[each.a], clusters[each.b]
        if left is right:
            continue
        now = (id(left), left.version, id(right), right.version)
        if now in refused and score < _JUDGED:
            continue
        if _judged_apart(left, right, apart) or (score < _JUDGED and not may_be_one(left, right, relations)):
            refused |= {now, (*now[2:], *now[:2])}
            continue
        if len(left.reports) < len(right.reports):
            left, right = right, left
        left.take(right)
        for report in right.reports:
            clusters[report] = left
    whole = {id(found): found for found in clusters.values()}.values()
    deals = [tuple(sorted(found.reports, key=lambda r: profiles[r].order)) for found in whole]
    return sorted(deals, key=lambda deal: profiles[deal[0]].order)


def may_be_one(left: Cluster, right: Cluster, relations: Relations) -> bool:
    """Whether nothing forbids two clusters of reports to tell one deal."""
    if any(a != b and not confusable(a, b) for a, b in product(left.types, right.types)):
        return False
    if _same_article(left, right) or _rounds_apart(left, right) or _bid_anew(left, right):
        return False
    return not any(_disjoint(left, right, slot, relations) for slot in ("object", "subject"))


def _judged_apart(left: Cluster, right: Cluster, apart: frozenset[Pair]) -> bool:
    return bool(apart) and any(pair(a, b) in apart for a in left.reports for b in right.reports)


def _same_article(left: Cluster, right: Cluster) -> bool:
    """Whether one article tells both: it tells its deals apart, unless it says one thing twice."""
    return any(
        not _says_the_same(a, b)
        for article in left.articles.keys() & right.articles.keys()
        for a, b in product(left.articles[article], right.articles[article])
    )


def _says_the_same(a: Profile, b: Profile) -> bool:
    if a.type != b.type:
        return False
    if a.ids["object"] != b.ids["object"]:
        return False
    ours, theirs = ({(s.role, s.company) for s in p.sides} for p in (a, b))
    if not (ours <= theirs or theirs <= ours):
        return False
    return not a.figures or not b.figures or a.figures[0] == b.figures[0]


def _disjoint(left: Cluster, right: Cluster, slot: Slot, relations: Relations) -> bool:
    """Whether both clusters fill a slot, and no party of one is, resembles or belongs to one of the other."""
    if slot == "subject" and left.types <= MUTUAL and right.types <= MUTUAL:
        return _one_in_common(left, right)
    ours, theirs = left.sides[slot], right.sides[slot]
    if not ours or not theirs or ours.keys() & theirs.keys():
        return False
    near = (ALIKE, UNREAD) if slot == "object" else (ALIKE, UNREAD, RELATED)
    if any(likeness_of(a, b, relations) in near for a, b in product(ours.values(), theirs.values())):
        return False
    return not any(parts_swapped(a, b) for a, b in product(left.parts, right.parts))


def _one_in_common(left: Cluster, right: Cluster) -> bool:
    """Whether two deals between equals share one of them only, though each names two or more, and no object."""
    if left.sides["object"].keys() & right.sides["object"].keys():
        return False
    ours, theirs = left.sides["subject"].values(), right.sides["subject"].values()
    if len(ours) < 2 or len(theirs) < 2:
        return False
    return sum(any(a.company == b.company or alike(a, b) or kin(a, b) for b in theirs) for a in ours) < 2


def _rounds_apart(left: Cluster, right: Cluster) -> bool:
    """Whether two repeatable deals (rounds, loans, contracts) were told for different sums."""
    if left.types <= LASTING or right.types <= LASTING or not left.sums or not right.sums:
        return False
    return all(_apart(a, b) for a, b in product(left.sums, right.sums))


def _apart(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and min(a, b) > 0 and max(a, b) / min(a, b) > _ANOTHER_SUM


def _bid_anew(left: Cluster, right: Cluster) -> bool:
    """Whether one cluster ended in a withdrawal, and the other began long after it, for another sum."""
    first, second = (left, right) if left.first <= right.first else (right, left)
    if not (left.types | right.types) <= LASTING or not first.ended or first.alive > first.ended:
        return False
    if not second.began or second.began - first.ended <= _QUIET:
        return False
    return not any(amount_gap(a, b) == 0.0 for a, b in product(first.figures, second.figures))
