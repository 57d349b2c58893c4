"""How commands end: exit codes, one line for an error, no traceback, nothing heavy loaded for nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, DealwireError, FetchError, InputError, ModelError, StoreError
from pipeline.store import open_store
from tests.cli.conftest import FEEDS, Run
from tests.ingest.server import Handler, Web
from tests.work.engine import FakeEngine

HEAVY = {"onnxruntime", "transformers", "spacy", "trafilatura", "sqlite_utils", "pandas", "httpx2", "py3langid"}
DEALWIRE = [sys.executable, "-c", "from pipeline.cli import main; main()"]


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.mark.parametrize(
    ("error", "code"),
    [(DealwireError, 1), (ConfigError, 2), (InputError, 2), (FetchError, 3), (StoreError, 4), (ModelError, 5)],
)
def test_an_error_is_one_line_and_an_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: type[DealwireError], code: int
) -> None:
    def fail(*_: object) -> None:
        raise error("feeds.yaml:3: what is wrong:\n what to do")

    monkeypatch.setattr("pipeline.config.load_config", fail)
    ended = run("feeds", "list")
    assert (ended.code, ended.out, ended.err) == (code, "", "dealwire: feeds.yaml:3: what is wrong: what to do\n")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (["nonsense"], "dealwire: No such command 'nonsense': see `dealwire --help`"),
        (["--nonsense"], "dealwire: No such option: --nonsense: see `dealwire --help`"),
        (["extract"], "dealwire extract: Missing argument 'FILE...': see `dealwire extract --help`"),
        (
            ["deals", "--since", "2025-13-01"],
            "dealwire deals: Invalid value for '--since': '2025-13-01' is no day: write it as 2025-01-31: "
            "see `dealwire deals --help`",
        ),
        (
            ["feeds", "list", "--format", "xml"],
            "dealwire feeds list: Invalid value for '--format': 'xml' is not one of 'table', 'json', 'jsonl', 'csv': "
            "see `dealwire feeds list --help`",
        ),
    ],
)
def test_wrong_use_is_one_line_with_the_help_to_ask_for(run: Run, wrong: list[str], told: str) -> None:
    ended = run(*wrong)
    assert (ended.code, ended.out, ended.err) == (2, "", f"{told}\n")


def test_a_command_without_anything_tells_its_use(run: Run) -> None:
    for group in ([], ["feeds"]):
        ended = run(*group)
        assert "Usage: dealwire" in ended.out + ended.err


def test_an_output_without_room_is_told_in_one_line(folder: Path) -> None:
    (folder / "feeds.yaml").unlink()
    for format in ("table", "jsonl", "csv"):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [*DEALWIRE, "feeds", "list", "--format", format],
                cwd=folder,
                env=environment(),
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert done.returncode == 1
        assert done.stderr == "dealwire: the output: cannot be written (No space left on device): make room for it\n"


def test_a_mistake_in_the_configuration_is_told_by_every_command(run: Run, folder: Path) -> None:
    (folder / "feeds.yaml").write_text("setings: {}\n")
    for command in (["feeds", "list"], ["status"], ["ingest"], ["extract", "-"], ["rebuild"]):
        ended = run(*command)
        assert (ended.code, ended.err) == (2, "dealwire: feeds.yaml:1: unknown key setings: did you mean settings?\n")


def test_reading_commands_make_no_database(run: Run, folder: Path) -> None:
    for command in (["status"], ["rebuild"]):
        ended = run(*command, "--db", "none.db")
        assert ended.code == 4
        assert "none.db: there is no database; run 'dealwire ingest --db none.db' first" in ended.err
    assert not (folder / "none.db").exists()


def test_an_interrupt_inside_a_command_is_130(run: Run, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(articles: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "extract", interrupted)
    ended = run("extract", "-", stdin='{"id": "x1", "lang": "en", "title": "T", "text": "Text."}')
    assert ended.code == 130


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_lets_a_request_end_and_ends_at_once_when_pressed_again(folder: Path, web: Web, times: int) -> None:
    asked, released = threading.Event(), threading.Event()

    def hang(handler: Handler) -> None:
        asked.set()
        released.wait()
        handler.answer(404)

    url = web.behave("/slow", hang)
    (folder / "feeds.yaml").write_text(FEEDS.replace("read_timeout: 30", "read_timeout: 300\n  total_timeout: 300"))
    with subprocess.Popen(
        [*DEALWIRE, "feeds", "check", url], cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            assert asked.wait(120)
            process.send_signal(signal.SIGINT)
            said = process.stderr.readline()
            if times == 2:
                process.send_signal(signal.SIGINT)
            else:
                released.set()
            said += process.stderr.read()
        finally:
            released.set()
    assert process.returncode == 130
    assert said == "dealwire: interrupted: requests that run are let end; press Ctrl-C again to stop at once\n"


@pytest.mark.parametrize("format", ["table", "jsonl", "csv"])
def test_a_reader_that_leaves_early_is_no_failure(folder: Path, format: str) -> None:
    (folder / "feeds.yaml").unlink()
    with subprocess.Popen(
        [*DEALWIRE, "feeds", "list", "--format", format],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (0, b"")


@pytest.mark.parametrize("command", [["--help"], ["feeds", "list"], ["status"], ["deals"], ["deal", "d1"]])
def test_looking_loads_nothing_heavy(folder: Path, command: list[str]) -> None:
    open_store(folder / "dealwire.db").close()
    script = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('loaded:', *sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr))\n"
        "from pipeline.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command], cwd=folder, env=environment(), capture_output=True, text=True
    )
    assert "Usage:" not in done.stderr
    assert done.stderr.splitlines()[-1] == "loaded:"


def test_a_currency_without_an_amount_is_told(run: Run) -> None:
    ended = run("deals", "--currency", "EUR")
    assert ended.code == 2
    assert ended.err == (
        "dealwire: --currency EUR: it is that of --min-amount and --max-amount: give one of them too\n"
    )
