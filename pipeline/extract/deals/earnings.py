"""Amounts that their own noun calls turnover, profit or rent: « 15 millions d'euros de loyers », 売上高3億円.

Such an amount is the price of nothing but a contract, which may be told by what it brings in. Of the 27,800 prices in
the passages of ``models/data`` 18 have such a noun, all of contracts; of as many other amounts 3,600 have one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import replace

from pipeline.extract.deals.reading import Reading
from pipeline.records import Lang, Money

_BEHIND: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"\s(?:d['’]|de )(?:loyers?|chiffres? d['’]affaires|CA\b|ventes|revenus?|recettes|bénéfices?|profits?|pertes?"
        r"|résultat|Ebitda\b|excédent brut|marge)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\s(?:in|of) (?:(?:annual|yearly|net|gross|pre-?tax|after-tax|operating|recurring|rental|total|combined"
        r"|consolidated|quarterly|full-year|passing|contracted) ){0,2}"
        r"(?:sales|revenues?|turnover|profits?|loss(?:es)?|rents?|income|earnings|EBITDA|billings|bookings)\b"
        r"|\s(?:turnover|(?:net |pre-tax |operating )?(?:profit|loss))\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"の?(?:売上高?|売り上げ|営業利益|純利益|経常利益|最終利益|当期利益|純損失|赤字|黒字|営業損失|賃料)"
    ),
}
_BEFORE: dict[Lang, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:chiffre d['’]affaires|ventes|résultat(?: net| opérationnel| d['’]exploitation)?|bénéfice(?: net)?"
        r"|perte(?: nette)?|loyers?|Ebitda)(?: annuels?| consolidé)? (?:de|d['’]|est de|à|était de|atteint|:)\s?\Z",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:revenues?|sales|turnover|profits?|loss(?:es)?|EBITDA|earnings)(?: of| was| were| at| to| reached|:) \Z",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"(?:売上高|売上|売り上げ|営業利益|純利益|経常利益|最終利益|当期利益|税引き?前利益|純損失|営業損失|赤字|年商"
        r"|賃料収入|営業収益|売上収益|取扱高)(?:は|が|で|の|を|、|[:：])?(?:前期比[^、。]{1,8}の)?\Z"
    ),
}
_REACH = 40
"""How far before an amount its noun is looked for, in characters."""


def is_earnings(text: str, money: Money, lang: Lang) -> bool:
    """Whether the noun that an amount belongs to calls it turnover, profit or rent."""
    start = max(0, money.start - _REACH)
    return bool(_BEHIND[lang].match(text, money.end) or _BEFORE[lang].search(text, start, money.start))


def find_earnings(text: str, lang: Lang, monies: Mapping[int, Money]) -> frozenset[int]:
    """Which of the amounts of a text, keyed by mention index, are called earnings."""
    return frozenset(index for index, money in monies.items() if is_earnings(text, money, lang))


def drop_earnings(reading: Reading, earnings: Container[int]) -> Reading:
    """The reading in which the mentions that are called earnings are the price of no deal, but of a contract."""
    links = tuple(
        row
        if trigger.type == "contract"
        else tuple(
            {use: chance for use, chance in link.items() if use != "deal"} if m in earnings else link
            for m, link in enumerate(row)
        )
        for trigger, row in zip(reading.triggers, reading.links, strict=True)
    )
    return replace(reading, links=links)
