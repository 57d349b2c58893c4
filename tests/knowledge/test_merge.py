"""One organisation, one entry."""

from __future__ import annotations

from random import Random

import pytest

from pipeline.knowledge.hand import HandEntry
from pipeline.knowledge.merge import merge
from pipeline.knowledge.records import KnownCompany
from pipeline.knowledge.sources import ListedRow
from pipeline.records import CompanyKind, CompanyName, Lang


def by_hand(
    id_: str,
    *names: str,
    country: str | None = "FR",
    code: str | None = None,
    ticker: str | None = None,
    kind: CompanyKind = "company",
    default_for: tuple[str, ...] = (),
) -> HandEntry:
    codes = [("securities_code", code)] * (code is not None) + [("ticker", ticker)] * (ticker is not None)
    known = tuple(CompanyName(name, None, "knowledge") for name in names)
    told = tuple((scheme, value) for scheme, value in codes if value)
    return HandEntry(id_, known, kind, country, None, (), told, default_for, "list.yaml:1")


def edinet(number: int, japanese: str, english: str = "", code: str | None = None, reading: str = "ア") -> ListedRow:
    names: list[tuple[str, Lang | None]] = [(japanese, "ja")]
    if english:
        names.append((english, "en"))
    codes = [("edinet", f"E{number}")] + ([("securities_code", code)] if code else [])
    return ListedRow(f"edinet:E{number}", english or japanese, tuple(names), "JP", tuple(codes), False, reading)


def sec(cik: int, title: str, ticker: str, foreign: bool = False) -> ListedRow:
    return ListedRow(f"sec:{cik}", title, ((title, "en"),), None, (("ticker", ticker), ("cik", str(cik))), foreign)


def member(isin: str, name: str, symbol: str) -> ListedRow:
    codes = (("securities_code" if symbol.endswith(".T") else "ticker", symbol.removesuffix(".T")), ("isin", isin))
    return ListedRow(f"index:{isin}", name, ((name, None),), isin[:2], codes)


def ids(companies: list[KnownCompany]) -> list[str]:
    return [company.id for company in companies]


def test_the_rows_of_three_lists_join_one_entry_by_their_codes() -> None:
    (company,) = merge(
        [by_hand("blue-sky", "Blue Sky", country="JP", code="1234", ticker="BLUEY")],
        [
            edinet(1, "青空工業株式会社", "AOZORA CORP", "1234", "アオゾラコウギョウ"),
            member("JP0000000001", "Blue Sky Works", "1234.T"),
            sec(5, "Blue Sky Industries/ADR", "BLUEY", foreign=True),
        ],
    )
    assert company.name == "Blue Sky"
    assert [n.text for n in company.names] == ["Blue Sky", "青空工業株式会社", "AOZORA CORP", "Blue Sky Industries/ADR"]
    assert company.readings == ("アオゾラコウギョウ",)
    assert dict(company.codes) == {
        "securities_code": "1234",
        "ticker": "BLUEY",
        "edinet": "E1",
        "isin": "JP0000000001",
        "cik": "5",
    }


def test_a_name_joins_what_no_code_tells() -> None:
    assert ids(merge([by_hand("bleu-ciel", "Bleu Ciel")], [member("FR0000000001", "Bleu Ciel SA", "BC.PA")])) == [
        "bleu-ciel"
    ]
    assert ids(merge([by_hand("aozora", "青空工業", country="JP")], [edinet(1, "青空工業株式会社")])) == ["aozora"]


@pytest.mark.parametrize(
    ("entry", "row"),
    [
        (by_hand("eqt", "EQT", country="SE"), member("US0000000001", "EQT", "EQTX")),
        (by_hand("ceva", "Ceva"), sec(1, "CEVA INC", "CEVA")),
        (by_hand("aozora", "Aozora", country="JP"), sec(1, "AOZORA INC", "AOZ")),
        (by_hand("aozora", "AOZORA", country="JP"), edinet(1, "青空工業株式会社", "AOZORA")),
        (by_hand("office", "Blue Office", kind="state_body"), member("FR0000000001", "Blue Office", "BO.PA")),
        (by_hand("site", "Blue Site", kind="project"), member("FR0000000001", "Blue Site", "BS.PA")),
        (by_hand("black", "Blackberry", country="CA", ticker="BB"), member("FR0000000001", "Groupe BIC", "BB")),
    ],
    ids=[
        "countries",
        "one_word_abroad",
        "at_home_in_japan",
        "english_of_edinet",
        "state",
        "project",
        "ticker_elsewhere",
    ],
)
def test_what_only_sounds_alike_stays_apart(entry: HandEntry, row: ListedRow) -> None:
    assert len(merge([entry], [row])) == 2


def test_a_foreign_listing_joins_by_one_word() -> None:
    assert ids(merge([by_hand("ceva", "Ceva")], [sec(1, "CEVA SA", "CEVAY", foreign=True)])) == ["ceva"]


def test_two_filers_of_one_name_stay_two() -> None:
    rows = [edinet(1, "日之丸通運株式会社"), edinet(2, "日之丸通運株式会社", code="9999")]
    companies = merge([by_hand("hinomaru", "日之丸通運", country="JP", code="9999")], rows)
    assert ids(companies) == ["edinet:E1", "hinomaru"]
    assert dict(companies[1].codes)["edinet"] == "E2"


def test_a_name_of_two_entries_joins_neither_unless_one_is_the_default() -> None:
    cars, trucks = by_hand("cars", "Nord", country="SE"), by_hand("trucks", "Nord", country="SE")
    row = member("SE0000000001", "Nord", "NORD.ST")
    assert ids(merge([cars, trucks], [row])) == ["cars", "index:SE0000000001", "trucks"]
    named = by_hand("trucks", "Nord", country="SE", default_for=("Nord",))
    joined = merge([cars, named], [row])
    assert ids(joined) == ["cars", "trucks"]
    assert ("isin", "SE0000000001") in joined[1].codes


def test_the_order_of_the_rows_does_not_matter() -> None:
    hand = [by_hand("vertex", "Vertex", country="US", ticker="VRTX"), by_hand("nord", "Nord", country="SE")]
    rows = [
        sec(1, "VERTEX INC", "VERX"),
        sec(2, "VERTEX PHARMACEUTICALS INC", "VRTX"),
        member("US0000000002", "Vertex Pharmaceuticals", "VRTX"),
        member("SE0000000001", "Nord", "NORD.ST"),
        edinet(1, "青空工業株式会社", code="1234"),
        edinet(2, "青空工業株式会社"),
    ]
    wanted = merge(hand, rows)
    assert ids(wanted) == ["edinet:E1", "edinet:E2", "nord", "sec:1", "vertex"]
    for seed in range(10):
        assert merge(hand, Random(seed).sample(rows, len(rows))) == wanted
