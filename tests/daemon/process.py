"""The daemon as a process with the engine of the tests: ``python -m tests.daemon.process CONFIG DB DRAIN [HOLD]``."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.config import load_config
from pipeline.daemon import run_daemon
from pipeline.errors import DealwireError
from tests.daemon.helpers import HeadlineEngine


def main(config: str, db: str, drain: str, hold: str | None = None) -> None:
    engine = HeadlineEngine(Path(hold) if hold else None)
    try:
        run_daemon(load_config(Path(config)), Path(db), engine=engine, drain_seconds=float(drain))
    except DealwireError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main(*sys.argv[1:])
