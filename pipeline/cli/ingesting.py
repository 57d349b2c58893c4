"""``dealwire ingest``: read feeds, files and addresses now."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.console import progress, tell
from pipeline.cli.options import ConfigOption, DbOption, opened

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.store import Store
    from pipeline.work import IngestSummary

_EXAMPLES = """\b
Examples:
  dealwire ingest                                  all feeds of the configuration
  dealwire ingest "Les Echos" articles.jsonl       one feed and one file
  dealwire ingest https://example.org/news/1.html --again
  zcat archive.jsonl.gz | dealwire ingest -"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(ingest)


def ingest(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FEED|FILE|ADDRESS]...",
            help="Titles or addresses of feeds; files or folders with articles (.jsonl, .txt, .html), - for "
            "standard input; addresses of pages. Nothing: all feeds.",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Fetch and read anew what is known already; changed texts become versions.")
    ] = False,
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Read articles now, find the deals in them, and link these to what is known.

    What is stored already is not stored twice. Without inputs a failing feed is told but is no failure, unless all
    of them fail; with inputs, the exit code is 1 where some could not be read.
    """
    from pipeline.work import IngestSummary, feeds_to_poll, ingest_feeds, ingest_inputs, sort_inputs

    settings, store = opened(config, db, create=True)
    with store:
        feeds, others = sort_inputs(settings, inputs) if inputs else (feeds_to_poll(store, settings), [])
        summary = IngestSummary()
        if feeds:
            with progress("polling") as show:
                summary += ingest_feeds(store, settings, feeds, again=again, progress=show)
        if others:
            with progress("reading") as show:
                summary += ingest_inputs(store, settings, others, again=again, progress=show, stdin=sys.stdin.buffer)
        _tell(summary)
        read_pending(store, settings)
    failed = summary.errors
    if failed and (inputs or len(failed) == len(feeds)):
        raise typer.Exit(1 if summary.new + summary.changed + summary.same else failed[0].exit_code)


def read_pending(store: Store, config: Config) -> None:
    """Extract and link what is pending, and say how much that was."""
    from pipeline.extract.engine import load_engine
    from pipeline.work import extract_pending

    engine = load_engine(config.settings.tagger, processors())
    with progress("extracting") as show:
        count = extract_pending(store, engine, show)
    tell(f"{count} {'article' if count == 1 else 'articles'} read for deals")


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tell(summary: IngestSummary) -> None:
    for problem in summary.problems:
        tell(f"{problem.level}: {problem.message}")
    for error in summary.errors:
        tell(f"dealwire: {error}")
    new = "1 new article" if summary.new == 1 else f"{summary.new} new articles"
    tell(f"{new}, {summary.changed} changed, {summary.same} known already")
    if summary.unread:
        tell(
            f"{summary.unread} of them in none of French, Japanese and English, or too short to tell: kept, but not "
            "read for deals"
        )
