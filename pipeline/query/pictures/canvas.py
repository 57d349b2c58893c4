"""Drawing SVG: shapes and text with measures, written as XML. Pure: no file, no font, no library with binaries.

Texts are measured by a rule of thumb (a Japanese character is as wide as it is high, others about half), so that
boxes fit whatever font the reader's machine has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]

FONTS = "'Noto Sans', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, 'Helvetica Neue', Arial, sans-serif"
INK = "#1b2733"
FAINT = "#5c6b7a"
PAPER = "#ffffff"
LINE_HEIGHT = 1.3
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"\s+")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_NOT_FIRST = "ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々、。，．・：；）］｝」』！？"
_PIECES = re.compile(f"(?:[{_WIDE}]|[^{_WIDE}]+)[{_NOT_FIRST}]*")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its middle."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Whether a point lies in it, or within a margin around it."""
        return abs(point[0] - self.x) <= self.width / 2 + margin and abs(point[1] - self.y) <= self.height / 2 + margin


class Canvas:
    """An SVG picture being drawn."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height = width, height
        self._root = ElementTree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_n(width)} {_n(height)}",
                "width": _n(width),
                "height": _n(height),
                "font-family": FONTS,
                "role": "img",
            },
        )
        ElementTree.SubElement(self._root, "title").text = writable(title)
        self._add("rect", {"width": _n(width), "height": _n(height), "fill": PAPER})

    def rectangle(self, box: Box, fill: str, stroke: str = "none", radius: float = 8) -> None:
        """A rectangle with round corners."""
        self._add(
            "rect",
            {
                "x": _n(box.x - box.width / 2), "y": _n(box.y - box.height / 2),
                "width": _n(box.width), "height": _n(box.height), "rx": _n(radius), "fill": fill, "stroke": stroke,
            },
        )  # fmt: skip

    def line(self, points: Sequence[Point], color: str, width: float, *, dashed: bool = False) -> None:
        """A line through points."""
        path = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        more = {"stroke-dasharray": f"{_n(width * 0.6 + 4)} {_n(width * 0.4 + 4)}"} if dashed else {}
        self._add("path", {"d": path, "fill": "none", "stroke": color, "stroke-width": _n(width)} | more)

    def shape(self, points: Sequence[Point], fill: str, opacity: float = 1.0) -> None:
        """A filled shape."""
        path = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in points) + " Z"
        self._add("path", {"d": path, "fill": fill, "fill-opacity": _n(opacity)})

    def text(
        self,
        lines: Sequence[str],
        at: Point,
        size: float,
        *,
        color: str = INK,
        anchor: Anchor = "middle",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Lines of text around a point: in the middle of them, or at their start or end."""
        first = at[1] - (len(lines) - 1) * size * LINE_HEIGHT / 2 + size * 0.35
        for n, line in enumerate(lines):
            told = {
                "x": _n(at[0]), "y": _n(first + n * size * LINE_HEIGHT), "font-size": _n(size), "fill": color,
                "text-anchor": anchor,
            }  # fmt: skip
            if bold:
                told["font-weight"] = "600"
            if halo:
                # Text that crosses a line stays readable.
                told |= {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "5", "stroke-linejoin": "round"}
            self._add("text", told).text = writable(line)

    def link(self, lines: Sequence[str], at: Point, size: float, url: str | None) -> None:
        """Lines of small text that lead to an address, where there is one that leads to the web."""
        if url is not None and url.startswith(("https://", "http://")):
            inner = self._add("a", {"href": writable(url)})
            root, self._root = self._root, inner
            self.text(lines, at, size, color=FAINT, anchor="start")
            self._root = root
        else:
            self.text(lines, at, size, color=FAINT, anchor="start")

    def finish(self) -> str:
        """The picture as an SVG document."""
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(self._root, encoding="unicode") + "\n"

    def _add(self, name: str, attributes: dict[str, str]) -> ElementTree.Element:
        return ElementTree.SubElement(self._root, name, attributes)


def writable(text: str) -> str:
    """A text without what XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def text_width(text: str, size: float) -> float:
    """About how wide a text is."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return size * (wide + (len(text) - wide) * 0.56)


def wrap(text: str, size: float, width: float, most: int = 3) -> list[str]:
    """A text in lines that fit a width and are about equally long: broken at spaces, Japanese anywhere. What does not
    fit into so many lines ends with …"""
    pieces = _pieces(text)
    lines = _fill(pieces, size, width)
    narrower = width * 0.95
    while 1 < len(lines) <= most and narrower > 0 and len(even := _fill(pieces, size, narrower)) == len(lines):
        if max(text_width(line, size) for line in even) > narrower:
            break
        lines, narrower = even, narrower * 0.95
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + "…"]
    return [_cut(line, size, width) for line in lines]


def _fill(pieces: Sequence[str], size: float, width: float) -> list[str]:
    lines = [""]
    for piece in pieces:
        if not lines[-1] or text_width(lines[-1] + piece, size) <= width:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip())
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    """Where a text may be broken: words with the space before them, and single wide characters with those behind
    them that do not begin a line."""
    pieces: list[str] = []
    for word in _BREAKS.sub(" ", text.strip()).split(" "):
        space = " " if pieces else ""
        for n, part in enumerate(_PIECES.findall(word)):
            pieces.append((space if n == 0 else "") + part)
    return pieces


def _cut(line: str, size: float, width: float) -> str:
    if text_width(line, size) <= width:
        return line
    while line and text_width(line + "…", size) > width:
        line = line[:-1]
    return line + "…"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
