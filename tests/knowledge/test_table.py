"""The table that ships: whole, up to date, and read back as it was written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.knowledge.base import TABLE
from pipeline.knowledge.build import ROWS, build, main
from pipeline.knowledge.records import KnownCompany
from pipeline.knowledge.sources import ListedRow, read_sources
from pipeline.knowledge.table import company_of, keys_of, pack, pack_rows, read_bytes, unpack, unpack_rows
from pipeline.records import CompanyName

SOURCES = Path(__file__).parents[3] / "shared" / "data" / "companies"
CODES = st.lists(st.tuples(st.sampled_from(("isin", "ticker")), st.text(max_size=5)), max_size=3).map(tuple)
TEXTS = st.lists(st.text(min_size=1, max_size=8), max_size=3).map(tuple)
NAMES = st.builds(
    CompanyName, st.text(min_size=1, max_size=12), st.sampled_from((None, "fr", "ja")), st.just("knowledge")
)
COMPANIES = st.lists(
    st.builds(
        KnownCompany,
        id=st.text(min_size=1, max_size=8),
        name=st.text(min_size=1, max_size=12),
        kind=st.sampled_from(("company", "fund")),
        country=st.sampled_from((None, "FR")),
        parent=st.sampled_from((None, "x")),
        names=st.lists(NAMES, max_size=3).map(tuple),
        former=TEXTS,
        codes=CODES,
        default_for=TEXTS,
        readings=TEXTS,
    ),
    max_size=4,
    unique_by=lambda c: c.id,
)


@given(COMPANIES)
def test_companies_are_read_back_as_they_were_written(companies: list[KnownCompany]) -> None:
    rows = unpack(pack(companies), "table")
    assert [company_of(id_, parent, facts) for id_, parent, _, facts in rows] == sorted(companies, key=lambda c: c.id)


def test_rows_are_read_back_as_they_were_written() -> None:
    rows = [
        ListedRow("sec:2", "Acme", (("ACME INC", "en"), ("Acme", None)), None, (("cik", "2"),), True),
        ListedRow("edinet:E1", "青空", (("青空", "ja"),), "JP", (), False, "アオゾラ"),
    ]
    assert unpack_rows(pack_rows(rows), "rows") == [rows[1], rows[0]]


def test_keys_rank_default_name_form_and_former() -> None:
    company = KnownCompany(
        "x", "Blue Sky Inc.", names=(CompanyName("ブルースカイ"),), former=("Grey Sky",), default_for=("Sky",)
    )
    assert keys_of(company) == {"sky": 0, "blue sky inc": 1, "ブルースカイ": 1, "blue sky": 2, "grey sky": 3}


@pytest.mark.parametrize(
    "data",
    [
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(b"{}\n"),
        gzip.compress(b"[1]\n"),
        gzip.compress(b'{"format":0,"companies":0}\n'),
        gzip.compress(b'{"format":1,"companies":2}\n["x"]\n'),
        pack([KnownCompany("x", "X")])[:-9],
    ],
    ids=["no_gzip", "empty", "no_head", "list", "format", "short", "cut"],
)
def test_a_damaged_table_is_told_in_one_line(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^somewhere: .*rebuild it$"):
        unpack(data, "somewhere")


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rebuild the table"):
        read_bytes(tmp_path / "none.gz")


def test_the_table_that_ships_is_what_its_parts_make() -> None:
    """Fails after a change of the hand list, the merging or the folding of names: build the table anew."""
    made = build(ROWS.read_bytes(), str(ROWS))
    assert gzip.decompress(made) == gzip.decompress(TABLE.read_bytes()), "python -m pipeline.knowledge.build"


def test_what_ships_stays_small() -> None:
    assert TABLE.stat().st_size + ROWS.stat().st_size < 2_000_000


@pytest.mark.skipif(not SOURCES.exists(), reason="the public lists are not here")
def test_the_rows_that_ship_are_those_of_the_public_lists() -> None:
    assert unpack_rows(ROWS.read_bytes(), str(ROWS)) == sorted(read_sources(SOURCES), key=lambda r: r.id)


def test_the_command_tells_a_wrong_folder_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sources", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(str(tmp_path))
    assert said.count("\n") == 1
