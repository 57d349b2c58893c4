"""The public lists of companies read into rows: EDINET filers, SEC tickers, members of stock indices.

Only listed or otherwise newsworthy organisations are kept: shells, trusts, notes, exchange-traded funds, golf clubs
and private persons are dropped.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.knowledge.press import press_name, press_name_ja, shortened_ja
from pipeline.records import Lang

EDINET = "EdinetcodeDlInfo*.csv"
SEC = "company_tickers.json"
INDICES = "pytickersymbols.json"

SEC_RANKS = 5000
"""SEC rows are ordered by market value; beyond this rank only foreign companies (``/ADR``) are kept."""

_COLUMNS = (
    "ＥＤＩＮＥＴコード",
    "提出者種別",
    "上場区分",
    "提出者名",
    "提出者名（英字）",
    "提出者名（ヨミ）",
    "証券コード",
)
_VEHICLE = re.compile(
    r"\b(?:acquisitions? (?:corp|co|inc|ltd|limited|holdings|company|group|[ivx]+\b)|acquisition$|etf|etn|funds?|"
    r"trust,? series|grantor|notes?|municipal|muni\w*|term trust|income trust|bitcoin|ether(?:eum)?|decentraland|"
    r"solana|strats|preferred|royalty trust|opportunit(?:y|ies) trust|dividend|high yield|blank check|"
    r"merger (?:corp|sub)|capital (?:corp|trust) [ivx]+|spdr|ishares|proshares|grayscale|nuveen|eaton vance|"
    r"invesco q+|wisdomtree|direct lending|private credit|bdc)\b",
    re.IGNORECASE,
)
_TRUST_COMPANY = re.compile(
    r"\btrust (?:corp|bank|co|group|financial)|realty|propert|lodging|hotel|storage|residential|real estate investment|"
    r"apartment|homes|mortgage|office|healthcare trust|retail|logistics",
    re.IGNORECASE,
)
_FOREIGN_FORM = re.compile(
    r"\b(?:k\.?k|co\.?,? ltd|plc|p\.l\.c|public ltd co|s\.?a|s\.?a\.?b.*|s a|n\.?v|n v|ag|se|s\.?p\.?a|a[/ ]s|asa|ab)\b"
    r"\.?(?:\s*/.*)?$",
    re.IGNORECASE,
)
_NOT_A_FIRM = re.compile(r"組合|匿名|特定目的|ゴルフ|カントリ|カンツリ|倶楽部|クラブ|国際開発|観光開発|産業開発")
_VEHICLE_JA = re.compile(r"ファイナンス|ファンド|トラスト|シリーズ|クレジット|特定目的|アセットファイナンス")
_STATE_NAMES = """
alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri
montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington
wisconsin wyoming
"""
_STATES = frozenset(_STATE_NAMES.split())


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One company of a public list.

    ``names`` are those given and, behind them, those of the press; ``codes`` are (scheme, value) as in
    :attr:`pipeline.records.Company.codes`.
    """

    id: str
    name: str
    names: tuple[tuple[str, Lang | None], ...]
    country: str | None = None
    codes: tuple[tuple[str, str], ...] = ()
    foreign: bool = False
    """Listed at home elsewhere: another row may be the same company."""
    reading: str | None = None
    """The Japanese name in katakana."""


def read_sources(folder: Path) -> list[ListedRow]:
    """The rows of all three lists in ``folder``. Raises :class:`~pipeline.errors.InputError`."""
    edinet = sorted(folder.glob(EDINET))
    if not edinet:
        raise InputError(f"{folder}: holds no {EDINET}: put EDINET's list of codes there")
    return [*read_edinet(edinet[-1]), *read_sec(folder / SEC), *read_indices(folder / INDICES)]


def read_edinet(path: Path) -> Iterator[ListedRow]:
    """The listed filers of EDINET's list of codes (cp932), larger unlisted ones, and foreign companies."""
    try:
        with path.open(encoding="cp932", newline="") as file:
            next(file, None)
            reader = csv.DictReader(file)
            if missing := [c for c in _COLUMNS if c not in (reader.fieldnames or ())]:
                raise InputError(f"{path}: has no column {missing[0]}: is this EDINET's list of codes?")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}: give EDINET's list of codes, in cp932") from None
    for row in rows:
        kind, listing, name = row["提出者種別"], row["上場区分"], row["提出者名"]
        home = kind == "内国法人・組合" and (
            listing == "上場" or (listing == "非上場" and not _NOT_A_FIRM.search(name))
        )
        abroad = kind == "外国法人・組合" and not _VEHICLE_JA.search(name)
        if home or abroad:
            yield _edinet_row(row, abroad)


def _edinet_row(row: dict[str, str], foreign: bool) -> ListedRow:
    given, english, kana = row["提出者名"], row["提出者名（英字）"].strip(), row["提出者名（ヨミ）"].strip()
    japanese = press_name_ja(given)
    names: list[tuple[str, Lang | None]] = [(given, "ja"), (japanese, "ja")]
    if short := shortened_ja(japanese):
        names.append((short, "ja"))
    pressed = press_name(english, given) if english else ""
    names += [(english, "en"), (pressed, "en")]
    reading = press_name_ja(_without_kana_form(kana))
    codes = [("edinet", row["ＥＤＩＮＥＴコード"])]
    if code := row["証券コード"].strip():
        codes.append(("securities_code", code.removesuffix("0") if len(code) == 5 else code))
    if number := row.get("提出者法人番号", "").strip():
        codes.append(("corporate_number", number))
    country = None if foreign else "JP"
    return ListedRow(
        f"edinet:{row['ＥＤＩＮＥＴコード']}",
        pressed or japanese,
        _distinct(names),
        country,
        tuple(codes),
        foreign,
        reading if reading and reading != japanese else None,
    )


def _without_kana_form(kana: str) -> str:
    return re.sub(r"カブシキ[ガカ]イシャ|ゴウドウ[ガカ]イシャ|ユウゲン[ガカ]イシャ", "", kana).strip()


def read_sec(path: Path) -> Iterator[ListedRow]:
    """The companies behind SEC's tickers, one row each, with the first ticker (the most traded)."""
    seen: set[int] = set()
    for rank, entry in enumerate(_json(path).values()):
        title, cik = entry["title"], entry["cik_str"]
        adr = bool(re.search(r"/\s*ADR", title, re.IGNORECASE))
        if cik in seen or (rank >= SEC_RANKS and not adr) or is_vehicle(title):
            continue
        seen.add(cik)
        ticker = entry["ticker"]
        foreign = adr or bool(re.fullmatch(r"[A-Z]{4}[FY]", ticker)) or bool(_FOREIGN_FORM.search(title))
        yield ListedRow(
            f"sec:{cik}",
            press_name(title),
            _distinct([(title, "en"), (press_name(title), "en")]),
            None,
            (("ticker", ticker), ("cik", str(cik))),
            foreign,
        )


def is_vehicle(title: str) -> bool:
    """Whether a title of SEC's list is no company but a shell, trust, fund or note."""
    if re.search(r"\btrust\b", title, re.IGNORECASE):
        # Northern Trust Corp is a bank, and property trusts are bought and sold; the others are pools of assets.
        return not _TRUST_COMPANY.search(title)
    return bool(_VEHICLE.search(title))


def read_indices(path: Path) -> Iterator[ListedRow]:
    """The members of stock indices, with ISIN and symbol."""
    for entry in _json(path):
        given = re.sub(r"\s*\([^)]*\)$", "", entry["name"]).strip()
        isins: list[str] = entry.get("isins") or []
        symbol: str = entry.get("symbol") or ""
        country = _country(isins, symbol, entry.get("country") or "")
        codes: list[tuple[str, str]] = []
        if symbol.endswith(".T"):
            codes.append(("securities_code", symbol.removesuffix(".T")))
        elif symbol:
            codes.append(("ticker", symbol))
        codes += [("isin", isin) for isin in isins[:1]]
        pressed = press_name(given, given)
        value = isins[0] if isins else symbol or re.sub(r"\W+", "-", given.casefold())
        yield ListedRow(f"index:{value}", pressed, _distinct([(given, None), (pressed, None)]), country, tuple(codes))


def _country(isins: list[str], symbol: str, place: str) -> str | None:
    if isins:
        return isins[0][:2]
    if symbol.endswith(".T"):
        return "JP"
    state = place.rpartition(",")[2].strip().casefold()
    us = state in _STATES or state in ("united states", "new york", "new jersey", "new mexico", "new hampshire")
    us = us or (state.startswith(("north ", "south ", "west v", "rhode", "d.c")) and "korea" not in state)
    return "US" if us else None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}: give the list as its publisher serves it") from None


def _distinct(names: Iterable[tuple[str, Lang | None]]) -> tuple[tuple[str, Lang | None], ...]:
    first: dict[str, Lang | None] = {}
    for text, lang in names:
        if text:
            first.setdefault(text, lang)
    return tuple(first.items())
