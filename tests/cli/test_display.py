"""Lines and numbers for people."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline.cli.console import print_line
from pipeline.cli.display import number_text
from pipeline.records import Lang

WIDE = "同社は半導体事業を分社化し、海外の投資会社に売却する方針を固めた。" * 3


def printed(line: str, width: int = 40) -> list[str]:
    file = io.StringIO()
    print_line(Console(file=file, width=width, markup=False, highlight=False, emoji=False), line)
    return file.getvalue().splitlines()


@pytest.mark.parametrize("line", ["  [1] " + "words and more words " * 8 + "end", f"    {WIDE}", "x" * 100])
def test_a_line_is_broken_at_the_width_and_loses_nothing(line: str) -> None:
    parts = printed(line)
    assert len(parts) > 1 and all(cell_len(part) <= 40 for part in parts)
    indent = len(line) - len(line.lstrip())
    assert [len(part) - len(part.lstrip()) for part in parts] == [indent] + [indent + 2] * (len(parts) - 1)
    assert "".join(part.strip() for part in parts).replace(" ", "") == line.replace(" ", "")


@pytest.mark.parametrize("line", ["", "  short", "      https://example.org/" + "a-long-way/" * 10])
def test_what_fits_and_addresses_stay_as_they_are(line: str) -> None:
    assert printed(line) == [line]


@pytest.mark.parametrize(("lang", "text"), [("en", "1,234,568"), ("fr", "1 234 568"), ("ja", "1,234,568")])
def test_numbers_are_grouped_as_in_the_language(lang: Lang, text: str) -> None:
    assert number_text(1234567.8, lang).replace("\u00a0", " ") == text
