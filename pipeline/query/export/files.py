"""Deals as files: CSV, JSON Lines, Parquet and Excel."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.jsonable import deal_json
from pipeline.query.export.extra import needs
from pipeline.query.export.flat import COLUMNS, ColumnType, flat_row
from pipeline.records import Deal

Writer = Callable[[Iterable[Deal], Path], int]
"""Writes deals to a file; how many there were."""

_GROUP = 20_000
"""Deals in a row group of Parquet."""
_SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below the header."""
_CELL = 32_767
"""Characters of an Excel cell."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot hold."""
_WIDTHS: dict[ColumnType, int] = {"text": 24, "number": 18, "whole": 10, "day": 12, "truth": 8}
_FORMATS: dict[ColumnType, str] = {"number": "#,##0.##", "whole": "0", "day": "yyyy-mm-dd"}


def write_csv(deals: Iterable[Deal], path: Path) -> int:
    """CSV in UTF-8 with a header; what is unknown is an empty cell, days are ISO 8601."""
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in COLUMNS)
        for deal in deals:
            writer.writerow("" if value is None else value for value in flat_row(deal).values())
            count += 1
    return count


def write_jsonl(deals: Iterable[Deal], path: Path) -> int:
    """A deal a line, whole: timeline, claims and reports with their evidence."""
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace") as file:
        for deal in deals:
            file.write(json.dumps(deal_json(deal), ensure_ascii=False) + "\n")
            count += 1
    return count


def write_parquet(deals: Iterable[Deal], path: Path) -> int:
    """Parquet: the flat columns with their types, and all parties with role and company in a column of lists."""
    pa, pq = needs("pyarrow"), needs("pyarrow.parquet")
    schema = _schema(pa)
    count = 0
    rows = iter(deals)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _GROUP)):
            count += len(batch)
            writer.write_table(pa.Table.from_pylist([_nested_row(deal) for deal in batch], schema=schema))
    return count


def _schema(pa: Any) -> Any:
    types = {
        "text": pa.string(), "number": pa.float64(), "whole": pa.int32(), "day": pa.date32(), "truth": pa.bool_(),
    }  # fmt: skip
    party = pa.struct([("role", pa.string()), ("company", pa.string()), ("name", pa.string())])
    return pa.schema(
        [
            *(pa.field(c.name, types[c.type], metadata={"description": c.about}) for c in COLUMNS),
            pa.field(
                "parties", pa.list_(party), metadata={"description": "All parties with the ids of their companies"}
            ),
        ]
    )


def _nested_row(deal: Deal) -> dict[str, Any]:
    row = {name: _text(value) for name, value in flat_row(deal).items()}
    row["parties"] = [{"role": p.role, "company": p.company, "name": _text(p.name)} for p in deal.parties]
    return row


def _text(value: Any) -> Any:
    """A value that UTF-8 can hold: lone halves of characters are replaced."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value


def write_excel(deals: Iterable[Deal], path: Path) -> int:
    """An Excel workbook: a sheet of deals with typed cells, and one that says what the columns hold."""
    book = needs("openpyxl").Workbook(write_only=True)
    sheet = book.create_sheet("Deals")
    sheet.freeze_panes = "B2"
    letters = [needs("openpyxl.utils").get_column_letter(n) for n in range(1, len(COLUMNS) + 1)]
    for letter, column in zip(letters, COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = _WIDTHS[column.type]
    cell_type, bold = needs("openpyxl.cell").WriteOnlyCell, needs("openpyxl.styles").Font(bold=True)

    def header(text: str) -> Any:
        cell = cell_type(sheet, value=text)
        cell.font = bold
        return cell

    sheet.append([header(column.name) for column in COLUMNS])
    count = 0
    try:
        for deal in deals:
            count += 1
            if count > _SHEET_ROWS:
                raise InputError(f"{path}: an Excel sheet holds {_SHEET_ROWS} deals: ask for fewer, or for Parquet")
            sheet.append(list(_cells(deal, lambda value: cell_type(sheet, value=value))))
    except BaseException:
        # Its file of rows is open until it is told that no more will come.
        sheet.close()
        raise
    sheet.auto_filter.ref = f"A1:{letters[-1]}{count + 1}"
    legend = book.create_sheet("Columns")
    legend.column_dimensions["A"].width, legend.column_dimensions["B"].width = 22, 80
    legend.append([header("column"), header("what it holds")])
    for column in COLUMNS:
        legend.append([column.name, column.about])
    book.save(path)
    return count


def _cells(deal: Deal, make: Callable[[Any], Any]) -> Iterator[Any]:
    for column, value in zip(COLUMNS, flat_row(deal).values(), strict=True):
        if value is None:
            yield None
        elif column.type == "text":
            # Text from the net that begins with an equals sign is text, not a formula.
            cell = make(_UNWRITABLE.sub("\ufffd", value)[:_CELL])
            cell.data_type = "s"
            yield cell
        else:
            cell = make(value)
            if column.type in _FORMATS:
                cell.number_format = _FORMATS[column.type]
            yield cell
