"""``dealwire run`` and ``dealwire demo``: the other faces, started from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import ConfigOption, DbOption


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command(epilog="Example: dealwire run --config feeds.yaml --db dealwire.db")(run)
    app.command(epilog="Example: dealwire demo")(demo)


def run(db: DbOption = None, config: ConfigOption = None) -> None:
    """Run as a daemon: poll every feed in its interval, extract and link what comes, until told to stop.

    SIGTERM or Ctrl-C lets running polls end, reads what they brought, and exits 0.
    """
    from pipeline.config import load_config
    from pipeline.daemon import run_daemon

    settings = load_config(config)
    run_daemon(settings, db or Path(settings.settings.database))


def demo(
    db: Annotated[
        Path, typer.Option("--db", metavar="PATH", help="Where the demo keeps its database; one there is replaced.")
    ] = Path("dealwire-demo.db"),
) -> None:
    """Show what Dealwire does, on feeds and pages that come with it: served on loopback, ingested over HTTP."""
    from pipeline.demo import run_demo

    run_demo(db)
