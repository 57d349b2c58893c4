"""Reports for the benchmark of linking: invented companies, deals and articles with a realistic spread.

A few companies do many deals and most do one; most deals are told once or twice and a few by dozens of articles, over
weeks; names come in several spellings and two scripts, amounts in four currencies, and reports miss things.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from pipeline.records import DealType, Lang, LinkedReport, Money, Party, Report, Role, Stake, Status
from pipeline.store.extractions import report_id

_SYLLABLES = (
    *(("ka", "カ"), ("mi", "ミ"), ("to", "ト"), ("ra", "ラ"), ("no", "ノ"), ("se", "セ"), ("ru", "ル"), ("ta", "タ")),
    *(("ko", "コ"), ("sa", "サ"), ("ni", "ニ"), ("ma", "マ"), ("re", "レ"), ("do", "ド"), ("ba", "バ"), ("pi", "ピ")),
    *(("go", "ゴ"), ("ha", "ハ"), ("ne", "ネ"), ("mo", "モ"), ("ki", "キ"), ("su", "ス"), ("de", "デ"), ("bo", "ボ")),
)
_FORMS: dict[Lang, tuple[str, ...]] = {
    "en": ("", "", "", " Inc.", " Corp.", " Ltd"),
    "fr": ("", "", "", " SA", " SAS"),
    "ja": ("", "", "", "株式会社", "HD"),
}
_TYPES: tuple[tuple[DealType, Role, Role, int], ...] = (
    ("acquisition", "acquirer", "target", 40),
    ("investment", "investor", "investee", 30),
    ("partnership", "partner", "partner", 15),
    ("contract", "supplier", "customer", 10),
    ("joint_venture", "partner", "partner", 5),
)
_CURRENCIES: dict[Lang, tuple[str, float]] = {"en": ("USD", 1.1), "fr": ("EUR", 1.0), "ja": ("JPY", 160.0)}
_STATUSES: tuple[Status, ...] = ("rumored", "announced", "announced", "completed")
_START = date(2014, 1, 1)
_DAYS = 4000


@dataclass(frozen=True, slots=True)
class Told:
    """A generated report, and the number of the deal that it tells."""

    report: LinkedReport
    deal: int


class World:
    """Companies with a popularity each, out of a seed."""

    def __init__(self, companies: int, seed: int = 7) -> None:
        self._rng = random.Random(seed)
        rng = self._rng
        self.names = [_name(rng) for _ in range(companies)]
        # The n-th company is met in proportion to 1/n^0.8: the first of 100,000 about 2,000 times as often as the last.
        self._weights = list(accumulate(1.0 / (n + 1) ** 0.8 for n in range(companies)))

    def company(self) -> int:
        """A company by its popularity."""
        return bisect(self._weights, self._rng.random() * self._weights[-1])

    def written(self, company: int, lang: Lang) -> str:
        """A company's name as an article of the language may write it."""
        latin, kana = self.names[company]
        return (kana if lang == "ja" else latin) + self._rng.choice(_FORMS[lang])

    def reports(self, count: int) -> Iterator[Told]:
        """About ``count`` reports, deal by deal."""
        rng = self._rng
        done = deal = 0
        while done < count:
            kind, one, other, _ = rng.choices(_TYPES, [t[3] for t in _TYPES])[0]
            doer, object_ = self.company(), rng.randrange(len(self.names))
            euros = round(10 ** rng.gauss(8.0, 0.8), -5) or 1e5
            start = _START + timedelta(days=rng.randrange(_DAYS))
            for n in range(min(60, int(rng.paretovariate(1.2)))):
                yield Told(self._report(deal, n, kind, (doer, one), (object_, other), euros, start), deal)
                done += 1
            deal += 1

    def _report(
        self,
        deal: int,
        n: int,
        kind: DealType,
        doer: tuple[int, Role],
        object_: tuple[int, Role],
        euros: float,
        start: date,
    ) -> LinkedReport:
        rng = self._rng
        lang: Lang = rng.choices(("en", "fr", "ja"), (5, 2, 3))[0]
        parties = [Party(self.written(company, lang), role) for company, role in (doer, object_)]
        if rng.random() < 0.12:
            parties.pop(rng.randrange(2))
        amount = None
        if rng.random() < 0.6:
            currency, rate = _CURRENCIES[lang]
            value = Decimal(int(float(f"{euros * rate:.2g}")))
            amount = Money("", 0, 0, currency, value, value)
        day = start + timedelta(days=int(rng.expovariate(1 / 20)) if n else 0)
        stake = Stake(float(rng.choice((30, 51, 100)))) if rng.random() < 0.1 else None
        report = Report(kind, rng.choice(_STATUSES), tuple(parties), amount, stake=stake)
        article = f"a{deal:07}-{n:02}"
        return LinkedReport(report_id(article, report, 0), article, lang, day, report, None, "")


def _name(rng: random.Random) -> tuple[str, str]:
    words = [[rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 3))] for _ in range(2)]
    latin = " ".join("".join(s[0] for s in word).capitalize() for word in words)
    return latin, "・".join("".join(s[1] for s in word) for word in words)
