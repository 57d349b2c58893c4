"""Numbers in French and English words: "deux cents", "half a", "two and a half", "une centaine de"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

_GAPS = frozenset({" ", "-", "‑"})
_LETTERS_AT_END = re.compile(r"[^\W\d_]*$")
_MOST_WORDS, _LONGEST = 9, 16
"""How many words one number has at most, and how many characters one word."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of one language, all in lower case."""

    units: dict[str, int]
    """Words that add: un, vingt, one, twenty."""
    multiples: dict[str, int]
    """Words that multiply what stands before them: cent, mille, hundred."""
    articles: frozenset[str]
    """Words that are one only before a scale: a, an."""
    collectives: dict[str, int]
    """Words that tell a number roughly: centaine, dozen."""
    half: frozenset[str]
    quarter: frozenset[str]
    joiners: frozenset[str]
    vague: frozenset[str]
    """Words after which a number is no number: few, several, quelques."""
    vocabulary: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        words = {*self.units, *self.multiples, *self.articles, *self.collectives}
        object.__setattr__(self, "vocabulary", frozenset(words | self.half | self.quarter | self.joiners))


def _counted(words: str) -> dict[str, int]:
    """Words for one, two, three and so on."""
    return {word: value for value, word in enumerate(words.split(), start=1)}


FRENCH = Numerals(
    units=_counted("un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    | {"une": 1}
    | {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
    | {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90},
    multiples={"cent": 100, "cents": 100, "mille": 1000},
    articles=frozenset(),
    collectives={
        "dizaine": 10,
        "douzaine": 12,
        "quinzaine": 15,
        "vingtaine": 20,
        "trentaine": 30,
        "quarantaine": 40,
        "cinquantaine": 50,
        "soixantaine": 60,
        "centaine": 100,
        "millier": 1000,
    },
    half=frozenset({"demi", "demie"}),
    quarter=frozenset({"quart", "quarts"}),
    joiners=frozenset({"et", "de"}),
    vague=frozenset({"quelques", "plusieurs", "centaines", "dizaines", "tiers", "cinquième", "cinquièmes", "dixième"}),
)

ENGLISH = Numerals(
    units=_counted(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    )
    | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    multiples={"hundred": 100, "thousand": 1000},
    articles=frozenset({"a", "an"}),
    collectives={"dozen": 12},
    half=frozenset({"half"}),
    quarter=frozenset({"quarter", "quarters"}),
    joiners=frozenset({"and", "of"}),
    vague=frozenset({"few", "several", "many", "couple", "some", "multi", "hundreds", "thousands", "tens", "dozens"})
    | {"third", "thirds", "fifth", "fifths", "tenth", "tenths"},
)


def _sum(words: list[str], numerals: Numerals) -> int | None:
    """Value of plain number words; None where they do not make one number."""
    total = current = 0
    previous = ""
    for word in words:
        if word in numerals.units or word in numerals.articles:
            value = numerals.units.get(word, 1)
            if value == 20 and previous == "quatre":
                current += 76
            elif current and not _fits(current, value):
                return None
            else:
                current += value
        elif word in numerals.multiples:
            factor = numerals.multiples[word]
            if factor == 100:
                if current % 100 == 0 and current:
                    return None
                current = (current or 1) * 100 if current < 100 else current // 100 * 100 + current % 100 * 100
            else:
                if total:
                    return None
                total, current = (current or 1) * 1000, 0
        elif not (word in {"et", "and"} and current + total):
            return None
        previous = word
    return None if previous in {"et", "and"} else total + current or None


def _fits(current: int, value: int) -> bool:
    """Whether a smaller number word may follow what was read: "vingt deux", not "deux vingt"."""
    tens = current % 100
    if value >= 20:
        return tens == 0
    if value >= 10:
        return tens in {0, 60, 80}
    return tens % 10 == 0 and tens != 10


def value_of(words: list[str], numerals: Numerals) -> tuple[Decimal, bool] | None:
    """Value of number words in lower case, and whether they tell it only roughly; None where they tell none."""
    if not words or words[-1] == "and":
        return None
    if words[-1] in {"de", "of", "a", "an"} and len(words) > 1:
        return _fraction(words, numerals)
    if words[-1] in numerals.half:
        ahead = words[:-1]
        if not ahead or ahead in (["un"], ["une"], ["a"], ["one"]):
            return Decimal("0.5"), False
        if ahead[-1] in {"et", "and", "a"}:
            while ahead and ahead[-1] in {"et", "and", "a"}:
                ahead = ahead[:-1]
            base = _sum(ahead, numerals)
            return None if base is None else (Decimal(base) + Decimal("0.5"), False)
        return None
    if words[-1] in numerals.collectives:
        return (Decimal(numerals.collectives[words[-1]]), True) if words[:-1] in (["un"], ["une"], ["a"]) else None
    total = _sum(words, numerals)
    return None if total is None else (Decimal(total), False)


def _fraction(words: list[str], numerals: Numerals) -> tuple[Decimal, bool] | None:
    """Numbers that end in a small word: "half a", "trois quarts de", "une centaine de", "a quarter of a"."""
    ahead = list(words)
    while ahead and ahead[-1] in {"de", "of", "a", "an"}:
        ahead = ahead[:-1]
    if not ahead:
        return None
    if ahead[-1] in numerals.half:
        return (Decimal("0.5"), False) if ahead[:-1] in ([], ["a"], ["one"], ["une"], ["un"]) else None
    if ahead[-1] in numerals.quarter:
        count = _sum(ahead[:-1], numerals) if ahead[:-1] else 1
        return (Decimal("0.25") * count, False) if count and count < 4 else None
    if ahead[-1] in numerals.collectives and words[-1] in {"de", "of"}:
        return value_of(ahead, numerals)
    return None


def _last_word(text: str, end: int) -> str:
    """The letters right before ``end`` in lower case, up to a gap; "" where there are none or too many."""
    tail = text[max(0, end - _LONGEST) : end]
    word = tail[max(tail.rfind(" "), tail.rfind("-"), tail.rfind("‑"), tail.rfind("'"), tail.rfind("’")) + 1 :]
    if word and not word.isalpha():
        word = _LETTERS_AT_END.search(word)[0]  # type: ignore[index]
    return word.lower()


def words_before(text: str, end: int, numerals: Numerals) -> tuple[int, Decimal, bool] | None:
    """The number told in words that ends right before ``end`` (a gap of one character between), in plain spaces.

    Gives its start, its value, and whether it is only rough.
    """
    found: list[tuple[int, str]] = []
    right = end
    while len(found) < _MOST_WORDS and text[right - 1 : right] in _GAPS:
        word = _last_word(text, right - 1)
        if word not in numerals.vocabulary:
            fraction = found and found[-1][1] in ("of", "de") and text[right - 2 : right - 1].isdigit()
            if fraction or word in numerals.vague:
                return None
            break
        right -= len(word) + 1
        found.append((right, word))
    if not found:
        return None
    found.reverse()
    for skip in range(len(found)):
        told = value_of([word for _, word in found[skip:]], numerals)
        if told is not None:
            return found[skip][0], *told
    return None
