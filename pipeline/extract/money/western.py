"""The scan that French and English share: numbers with what stands before and behind them.

One regular expression finds the digits, each with the word or sign that follows; everything else happens around
the few numbers that have a scale or a currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extract.money.currencies import Sign
from pipeline.extract.money.digits import number_value
from pipeline.extract.money.drafts import Bare, Draft, shifted
from pipeline.extract.money.grammar import NUMBER, SPACE_SET, SPACES, VULGAR, WORD, Grammar
from pipeline.extract.money.signs import compound, currency_at, prefix_at
from pipeline.records import Qualifier

_MAX_GAP = 6
"""Characters between a bare number and the amount that may lend it scale and currency ("15 à 25 milliards")."""
_MAX_BEFORE = 4
_MAX_SPAN = 20
"""A range told in full units ("$15-20") does not end higher than this many times its start."""
_SHORT = re.compile(r"(?<![\w.,])[0-9]{1,3}.$")
_JOINING = frozenset("-–‑/")
_SPLIT = re.compile(r"[&0-9]|[-‑][A-Za-z]")
"""What follows a letter that is no scale: "M&A", "T-shirt", "B2B"."""
_OPENING = re.compile(r"\s?(?:to|and|or|à|et|ou|-|–)\s?[$€£]?[0-9]")
"""What follows the first number of a range whose currency comes last ("1.5m to 2m pounds")."""
_PLUS_STARTS = frozenset("+-")
_PLUS = re.compile(rf"(?:\+|-plus)[{SPACES}-]?([A-Za-z]+)", re.IGNORECASE)
"""A plus between a number and its scale ("$350+ million", "£3-plus billion")."""
_ABBREVIATION = 4
"""The longest abbreviation of a scale, behind which a full stop may stand ("3 Mrd. €")."""
_NEAR_THE_BEGINNING = 3
_MILLION = 9
"""Characters of the smallest number in digits that "de" may join to a currency ("1 000 000 d'euros")."""
_SINGULAR = frozenset({"million", "milliard", "billion", "trillion"})
_CENTS = re.compile(
    r"(?<=€)([0-9]{2})(?![0-9]|[.,][0-9])|"
    rf"(?<=[€soc])[{SPACES}]([0-9]{{2}})(?=[.;)\n]|,[{SPACES}]|$|[{SPACES}](?:l[ea] |l['’]|par |de l))"
)
"""Hundredths behind the currency: "9€90", "1 euro 50 le litre"."""


def scan(written: str, text: str, grammar: Grammar) -> Iterator[Draft]:
    """All numbers in digits with a scale or a currency, in the order of the text.

    ``written`` tells the kinds of spaces apart, which part thousands or words; ``text`` is the same in plain ones.
    """
    bares: list[re.Match[str]] = []
    last: Draft | None = None
    followers, leaders = grammar.followers, grammar.leaders
    for match in grammar.number.finditer(written):
        if last is not None and match.start() < last.end:
            continue
        start, word = match.start(), match.group(WORD)
        sign: Sign | None = None
        begin = start
        left = text[start - 1 : start]
        tail = text[start - 3 : start - 1] if left == " " else text[start - 2 : start]
        if start < _NEAR_THE_BEGINNING or tail in leaders or tail[1] in leaders:
            sign, begin = prefix_at(text, start, leaders, grammar.lexicon)
            if sign is not None and last is not None and begin < last.end:  # it belongs to the number before
                sign, begin = None, start
        if sign is None:
            if left.isalpha() or left == "_":
                continue
            second = last is not None and start - last.end == 1 and last.sign_first and left in _JOINING
            if not second and (
                word is None or (word not in followers and not _odd(word) and not _linked(match, word, grammar))
            ):
                bares.append(match)
                continue
        else:
            second = False
        draft = _draft(text, match, grammar, sign, begin, last if second else None)
        if draft is None:
            bares.append(match)
            continue
        if bares:
            draft.before = _chain(bares, begin, grammar)
            bares.clear()
        last = draft
        yield draft


def _odd(word: str) -> bool:
    """Whether a word may be a scale and a code written as one ("MUSD", "kEUR")."""
    return len(word) > 1 and (word[1].isupper() or word[-1].isupper())


def _linked(match: re.Match[str], word: str, grammar: Grammar) -> bool:
    """Whether a round number of millions in digits is joined to its currency like one in words: "3 000 000 d'euros"."""
    return word in grammar.links and match.group(NUMBER).endswith("000") and len(match.group(NUMBER)) >= _MILLION


def _chain(bares: list[re.Match[str]], start: int, grammar: Grammar) -> list[Bare]:
    """The bare numbers that stand close before an amount, nearest first."""
    near: list[Bare] = []
    for match in bares[: -_MAX_BEFORE - 1 : -1]:
        end = match.end(VULGAR) if match.group(VULGAR) else match.end(NUMBER)
        value = number_value(match.group(NUMBER), match.group(VULGAR), 0, grammar.decimal_comma)
        if start - end > _MAX_GAP or value is None:
            break
        near.append(Bare(match.start(), end, value))
        start = match.start()
    return near


def _draft(
    text: str, match: re.Match[str], grammar: Grammar, sign: Sign | None, begin: int, opens: Draft | None
) -> Draft | None:
    """The amount or scaled number of one match; None where it is neither.

    ``opens`` is the amount with a currency before it that this one may end a range with ("$3-4m", "£15-20").
    """
    number, _, vulgar, gap, word = match.groups()
    end = match.end(VULGAR if vulgar else NUMBER)
    exponent, scale_word = 0, ""
    qualifier: Qualifier = "exact"
    behind: Sign | None = None
    if word:
        told = grammar.scales.get(word) or (grammar.scales.get(word.lower()) if len(word) > 2 else None)
        if told and not (gap and len(word) == 1 and _SPLIT.match(text, match.end())):
            exponent, scale_word, end = told, word.lower(), match.end()
        elif sign is None and _odd(word) and word.lower() not in grammar.lexicon.names:
            split = compound(word, grammar)
            if split:
                exponent, behind = split
                end = match.end()
    if sign is not None and not exponent and text[end : end + 1] in _PLUS_STARTS:
        plus = _PLUS.match(text, end)
        told = grammar.scales.get(plus.group(1).lower()) if plus else None
        if plus and told:
            exponent, qualifier, end = told, "more_than", plus.end()
    value = number_value(number, vulgar, exponent, grammar.decimal_comma, singular=scale_word in _SINGULAR)
    if value is None:
        return None
    if exponent and behind is None:
        value, exponent, end = more_scale(text, value, exponent, end, grammar)
    first = sign is not None
    if behind is None:
        joined = bool(exponent) or (word is not None and _linked(match, word, grammar))
        found = currency_at(text, end, grammar, scaled=joined, before=sign)
        if found is None and scale_word and len(scale_word) <= _ABBREVIATION and text[end : end + 1] == ".":
            found = currency_at(text, end + 1, grammar, scaled=True, before=sign)
        if found:
            behind, end = found
    if behind is not None and (sign is None or (sign.family and behind.code)):
        sign = behind
    if sign is None:
        full = text[begin - 1] != "/" and opens is not None and opens.value < value < opens.value * _MAX_SPAN
        ends = opens is not None and (exponent or full)
        if scale_word not in grammar.clear_scales and not ends:
            opening = exponent and _OPENING.match(text, end)
            return Draft(begin, end, value, exponent, loose=True) if opening else None
    elif behind is not None and not exponent and (_is_year(text, match) or _is_tail(text, match, grammar)):
        return None
    elif sign.exponent:
        value = shifted(value, sign.exponent)
    elif not exponent and grammar.decimal_comma and value % 1 == 0:
        cents = _CENTS.match(text, end)  # "9€90", "1 euro 50"
        if cents:
            value, end = value + shifted(Decimal(cents.group(cents.lastindex or 0)), -2), cents.end()
    return Draft(begin, end, value, exponent, sign, first, qualifier=qualifier)


def more_scale(text: str, value: Decimal, exponent: int, end: int, grammar: Grammar) -> tuple[Decimal, int, int]:
    """A second scale word ("lakh crore") or "et demi" behind the first: the value, its power of ten and its end."""
    second = grammar.more_scale.match(text, end)
    if second is None:
        return value, exponent, end
    if second.group(1) is None:
        return value + Decimal(5 * 10 ** (exponent - 1)), exponent, second.end()
    more = grammar.scales[second.group(1).lower()]
    return shifted(value, more), exponent + more, second.end()


def _is_tail(text: str, match: re.Match[str], grammar: Grammar) -> bool:
    """Whether three digits behind a short number may be its thousands, where spaces do not part thousands."""
    start = match.start()
    ambiguous = not grammar.decimal_comma and len(match.group(NUMBER)) == 3 and text[start - 1 : start] in SPACE_SET
    return ambiguous and _SHORT.search(text, max(0, start - 5), start) is not None


def _is_year(text: str, match: re.Match[str]) -> bool:
    """Years before a currency noun ("in 2019 dollars", "the 2024 Euro")."""
    number = match.group(NUMBER)
    if len(number) != 4 or number[:2] not in ("19", "20"):
        return False
    lead = text[max(0, match.start() - 12) : match.start()].lower()
    return match.group(WORD) in ("Euro", "Euros") or lead.endswith(("in ", "constant ", "the ", "at "))
