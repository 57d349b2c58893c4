"""The command line: it parses, calls and prints; data on standard output, messages on standard error."""

from __future__ import annotations


def main() -> None:
    """Run the command that the process was started with; ends the process with its exit code."""
    from pipeline.cli.app import app

    app(prog_name="dealwire")
