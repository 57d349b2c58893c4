"""Currencies written right before or behind a number."""

from __future__ import annotations

import re

from pipeline.extract.money.currencies import Lexicon, Sign
from pipeline.extract.money.grammar import LETTERS, SIGNS, SPACE_SET, SPACES, Grammar, Leaders

_NAMES_TOO = frozenset({"Euro", "Euros", "RS"})
_JAPANESE = "\u3000"
"""From this character on, no spaces part words."""
_LONGEST_NAME = 44
_NAME_KEY = 3
_WORD = re.compile(rf"[{SPACES}‑-]?([{LETTERS}]+)")
_SIGN_SET = frozenset(SIGNS)
_SUFFIX = re.compile(
    rf"[{SPACES}]?(?:[A-Za-z]{{0,4}}[.]?[{SIGNS}][.A-Za-z]{{0,4}}|[A-Z][A-Za-z.łč]{{0,4}}|k[rč]\.?|zł|元)"
)
_DOLLARS = re.compile(
    rf"[{SPACES}]?(?:\((US|U\.S\.|CAD|CDN|AUD|CA)\)|(US|CAD|CDN|CAN|AUD|NZD|HKD|SGD|TWD|CA|USD)(?![{LETTERS}0-9]))"
)
_DOLLAR_CODES = {"US": "USD", "U.S.": "USD", "CDN": "CAD", "CA": "CAD", "CAN": "CAD"}
_AMOUNT_END, _AMOUNT_REACH = re.compile(r"[0-9] ?[^\W\d_]{0,8}/$"), 12
_MONEY_LIKE = re.compile(
    rf"[0-9]+(?:[.,][0-9]+)*[{SPACES}-]?(?:[kKmMbB]|bn|mn|million|billion|trillion|milliard|[Cc][Rr]|crore|CRORE|lakh|LAKH)"
    r"|[0-9]{1,3}(?:[., ][0-9]{2,3})+"
)


def prefix_at(text: str, number: int, leaders: Leaders, lexicon: Lexicon) -> tuple[Sign | None, int]:
    """The sign before the number at ``number``, with or without a space between, and where the amount then starts."""
    end = number - 1 if text[number - 1 : number] in SPACE_SET else number
    tail = text[max(0, end - 2) : end]
    signs = leaders.get(tail, ())
    if len(tail) == 2:
        signs += leaders.get(tail[1], ())
    for written in signs:
        begin = end - len(written)
        if begin < 0 or not text.startswith(written, begin):
            continue
        if begin and _goes_on(text, begin, written[0]):
            continue
        # "Euro 500m" is money, "Euro 2024" a tournament, "Euro 6" a standard, "RS 6" a car.
        if written in _NAMES_TOO and not _MONEY_LIKE.match(text, number):
            continue
        return lexicon.prefixes[written], begin
    return None, number


def _goes_on(text: str, begin: int, first: str) -> bool:
    """Whether what begins at ``begin`` belongs to the word before it, so that no sign begins there.

    Behind a slash only a symbol that follows an amount does: "€3.5bn/£3bn", not "USD/$5".
    """
    left = text[begin - 1]
    if left == "/":
        return first.isalnum() or not _AMOUNT_END.search(text, max(0, begin - _AMOUNT_REACH), begin)
    return (left.isalnum() and left < _JAPANESE and first.isalnum()) or left in "$_"


def compound(word: str, grammar: Grammar) -> tuple[int, Sign] | None:
    """Scale and code written as one word: "MUSD", "kEUR", "MDH", "MMDH", "MdsE"; the power of ten and the currency."""
    for length in (1, 2, 3):
        exponent = grammar.scales.get(word[:length])
        if word[:length] == "MM" and word[2:] in ("DH", "MAD", "DHS"):
            exponent = 9
        code = word[length:]
        sign = grammar.lexicon.suffixes.get(code)
        if exponent is not None and sign is not None and len(code) > 1:
            return exponent, sign
        if exponent is not None and code == "E" and grammar.decimal_comma:
            return exponent, Sign("EUR")
    return None


def currency_at(text: str, at: int, grammar: Grammar, scaled: bool, before: Sign | None) -> tuple[Sign, int] | None:
    """The currency written right behind a number or its scale that ends at ``at``, and its end.

    Behind a number with a dollar sign before it, only what tells which dollar it is.
    """
    if before is not None:
        if before.family != "dollar":
            return None
        return _which_dollar(text, at) or name_at(text, at, grammar, scaled)
    named = None if text[at : at + 1] in _SIGN_SET else name_at(text, at, grammar, scaled)
    found = named or suffix_at(text, at, grammar, scaled)
    if found and found[0].family == "dollar":
        return _which_dollar(text, found[1]) or found
    return found


def _which_dollar(text: str, at: int) -> tuple[Sign, int] | None:
    """The country behind a dollar sign: "5 millions $ CA", "$5 million (US)"."""
    told = _DOLLARS.match(text, at)
    if not told:
        return None
    name = told.group(1) or told.group(2)
    return Sign(_DOLLAR_CODES.get(name, name)), told.end()


def name_at(text: str, at: int, grammar: Grammar, scaled: bool) -> tuple[Sign, int] | None:
    """The currency noun right behind a number, with the adjectives that belong to it."""
    word = (grammar.names_behind if scaled else _WORD).match(text, at)
    if not word:
        return None
    noun = word.group(1)
    names = grammar.lexicon.names.get(noun.lower())
    if names is None:
        return None
    at, end = word.span(1)
    longer = names.longer.get(text[end : end + _NAME_KEY].lower()) if names.longer else None
    if longer:
        ahead = text[end : end + _LONGEST_NAME].lower()
        for rest, sign in longer:
            if ahead.startswith(rest) and not ahead[len(rest) : len(rest) + 1].isalnum():
                return sign, end + len(rest)
    if names.alone is None or text[end : end + 1].isdigit():
        return None
    if not scaled and grammar.decimal_comma and text[end : end + 1] in ("-", "‑") and text[end + 1 : end + 2].isalpha():
        return None  # "500 euro-obligations"
    if len(noun) == 1 and (scaled or text[at - 1 : at] in SPACE_SET):
        return None  # "p" and "c" stand close to their number
    return names.alone, end


def suffix_at(text: str, at: int, grammar: Grammar, scaled: bool) -> tuple[Sign, int] | None:
    """The symbol or code right behind a number."""
    apart = text[at : at + 1] == " " and not grammar.decimal_comma
    if scaled and text[at : at + 1] not in _SIGN_SET:
        link = grammar.link.match(text, at)
        at = link.end() if link else at
    found = _SUFFIX.match(text, at)
    if not found:
        return None
    written, end = found.group().lstrip(SPACES), found.end()
    while written:
        sign = grammar.lexicon.suffixes.get(written)
        # In "since 2024 £5m" the sign belongs to the number behind it.
        goes_on = text[end : end + 1].isalnum() and (written[-1].isalnum() or apart)
        if sign is not None and not goes_on:
            return sign, end
        written, end = written[:-1], end - 1
    return None
