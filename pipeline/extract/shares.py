"""Shares of capital in a text: percentages, fractions and the words that mean one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from pipeline.records import Lang


@dataclass(frozen=True, slots=True)
class Share:
    """A share told in a text, in per cent of a whole."""

    start: int
    end: int
    percent: float


_PERCENT = re.compile(r"(\d{1,3}(?:[.,．]\d+)?)\s?(?:%|％|per ?cent\b|pour ?cent\b|パーセント)", re.I)
_JA_DIGITS = "0-9０-９一二三四五六七八九十"
# Looked at from the start of a run of digits only, so that a long one is not read again from each of its digits.
_JA_FRACTION = re.compile(rf"(?<![{_JA_DIGITS}])([{_JA_DIGITS}]{{1,6}})分の([0-9０-９一二三四五六七八九]{{1,6}})")
_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九十")}
_WORDS: dict[Lang, tuple[tuple[re.Pattern[str], float], ...]] = {
    "fr": (
        (re.compile(r"\b(?:50[-/ ]50|(?:à )?parts égales|à parité|à égalité|pour moitié)\b", re.I), 50.0),
        (re.compile(r"\b(?:la )?moitié (?:du capital|des (?:parts|actions|titres))\b", re.I), 50.0),
        (re.compile(r"\b(?:un|le) tiers (?:du capital|des (?:parts|actions|titres))\b", re.I), 100 / 3),
        (re.compile(r"\b(?:deux|les deux) tiers (?:du capital|des (?:parts|actions|titres))\b", re.I), 200 / 3),
        (re.compile(r"\b(?:un|le) quart (?:du capital|des (?:parts|actions|titres))\b", re.I), 25.0),
        (re.compile(r"\b(?:intégralité|totalité) (?:du capital|des (?:parts|actions|titres))\b", re.I), 100.0),
        (re.compile(r"\b(?:toutes les|l[’']ensemble des) (?:parts|actions)\b", re.I), 100.0),
    ),
    "en": (
        (re.compile(r"\b(?:50[-/:]50|fifty-fifty|equal(?:ly[- ]owned| stakes| shares| partners))\b", re.I), 50.0),
        (re.compile(r"\bhalf (?:of )?(?:the|its|their) (?:shares|equity|capital|stock)\b", re.I), 50.0),
        (re.compile(r"\ba third (?:of (?:the|its) (?:shares|equity|capital|stock|company|business))\b", re.I), 100 / 3),
        (re.compile(r"\ba quarter (?:of (?:the|its) (?:shares|equity|capital|stock|company|business))\b", re.I), 25.0),
        (re.compile(r"\b(?:the )?(?:entire|whole) (?:issued )?(?:share )?(?:capital|equity|stake)\b", re.I), 100.0),
        (re.compile(r"\ball (?:of )?(?:the |its )?(?:outstanding |issued )*(?:shares|stock|equity)\b", re.I), 100.0),
    ),
    "ja": (
        (re.compile(r"折半(?:出資)?|50対50|50:50|半数の株式|株式の半数|半分ずつ"), 50.0),
        (re.compile(r"全株式|全株(?!主)|全発行済み?株式|完全子会社|100%子会社"), 100.0),
    ),
}  # fmt: skip


def find_shares(text: str, lang: Lang) -> list[Share]:
    """All shares told in a text, in its order, none overlapping: what each is a share of is not decided here."""
    found = [
        Share(*hit.span(), min(float(unicodedata.normalize("NFKC", hit[1]).replace(",", ".")), 100.0))
        for hit in _PERCENT.finditer(text)
    ]
    if lang == "ja":
        found += [
            Share(*hit.span(), 100 * _number(hit[2]) / _number(hit[1]))
            for hit in _JA_FRACTION.finditer(text)
            if _number(hit[1]) >= _number(hit[2]) > 0
        ]
    found += [Share(*hit.span(), percent) for pattern, percent in _WORDS[lang] for hit in pattern.finditer(text)]
    out: list[Share] = []
    for share in sorted(found, key=lambda s: (s.start, -s.end)):
        if not out or share.start >= out[-1].end:
            out.append(share)
    return out


def _number(digits: str) -> int:
    plain = unicodedata.normalize("NFKC", digits)
    return int(plain) if plain.isdigit() else sum(_KANJI.get(c, 0) for c in plain)
