"""The public lists read into rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.knowledge.sources import ListedRow, is_vehicle, read_edinet, read_indices, read_sec, read_sources

HEAD = (
    "ＥＤＩＮＥＴコード,提出者種別,上場区分,連結の有無,資本金,決算日,提出者名,提出者名（英字）,"
    "提出者名（ヨミ）,所在地,提出者業種,証券コード,提出者法人番号"
)
FILERS = [
    "E90001,内国法人・組合,上場,有,1,3月31日,青空ホールディングス株式会社,AOZORA HOLDINGS CO.,"
    "アオゾラホールディングスカブシキガイシャ,A市,化学,12340,1",
    "E90002,内国法人・組合,上場,有,1,3月31日,株式会社あおぞら精機,,アオゾラセイキ,A市,機械,99A0,",
    "E90003,内国法人・組合,非上場,無,1,3月31日,株式会社青空ゴルフ倶楽部,,アオゾラ,A市,サービス業,,3",
    "E90004,個人（組合発行者を除く）,,,,,青空　太郎,,アオゾラタロウ,,個人,,",
    "E90005,外国法人・組合,非上場,有,,12月31日,ブルースカイ・インク,,ブルースカイインク,,外国法人・組合,,",
    "E90006,外国法人・組合,非上場,有,,12月31日,ブルースカイ・ファイナンス・ビーブイ,,ブルースカイ,,外国法人・組合,,",
    "E90007,内国法人・組合,非上場,有,1,3月31日,青空一号投資事業有限責任組合,,アオゾラ,A市,その他金融業,,",
]


def edinet(folder: Path, head: str = HEAD, filers: list[str] | None = None) -> Path:
    path = folder / "EdinetcodeDlInfo_1.csv"
    lines = ["ダウンロード実行日,2026年10月05日現在,件数,7件", head, *(FILERS if filers is None else filers)]
    path.write_text("\n".join(lines) + "\n", encoding="cp932")
    return path


def test_edinet_gives_listed_filers_and_foreign_companies_and_drops_the_rest(tmp_path: Path) -> None:
    rows = list(read_edinet(edinet(tmp_path)))
    assert rows == [
        ListedRow(
            "edinet:E90001",
            "Aozora Holdings",
            (
                ("青空ホールディングス株式会社", "ja"),
                ("青空ホールディングス", "ja"),
                ("青空HD", "ja"),
                ("AOZORA HOLDINGS CO.", "en"),
                ("Aozora Holdings", "en"),
            ),
            "JP",
            (("edinet", "E90001"), ("securities_code", "1234"), ("corporate_number", "1")),
            reading="アオゾラホールディングス",
        ),
        ListedRow(
            "edinet:E90002",
            "あおぞら精機",
            (("株式会社あおぞら精機", "ja"), ("あおぞら精機", "ja")),
            "JP",
            (("edinet", "E90002"), ("securities_code", "99A0")),
            reading="アオゾラセイキ",
        ),
        ListedRow(
            "edinet:E90005",
            "ブルースカイ",
            (("ブルースカイ・インク", "ja"), ("ブルースカイ", "ja")),
            None,
            (("edinet", "E90005"),),
            True,
        ),
    ]


def test_another_file_than_edinets_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no column 提出者種別: is this EDINET's list"):
        list(read_edinet(edinet(tmp_path, head="ＥＤＩＮＥＴコード,名称", filers=["E1,x"])))
    path = edinet(tmp_path)
    path.write_bytes(path.read_text(encoding="cp932").encode("utf-8"))
    with pytest.raises(InputError, match="in cp932"):
        list(read_edinet(path))


def sec(folder: Path, *entries: tuple[int, str, str]) -> Path:
    path = folder / "company_tickers.json"
    table = {str(i): {"cik_str": cik, "ticker": t, "title": title} for i, (cik, t, title) in enumerate(entries)}
    path.write_text(json.dumps(table), encoding="utf-8")
    return path


def test_sec_gives_each_company_once_with_its_first_ticker(tmp_path: Path) -> None:
    path = sec(
        tmp_path,
        (7, "ACME", "ACME INC"),
        (7, "ACME-WT", "ACME INC"),
        (8, "ACQ", "Acme Acquisition Corp. II"),
        (9, "BLUEY", "Blue Sky Co., Ltd./ADR"),
    )
    acme, blue = read_sec(path)
    assert acme == ListedRow(
        "sec:7", "Acme", (("ACME INC", "en"), ("Acme", "en")), None, (("ticker", "ACME"), ("cik", "7"))
    )
    assert (blue.name, blue.foreign) == ("Blue Sky", True)


@pytest.mark.parametrize(
    ("title", "vehicle"),
    [
        ("SPDR S&P 500 ETF TRUST", True),
        ("BLACKROCK MUNICIPAL INCOME QUALITY TRUST", True),
        ("Live Oak Acquisition Corp. V", True),
        ("PIMCO Dynamic Income Fund", True),
        ("NORTHERN TRUST CORP", False),
        ("Healthcare Realty Trust Inc", False),
        ("TARGET CORP", False),
        ("Fundamental Global Inc", False),
        ("Trustmark Corp", False),
    ],
)
def test_shells_trusts_and_funds_are_told_from_companies(title: str, vehicle: bool) -> None:
    assert is_vehicle(title) is vehicle


def test_indices_give_country_by_isin_then_symbol_then_place(tmp_path: Path) -> None:
    path = tmp_path / "pytickersymbols.json"
    entries = [
        {"name": "Bleu Ciel SA", "symbol": "BC.PA", "isins": ["FR0000000001"], "country": "Germany"},
        {"name": "Blue Sky (company)", "symbol": "1234.T", "isins": None, "country": "United Kingdom"},
        {"name": "Acme, Inc.", "symbol": "ACME", "country": "Tulsa, Oklahoma"},
        {"name": "Nowhere", "country": None},
    ]
    path.write_text(json.dumps(entries), encoding="utf-8")
    assert [(r.id, r.name, r.country, r.codes) for r in read_indices(path)] == [
        ("index:FR0000000001", "Bleu Ciel", "FR", (("ticker", "BC.PA"), ("isin", "FR0000000001"))),
        ("index:1234.T", "Blue Sky", "JP", (("securities_code", "1234"),)),
        ("index:ACME", "Acme", "US", (("ticker", "ACME"),)),
        ("index:nowhere", "Nowhere", None, ()),
    ]


def test_a_folder_without_the_lists_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no EdinetcodeDlInfo"):
        read_sources(tmp_path)
    edinet(tmp_path)
    with pytest.raises(InputError, match=r"company_tickers\.json"):
        read_sources(tmp_path)
