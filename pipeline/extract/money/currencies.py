"""The currencies that the module reads, and how each language writes them.

The table itself is ``currencies.txt``, one currency a line; :mod:`~pipeline.extract.money.families` holds the
nouns and signs that several currencies share. This module turns both into one :class:`Lexicon` a language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.extract.money.families import FAMILIES, MINORS
from pipeline.records import LANGS, Lang

_TABLE = Path(__file__).with_name("currencies.txt")
_COLUMNS = 7
_INVARIABLE_FR = frozenset({"US", "U.S.", "CA", "CAN", "HK", "CFA", "CFP", "sterling", "Pacifique", "pacifique", "DA"})
_SMALL_FR = re.compile(r" (?:de|du|des|d'|\()")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a written currency stands for: one currency, or a family of which the text decides the member."""

    code: str | None
    family: str | None = None
    exponent: int = 0
    """-2 for hundredths (pence, cents)."""
    needs_cue: bool = False
    """True where the letters mean other things too, so that the text must place itself in the currency's country."""


@dataclass(frozen=True, slots=True)
class Currency:
    """One line of the table. Names are pairs of singular and plural; the first pair is the one printed."""

    code: str
    families: tuple[str, ...]
    names: dict[Lang, tuple[tuple[str, str], ...]]
    doubtful_names: frozenset[str]
    symbols: tuple[str, ...]
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The names that begin with one word."""

    alone: Sign | None
    """What the word means by itself."""
    longer: dict[str, tuple[tuple[str, Sign], ...]]
    """The next three characters -> all that follows the word, the longest first."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The written currencies of one language."""

    names: dict[str, Names]
    """By first word, in lower case."""
    prefixes: dict[str, Sign]
    """Symbols and codes that stand before a number."""
    suffixes: dict[str, Sign]
    """Symbols and codes that stand behind a number."""


def _plural_fr(name: str) -> str:
    """Plural of a French name: every word takes an s, up to a complement ("dollars de Hong Kong")."""
    cut = _SMALL_FR.search(name)
    head, tail = (name[: cut.start()], name[cut.start() :]) if cut else (name, "")
    words = [w if w in _INVARIABLE_FR or w[-1] in "sxz" else w + "s" for w in head.split(" ")]
    return " ".join(words) + tail


def _pairs(cell: str, lang: Lang) -> Iterator[tuple[str, str]]:
    for name in filter(None, (part.strip().lstrip("?") for part in cell.split(";"))):
        singular, slash, plural = name.partition("/")
        if lang == "ja" or slash:
            yield singular, plural or singular
        else:
            yield singular, _plural_fr(singular) if lang == "fr" else singular + "s"


def _row(line: str) -> Currency:
    cells = [cell.strip() for cell in line.split("|")]
    cells += [""] * (_COLUMNS - len(cells))
    code, families, *names, symbols, cues = cells
    return Currency(
        code=code,
        families=() if families == "-" else tuple(families.split()),
        names={
            lang: tuple(_pairs(cell, lang)) for lang, cell in zip(LANGS, (names[0], names[2], names[1]), strict=True)
        },
        doubtful_names=frozenset(p.strip()[1:] for c in names for p in c.split(";") if p.strip().startswith("?")),
        symbols=tuple(symbols.split()),
        cues=tuple(cue.strip() for cue in cues.split(";") if cue.strip()),
    )


@cache
def currencies() -> dict[str, Currency]:
    """All currencies by ISO 4217 code, in the order of the table."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = [_row(line) for line in lines if line.strip() and not line.startswith("#")]
    return {row.code: row for row in rows}


@cache
def members(family: str) -> tuple[str, ...]:
    """Codes of the currencies that share a family's noun or sign."""
    return tuple(code for code, row in currencies().items() if family in row.families)


def printed_name(code: str, lang: Lang, plural: bool) -> str:
    """Name of a currency that no other shares. Raises KeyError for a code that is not in the table."""
    return currencies()[code].names[lang][0][plural]


def _named(lang: Lang) -> Iterator[tuple[str, Sign]]:
    """Every written name with its sign; those of families come last and win."""
    for code, row in currencies().items():
        for singular, plural in row.names[lang]:
            sign = Sign(code, needs_cue=singular in row.doubtful_names)
            yield singular, sign
            yield plural, sign
    for name, family in FAMILIES.items():
        for noun in family.nouns[lang]:
            yield noun, Sign(None, name)
    for minor in MINORS:
        for noun in minor.nouns[lang]:
            yield noun, Sign(minor.code, minor.family, -2)


def _symbols() -> Iterator[tuple[str, Sign]]:
    for code, row in currencies().items():
        for symbol in row.symbols:
            yield symbol.lstrip("?"), Sign(code, needs_cue=symbol.startswith("?"))
    for name, family in FAMILIES.items():
        for symbol in family.symbols:
            yield symbol, Sign(None, name)


def _spellings(names: Iterable[tuple[str, Sign]]) -> dict[str, Sign]:
    """Names in lower case, with either apostrophe."""
    found: dict[str, Sign] = {}
    for name, sign in names:
        found[name.lower()] = sign
        found[name.lower().replace("'", "’")] = sign
    return found


_FIRST_WORD = re.compile(r"[^\W\d_]+")
_KEY = 3


def _grouped(signs: dict[str, Sign]) -> dict[str, Names]:
    alone: dict[str, Sign] = {}
    longer: dict[str, dict[str, list[tuple[str, Sign]]]] = defaultdict(lambda: defaultdict(list))
    for name, sign in signs.items():
        first = _FIRST_WORD.match(name)
        if not first:
            continue
        rest = name[first.end() :]
        if rest:
            longer[first.group()][rest[:_KEY]].append((rest, sign))
        else:
            alone[name] = sign
    return {
        first: Names(
            alone.get(first),
            {key: tuple(sorted(group, key=lambda pair: -len(pair[0]))) for key, group in longer[first].items()},
        )
        for first in {*alone, *longer}
    }


_BEHIND_ONLY = frozenset({"元"})
"""Signs that never stand before a number; there they are parts of other words (地元100社)."""
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
"""ASCII -> the full-width forms that Japanese also writes."""


def _with_wide(signs: dict[str, Sign]) -> dict[str, Sign]:
    """Spellings with those in full-width letters added."""
    return {written.translate(_WIDE): sign for written, sign in signs.items()} | signs


@cache
def lexicon(lang: Lang) -> Lexicon:
    """The lexicon of a language; built once."""
    signs, names = dict(_symbols()), _spellings(_named(lang))
    if lang == "ja":
        signs, names = _with_wide(signs), _with_wide(names)
    return Lexicon(
        names=_grouped(names),
        prefixes={symbol: sign for symbol, sign in signs.items() if symbol not in _BEHIND_ONLY},
        suffixes={symbol: sign for symbol, sign in signs.items() if not symbol.endswith(".")},
    )
