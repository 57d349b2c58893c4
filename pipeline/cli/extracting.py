"""``dealwire extract``: read articles without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pipeline.cli.console import clean, out, progress, tell
from pipeline.cli.ingesting import processors
from pipeline.cli.options import ConfigOption, LangOption

if TYPE_CHECKING:
    from pipeline.extract.engine import Engine
    from pipeline.ingest.files import BadLine
    from pipeline.records import Article, Extraction, Lang
    from pipeline.work import Progress

_EXAMPLES = """\b
Examples:
  dealwire extract articles.jsonl > found.jsonl
  dealwire extract article.txt --format table
  curl -s https://example.org/news/1.html | dealwire extract - --format table"""

_TOGETHER = 32
"""Articles that are extracted at once: enough to batch, few enough to see the first ones soon."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(extract)


def extract(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Articles: JSON Lines, plain text or HTML; a folder of them; - for standard input."
        ),
    ],
    format: Annotated[
        Literal["jsonl", "json", "table"],
        typer.Option("--format", help="What to write: JSON Lines, one JSON list, or the deals to look at."),
    ] = "jsonl",
    lang: LangOption = None,
    config: ConfigOption = None,
) -> None:
    """Find the names, amounts and deals in articles, and write them out; no database, nothing fetched.

    One line comes out for each article that goes in, in the same order. Offsets count characters of the title, a
    newline, and the text. The exit code is 1 where some lines could not be read.
    """
    from pipeline.config import load_config
    from pipeline.extract.engine import load_engine

    engine = load_engine(load_config(config).settings.tagger, processors())
    reading = _Reading(files)
    with progress("extracting") if not sys.stdout.isatty() else nullcontext(lambda done, total, what: None) as show:
        _write(_extract(reading.articles(), engine, show), format, lang)
    if reading.bad:
        raise typer.Exit(1)


class _Reading:
    """Reads articles, and tells of those that cannot be read."""

    def __init__(self, files: Sequence[str]) -> None:
        self._files = files
        self.bad = 0

    def articles(self) -> Iterator[Article]:
        """The articles that can be read, in their order."""
        from pipeline.ingest.files import BadLine

        for item in self._items():
            if isinstance(item, BadLine):
                self.bad += 1
                tell(f"dealwire: {item}")
            else:
                yield item

    def _items(self) -> Iterator[Article | BadLine]:
        from pipeline.ingest.files import read_path, read_stream

        for name in self._files:
            yield from read_stream(sys.stdin.buffer, "-") if name == "-" else read_path(Path(name))


def _extract(
    articles: Iterator[Article], engine: Engine, show: Progress
) -> Iterator[tuple[Article, Extraction | None]]:
    """The articles with their extractions, in their order; None for an article in none of our languages."""
    done = 0
    from pipeline.work.progress import batches

    for batch in batches(articles, _TOGETHER):
        found = iter(engine.extract([article for article in batch if article.lang is not None]))
        for article in batch:
            if article.lang is None:
                tell(
                    f"{article.id}: in none of French, Japanese and English, or too short to tell: not read (give its "
                    "lang to have it read)"
                )
            yield article, next(found) if article.lang is not None else None
        done += len(batch)
        show(done, None, "")


def _write(found: Iterator[tuple[Article, Extraction | None]], format: str, lang: Lang | None) -> None:
    from pipeline.cli.formats import write_json, write_jsonl
    from pipeline.jsonable import extraction_json, unread_json

    if format == "table":
        for article, extraction in found:
            _show(article, extraction, lang)
        return
    rows = (
        extraction_json(extraction, article) if extraction is not None else unread_json(article)
        for article, extraction in found
    )
    if format == "json":
        write_json(rows)
    else:
        write_jsonl(rows)


def _show(article: Article, extraction: Extraction | None, lang: Lang | None) -> None:
    from pipeline.cli.deal_text import report_lines
    from pipeline.cli.display import reader_language

    console = out()
    console.print(clean(article.title or article.id), style="bold")
    reports = extraction.reports if extraction is not None else ()
    for report in reports:
        for line in report_lines(report, article.body, reader_language(lang)):
            console.print(clean(line))
    if not reports:
        console.print("  no deal found")
    console.print()
