"""The scan that French and English share: numbers with what stands before and behind them.

One regular expression finds the digits, each with the word or sign that follows; everything else happens around
the few numbers that have a scale or a currency. Numbers in words are looked for from the scale words
("milliard") and currency nouns ("euros") backwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.money.currencies import Lexicon, Sign
from pipeline.extract.money.drafts import MAX_DIGITS, Bare, Draft, shifted, whole
from pipeline.extract.money.numerals import Numerals, words_before

SPACES = " \u00a0\u202f\u2009\u2007\u2008"
SIGNS = "$€£¥₩₹₽₺₦₱฿₫₪₴₡₲₵₸₭₮₾₼₨৳៛֏﷼¢＄￥￡￦"
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏ"
FOLLOWER = rf"(?:([{SPACES}‑-]?)([{SIGNS}]|[{LETTERS}]+))?"
"""Tail of a number expression: the gap and the word or sign behind it."""
NUMBER, SEPARATOR, VULGAR, GAP, WORD = 1, 2, 3, 4, 5
"""The groups of a number expression."""
_SPACE_SET = frozenset(SPACES)
_VULGAR = {"½": ("5", 1), "¼": ("25", 2), "¾": ("75", 2)}
_MAX_GAP = 6
"""Characters between a bare number and the amount that may lend it scale and currency ("15 à 25 milliards")."""
_MAX_BEFORE = 4
_LONGEST_PREFIX = 8
_SUFFIX = re.compile(rf"[{SPACES}]?(?:[A-Za-z]{{0,4}}[.]?[{SIGNS}][.A-Za-z]{{0,4}}|[A-Z][A-Za-z.łč]{{0,4}}|k[rč]\.?|zł|元)")
_WORD = re.compile(rf"[{LETTERS}]+")


@dataclass(frozen=True, slots=True)
class Grammar:
    """What differs between French and English."""

    number: re.Pattern[str]
    """A number with what follows it; its groups are :data:`NUMBER` to :data:`WORD`."""
    scales: dict[str, int]
    """Scale words and abbreviations as written -> power of ten."""
    clear_scales: frozenset[str]
    """The scale words that tell a large number even without a currency."""
    link: re.Pattern[str]
    """What may stand between a scale and its currency."""
    more_scale: re.Pattern[str]
    """A second scale word, group 1 ("thousand billion", "lakh crore")."""
    half: re.Pattern[str]
    """"et demi" behind a scale."""
    lexicon: Lexicon
    numerals: Numerals
    scale_stems: tuple[str, ...]
    scale_word: re.Pattern[str]
    """A whole scale word that holds one of the stems, for numbers in words; group 1 the gap before it."""
    currency_stems: tuple[str, ...]
    one: re.Pattern[str]
    """Words before a scale word that make it one ("le milliard d'euros")."""
    decimal_comma: bool


def prefix_tails(lexicon: Lexicon) -> frozenset[str]:
    """The last characters of all signs that stand before numbers."""
    return frozenset(sign[-1] for sign in lexicon.prefixes)


def scan(text: str, grammar: Grammar) -> list[Draft]:
    """All numbers with a scale or a currency, in the order of the text."""
    drafts = list(_digits(text, grammar))
    worded = list(_worded(text, grammar))
    if worded:
        drafts = sorted(drafts + worded, key=lambda draft: draft.start)
        drafts = [d for i, d in enumerate(drafts) if i == 0 or d.start >= drafts[i - 1].end]
    return drafts


def _digits(text: str, grammar: Grammar) -> Iterator[Draft]:
    bares: list[Bare] = []
    last: Draft | None = None
    tails = _TAILS.get(id(grammar.lexicon)) or _TAILS.setdefault(id(grammar.lexicon), prefix_tails(grammar.lexicon))
    scales, names, suffixes = grammar.scales, grammar.lexicon.names, grammar.lexicon.suffixes
    for match in grammar.number.finditer(text):
        start, word = match.start(), match.group(WORD)
        sign: Sign | None = None
        begin = start
        if start:
            left = text[start - 1]
            attached = left not in _SPACE_SET
            if attached or start > 1:
                tail = left if attached else text[start - 2]
                if tail in tails:
                    sign, begin = prefix_at(text, start if attached else start - 1, grammar.lexicon, start)
                if sign is None and attached and (left.isalpha() or left == "_"):
                    continue
        second = last is not None and start - last.end == 1 and last.sign_first and text[start - 1] in _DASHES
        if sign is None and not (
            second or (word and (word in scales or word in suffixes or word.lower() in names or _odd(word)))
        ):
            _note(bares, text, match, grammar)
            continue
        draft = _draft(text, match, grammar, sign, begin, second)
        if draft is None:
            _note(bares, text, match, grammar)
            continue
        draft.before = _chain(bares, begin)
        bares.clear()
        last = draft
        yield draft


_TAILS: dict[int, frozenset[str]] = {}


def _odd(word: str) -> bool:
    """Whether a word may be a scale and a code written as one ("MUSD", "MDH", "Million")."""
    return word[0].isupper() and len(word) > 1


def _note(bares: list[Bare], text: str, match: re.Match[str], grammar: Grammar) -> None:
    """Keep a bare number for the amount that may follow it closely."""
    end = match.end(VULGAR) if match.group(VULGAR) else match.end(NUMBER)
    if bares and match.start() - bares[-1].end > _MAX_GAP:
        bares.clear()
    value = number_value(match, 0, grammar.decimal_comma)
    if value is not None:
        bares.append(Bare(match.start(), end, value))


def _chain(bares: list[Bare], start: int) -> list[Bare]:
    """The bare numbers that stand close before an amount, nearest first."""
    near: list[Bare] = []
    for bare in reversed(bares):
        if start - bare.end > _MAX_GAP or len(near) == _MAX_BEFORE:
            break
        near.append(bare)
        start = bare.start
    return near


def number_value(match: re.Match[str], exponent: int, decimal_comma: bool, singular: bool = False) -> Decimal | None:
    """Exact value of a number match; None where it has too many digits to be one.

    A last group behind the only "." in French is thousands ("4.700 milliards"), unless the scale word is singular
    ("1.125 milliard").
    """
    written = match.group(NUMBER)
    if len(written) > 2 * MAX_DIGITS:
        return None
    digits, fraction = _parts(written, decimal_comma, singular)
    vulgar = match.group(VULGAR)
    if vulgar:
        fraction, digits = _VULGAR[vulgar][0], digits if not fraction else ""
    if not digits or len(digits) + len(fraction) > MAX_DIGITS:
        return None
    return whole(digits, fraction, exponent)


_SEPARATORS = re.compile(r"[^0-9]")
_SEPARATED = frozenset(" .,'’·" + SPACES)


def _parts(written: str, decimal_comma: bool, singular: bool) -> tuple[str, str]:
    """Digits before and behind the decimal sign."""
    if written.isdigit():
        return written, ""
    marks = _SEPARATORS.findall(written)
    last = marks[-1]
    tail = len(written) - 1 - written.rindex(last)
    if len(marks) > 1 and last == marks[0]:
        is_group = True
    elif last in " '’" or last in _SPACE_SET:
        is_group = True
    elif last == "·":
        is_group = False
    elif len(marks) > 1:
        is_group = False
    elif last == ",":
        is_group = tail == 3 and (not decimal_comma or written.endswith(",000"))
    else:
        is_group = tail == 3 and decimal_comma and not singular and not written.startswith("0")
    if is_group:
        return _SEPARATORS.sub("", written), ""
    head, _, fraction = written.rpartition(last)
    return _SEPARATORS.sub("", head), fraction


def prefix_at(text: str, end: int, lexicon: Lexicon, number: int) -> tuple[Sign | None, int]:
    """The sign that ends at ``end``, before the number at ``number``, and where it starts."""
    prefixes = lexicon.prefixes
    for length in range(min(_LONGEST_PREFIX, end), 0, -1):
        begin = end - length
        sign = prefixes.get(text[begin:end])
        if sign is None or (begin and _joins(text[begin - 1], text[begin])):
            continue
        if sign.code == "EUR" and length in (4, 5) and not _money_like(text, number):
            continue
        return sign, begin
    return None, number


def _joins(left: str, right: str) -> bool:
    """Whether two characters belong to one word, so that no sign begins between them."""
    return (left.isalnum() and right.isalnum()) or left in "/$_"


_MONEY_LIKE = re.compile(r"[0-9]+(?:[.,][0-9]+)*[  -]?(?:[kKmMbB]|bn|mn|million|billion|trillion|milliard)|[0-9]{1,3}(?:[., ][0-9]{2,3})+")


def _money_like(text: str, number: int) -> bool:
    """Whether "Euro" before a number is the currency and not a tournament or an emission standard."""
    return _MONEY_LIKE.match(text, number) is not None


_DASHES = frozenset("-–‑")


def _draft(
    text: str, match: re.Match[str], grammar: Grammar, sign: Sign | None, begin: int, second: bool
) -> Draft | None:
    """The amount or scaled number of one match; None where it is neither.

    ``second`` says that it ends a range whose start has the currency ("$3-4m", "£15-20").
    """
    word, gap = match.group(WORD), match.group(GAP)
    end = match.end(VULGAR) if match.group(VULGAR) else match.end(NUMBER)
    exponent, scale_word = 0, ""
    behind: Sign | None = None
    if word:
        told = grammar.scales.get(word)
        if told is None and len(word) > 3:
            told = grammar.scales.get(word.lower())
        if told is not None and not (gap and len(word) == 1 and _SPLIT.match(text, match.end())):
            exponent, scale_word, end = told, word.lower(), match.end()
        elif told is None:
            split = _compound(word, grammar) if _odd(word) and sign is None else None
            if split:
                exponent, behind = split
                end = match.end()
    value = number_value(match, exponent, grammar.decimal_comma, singular=bool(scale_word) and scale_word[-1] != "s")
    if value is None:
        return None
    if exponent and behind is None:
        value, exponent, end = _more(text, value, exponent, end, grammar)
    first = sign is not None
    if behind is None:
        found = currency_at(text, end, grammar, scaled=bool(exponent), after=sign)
        if found:
            behind, end = found
    if behind is not None:
        if sign is None or (sign.family and behind.code):
            sign = behind
    if sign is None:
        if scale_word not in grammar.clear_scales and not (second and (exponent or not word)):
            return None
    elif _is_year_of_words(text, match, word, exponent, behind):
        return None
    if sign is not None and sign.exponent:
        value = shifted(value, sign.exponent)
    return Draft(begin, end, value, exponent, sign, first)


_SPLIT = re.compile(r"[&0-9]|[-‑][A-Za-z]")
"""What follows a letter that is no scale: "M&A", "T-shirt", "B2B"."""


def _is_year_of_words(
    text: str, match: re.Match[str], word: str | None, exponent: int, behind: Sign | None
) -> bool:
    """Years before a currency noun ("in 2019 dollars", "the 2024 Euro")."""
    if exponent or behind is None or not word:
        return False
    number = match.group(NUMBER)
    if len(number) != 4 or number[:2] not in ("19", "20"):
        return False
    lead = text[max(0, match.start() - 12) : match.start()].lower()
    return word in ("Euro", "Euros") or lead.endswith(("in ", "constant ", "the ", "at "))


def _more(text: str, value: Decimal, exponent: int, end: int, grammar: Grammar) -> tuple[Decimal, int, int]:
    """A second scale word and "et demi" behind the first."""
    second = grammar.more_scale.match(text, end)
    if second:
        more = grammar.scales[second.group(1).lower()]
        return shifted(value, more), exponent + more, second.end()
    half = grammar.half.match(text, end)
    if half:
        return value + Decimal(5 * 10 ** (exponent - 1)), exponent, half.end()
    return value, exponent, end


def _compound(word: str, grammar: Grammar) -> tuple[int, Sign] | None:
    """Scale and code written as one word: "MUSD", "kEUR", "MDH", "MMDH"."""
    for length in (1, 2, 3):
        exponent = grammar.scales.get(word[:length])
        if word[:length] == "MM" and word[2:] in ("DH", "MAD", "DHS"):
            exponent = 9
        sign = grammar.lexicon.suffixes.get(word[length:])
        if exponent is not None and sign is not None and (len(word) - length > 1):
            return exponent, sign
    return None


_US = re.compile(rf"[{SPACES}]?(?:\((US|U\.S\.|CAD|CDN|AUD|CA)\)|(US|CAD|CDN|CAN|AUD|NZD|HKD|SGD|TWD|CA|USD)(?![{LETTERS}0-9]))")


def currency_at(text: str, at: int, grammar: Grammar, scaled: bool, after: Sign | None) -> tuple[Sign, int] | None:
    """The currency written right behind a number or its scale that ends at ``at``; its sign and end."""
    if after is not None:
        if after.family != "dollar":
            return None
        told = _US.match(text, at)
        if told:
            code = {"US": "USD", "U.S.": "USD", "CDN": "CAD", "CA": "CAD", "CAN": "CAD"}
            name = told.group(1) or told.group(2)
            return Sign(code.get(name, name)), told.end()
        return _name_at(text, at, grammar, scaled)
    return _name_at(text, at, grammar, scaled) or _suffix_at(text, at, grammar, scaled)


def _name_at(text: str, at: int, grammar: Grammar, scaled: bool) -> tuple[Sign, int] | None:
    if scaled:
        link = grammar.link.match(text, at)
        at = link.end() if link else at
    elif text[at : at + 1] in _SPACE_SET or text[at : at + 1] in ("-", "‑"):
        at += 1
    word = _WORD.match(text, at)
    if not word:
        return None
    names = grammar.lexicon.names.get(word.group().lower())
    if names is None:
        return None
    end = word.end()
    if names.longer:
        ahead = text[end : end + 40].lower()
        for rest, sign in names.longer.get(ahead[:3], ()):
            if ahead.startswith(rest) and not ahead[len(rest) : len(rest) + 1].isalnum():
                return sign, end + len(rest)
    sign = names.alone
    if sign is None or text[end : end + 1].isdigit():
        return None
    if text[end : end + 1] in ("-", "‑") and not scaled and text[end + 1 : end + 2].isalpha() and grammar.decimal_comma:
        return None
    if len(word.group()) == 1 and (at != word.start() or scaled or text[at - 1 : at] in _SPACE_SET):
        return None
    return sign, end


def _suffix_at(text: str, at: int, grammar: Grammar, scaled: bool) -> tuple[Sign, int] | None:
    if scaled:
        link = grammar.link.match(text, at)
        at = link.end() if link else at
    found = _SUFFIX.match(text, at)
    if not found:
        return None
    written = found.group().lstrip(SPACES)
    end = found.end()
    while written:
        sign = grammar.lexicon.suffixes.get(written)
        follower = text[end : end + 1]
        if sign is not None and not (written[-1].isalnum() and follower.isalnum()):
            return sign, end
        written, end = written[:-1], end - 1
    return None


def _worded(text: str, grammar: Grammar) -> Iterator[Draft]:
    """Numbers in words before a scale word ("un milliard d'euros") or a currency noun ("douze euros")."""
    for stem in grammar.scale_stems:
        at = text.find(stem)
        while at >= 0:
            draft = _worded_scale(text, at, grammar)
            if draft:
                yield draft
            at = text.find(stem, at + len(stem))
    for stem in grammar.currency_stems:
        at = text.find(stem)
        while at >= 0:
            if at > 1 and text[at - 1] in "  -" and text[at - 2].isalpha():
                draft = _worded_currency(text, at, grammar)
                if draft:
                    yield draft
            at = text.find(stem, at + len(stem))


def _worded_scale(text: str, at: int, grammar: Grammar) -> Draft | None:
    begin = at
    while begin and at - begin < 3 and text[begin - 1].isalpha():
        begin -= 1
    match = grammar.scale_word.match(text, begin)
    if not match or begin < 2 or text[begin - 2].isdigit():
        return None
    told = words_before(text, begin, grammar.numerals)
    exponent = grammar.scales[match.group().lower()]
    end = match.end()
    if told is None:
        one = grammar.one.search(text, max(0, begin - 6), begin)
        found = _name_at(text, end, grammar, scaled=True) or _suffix_at(text, end, grammar, scaled=True) if one else None
        if one is None or found is None:
            return None
        start = one.start(1) if one.group(1) in ("le", "Le") else begin
        return Draft(start, found[1], Decimal(10**exponent), exponent, found[0])
    start, factor, rough = told
    value = shifted(factor, exponent)
    value, exponent, end = _more(text, value, exponent, end, grammar)
    found = currency_at(text, end, grammar, scaled=True, after=None)
    sign, end = found or (None, end)
    draft = Draft(start, end, value, exponent, sign)
    draft.qualifier = "approx" if rough else "exact"
    return draft


def _worded_currency(text: str, at: int, grammar: Grammar) -> Draft | None:
    told = words_before(text, at, grammar.numerals)
    if told is None:
        return None
    start, value, rough = told
    words = text[start : at - 1].lower()
    if words in ("a", "an") or words.startswith(("half", "demi", "un demi")):
        return None
    found = _name_at(text, at, grammar, scaled=False)
    if found is None or found[0].exponent:
        return None
    sign, end = found
    if words in ("un", "une", "one") and _ONE_OF_KIND.match(text, end):
        return None
    draft = Draft(start, end, value, 0, sign)
    draft.qualifier = "approx" if rough else "exact"
    return draft


_ONE_OF_KIND = re.compile(r"[  -](?:fort|faible|plus|trop|moins|numérique|digital|stable|cher|stronger|weaker|bill|store|coin)")
"""Words behind "un dollar" that make it the currency itself, not an amount of it."""
