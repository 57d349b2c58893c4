"""Numbers in words before a scale word ("un milliard d'euros") or a currency noun ("douze euros")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extract.money.drafts import Bare, Draft, shifted
from pipeline.extract.money.grammar import Grammar
from pipeline.extract.money.numerals import words_before
from pipeline.extract.money.signs import currency_at, name_at, suffix_at
from pipeline.extract.money.western import more_scale

_ONE_OF_KIND = re.compile(
    r"[\s-](?:fort|faible|plus|trop|moins|numérique|digital|stable|cher|stronger|weaker|bill|store|coin)",
    re.IGNORECASE,
)
"""Words behind "un dollar" that make it the currency itself, not an amount of it."""
_REACH = 24
_MULTIPLES = (1000, 100)
_OPENS = re.compile(r"(?<![^\W_])([^\W\d_]+) (?:à|ou|et|to|or|and) $", re.IGNORECASE)
_HYPHENS, _ARTICLES = frozenset("-‑"), frozenset({"a", "an"})


def scan(text: str, lower: str, grammar: Grammar) -> Iterator[Draft]:
    """All amounts and scaled numbers that are told in words, stem by stem; ``lower`` is the text in lower case."""
    for stem in grammar.scale_stems:
        at = lower.find(stem)
        while at >= 0:
            if not text[max(0, at - 3) : at - 1].strip().isdigit():  # those in digits are read elsewhere
                draft = _scaled(text, at, grammar)
                if draft:
                    yield draft
            at = lower.find(stem, at + len(stem))
    for noun in grammar.nouns.finditer(lower):
        at = noun.start()
        if at and text[at - 1].isalpha():
            draft = _plain(text, at + 1, grammar)
            if draft:
                yield draft


def _scaled(text: str, at: int, grammar: Grammar) -> Draft | None:
    """The number whose scale word holds the stem at ``at``."""
    begin = at
    while begin and at - begin < 3 and text[begin - 1].isalpha():
        begin -= 1
    match = grammar.scale_word.match(text, begin)
    if not match or begin < 2 or text[begin - 2].isdigit():
        return None
    exponent, end = grammar.scales[match.group().lower()], match.end()
    told = words_before(text, begin, grammar.numerals)
    if told is None:
        return _single(text, begin, end, exponent, grammar)
    start, factor, rough = told
    if text[end : end + 1] in _HYPHENS and text[start : begin - 1].lower() in _ARTICLES:
        return None  # "a billion-dollar company"
    value, exponent, end = more_scale(text, shifted(factor, exponent), exponent, end, grammar)
    sign, end = currency_at(text, end, grammar, scaled=True, before=None) or (None, end)
    first = _first(text, start, factor, grammar)
    return Draft(start, end, value, exponent, sign, before=first, qualifier="approx" if rough else "exact")


def _first(text: str, start: int, factor: Decimal, grammar: Grammar) -> tuple[Bare, ...]:
    """A number word that opens a range to the number at ``start``: "deux à trois milliards".

    It shares the hundred or thousand of the second: "trois à quatre cents" begins at 300.
    """
    found = _OPENS.search(text, max(0, start - _REACH), start)
    value = grammar.numerals.units.get(found.group(1).lower()) if found else None
    if found is None or value is None:
        return ()
    shared = next((m for m in _MULTIPLES if factor % m == 0 and value < factor / m), 1)
    return (Bare(found.start(1), found.end(1), Decimal(value * shared)),)


def _single(text: str, begin: int, end: int, exponent: int, grammar: Grammar) -> Draft | None:
    """ "Le milliard d'euros": one, if a currency follows at once."""
    one = grammar.one.search(text, max(0, begin - 6), begin)
    if one is None:
        return None
    found = name_at(text, end, grammar, scaled=True) or suffix_at(text, end, grammar, scaled=True)
    if found is None:
        return None
    start = one.start(1) if one.group(1).lower() == "le" else begin
    return Draft(start, found[1], Decimal(10**exponent), exponent, found[0])


def _plain(text: str, at: int, grammar: Grammar) -> Draft | None:
    """The number before the currency noun at ``at``."""
    told = words_before(text, at, grammar.numerals)
    if told is None:
        return None
    start, value, rough = told
    words = text[start : at - 1].lower()
    if words in ("a", "an") or words.startswith(("half", "demi", "un demi")):
        return None
    found = name_at(text, at, grammar, scaled=False)
    if found is None or found[0].exponent or (words in ("un", "une", "one") and _ONE_OF_KIND.match(text, found[1])):
        return None
    first = _first(text, start, value, grammar)
    return Draft(start, found[1], value, 0, found[0], before=first, qualifier="approx" if rough else "exact")
