"""The dates of a deal: when it was announced, is expected to close, or closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from pipeline.extract.dates import ToldDate
from pipeline.extract.sentences import evidence_at
from pipeline.records import DealDate, Evidence, Lang, Status

_EXPECTED: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"finalis|boucl|clôtur|closing|réalis|conclu|effecti|attendu|prévu|devrait|d[’']ici|échéance|aboutir", re.I
    ),
    "en": re.compile(r"expect|clos|complet|finali[sz]|due|target|by the end|settle|take effect|effective", re.I),
    "ja": re.compile(r"予定|見込|見通し|めど|目指|付で|までに|完了|実行日|取得日|譲渡日|払込"),
}
_TOLD: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(r"annonc|déclar|fait savoir|indiqu|révél|dévoil|sign|paraph|publi", re.I),
    "en": re.compile(r"announc|said|sign|agreed|disclos|unveil|reveal|report", re.I),
    "ja": re.compile(r"発表|公表|決議|決定|締結|合意|明らか|開示|調印"),
}


def read_dates(
    text: str,
    bounds: list[int],
    evidence: Sequence[Evidence],
    told: Sequence[ToldDate],
    status: Status,
    lang: Lang,
    published: date | None,
) -> tuple[DealDate, ...]:
    """The dates told in the sentences that tell a deal, by the cue words beside them; at most one of a kind."""
    if published is None:
        return ()
    out: dict[str, DealDate] = {}
    for where in evidence:
        for item in told:
            if not where.sentence_start <= item.start < where.sentence_end:
                continue
            clause = text[max(where.sentence_start, item.start - 60) : min(where.sentence_end, item.end + 60)]
            kind = _kind(clause, item, status, lang, published)
            if kind and kind not in out:
                out[kind] = DealDate(kind, item.first, item.last, evidence_at(item.start, item.end, bounds, text))
    return tuple(sorted(out.values(), key=lambda d: (d.start, d.kind)))


def _kind(
    clause: str, item: ToldDate, status: Status, lang: Lang, published: date
) -> Literal["announced", "expected", "completed"] | None:
    if item.last > published:
        return "expected" if _EXPECTED[lang].search(clause) else None
    if _TOLD[lang].search(clause) and status != "completed":
        return "announced"
    return "completed" if status == "completed" else None
