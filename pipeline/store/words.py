"""Texts as lists of words for the search index, so that Japanese, French and English can all be found.

SQLite's own tokenizers fail one of them: ``unicode61`` takes a Japanese sentence for one word, ``trigram`` does not
find words of two characters. So a run of Japanese or Chinese characters becomes its overlapping pairs and its last
character, and any other word loses its case and accents. The tokens are joined by spaces; the index only splits there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WORDS_VERSION = 1
"""Raised with every change of what :func:`index_words` gives: an index of another version is made anew."""

_CJK = "\u3005-\u3007\u303b\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK += "\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_CJK_START = re.compile(f"[{_CJK}]")
_CLUSTERS = re.compile(r".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.DOTALL)
"""A character with the marks on it: what folds together."""
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss"})
_VOICED = "\u3099\u309a"
_QUERY = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


def index_words(text: str) -> str:
    """The tokens of a text, in order, parted by spaces."""
    return " ".join(token for run in _runs(fold_text(text)) for token, _ in _tokens(run[0]))


def fold_text(text: str) -> str:
    """A text without case, width and accents; voicing marks of kana, which make other letters, stay."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in plain if c in _VOICED or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that a search asks for: tokens that follow each other, the last one perhaps only begun."""

    tokens: tuple[str, ...]
    prefix: bool = False
    wanted: bool = True
    """False where it must not be there."""


def parse_query(text: str) -> tuple[Sought, ...]:
    """What a query asks for: all its words, ``"words in a row"``, ``-not this``, ``begun*``.

    A word of Japanese is found inside of longer ones, as Japanese has no spaces. Marks without letters ask for
    nothing."""
    found = []
    for minus, quoted, word in _QUERY.findall(text):
        sought = _sought(quoted or word, begun=not quoted and word.endswith("*"), wanted=not minus)
        if sought is not None:
            found.append(sought)
    return tuple(found)


def find_words(text: str, sought: Iterable[Sought]) -> list[tuple[int, int]]:
    """Where a text holds what is sought: offsets in the text as it is, in order; overlapping ones are joined."""
    placed = list(_placed(text))
    tokens = [token for token, _, _ in placed]
    found: list[tuple[int, int]] = []
    for s in sought:
        n = len(s.tokens)
        for i in range(len(tokens) - n + 1) if s.wanted else ():
            if _stands_at(s, tokens[i : i + n]):
                _, start, end = placed[i + n - 1]
                # Of a pair that is only begun, the first character was asked for.
                found.append((placed[i][1], start + 1 if s.prefix and _is_cjk(tokens[i + n - 1]) else end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _stands_at(sought: Sought, tokens: list[str]) -> bool:
    *first, last = sought.tokens
    return tokens[:-1] == first and (tokens[-1].startswith(last) if sought.prefix else tokens[-1] == last)


def _placed(text: str) -> Iterator[tuple[str, int, int]]:
    """The tokens of a text with their offsets in it."""
    folded, origin = "", []
    for cluster in _CLUSTERS.finditer(text):
        part = fold_text(cluster[0])
        folded += part
        origin += [cluster.span()] * len(part)
    for run, start in _runs(folded):
        for token, at in _tokens(run):
            first, last = start + at, start + at + len(token) - 1
            yield token, origin[first][0], origin[last][1]


def _sought(text: str, *, begun: bool, wanted: bool) -> Sought | None:
    runs = [run for run, _ in _runs(fold_text(text))]
    if not runs:
        return None
    tokens = [token for run in runs[:-1] for token, _ in _tokens(run)]
    last = [token for token, _ in _tokens(runs[-1])]
    if not _is_cjk(runs[-1]):
        return Sought((*tokens, *last), begun, wanted)
    # The last character of a run stands alone in the index only where the run ends; inside a longer run it begins
    # a pair. A single character is the beginning of either.
    return Sought((*tokens, *last[:-1]), False, wanted) if len(last) > 1 else Sought((*tokens, *last), True, wanted)


def match_expression(sought: Iterable[Sought]) -> str | None:
    """The query in the language of FTS5; None where it asks for nothing that must be there."""
    every = list(sought)
    expression = " AND ".join(_phrase(s) for s in every if s.wanted)
    if not expression:
        return None
    for s in every:
        if not s.wanted:
            expression = f"({expression}) NOT {_phrase(s)}"
    return expression


def _phrase(sought: Sought) -> str:
    # Tokens hold letters and digits only, so that quoting them is safe.
    return f'"{" ".join(sought.tokens)}"' + ("*" if sought.prefix else "")


def _runs(folded: str) -> Iterator[tuple[str, int]]:
    """Words and runs of Japanese in a folded text, with their offsets in it."""
    return ((found[0], found.start()) for found in _RUNS.finditer(folded))


def _tokens(run: str) -> Iterator[tuple[str, int]]:
    """The tokens of a run, with their offsets in it."""
    if not _is_cjk(run):
        yield run, 0
        return
    yield from ((run[i : i + 2], i) for i in range(len(run)))


def _is_cjk(run: str) -> bool:
    return _CJK_START.match(run) is not None
