"""Writing for people: messages, progress and tables."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.table import Table

    from pipeline.work import Progress

# Control characters and marks that turn the direction of writing: a title from the net must not steer the terminal.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        # Rich would end the process with 1; a reader that has seen enough is no failure.
        raise BrokenPipeError


def clean(text: str) -> str:
    """The text without what would steer a terminal."""
    return _UNSAFE.sub("\ufffd", text)


def out() -> Console:
    """Standard output: in colour and as wide as the terminal, or plain and 80 columns wide."""
    return _Console(highlight=False, markup=False, emoji=False)


def print_table(made: Table) -> None:
    """Print a table; without the spaces behind its lines where it does not go to a terminal."""
    console = out()
    if console.is_terminal:
        console.print(made)
        return
    with console.capture() as caught:
        console.print(made)
    print("\n".join(line.rstrip() for line in caught.get().rstrip("\n").split("\n")))


def print_line(console: Console, line: str, style: str | None = None) -> None:
    """Print a line of a page: broken at the width of the console, what follows two columns further in than it begins.
    One with an address stays whole, so that it can be followed and copied."""
    room = console.width - (indent := len(line) - len(line.lstrip(" "))) - 2
    if cell_len(line) <= console.width or "://" in line or room < 20:
        console.print(line, style=style, soft_wrap=True)
        return
    for number, part in enumerate(Text(line[indent:]).wrap(console, room, overflow="fold")):
        console.print(f"{' ' * (indent + 2 * (number > 0))}{part.plain.rstrip()}", style=style, soft_wrap=True)


def tell(message: str) -> None:
    """One message on standard error."""
    print(clean(message), file=sys.stderr)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on standard error while work goes on; nothing where nobody watches a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
        bars.TextColumn("{task.fields[what]}", markup=False),
    )
    # Standard output is left alone: rich would send what is printed there to the bar's console.
    with bars.Progress(*columns, console=_Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(label, total=None, what="")

        def show(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, what=clean(what)[:40])

        yield show


def table(*headers: str | tuple[str, dict[str, Any]]) -> Table:
    """An empty table with these columns: a header, or a header with rich's settings for the column."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    for header in headers:
        name, settings = (header, {}) if isinstance(header, str) else header
        made.add_column(name, overflow="fold", **settings)
    return made
