"""Writing data for programs: JSON, JSON Lines and CSV, always in UTF-8."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

Columns = Mapping[str, Callable[[Any], object]]
"""The columns of a CSV file: name, and what it takes out of a row."""


def keyed(*keys: str) -> Columns:
    """Columns that are keys of the rows."""
    return {key: itemgetter(key) for key in keys}


def write_rows(rows: Iterable[Any], format: str, columns: Columns) -> None:
    """Write rows as ``json``, ``jsonl`` or ``csv``, the last with these columns."""
    if format == "csv":
        write_csv(rows, columns)
    elif format == "json":
        write_json(rows)
    else:
        write_jsonl(rows)


def dumps(value: object) -> str:
    """One line of JSON, readable; a lone half of a character, which UTF-8 cannot hold, is escaped."""
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def write_json(rows: Iterable[object]) -> None:
    """The rows as one JSON list, a row a line."""
    start = "["
    for row in rows:
        print(f"{start}\n{dumps(row)}", end="")
        start = ","
    print("[]" if start == "[" else "\n]")


def write_jsonl(rows: Iterable[object]) -> None:
    """A JSON value a line."""
    for row in rows:
        print(dumps(row))


def write_csv(rows: Iterable[Any], columns: Columns) -> None:
    """A table with a header; what is unknown is an empty cell."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if (value := take(row)) is None else value for take in columns.values()])
