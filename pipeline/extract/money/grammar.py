"""What differs between languages that write numbers with Latin digits and spaces between words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.extract.money.currencies import Lexicon
from pipeline.extract.money.numerals import Numerals
from pipeline.extract.money.tries import alternation

SPACES = " \u00a0\u202f\u2009\u2007\u2008"
SPACE_SET = frozenset(SPACES)


def plain_spaces(text: str) -> str:
    """The text with every kind of space as the plain one; no offset changes."""
    for space in SPACES[1:]:
        text = text.replace(space, " ")
    return text


def lower_case(text: str) -> str:
    """The text in lower case, no offset changed: the one letter whose lower case is two counts as "i"."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.replace("İ", "I").lower()


SIGNS = "$€£¥₩₹₽₺₦₱฿₫₪₴₡₲₵₸₭₮₾₼₨৳៛֏﷼¢＄￥￡￦"
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏ"
NUMBER_START = r"[0-9](?<![0-9].)(?<![0-9][.,'’].)"
"""The first digit of a number that does not go on from another. A digit comes first so that the engine can skip to
the next one."""
FOLLOWER = rf"(?:([{SPACES}‑-]?)([{SIGNS}]|[{LETTERS}]+))?"
"""Tail of a number expression: the gap and the word or sign behind it."""
NUMBER, SEPARATOR, VULGAR, GAP, WORD = 1, 2, 3, 4, 5
"""The groups of a number expression."""


Leaders = dict[str, tuple[str, ...]]
"""The last two characters of signs that stand before numbers, or the only one -> those signs, the longest first."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one language writes amounts."""

    number: re.Pattern[str]
    """A number with what follows it; its groups are :data:`NUMBER` to :data:`WORD`."""
    scales: dict[str, int]
    """Scale words and abbreviations as written -> power of ten."""
    clear_scales: frozenset[str]
    """The scale words that tell a large number even without a currency."""
    link: re.Pattern[str]
    """What may stand between a scale and its currency."""
    more_scale: re.Pattern[str]
    """A second scale word, group 1 ("thousand billion", "lakh crore"), or "et demi" behind a scale."""
    lexicon: Lexicon
    numerals: Numerals
    scale_stems: tuple[str, ...]
    scale_word: re.Pattern[str]
    """A whole scale word that holds one of the stems, for numbers in words."""
    currency_stems: tuple[str, ...]
    """Beginnings of currency nouns in lower case, for numbers in words."""
    links: frozenset[str]
    """The words that :attr:`link` may begin with."""
    one: re.Pattern[str]
    """Words before a scale word that make it one ("le milliard d'euros"), group 1."""
    decimal_comma: bool
    followers: frozenset[str] = field(init=False)
    """Every word or sign behind a number that may make it an amount, in the usual spellings."""
    leaders: Leaders = field(init=False)
    nouns: re.Pattern[str] = field(init=False)
    """What finds those nouns behind a space."""
    names_behind: re.Pattern[str] = field(init=False)
    """A word behind a scale, group 1, with what joins it."""

    def __post_init__(self) -> None:
        words = {*self.scales, *self.lexicon.names}
        known = words | {word.title() for word in words} | {word.upper() for word in words}
        symbols = {re.split(rf"(?<=[{SIGNS}])|(?=[{SIGNS}.])", sign)[0] for sign in self.lexicon.suffixes}
        object.__setattr__(self, "followers", frozenset(known | symbols | set(self.lexicon.suffixes)))
        object.__setattr__(self, "leaders", leaders(self.lexicon))
        object.__setattr__(self, "nouns", re.compile(f" {alternation(self.currency_stems)}"))
        object.__setattr__(self, "names_behind", re.compile(rf"(?:{self.link.pattern})?([{LETTERS}]+)"))


def leaders(lexicon: Lexicon) -> Leaders:
    """The signs that stand before numbers, by how they end."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for sign in lexicon.prefixes:
        grouped[sign[-2:]].append(sign)
    return {end: tuple(sorted(signs, key=len, reverse=True)) for end, signs in grouped.items()}
