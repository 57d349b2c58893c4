"""Readings made by hand, for testing the deciders without a model."""

from __future__ import annotations

from pipeline.extract.deals.reading import Reading
from pipeline.extract.names import NamedThing, group_names
from pipeline.extract.tagger.tagging import Mention, Trigger

Links = dict[str, dict[str, float]]


def make_reading(
    text: str,
    names: dict[str, str],
    triggers: list[tuple[str, str, Links]],
    same: dict[tuple[int, int], float] | None = None,
    status: str = "announced",
    background: float = 0.0,
) -> tuple[Reading, list[NamedThing]]:
    """A reading of a text and its things. ``names`` are words and their kinds; a trigger is its words, its type and
    what each mention is to it. Words are taken where they stand first."""
    mentions = [Mention(text.index(word), text.index(word) + len(word), kind) for word, kind in names.items()]
    told = tuple(
        Trigger(text.index(word), text.index(word) + len(word), kind, 0.9, {status: 1.0}, background, ())
        for word, kind, _ in triggers
    )
    links = tuple(tuple(links.get(word, {"none": 1.0}) for word in names) for _, _, links in triggers)
    reading = Reading(tuple(mentions), told, links, same or {}, tuple(None for _ in mentions))
    return reading, group_names(text, mentions)
