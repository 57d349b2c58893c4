"""Names that the tagger takes for something else's, and the knowledge base for an organisation's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.tagger.tagging import Mention
from pipeline.knowledge import Knowledge
from pipeline.knowledge.fold import fold_name

SURE = 0.9
"""The tagger's word stands above this chance: Lyon is a firm too, and a town."""


def as_organisations(text: str, mentions: Sequence[Mention], knowledge: Knowledge) -> list[Mention]:
    """The mentions, those doubtful ones that bear the name of a known organisation as organisations."""
    return [replace(m, kind="ORG") if _is_organisation(text, m, knowledge) else m for m in mentions]


def _is_organisation(text: str, m: Mention, knowledge: Knowledge) -> bool:
    """Whether a name that the tagger takes for something else is a known organisation's.

    A union of states, a ministry, a court is one however sure the tagger is. A product is left to a company, whose
    brand bears its name."""
    if m.kind == "ORG" or not (known := knowledge.lookup(fold_name(text[m.start : m.end]))):
        return False
    return known[0].kind == "state_body" or (m.kind in ("PLACE", "PERSON") and m.confidence < SURE)
