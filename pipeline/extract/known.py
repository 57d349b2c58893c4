"""Names that the tagger takes for a place's or a person's, and the knowledge base for a company's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.tagger.tagging import Mention
from pipeline.knowledge import Knowledge
from pipeline.knowledge.fold import fold_name

SURE = 0.9
"""The tagger's word stands above this chance: Lyon is a firm too, and a town."""


def as_companies(text: str, mentions: Sequence[Mention], knowledge: Knowledge) -> list[Mention]:
    """The mentions, those doubtful ones that bear the name of a known organisation as organisations.

    Products are left: a brand bears the name of its company, and both are right."""
    return [
        replace(m, kind="ORG")
        if m.kind in ("PLACE", "PERSON") and m.confidence < SURE and knowledge.lookup(fold_name(text[m.start : m.end]))
        else m
        for m in mentions
    ]
