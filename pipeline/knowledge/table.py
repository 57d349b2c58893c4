"""The table that ships: companies and the names that lead to them, as compressed JSON lines."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.press import press_name, press_name_ja
from pipeline.knowledge.records import KnownCompany
from pipeline.knowledge.sources import ListedRow
from pipeline.records import CompanyName

FORMAT = 1


def keys_of(company: KnownCompany) -> dict[str, int]:
    """The folded names that lead to a company, with their rank: 0 where it is the default, 1 for a current name, 2 for
    a current name without its legal form, 3 for a former name."""
    keys: dict[str, int] = {}
    for name in company.default_for:
        keys.setdefault(fold_name(name), 0)
    for name in (company.name, *(n.text for n in company.names)):
        keys.setdefault(fold_name(name), 1)
    for name in (company.name, *(n.text for n in company.names)):
        keys.setdefault(fold_name(press_name(name, name)), 2)
        keys.setdefault(fold_name(press_name_ja(name)), 2)
    for name in company.former:
        keys.setdefault(fold_name(name), 3)
    return keys


def pack(companies: Iterable[KnownCompany]) -> bytes:
    """The table of companies; the same companies always give the same bytes.

    A line is ``[id, parent, keys, facts]``: what look-ups need, and the facts as a JSON text of their own, which is
    only read when the company is asked for.
    """
    lines = [
        [c.id, c.parent, list(keys_of(c).items()), json.dumps(_facts(c), ensure_ascii=False, separators=(",", ":"))]
        for c in sorted(companies, key=lambda c: c.id)
    ]
    return _compressed([{"format": FORMAT, "companies": len(lines)}, *lines])


def _facts(c: KnownCompany) -> list[Any]:
    return [
        c.name,
        c.kind,
        c.country,
        [[n.text, n.lang] for n in c.names],
        c.former,
        c.codes,
        c.default_for,
        c.readings,
    ]


def company_of(id: str, parent: str | None, facts: str) -> KnownCompany:
    """The company that a line of :func:`pack` tells of."""
    name, kind, country, names, former, codes, default_for, readings = json.loads(facts)
    return KnownCompany(
        id,
        name,
        kind,
        country,
        parent,
        tuple(CompanyName(text, lang, "knowledge") for text, lang in names),
        tuple(former),
        tuple((scheme, value) for scheme, value in codes),
        tuple(default_for),
        tuple(readings),
    )


def unpack(data: bytes, origin: str) -> list[list[Any]]:
    """The lines of a packed table; ``origin`` is named in errors. Raises :class:`~pipeline.errors.InputError`."""
    try:
        lines = gzip.decompress(data).decode().rstrip("\n").replace("\n", ",")
        head, *rows = json.loads(f"[{lines}]")
        table: list[list[Any]] = rows
        whole = head["format"] == FORMAT and head["companies"] == len(rows)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{origin}: no table of companies ({error}): install Dealwire again, or rebuild it") from None
    if not whole:
        raise InputError(f"{origin}: a table of another format or cut short: install Dealwire again, or rebuild it")
    return table


def pack_rows(rows: Iterable[ListedRow]) -> bytes:
    """The rows of the public lists, so that the table can be built again without them."""
    lines = [
        [r.id, r.name, r.names, r.country, r.codes, r.foreign, r.reading] for r in sorted(rows, key=lambda r: r.id)
    ]
    return _compressed([{"format": FORMAT, "companies": len(lines)}, *lines])


def unpack_rows(data: bytes, origin: str) -> list[ListedRow]:
    """The rows that :func:`pack_rows` packed. Raises :class:`~pipeline.errors.InputError`."""
    return [
        ListedRow(
            id_,
            name,
            tuple((text, lang) for text, lang in names),
            country,
            tuple((scheme, value) for scheme, value in codes),
            foreign,
            reading,
        )
        for id_, name, names, country, codes, foreign, reading in unpack(data, origin)
    ]


def read_bytes(path: Path) -> bytes:
    """The bytes of a table. Raises :class:`~pipeline.errors.InputError`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}: install Dealwire again, or rebuild the table") from None


def _compressed(lines: Iterable[Any]) -> bytes:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)
