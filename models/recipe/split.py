"""Which passages train the tagger, and which are held out to measure it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.recipe.markup import Passage, read_passages
from pipeline.records import LANGS, Lang

HELD_OUT = 25
"""One passage in this many is kept for measuring."""


def read_all(folder: Path) -> dict[Lang, list[Passage]]:
    """All passages below a folder, by language."""
    return {lang: [p for path in sorted((folder / lang).glob("*.txt")) for p in read_passages(path)] for lang in LANGS}


def is_held_out(passage: Passage) -> bool:
    """Whether a passage is for measuring; decided by its text, so that the split survives growth."""
    return hashlib.sha256(passage.text.encode()).digest()[0] % HELD_OUT == 0


def is_article(passage: Passage) -> bool:
    """Whether a passage is a whole article: a headline and two paragraphs at least."""
    return passage.text.count("\n") >= 2
