"""The hand list and the public lists made one: one organisation, one entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from pipeline.knowledge.fold import fold_name
from pipeline.knowledge.hand import HandEntry
from pipeline.knowledge.press import press_name, press_name_ja
from pipeline.knowledge.records import KnownCompany
from pipeline.knowledge.sources import ListedRow
from pipeline.records import CompanyName

_GENERIC = re.compile(r"\b(?:group|groupe|holdings?|the|international|corporation|company|hd|sa|plc|ag|se|nv)\b")
_ORDER = {"edinet": 0, "sec": 1, "index": 2}
_SURE = ("securities_code", "edinet", "isin", "cik")
_KANA_OR_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def merge(hand: Iterable[HandEntry], rows: Iterable[ListedRow]) -> list[KnownCompany]:
    """One entry for each organisation, in order of id.

    A row joins the entry that has its code; failing that the only one that bears one of its names with the legal
    form; failing that the one with its ticker and a name like it (tickers of different exchanges clash); failing that
    the only one that bears one of its names without the legal form, and for members of indices also without words such
    as group. Names never join what other codes or countries keep apart, see :func:`_may_join`.
    """
    entries = [_from_hand(entry) for entry in hand]
    index = _Index()
    for number, company in enumerate(entries):
        index.add(company, number)
    known = {code for company in entries for code in company.codes}

    def turn(row: ListedRow) -> tuple[int, bool, bool, str]:
        """Rows that a code of the hand list names go first, so that no other takes their place by name."""
        named, listed = not known.isdisjoint(row.codes), any(scheme == "securities_code" for scheme, _ in row.codes)
        return _ORDER[row.id.partition(":")[0]], not named, not listed, row.id

    for row in sorted(rows, key=turn):
        found = index.find(row, entries)
        if found is None:
            found = len(entries)
            entries.append(_from_row(row))
        else:
            entries[found] = _joined(entries[found], row)
        index.add(entries[found], found)
    return sorted(entries, key=lambda c: c.id)


class _Index:
    """Where entries are found again by code and by name."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], int] = {}
        self._names: dict[Callable[[str], str], dict[str, set[int]]] = {
            form: defaultdict(set) for form in (fold_name, _core, _loose)
        }

    def add(self, company: KnownCompany, number: int) -> None:
        for code in company.codes:
            self._codes.setdefault(code, number)
        for text in {n.text for n in company.names}:
            for form, held in self._names.items():
                held[form(text)].add(number)

    def find(self, row: ListedRow, entries: list[KnownCompany]) -> int | None:
        for code in row.codes:
            number = self._codes.get(code)
            if number is not None and code[0] in _SURE and not _clash(row, entries[number]):
                return number
        listed = row.id.partition(":")[0]
        # The SEC gives each ticker once; the indices mix those of all exchanges.
        steps = (self._given, self._ticker) if listed == "index" else (self._ticker, self._given)
        for step in steps:
            number = step(row, entries)
            if number is not None:
                return number
        number = self._named(_core, row, _texts(row), entries)
        if number is None and listed == "index":
            number = self._named(_loose, row, _texts(row), entries)
        return number

    def _given(self, row: ListedRow, entries: list[KnownCompany]) -> int | None:
        return self._named(fold_name, row, [row.names[0][0]], entries)

    def _ticker(self, row: ListedRow, entries: list[KnownCompany]) -> int | None:
        for code in row.codes:
            number = self._codes.get(code)
            if number is not None and code[0] == "ticker" and _akin(row, entries[number]):
                return number
        return None

    def _named(
        self, form: Callable[[str], str], row: ListedRow, texts: list[str], entries: list[KnownCompany]
    ) -> int | None:
        held = self._names[form]
        found = {n for text in texts for n in held.get(form(text), ()) if _may_join(row, entries[n])}
        if len(found) > 1:
            # A name that several entries bear decides nothing, unless it stands for one of them by default.
            folded = {fold_name(text) for text in texts}
            found = {n for n in found if not folded.isdisjoint(map(fold_name, entries[n].default_for))}
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=65536)
def _core(text: str) -> str:
    """A name folded, without its legal form."""
    return fold_name(press_name_ja(text) if _KANA_OR_HAN.search(text) else press_name(text, text))


@lru_cache(maxsize=65536)
def _loose(text: str) -> str:
    """A name folded, without its legal form and the words that every second company bears."""
    core = _core(text)
    return " ".join(_GENERIC.sub(" ", core).split()) or core


def _texts(row: ListedRow) -> list[str]:
    """The names by which a row may join: for EDINET's the full Japanese one, the others are too short and too alike."""
    return [row.names[0][0]] if row.id.startswith("edinet:") else [text for text, _ in row.names]


def _akin(row: ListedRow, company: KnownCompany) -> bool:
    """Whether a name of one begins like a name of the other."""

    def stems(texts: Iterable[str]) -> set[str]:
        return {_loose(text).replace(" ", "")[:4] for text in texts}

    return bool(stems(t for t, _ in row.names) & stems([*(n.text for n in company.names), *company.former]))


def _clash(row: ListedRow, company: KnownCompany) -> bool:
    """Whether both have a code of a register that gives each company one, and they differ."""
    mine, theirs = dict(row.codes), dict(company.codes)
    return any(
        scheme in mine and scheme in theirs and mine[scheme] != theirs[scheme]
        for scheme in ("securities_code", "edinet", "cik")
        if not (scheme == "cik" and row.foreign)
    )


def _may_join(row: ListedRow, company: KnownCompany) -> bool:
    """Whether an equal name may mean the same company."""
    list_ = row.id.partition(":")[0]
    if _clash(row, company) or company.kind in ("unit", "project"):
        return False
    abroad = row.country is not None and company.country is not None and row.country != company.country
    # The ISIN of an index member tells where its paper is issued: Ferrari's is Dutch. But there are an American and a
    # Swedish EQT.
    if abroad and (list_ != "index" or {"US", "JP"} & {row.country, company.country}):
        return False
    if ":" not in company.id:
        if list_ == "edinet":
            return True
        if company.kind == "state_body" or (company.country == "JP" and not (row.foreign or row.country == "JP")):
            return False
        # Ceva of California is not Ceva of Libourne: one word abroad is not enough.
        at_home = list_ == "index" or row.foreign or company.country in ("US", "CA", None)
        return at_home or any(" " in _core(text) for text, _ in row.names)
    other = company.id.partition(":")[0]
    if {list_, other} == {"sec", "index"}:
        return company.country in ("US", None) or row.country in ("US", None)
    return list_ != other and row.foreign


def _from_hand(entry: HandEntry) -> KnownCompany:
    return KnownCompany(
        entry.id,
        entry.names[0].text,
        entry.kind,
        entry.country,
        entry.parent,
        entry.names,
        entry.former,
        entry.codes,
        entry.default_for,
    )


def _from_row(row: ListedRow) -> KnownCompany:
    names = tuple(CompanyName(text, lang, "knowledge") for text, lang in row.names)
    return KnownCompany(row.id, row.name, country=row.country, names=names, codes=row.codes, readings=_readings(row))


def _joined(company: KnownCompany, row: ListedRow) -> KnownCompany:
    held = {n.text for n in company.names} | set(company.former)
    if row.id.startswith("index:") and row.country == "JP" and len(company.names) > 1:
        # The indices keep names of Japanese companies that these gave up long ago.
        held |= {text for text, _ in row.names}
    elif ":" not in company.id and not row.id.startswith("edinet:"):
        # What the press calls it stands in the hand list; Porsche SE is not to be called Porsche.
        held |= {text for text, _ in row.names[1:]}
    names = tuple(CompanyName(text, lang, "knowledge") for text, lang in row.names if text not in held)
    # One code of each scheme but ISIN and CIK, of which a company may have several.
    schemes = {scheme for scheme, _ in company.codes} - {"isin", "cik"}
    codes = tuple(
        (scheme, value)
        for scheme, value in row.codes
        if scheme not in schemes
        and (scheme, value) not in company.codes
        and not (scheme == "isin" and value[:2] != (company.country or row.country))
    )
    return replace(
        company,
        names=company.names + names,
        codes=company.codes + codes,
        country=company.country or row.country,
        readings=tuple(dict.fromkeys(company.readings + _readings(row))),
    )


def _readings(row: ListedRow) -> tuple[str, ...]:
    return () if row.reading is None else (row.reading,)
