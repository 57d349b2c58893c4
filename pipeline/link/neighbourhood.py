"""Which reports are compared: neighbours in time under a key, kept right as reports come and go.

This is the sorted neighbourhood method of record linkage, made exact under insertion and removal: a report that comes
between two others pushes them apart, and one that goes lets them meet, so a pair is held with the number of keys
under which its reports are neighbours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from pipeline.link.keys import NEAR
from pipeline.link.profiles import Profile
from pipeline.link.state import Held, PairKind, State

Names = tuple[str, str]
Scorer = Callable[[Collection[Names]], Mapping[Names, float]]
"""The scores of pairs of reports; those that shall not be held are left out."""


def place(
    state: State,
    kind: PairKind,
    leaving: Mapping[str, Profile],
    coming: Mapping[str, Profile],
    keys_of: Callable[[Profile], Collection[int]],
    score: Scorer,
) -> tuple[list[Held], list[Held]]:
    """Take reports from their places, put others in theirs; the pairs that are held no more, and those held anew.

    A report that changes both leaves and comes, with the profile it had and the one it has."""
    gone = state.pairs(kind, leaving.keys())
    state.drop_pairs(kind, leaving.keys())
    moved: Counter[Names] = Counter()
    for report, profile in sorted(leaving.items()):
        keys = keys_of(profile)
        state.drop_keys(report, profile.day, keys)
        for key in keys:
            before, behind = state.neighbours(key, profile.day, report, NEAR)
            for names in _at_the_edge(before, behind):
                moved[names] += 1
    for names in [names for names in moved if names[0] in leaving or names[1] in leaving]:
        del moved[names]
    for report, profile in sorted(coming.items()):
        keys = keys_of(profile)
        for key in keys:
            before, behind = state.neighbours(key, profile.day, report, NEAR)
            for other in (*before, *behind):
                moved[min(report, other), max(report, other)] += 1
            for names in _at_the_edge(before, behind):
                moved[names] -= 1
        state.put_keys(report, profile.day, keys)
    elsewhere = [(a, b) for (a, b), n in moved.items() if n and a not in coming and b not in coming]
    held = state.held(kind, elsewhere)
    new = [names for names, n in moved.items() if n > 0 and names not in held]
    scores = score(new)
    kept = [Held(p.a, p.b, p.score, p.support + moved[p.a, p.b]) for p in held.values()]
    come = [Held(a, b, scores[a, b], moved[a, b]) for a, b in new if (a, b) in scores]
    state.put_pairs(kind, [*kept, *come])
    return [*gone, *(p for p in kept if p.support <= 0)], come


def _at_the_edge(before: list[str], behind: list[str]) -> list[Names]:
    """The pairs around a place that are neighbours only as long as nothing stands in it."""
    return [(min(a, behind[j]), max(a, behind[j])) for i, a in enumerate(before) if (j := NEAR - 1 - i) < len(behind)]
