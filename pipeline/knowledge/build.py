"""Build the table of companies that ships: ``python -m pipeline.knowledge.build``.

Without options the hand list and the stored rows of the public lists are merged anew, which is all that a change of
the hand list or of the folding of names needs. With ``--sources FOLDER`` the public lists are read first: EDINET's
list of codes (Financial Services Agency of Japan, EDINET), SEC's ``company_tickers.json``, and the stock indices of
``pytickersymbols``. With ``--name-lists FOLDER`` the names are also written as the press of each language writes them,
one a line; with ``--pairs FILE`` Japanese and English names of companies listed in Japan, for measuring matchers.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import DealwireError
from pipeline.knowledge.base import TABLE
from pipeline.knowledge.hand import read_hand
from pipeline.knowledge.merge import merge
from pipeline.knowledge.name_lists import name_pairs, write_name_lists
from pipeline.knowledge.sources import read_sources
from pipeline.knowledge.table import pack, pack_rows, read_bytes, unpack_rows

ROWS = TABLE.parent / "listed.jsonl.gz"
PAIRS = 600


def build(rows: bytes, origin: str) -> bytes:
    """The table made of the hand list and of packed rows. Raises :class:`~pipeline.errors.DealwireError`."""
    return pack(merge(read_hand(), unpack_rows(rows, origin)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0, or the exit code of the error that it told in one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, help="folder of the public lists, to read them anew")
    parser.add_argument("--name-lists", type=Path, help="folder for fr.txt, ja.txt and en.txt")
    parser.add_argument("--pairs", type=Path, help="file for pairs of Japanese and English names")
    args = parser.parse_args(arguments)
    try:
        rows = pack_rows(read_sources(args.sources)) if args.sources else read_bytes(ROWS)
        companies = merge(read_hand(), unpack_rows(rows, str(ROWS)))
        table = pack(companies)
    except DealwireError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    if args.sources:
        ROWS.write_bytes(rows)
    TABLE.write_bytes(table)
    by_hand = sum(":" not in c.id for c in companies)
    print(f"{TABLE}: {len(companies)} organisations, {by_hand} of them from the hand list, {len(table)} bytes")
    if args.name_lists:
        for lang, count in write_name_lists(companies, args.name_lists).items():
            print(f"{args.name_lists}/{lang}.txt: {count} names")
    if args.pairs:
        pairs = name_pairs(companies, PAIRS)
        args.pairs.write_text("".join("\t".join(pair) + "\n" for pair in pairs), encoding="utf-8")
        print(f"{args.pairs}: {len(pairs)} pairs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
