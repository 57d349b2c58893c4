"""``dealwire extract``: articles in, findings out, a line each."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Run
from tests.work.engine import FakeEngine

TEXT = "Alpha buys Beta for 5 million euros. The price was told in London on Monday morning."


def article(id: str, text: str = TEXT, **more: str) -> str:
    return json.dumps({"id": id, "lang": "en", "title": "News of the day", "text": text, **more})


def test_one_line_comes_out_for_each_that_goes_in(run: Run, folder: Path, engine: FakeEngine) -> None:
    names = [f"x{n}" for n in range(70)]
    (folder / "a.jsonl").write_text("\n".join(article(name) for name in reversed(names)))
    ended = run("extract", "a.jsonl")
    assert (ended.code, ended.err) == (0, "")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [row["id"] for row in rows] == list(reversed(names))
    assert len(engine.asked) > 1
    body = f"News of the day\n{TEXT}"
    (deal,) = rows[0]["deals"]
    assert (deal["type"], deal["status"], deal["amount"]["low"]) == ("acquisition", "announced", 5_000_000)
    assert [(p["role"], p["name"]) for p in deal["parties"]] == [("acquirer", "Alpha"), ("target", "Beta")]
    evidence = deal["parties"][1]["evidence"][0]
    assert body[evidence["start"] : evidence["end"]] == "Beta"


def test_standard_input_and_plain_text_are_read(run: Run, folder: Path, engine: FakeEngine) -> None:
    ended = run("extract", "-", stdin=article("x1") + "\n")
    assert json.loads(ended.out)["id"] == "x1"
    (folder / "a.txt").write_text(f"Alpha grows\n{TEXT}")
    (row,) = json.loads(run("extract", "a.txt", "--format", "json").out)
    assert len(row["deals"]) == 1


def test_bad_lines_are_told_and_the_exit_code_says_so(run: Run, engine: FakeEngine) -> None:
    ended = run("extract", "-", stdin="{}\n" + article("x2") + "\n")
    assert ended.code == 1
    assert [json.loads(line)["id"] for line in ended.out.splitlines()] == ["x2"]
    assert ended.err.splitlines() == ["dealwire: -:1: holds neither title nor text"]


def test_an_article_in_another_language_gets_an_empty_line(run: Run, engine: FakeEngine) -> None:
    russian = json.dumps(
        {"id": "x1", "title": "", "text": "Правление компании сообщило, что рассмотрело планы на год."}
    )
    ended = run("extract", "-", stdin=f"{russian}\n{article('x2')}\n")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert [(row["id"], row["lang"], len(row["deals"])) for row in rows] == [("x1", None, 0), ("x2", "en", 1)]
    assert ended.code == 0
    assert "x1: in none of French, Japanese and English" in ended.err


def test_the_table_quotes_the_words_that_tell_the_deal(run: Run, engine: FakeEngine) -> None:
    ended = run("extract", "-", "--format", "table", "--lang", "fr", stdin=article("x1"))
    assert "acquisition · announced" in ended.out
    assert "acquirer    Alpha" in ended.out
    assert "5 millions d'euros" in ended.out
    assert "Alpha buys Beta for *5 million euros*." in ended.out


def test_a_missing_file_is_one_line(run: Run, engine: FakeEngine) -> None:
    ended = run("extract", "none.jsonl")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("dealwire: none.jsonl: No such file or directory")
    assert len(ended.err.splitlines()) == 1


def test_titles_cannot_steer_the_terminal(run: Run, engine: FakeEngine) -> None:
    line = json.dumps({"id": "x1", "lang": "en", "title": "\x1b[2J\u202eevil", "text": TEXT})
    ended = run("extract", "-", "--format", "table", stdin=line)
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_a_bar_on_the_terminal_leaves_the_data_alone(folder: Path) -> None:
    (folder / "a.jsonl").write_text(article("x1"))
    script = (
        "import pipeline.extract.engine\n"
        "from tests.work.engine import FakeEngine\n"
        "pipeline.extract.engine.load_engine = lambda name, threads: FakeEngine()\n"
        "from pipeline.cli import main\n"
        "main()\n"
    )
    ours, theirs = pty.openpty()
    with open(ours, "rb", buffering=0) as terminal:
        done = subprocess.run(
            [sys.executable, "-c", script, "extract", "a.jsonl"],
            env={**os.environ, "TERM": "xterm", "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        shown = terminal.read(100_000)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["x1"]
    assert b"extracting" in shown
    assert b"x1" not in shown
