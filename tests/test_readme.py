"""The README's command examples work as they stand, on the database of the demonstration."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.store import open_store
from tests.demo.running import DATABASE, DemoRun

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NETWORK = {"ingest", "run"}
"""Commands that would poll the feeds of real papers: of these only the help is asked for."""


def examples() -> list[list[str]]:
    """The arguments of each ``dealwire`` command in the README's blocks of shell, without comments and redirects."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    words = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    return [line[1 : line.index(">") if ">" in line else None] for line in words if line[:1] == ["dealwire"]]


@pytest.mark.parametrize("arguments", examples(), ids=" ".join)
def test_an_example_works(
    arguments: list[str], demo_run: DemoRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(demo_run.folder / DATABASE, tmp_path / "dealwire.db")
    with open_store(tmp_path / "dealwire.db") as store:
        identifier = store.connection.execute("SELECT id FROM x_deals ORDER BY id").fetchone()[0]
    filled = [identifier if word == "ID" else word for word in arguments]
    if arguments[0] in NETWORK:
        filled = [*filled, "--help"]
    files = [str(ROOT / word) if word.startswith("pipeline/") else word for word in filled]
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, files)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()


def test_there_are_examples_of_daily_use_and_of_extracting() -> None:
    commands = {arguments[0] for arguments in examples()}
    assert {"feeds", "ingest", "deals", "deal", "loops", "extract"} <= commands


def test_the_demo_prints_what_the_readme_shows(demo_run: DemoRun) -> None:
    """Line by line but for what differs from run to run or from model to model: times, ids, deals, and their number."""
    block = re.search(r"^```text\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert block is not None
    shown = [line for line in block[1].splitlines() if re.match(r" +\d+ articles from |\d+ articles: |TIMELINE", line)]
    assert len(shown) == 8
    assert [line for line in shown if line not in demo_run.output.splitlines()] == []
