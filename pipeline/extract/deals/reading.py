"""One article as the tagger reads it, with the windows put back together: the input of the deciders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.tagger.tagging import Mention, Tagging, Trigger
from pipeline.extract.tagger.windows import Window


@dataclass(frozen=True, slots=True)
class Reading:
    """Mentions and triggers in body offsets. ``links[t][m]`` are the chances of what mention m is to trigger t,
    empty where they were never in one window; ``same[t, u]`` the chance that two triggers tell one deal."""

    mentions: tuple[Mention, ...]
    triggers: tuple[Trigger, ...]
    links: tuple[tuple[dict[str, float], ...], ...]
    same: dict[tuple[int, int], float]
    abouts: tuple[dict[str, float] | None, ...]


def join_windows(mentions: Sequence[Mention], windows: Sequence[Window], taggings: Sequence[Tagging]) -> Reading:
    """Put the taggings of windows together; the headline, which every window repeats, counts as read once:
    its triggers keep the strongest link that any window gives them."""
    at = {(m.start, m.end): i for i, m in enumerate(mentions)}
    triggers: list[Trigger] = []
    index: dict[tuple[int, int], int] = {}
    links: list[list[dict[str, float]]] = []
    same: dict[tuple[int, int], float] = {}
    abouts: list[dict[str, float] | None] = [None] * len(mentions)
    for window, tagging in zip(windows, taggings, strict=True):
        places = [at.get((window.to_body(m.start), window.to_body(m.end - 1) + 1)) for m in tagging.mentions]
        for place, about in zip(places, tagging.abouts, strict=True):
            if place is not None and abouts[place] is None:
                abouts[place] = about
        local = []
        for t in tagging.triggers:
            span = (window.to_body(t.start), window.to_body(t.end - 1) + 1)
            if span not in index:
                index[span] = len(triggers)
                triggers.append(Trigger(*span, t.type, t.confidence, t.statuses, t.background, ()))
                links.append([{} for _ in mentions])
            k = index[span]
            local.append(k)
            for place, link in zip(places, t.links, strict=True):
                if place is not None:
                    links[k][place] = _stronger(links[k][place], link)
        for (i, j), chance in tagging.same.items():
            pair = (max(local[i], local[j]), min(local[i], local[j]))
            same[pair] = max(same.get(pair, 0.0), chance)
    return Reading(tuple(mentions), tuple(triggers), tuple(tuple(row) for row in links), same, tuple(abouts))


def _stronger(left: dict[str, float], right: dict[str, float]) -> dict[str, float]:
    return right if not left or right.get("none", 0.0) < left.get("none", 0.0) else left
