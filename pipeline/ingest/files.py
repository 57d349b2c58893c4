"""Articles from files: JSON Lines, plain text and HTML. Nothing is fetched for them.

A line or file that cannot be read is reported with its place, and all others are read: a batch of a million articles
is not lost to one of them. Whoever calls shows the reports and counts them as failures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.ingest.encoding import decode
from pipeline.ingest.faults import ParserError
from pipeline.ingest.identity import article_id, given_identity
from pipeline.ingest.language import detect_language
from pipeline.ingest.page import parse_page
from pipeline.records import LANGS, Article

TITLE_LENGTH = 300
"""Characters up to which the first line of a plain text is its title; a longer one is a paragraph."""
JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
HTML = frozenset({".html", ".htm", ".xhtml"})
TEXT = frozenset({".txt", ".text", ".md"})


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line or file that could not be read."""

    place: str
    """``file:line``, or the file alone."""
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def read_path(path: Path, now: datetime | None = None) -> Iterator[Article | BadLine]:
    """The articles of a file, or of all files of known kinds in a folder and below, in the order of their names.

    The kind is told by the ending of the name, else by the first character. Raises
    :class:`~pipeline.errors.InputError` where the path cannot be opened.
    """
    if path.is_dir():
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in JSON_LINES | HTML | TEXT and p.is_file())
        if not inside:
            raise InputError(f"{path}: holds no articles: files should end in .jsonl, .txt or .html")
        for file in inside:
            yield from read_path(file, now)
        return
    try:
        with path.open("rb") as lines:
            kind = _kind(path.suffix.lower(), lines.peek(64)[:64])
            yield from _read(lines, str(path), kind, now)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}: give a file or a folder") from None


def read_stream(lines: Iterable[bytes], name: str, now: datetime | None = None) -> Iterator[Article | BadLine]:
    """The articles of a stream, such as standard input; ``name`` stands for it in reports."""
    iterator = iter(lines)
    first = next(iterator, b"")
    yield from _read(_chain(first, iterator), name, _kind("", first), now)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _kind(suffix: str, start: bytes) -> str:
    if suffix in JSON_LINES:
        return "json"
    if suffix in HTML:
        return "html"
    if suffix in TEXT:
        return "text"
    return {b"{": "json", b"[": "json", b"<": "html"}.get(start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1], "text")


def _read(lines: Iterable[bytes], name: str, kind: str, now: datetime | None) -> Iterator[Article | BadLine]:
    if kind == "json":
        yield from _json_lines(lines, name, now)
    elif kind == "html":
        yield _html(b"".join(lines), name, now)
    else:
        yield _plain(b"".join(lines), name, now)


def _json_lines(lines: Iterable[bytes], name: str, now: datetime | None) -> Iterator[Article | BadLine]:
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            article = _from_json(line, now)
            first = seen.setdefault(article.id, number)
            if first != number:
                raise ValueError(f"the id {article.id!r} stands in line {first} already: give every article its own")
        except ValueError as error:
            yield BadLine(f"{name}:{number}", str(error))
        else:
            yield article


def _from_json(line: bytes, now: datetime | None) -> Article:
    """One article; raises ValueError saying what is wrong with the line."""
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is not UTF-8: save the file as UTF-8") from None
    except (ValueError, RecursionError) as error:
        # Where in the file the line stands is told with it: what is left to say is where in the line.
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)[:100]
        raise ValueError(f"not valid JSON{place}: {said}") from None
    if isinstance(data, list):
        raise ValueError("a JSON list: write one article a line, as `jq -c '.[]'` does")
    if not isinstance(data, dict):
        raise ValueError("not a JSON object with title and text")
    title, text, url = (_string(data, key) for key in ("title", "text", "url"))
    if not title.strip() and not text.strip():
        raise ValueError("holds neither title nor text")
    lang = _string(data, "lang")
    if lang and lang not in LANGS:
        raise ValueError(f"lang {lang!r} is none of {', '.join(LANGS)}: leave it out to have the language found")
    number = data.get("id")
    given = str(number) if type(number) is int else _string(data, "id")
    return Article(
        id=given or article_id(given_identity(title, text, url or None)),
        title=title,
        text=text,
        lang=lang if lang else detect_language(f"{title}\n{text}"),
        url=url or None,
        published=_day(_string(data, "published")),
        source="given",
        fetched=now,
    )


def _string(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key} must be text, not {json.dumps(value)[:40]}")
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError(f"{key} holds half a character (a lone surrogate)")
    return value


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise ValueError(f"published {text[:40]!r} is no date: write it as 2025-01-31") from None


def _plain(data: bytes, name: str, now: datetime | None) -> Article | BadLine:
    lines = [line.strip() for line in decode(data).text.splitlines() if line.strip()]
    if not lines or "\0" in lines[0]:
        return BadLine(name, "holds no text")
    has_title = len(lines[0]) <= TITLE_LENGTH
    title, text = (lines[0], "\n".join(lines[1:])) if has_title else ("", "\n".join(lines))
    return Article(
        id=article_id(given_identity(title, text, None)),
        title=title,
        text=text,
        lang=detect_language(f"{title}\n{text}"),
        source="given",
        fetched=now,
    )


def _html(data: bytes, name: str, now: datetime | None) -> Article | BadLine:
    try:
        # A page on disk has no address but the one that it names itself.
        page = parse_page(data, "")
    except ParserError as error:
        return BadLine(name, error.why)
    if not page.text:
        return BadLine(name, "no article is found on this page: save its text to a .txt file, and give that")
    return Article(
        id=article_id(given_identity(page.title, page.text, page.canonical)),
        title=page.title,
        text=page.text,
        lang=detect_language(f"{page.title}\n{page.text}", page.lang),
        url=page.canonical,
        published=page.published,
        source="given",
        note="the rest of the page is for subscribers" if page.cut else None,
        fetched=now,
    )
