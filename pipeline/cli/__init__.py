"""The command line: it parses, calls and prints; data on standard output, messages on standard error."""

from __future__ import annotations

import os
import signal
from types import FrameType


def main() -> None:
    """Run the command that the process was started with; ends the process with its exit code."""
    from pipeline.cli.app import app

    signal.signal(signal.SIGINT, _interrupt)
    app(prog_name="dealwire")


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Let the command end in good order at the first Ctrl-C, and at once at the second: whatever is written is
    written whole, or not at all."""
    signal.signal(signal.SIGINT, lambda number, frame: os._exit(130))
    os.write(2, b"dealwire: interrupted: requests that run are let end; press Ctrl-C again to stop at once\n")
    raise KeyboardInterrupt
