"""Pieces of HTML, as feeds carry them, to plain paragraphs."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_SURROGATE = re.compile("[\ud800-\udfff]")
_SKIPPED = ["script", "style", "noscript", "iframe", "svg", "form", "button"]
_BLOCKS = re.compile(
    "p|div|section|article|header|footer|main|aside|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|blockquote|pre|figure|figcaption"
    "|br|hr|address"
)


def without_surrogates(text: str) -> str:
    """The text with a mark in the place of every half of a character: JSON can tell of one, no encoding can hold it."""
    return _SURROGATE.sub("\ufffd", text)


def html_to_text(html: str) -> str:
    """The text of a piece of HTML: one line a paragraph, spaces collapsed, no empty lines.

    A text without any tag keeps its own lines.
    """
    if "<" not in html:
        plain = BeautifulSoup(html, "lxml").get_text() if "&" in html else html
        return _lines(plain)
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(_SKIPPED):
        tag.decompose()
    parts: list[str] = []
    for node in soup.descendants:
        if type(node) is NavigableString:
            parts.append(" ".join(_keep_edges(str(node))))
        elif isinstance(node, Tag) and _BLOCKS.fullmatch(node.name):
            parts.append("\n")
            # The end of a block is a line end too; it stands behind the last thing inside the block.
            node.append(_End("\n"))
        elif type(node) is _End:
            parts.append("\n")
    return _lines("".join(parts))


class _End(NavigableString):
    """Marks the end of a block while its document is walked through."""


def _keep_edges(text: str) -> list[str]:
    """The words of a text, with empty ones at the edges where it began or ended with space."""
    words = text.split()
    if text[:1].isspace():
        words.insert(0, "")
    if text[-1:].isspace():
        words.append("")
    return words


def _lines(text: str) -> str:
    return "\n".join(line for line in (" ".join(part.split()) for part in text.splitlines()) if line)
