"""The options and arguments that several commands share, and opening what they name."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from pipeline.config import Config
    from pipeline.store import Store

Format = Literal["table", "json", "jsonl", "csv"]
Language = Literal["fr", "ja", "en"]


def parse_day(text: str) -> date:
    """A day given by hand: ISO 8601, or ``today`` or ``yesterday``."""
    today = date.today()
    named = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text]
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2025-01-31") from None


DbOption = Annotated[
    Path | None,
    typer.Option("--db", metavar="PATH", help="The database; by default the one that the configuration names."),
]
ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="PATH", help="The configuration; by default ./feeds.yaml, else the one that is shipped."
    ),
]
FormatOption = Annotated[
    Format, typer.Option("--format", help="What to write: a table to look at, or data for programs.")
]
LangOption = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of amounts and dates in tables; by default the one of your locale."),
]
LimitOption = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="At most this many; 0 for all.")]


def opened(config: Path | None, db: Path | None, *, create: bool = False) -> tuple[Config, Store]:
    """The configuration and the database that the options name; the database is made only where ``create``."""
    from pipeline.opening import open_config_and_store

    return open_config_and_store(config, db, create=create)
