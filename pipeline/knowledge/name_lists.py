"""Lists of company names as the press of each language writes them, one a line, for training and for synthetic data."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from pipeline.knowledge.press import press_name, press_name_ja, shortened_ja
from pipeline.knowledge.records import KnownCompany
from pipeline.records import LANGS, Lang

PER_LANGUAGE = 3000
_KANA_OR_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_UNLIKELY = re.compile(r"[/\\|<>\[\]\"]|\d{4}|[A-Z]{10}|^.{0,1}$|^.{41,}$")
_FORM_LEFT = re.compile(r"\b(?:Inc|Corp|Ltd|PLC|plc|Co)\b\.?$|株式会社|㈱")
_FOREIGN_SHARE = {"fr": 350, "en": 350, "ja": 0}
"""How many Japanese companies stand in the list of a language that is not Japanese, at most."""


def press_names(companies: Iterable[KnownCompany], lang: Lang, count: int = PER_LANGUAGE) -> list[str]:
    """Up to ``count`` names of companies in the script and form of a language's press, sorted.

    Two thirds come from the hand list with all its names, the others from the public lists, at most
    :data:`_FOREIGN_SHARE` of these from Japan in French and English. The choice only depends on the companies' ids.
    """
    chosen: dict[str, None] = {}
    japanese = 0
    for company in sorted(companies, key=lambda c: (":" in c.id, _digest(c.id))):
        listed = ":" in company.id
        if len(chosen) >= (count if listed else count * 2 // 3):
            continue
        if listed and company.country == "JP":
            japanese += 1
            if lang != "ja" and japanese > _FOREIGN_SHARE[lang]:
                continue
        if listed and lang == "fr" and company.country in (None, "US") and _digest(company.id, "fr") % 3:
            continue
        forms = _forms(company, lang, listed)
        if listed:
            # Headlines shorten ホールディングス to HD: so does every third name here that can be.
            short = [f for f in forms if shortened_ja(forms[0]) == f] if _digest(company.id, "HD") % 3 == 0 else []
            forms = short or forms[:1]
        for name in forms:
            chosen.setdefault(name)
    return sorted(list(chosen)[:count])


def _forms(company: KnownCompany, lang: Lang, listed: bool) -> list[str]:
    fitting = [
        n.text
        for n in company.names
        if (n.lang == lang or (n.lang is None and not (listed and lang == "ja")))
        and (lang == "ja" or not _KANA_OR_HAN.search(n.text))
        and not _UNLIKELY.search(n.text)
        and not _FORM_LEFT.search(n.text)
    ]
    if lang == "ja":
        return [text for text in fitting if _KANA_OR_HAN.search(text)] or fitting
    if listed and company.name in fitting and _digest(company.id, "form") % 8:
        return [company.name]
    return fitting or [company.name] * (not _KANA_OR_HAN.search(company.name) and not _UNLIKELY.search(company.name))


def write_name_lists(companies: Iterable[KnownCompany], folder: Path) -> dict[Lang, int]:
    """Write ``fr.txt``, ``ja.txt`` and ``en.txt`` into ``folder``; how many names each holds."""
    held = list(companies)
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[Lang, int] = {}
    for lang in LANGS:
        names = press_names(held, lang)
        # Without an end of line behind the last name: readers that split at it would find an empty one.
        (folder / f"{lang}.txt").write_text("\n".join(names), encoding="utf-8")
        counts[lang] = len(names)
    return counts


def _digest(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8], "big")


def name_pairs(companies: Iterable[KnownCompany], count: int) -> list[tuple[str, str, str]]:
    """(securities code, Japanese name, English name) of ``count`` companies listed in Japan, in order of code.

    All that the hand list holds, then others in an order that only depends on their ids. The names are the register's
    without legal forms: what a matcher has to bring together without knowing the company.
    """
    pairs: list[tuple[str, str, str]] = []
    for company in sorted(companies, key=lambda c: (":" in c.id, _digest(c.id))):
        code = dict(company.codes).get("securities_code")
        given = [n.text for n in company.names if n.lang == "ja" and _FORM_LEFT.search(n.text)]
        english = next((press_name(n.text, given[0]) for n in company.names if n.lang == "en" and given), "")
        if code and given and english and len(pairs) < count:
            pairs.append((code, press_name_ja(given[0]), english))
    return sorted(pairs)
