from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.app import app
from tests.ingest.server import Web, running
from tests.work.engine import FakeEngine


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]

FEEDS = """settings:
  allow_private_addresses: [127.0.0.1/32]
  host_spacing: 0
  read_timeout: 30
feeds: []
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with a feeds.yaml, in which the commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.delenv("LANGUAGE", raising=False)
    (tmp_path / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run ``dealwire`` with these arguments in this process; a fault of the program fails the test."""

    def run(*arguments: str | Path, stdin: bytes | str | None = None) -> Ended:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, prog_name="dealwire")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The small engine of the tests in place of the model."""
    fake = FakeEngine()
    monkeypatch.setattr("pipeline.extract.engine.load_engine", lambda name, threads: fake)
    return fake


@pytest.fixture
def web() -> Iterator[Web]:
    with running() as server:
        yield server
