"""Where the pieces of a tokenizer lie in a text, and which of them make up a span."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

Edge = tuple[int, int]
_TAG_END = ">"


def piece_edges(text: str, offsets: Sequence[Edge], special: Sequence[int]) -> tuple[Edge | None, ...]:
    """Character edges of pieces without leading spaces; None for special and empty ones.

    The tokenizer takes a page's tag for a space, and the tag's end for where that space stands."""
    edges: list[Edge | None] = []
    for (start, end), apart in zip(offsets, special, strict=True):
        while start < end and (text[start].isspace() or text[start] == _TAG_END):
            start += 1
        edges.append(None if apart or start >= end else (start, end))
    return tuple(edges)


class PieceIndex:
    """Finds the pieces of spans of characters."""

    def __init__(self, edges: Sequence[Edge | None]) -> None:
        self._at = [i for i, edge in enumerate(edges) if edge]
        self._starts = [edge[0] for edge in edges if edge]
        self._ends = [edge[1] for edge in edges if edge]

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """First and end piece of a span: pieces that lie in it by half or more; None where there is none."""
        inside = []
        n = bisect_right(self._ends, start)
        while n < len(self._at) and self._starts[n] < end:
            first, last = self._starts[n], self._ends[n]
            if 2 * (min(end, last) - max(start, first)) >= last - first:
                inside.append(self._at[n])
            n += 1
        return (inside[0], inside[-1] + 1) if inside else None
