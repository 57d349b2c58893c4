"""``dealwire export``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli.console import tell
from pipeline.cli.filtering import takes_filter
from pipeline.cli.options import ConfigOption, DbOption, opened
from pipeline.query.filters import DealFilter

_EXAMPLES = """\b
Examples:
  dealwire export deals.xlsx --since 2025-01-01
  dealwire export deals.parquet --type acquisition
  dealwire export deals.sqlite && datasette deals.sqlite -m deals.metadata.json"""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog=_EXAMPLES)(takes_filter(export))


def export(
    wanted: DealFilter,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Where to; its ending says what: .csv, .jsonl, .parquet, .xlsx, .sqlite."),
    ],
    format: Annotated[
        Literal["csv", "jsonl", "parquet", "xlsx", "sqlite"] | None,
        typer.Option("--format", help="What to write, where the ending does not say it."),
    ] = None,
    sort: Annotated[
        str,
        typer.Option(
            "--sort", metavar="KEY", help="last_seen, first_seen, announced or amount; with a - for the largest first."
        ),
    ] = "-last_seen",
    db: DbOption = None,
    config: ConfigOption = None,
) -> None:
    """Write all deals that fulfil what is asked for to a file, which is replaced when all is written."""
    from pipeline.query.export import export_deals

    _, store = opened(config, db)
    with store:
        count = export_deals(store, file, wanted, format=format, sort=sort)
    tell(f"{file}: {count} {'deal' if count == 1 else 'deals'}")
