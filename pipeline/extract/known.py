"""Names that the tagger cuts short or takes for something else's, and the knowledge base knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.boundaries import STATE_SIGNS
from pipeline.extract.tagger.tagging import Mention
from pipeline.knowledge import Knowledge
from pipeline.knowledge.fold import fold_name

SURE = 0.9
"""The tagger's word stands above this chance: Lyon is a firm too, and a town."""
_REACH = 8
"""How many characters a name may lack at one end."""
_WRITTEN_ON = r"[\u3400-\u9fff々ァ-ヶー]"
"""What Japanese writes against a name without a space, and may belong to it."""
_RUN_BEFORE = re.compile(rf"{_WRITTEN_ON}+\Z")
_RUN_BEHIND = re.compile(rf"{_WRITTEN_ON}+")
_ARTICLE_BEFORE = re.compile(r"\bL['’]\Z")
_STATE = re.compile(f"[{STATE_SIGNS}加]")
"""What stands before a company and belongs to no name, though the base knows some companies by it too."""


def whole_names(text: str, mentions: Sequence[Mention], knowledge: Knowledge) -> list[Mention]:
    """The mentions, those organisations that are written on, without a space, into a longer known name as that name.

    The tagger cuts names whose beginning is a word by itself: 台湾 of 台湾積体電路製造. What else it found within is
    dropped."""
    names = [m for m in mentions if m.kind == "ORG"]
    mended: list[Mention] = []
    low = 0
    for n, m in enumerate(names):
        high = names[n + 1].start if n + 1 < len(names) else len(text)
        known = (span for span in _longer_spans(text, m, low, high) if knowledge.lookup(fold_name(text[slice(*span)])))
        start, end = next(known, (m.start, m.end))
        if (start, end) != (m.start, m.end):
            mended.append(replace(m, start=start, end=end))
        low = end
    kept = [m for m in mentions if not any(m.start < w.end and w.start < m.end for w in mended)]
    return sorted([*kept, *mended], key=lambda m: m.start)


def _longer_spans(text: str, m: Mention, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The spans between two offsets that a name may be the end of, then the beginning, the longest first."""
    if article := _ARTICLE_BEFORE.search(text, max(low, m.start - 2), m.start):
        yield article.start(), m.end
    if before := _RUN_BEFORE.search(text, max(low, m.start - _REACH), m.start):
        for start in range(before.start(), m.start):
            if m.start - start > 1 or not _STATE.match(text, start):
                yield start, m.end
    if behind := _RUN_BEHIND.match(text, m.end, min(high, m.end + _REACH)):
        for end in range(behind.end(), m.end, -1):
            yield m.start, end


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
