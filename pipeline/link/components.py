"""Which links hold reports together, and the components that come of it, each of which is clustered on its own.

A report that names one company only, and not the deal's object, is loose: with a round sum it resembles many deals of
a company that does many. Were all its links to hold, such reports would hang thousands of deals together, and a new
report would pay for all of them. So a loose report is held by its best link alone, and nothing goes on through it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from pipeline.link.clusters import Pair
from pipeline.link.features import days_apart
from pipeline.link.profiles import Profile

_NO_DAY = 10**6
"""Days between two reports of which one has no day: further than any."""

Links = Mapping[Pair, float]
"""Scores above the threshold."""


def is_loose(profile: Profile) -> bool:
    """Whether a report alone makes no deal known: one company, and no object."""
    return not profile.ids["object"] and len(profile.doers | profile.ids["seller"]) < 2


def holding(links: Links, profiles: Mapping[str, Profile], apart: Collection[Pair] = ()) -> dict[Pair, float]:
    """Those of the links that hold; all links of each loose report among them must be given.

    A loose report keeps the best to one that is not loose: the surest, then the nearest by day, then the first told.
    Where it has none, it keeps those to other loose reports that have none either. Links of reports that a person
    parted (``apart``) hold nothing."""
    loose = {report for report, profile in profiles.items() if is_loose(profile)}
    best: dict[str, tuple[tuple[float, int, tuple[int, str, str]], str]] = {}
    together = {each: score for each, score in links.items() if each not in apart}
    for each, score in together.items():
        for one, other in ((each.a, each.b), (each.b, each.a)):
            if one in loose and other not in loose:
                gap = days_apart(profiles[one], profiles[other])
                rank = (-score, _NO_DAY if gap is None else gap, profiles[other].order)
                best[one] = min(best.get(one, (rank, other)), (rank, other))
    bound = {one: other for one, (_, other) in best.items()}
    return {
        each: score
        for each, score in together.items()
        if bound.get(each.a, each.b) == each.b and bound.get(each.b, each.a) == each.a
    }


class Components:
    """The components of the graph of reports, found from any report in them."""

    def __init__(
        self,
        links_of: Callable[[Collection[str]], Links],
        judged_with: Callable[[Collection[str]], Collection[str]],
        profiles_of: Callable[[Collection[str]], Mapping[str, Profile]],
        apart: Collection[Pair],
    ) -> None:
        self._links_of = links_of
        self._judged_with = judged_with
        self._profiles_of = profiles_of
        self._apart = apart
        self._profiles: dict[str, Profile] = {}

    def around(self, start: str) -> tuple[dict[str, Profile], dict[Pair, float]]:
        """The profiles and the links of the component in which a report is."""
        members: set[str] = set()
        links: dict[Pair, float] = {}
        edge = {start}
        while edge:
            # A link to what was met before was decided then.
            found = {p: s for p, s in self._held(edge).items() if p.a not in members and p.b not in members}
            links |= found
            members |= edge
            linked = {report for p in found for report in (p.a, p.b)} - members
            # Judgements may name reports that are not there, links never do.
            judged = set(self._judged_with(edge)) - members - linked
            edge = linked | self._read(judged).keys()
        return self._read(members), links

    def _held(self, edge: Collection[str]) -> dict[Pair, float]:
        """The links that touch the edge and hold."""
        met = self._links_of(edge)
        profiles = self._read({report for p in met for report in (p.a, p.b)})
        outside = {r for r, profile in profiles.items() if r not in edge and is_loose(profile)}
        whole = {**met, **self._links_of(outside)} if outside else met
        held = holding(whole, self._read({report for p in whole for report in (p.a, p.b)}), self._apart)
        return {p: score for p, score in held.items() if p in met}

    def _read(self, reports: Collection[str]) -> dict[str, Profile]:
        missing = [report for report in reports if report not in self._profiles]
        if missing:
            self._profiles |= self._profiles_of(missing)
        return {report: self._profiles[report] for report in reports if report in self._profiles}
