"""Cutting a long article into windows that the encoder can hold, each with the headline for context."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")


@dataclass(frozen=True, slots=True)
class Window:
    """A text to read at once. Characters before ``lead`` are the headline's; the others stand ``shift`` further on."""

    text: str
    lead: int
    shift: int

    def to_body(self, position: int) -> int:
        """The position in the article's body of a position in the window."""
        return position if position < self.lead else position + self.shift


def cut_windows(title: str, text: str, count: Callable[[str], int], limit: int) -> list[Window]:
    """Windows of at most ``limit`` pieces (as ``count`` counts) that together cover title and text.

    Cut at the ends of lines, of sentences where a line is too long, and anywhere where a sentence is."""
    body = f"{title}\n{text}"
    if count(body) <= limit:
        return [Window(body, len(body) + 1, 0)]
    lead = f"{title}\n" if count(title) <= limit // 3 else ""
    room = limit - (count(lead) if lead else 0)
    windows = []
    start = len(lead)
    for end in _cuts(body, start, count, room):
        windows.append(Window(lead + body[start:end], len(lead), start - len(lead)))
        start = end
    return windows


def _cuts(body: str, start: int, count: Callable[[str], int], room: int) -> list[int]:
    cuts = []
    held = start
    for unit in _units(body, start, count, room):
        if unit > held and count(body[start:unit]) > room and held > start:
            cuts.append(held)
            start = held
        held = unit
    return [*cuts, held] if held > start else cuts


def _units(body: str, start: int, count: Callable[[str], int], room: int) -> list[int]:
    """Ends of the smallest parts that are not cut: lines, else sentences, else runs of characters."""
    ends = []
    for line in re.finditer(r"[^\n]*\n?", body[start:]):
        if not line.group():
            continue
        if count(line.group()) <= room:
            ends.append(start + line.end())
            continue
        begin = line.start()
        for stop in [m.end() for m in _SENTENCE_END.finditer(line.group())] + [len(line.group())]:
            end = line.start() + stop
            # A piece covers at least one character, so this many characters always fit.
            ends += (
                [start + at for at in range(begin + room, end, room)]
                if count(body[start + begin : start + end]) > room
                else []
            )
            ends.append(start + end)
            begin = end
    return sorted(set(ends))
