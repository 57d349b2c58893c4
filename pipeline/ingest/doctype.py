"""The DOCTYPE of an XML text: found, and taken off where its entities are a danger."""

from __future__ import annotations

import re

_START = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_TOKEN = re.compile(r"<!--.*?-->|\"[^\"]*\"|'[^']*'|[\[\]>]", re.DOTALL)
_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?[\w.:-]+\s+(SYSTEM|PUBLIC|\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_REFERENCE = re.compile(r"[&%](?!#)[\w.:-]+;")


def without_dangerous_doctype(text: str) -> tuple[str, bool]:
    """The text without its DOCTYPE, if that declares entities that hold other entities or lie outside the document;
    and whether it did. Entities that stand for a few characters are left alone: old feeds use them for accents."""
    start = _START.search(text[:4096])
    if start is None:
        return text, False
    depth, end = 0, len(text)
    for token in _TOKEN.finditer(text, start.end()):
        depth += {"[": 1, "]": -1}.get(token[0], 0)
        if token[0] == ">" and depth <= 0:
            end = token.end()
            break
    doctype = text[start.start() : end]
    if any(_is_dangerous(match) for match in _ENTITY.finditer(doctype)):
        return text[: start.start()] + text[end:], True
    return text, False


def _is_dangerous(entity: re.Match[str]) -> bool:
    value = entity[2]
    outside = value.upper() in ("SYSTEM", "PUBLIC")
    return bool(entity[1]) or outside or _REFERENCE.search(value) is not None or "<" in value
