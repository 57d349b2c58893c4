"""All benchmarks, one after the other, each in a process of its own.

``python -m benchmarks [NAME...] [--articles FILE] [--peers PYTHON] [--quick]``

Without names all of them. Times mean something only on a machine that does nothing else. At the end stands one line a
benchmark: done, or why it could not run; the exit code is 1 where one of them could not. ``make bench`` installs all
libraries that they are measured beside.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
DEMO = ROOT / "pipeline/demo/site"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    articles: Path | None
    """JSON Lines with id, lang, title and text; None for the pages of the demonstration."""
    peers: str
    """The Python that has the libraries to be measured beside."""
    quick: bool
    """Whether small databases do: to see that all runs, not for figures."""
    folder: Path
    """Where files can be made; it is removed at the end."""


Arguments = Callable[[Asked], list[str]]


def _articles(asked: Asked) -> list[str]:
    """``--articles``, as the benchmark of money takes them; its own sentences without."""
    return ["--articles", str(asked.articles)] if asked.articles else []


def _articles_and_peers(asked: Asked) -> list[str]:
    articles = asked.articles or demo_articles(asked.folder / "articles.jsonl")
    return [str(articles), "--peers", asked.peers]


def _if_quick(*sizes: str) -> Arguments:
    """Sizes for a quick run; otherwise the benchmark's own."""
    return lambda asked: list(sizes) if asked.quick else []


ARGUMENTS: dict[str, Arguments] = {
    "extract": _articles_and_peers,
    "linking": _if_quick("500", "2000"),
    "loops": _if_quick("2000"),
    "money": _articles,
    "query": _if_quick("20000"),
}
"""The arguments of those benchmarks that take some; the others run without."""


def benchmarks() -> list[str]:
    """The modules of this package that are benchmarks: those with a ``main``."""
    modules = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("_"))
    return [path.stem for path in modules if "\ndef main(" in path.read_text(encoding="utf-8")]


def demo_articles(path: Path) -> Path:
    """Write the pages of the demonstration as JSON Lines, for benchmarks that read articles."""
    from pipeline.ingest.language import detect_language
    from pipeline.ingest.page import parse_page

    with path.open("w", encoding="utf-8") as file:
        for page in sorted(DEMO.rglob("*.html")):
            read = parse_page(page.read_bytes(), f"https://demo.example/{page.stem}")
            lang = detect_language(read.text)
            if lang is not None:
                line = {"id": page.stem, "lang": lang, "title": read.title, "text": read.text}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def run(name: str, arguments: list[str]) -> str | None:
    """Run a benchmark, which writes its tables to standard output; None, or in one line why it could not."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        code = subprocess.run(command, cwd=ROOT, stderr=errors, check=False).returncode
        errors.seek(0)
        told = errors.read().strip()
    last = told.splitlines()[-1] if told else f"ended with exit code {code}"
    if code and last.startswith("ModuleNotFoundError: "):
        return f"{last.partition(': ')[2]}: run make bench, which installs it"
    if told:
        print(told, file=sys.stderr, flush=True)
    return last if code else None


def main() -> int:
    """Run what is asked for; the exit code."""
    known = benchmarks()
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument("--articles", type=Path, metavar="FILE", help="JSON Lines with id, lang, title and text")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="a Python with the other libraries")
    parser.add_argument("--quick", action="store_true", help="small databases: to see that all runs, not for figures")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in known]:
        parser.error(f"no benchmark is called {unknown[0]}: there are {', '.join(known)}")
    if given.articles is not None and not given.articles.is_file():
        parser.error(f"{given.articles}: no such file: give JSON Lines with id, lang, title and text")
    ended: dict[str, tuple[str | None, float]] = {}
    with tempfile.TemporaryDirectory(prefix="dealwire-benchmarks-") as folder:
        articles = given.articles.resolve() if given.articles else None
        asked = Asked(articles, given.peers, given.quick, Path(folder))
        for name in given.names or known:
            arguments = ARGUMENTS[name](asked) if name in ARGUMENTS else []
            print(f"\n== {' '.join(['python -m', f'benchmarks.{name}', *arguments])}", flush=True)
            start = time.monotonic()
            ended[name] = run(name, arguments), time.monotonic() - start
    print("\n== summary")
    for name, (reason, seconds) in ended.items():
        print(f"{name:12} {f'could not run: {reason}' if reason else f'done in {seconds:.0f} s'}")
    return int(any(reason for reason, _ in ended.values()))


if __name__ == "__main__":
    sys.exit(main())
