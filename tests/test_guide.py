"""The commands and lines of the guide for analysts work as they stand, on the database of the demonstration."""

from __future__ import annotations

import re
import shlex
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas
import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app
from pipeline.query.deals import list_deals
from pipeline.store import open_store
from tests.demo.running import DATABASE, DemoRun

GUIDE = (Path(__file__).parent.parent / "docs" / "analysts.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    dealwire (.*)$", GUIDE, re.MULTILINE)
EMPTY = {"changes --changed-since yesterday"}
"""What the articles of the demonstration, which are older, do not answer."""


@pytest.fixture(scope="module")
def folder(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration's database under the name that the commands expect."""
    path = tmp_path_factory.mktemp("guide")
    shutil.copy(demo_run.folder / DATABASE, path / "dealwire.db")
    return path


def run(line: str) -> str:
    """Run a command of the guide in this folder; what it wrote."""
    with open_store("dealwire.db") as store:
        (deal,) = list_deals(store, limit=1, sort="first_seen").deals
    words, _, target = line.partition(" > ")
    arguments = [deal.id if word == "ID" else word for word in shlex.split(words)]
    done = CliRunner().invoke(app, arguments, prog_name="dealwire")
    assert done.exit_code == 0, done.output
    if target:
        Path(target).write_text(done.stdout, encoding="utf-8")
    return done.stdout + done.stderr


def test_there_are_commands_for_all_that_an_analyst_asks() -> None:
    names = {line.split()[0] for line in COMMANDS}
    assert names == {"deals", "deal", "company", "search", "changes", "totals", "loops", "export"}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_works(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    said = run(line)
    assert said.strip()
    assert ("nothing changed" in said) == (line in EMPTY)


def test_what_was_written_can_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for line in COMMANDS:
        if " > " in line or line.startswith("export"):
            run(line)
    for picture in ("loop.svg", "money.svg"):
        assert ET.parse(picture).getroot().tag.endswith("svg")
    assert Path("deals.metadata.json").exists()
    (line,) = re.findall(r"^    (pandas\..*)$", GUIDE, re.MULTILINE)
    sums = eval(line, {"pandas": pandas})
    assert sums["acquisition"] > 1e9
