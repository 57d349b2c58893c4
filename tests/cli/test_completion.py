"""A shell completes commands, options and their values."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.records import DEAL_TYPES


@pytest.mark.parametrize(
    ("words", "last", "found"),
    [
        ("dealwire lo", 1, ["loops"]),
        ("dealwire feeds ex", 2, ["export"]),
        ("dealwire deals --chang", 2, ["--changed-since"]),
        ("dealwire loops --format ", 3, ["table", "json", "jsonl", "csv", "svg"]),
        ("dealwire deals --type ", 3, list(DEAL_TYPES)),
    ],
)
def test_what_was_begun_is_completed(words: str, last: int, found: list[str]) -> None:
    asked = {"_DEALWIRE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(last)}
    done = CliRunner().invoke(app, [], prog_name="dealwire", env=asked)
    assert done.exit_code == 0
    assert done.stdout.split() == found
