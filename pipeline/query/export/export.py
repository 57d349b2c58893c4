"""Exporting deals to a file, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pipeline.errors import InputError
from pipeline.query.deals import iterate_deals
from pipeline.query.export.files import Writer, write_csv, write_excel, write_jsonl, write_parquet
from pipeline.query.export.snapshot import write_metadata, write_snapshot
from pipeline.query.filters import DealFilter
from pipeline.store import Store

ExportFormat = Literal["csv", "jsonl", "parquet", "xlsx", "sqlite"]
FORMATS: tuple[ExportFormat, ...] = ("csv", "jsonl", "parquet", "xlsx", "sqlite")
_WRITERS: dict[ExportFormat, Writer] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "xlsx": write_excel,
}


def export_deals(
    store: Store,
    path: Path,
    wanted: DealFilter | None = None,
    *,
    format: ExportFormat | None = None,
    sort: str = "-last_seen",
) -> int:
    """Write the deals that a filter asks for to a file, in the format that its suffix names; how many there were.

    The file is replaced when all is written, and not touched where anything fails. An ``sqlite`` snapshot comes with
    a file ``….metadata.json`` beside it: ``datasette deals.sqlite -m deals.metadata.json``. Raises InputError for a
    format that there is not, and for one whose library is not installed, naming the remedy."""
    kind = format or _format_of(path)
    if not path.parent.is_dir():
        raise InputError(f"{path}: the folder {path.parent} does not exist: create it or name another file")
    deals = iterate_deals(store, wanted, sort=sort)
    described = path.with_suffix(".metadata.json")
    parts = {path.with_name(f"{path.name}.part"): path}
    try:
        part = next(iter(parts))
        part.unlink(missing_ok=True)
        if kind == "sqlite":
            count = write_snapshot(store, deals, part)
            parts[described.with_name(f"{described.name}.part")] = described
            write_metadata(described.with_name(f"{described.name}.part"), path.stem)
        else:
            count = _WRITERS[kind](deals, part)
        for written, place in parts.items():
            os.replace(written, place)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}): check its rights and the space left") from None
    finally:
        for written in parts:
            written.unlink(missing_ok=True)
    return count


def _format_of(path: Path) -> ExportFormat:
    suffix = path.suffix.lower().removeprefix(".")
    for kind in FORMATS:
        if suffix == kind:
            return kind
    raise InputError(f"{path}: name a file that ends with {', '.join('.' + kind for kind in FORMATS)}")
