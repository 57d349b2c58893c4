"""Sentence boundaries of news text in the three languages, for evidence."""

from __future__ import annotations

import re
from bisect import bisect_right

from pipeline.records import Evidence

# A full stop ends a sentence before a space and a capital, quote or bullet, unless it closes an
# abbreviation or an initial; Japanese stops always do, together with the closing bracket behind them.
# Nothing is tried twice within a run of stops, so that a page of dots takes linear time.
_END = re.compile(
    r"[。！？][」』）)]*"
    r"|(?<!\b[A-Z])(?<!\bInc)(?<!\bCorp)(?<!\bLtd)(?<!\bCo)(?<!\bSt)(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bU\.S)(?<!\bNo)"
    r"(?<![.!?…])[.!?…]++[»”\"')]*+(?=\s+[«“\"'(\-–—]?\s*[A-ZÀ-ÝŒ0-9\u3040-\u9fff])"
    r"|\n+"
)


def sentence_bounds(text: str) -> list[int]:
    """Starts of the sentences of a text, and its length last."""
    starts = [0]
    for hit in _END.finditer(text):
        start = hit.end()
        while start < len(text) and text[start].isspace():
            start += 1
        if starts[-1] < start < len(text):
            starts.append(start)
    return [*starts, len(text)]


def evidence_at(start: int, end: int, bounds: list[int], text: str) -> Evidence:
    """The evidence for a span: its offsets, and those of the sentence or sentences that hold it."""
    first = max(bisect_right(bounds, start) - 1, 0)
    last = max(bisect_right(bounds, max(end - 1, start)) - 1, first)
    stop = bounds[min(last + 1, len(bounds) - 1)]
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    return Evidence(start, end, bounds[first], stop)
