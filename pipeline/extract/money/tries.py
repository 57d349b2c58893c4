"""Regular expressions for long lists of words, quick enough to run over every article.

Python's engine tries alternatives one by one; sharing their beginnings leaves a handful of tries at each position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD_START = r"""[ \n\t\r\u00a0\u202f\u2009\u3000'’"“«»„(\[\-–—/:=]"""
"""What may stand right before a word; search in text that begins with one.

Characters one by one: a class such as ``\\s`` would keep the engine from testing the set at once.
"""
_END = "\0"


def alternation(words: Iterable[str]) -> str:
    """An expression that matches the longest of the words at a position.

    A trailing space in a word stands for the end of a word and is not part of what is matched.
    """
    return _branch(sorted({word[:-1] + _END if word.endswith(" ") else word for word in words}))


def words_found(told: str) -> re.Pattern[str]:
    """What finds the beginnings of words in ``told``, with ";" between them, in lower-case text."""
    return re.compile(WORD_START + alternation(told.split(";")))


def _branch(words: list[str]) -> str:
    """Words in order, without duplicates, as one group; the empty word makes the rest optional."""
    optional = words[0] == ""
    if optional:
        words = words[1:]
    if not words:
        return ""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    # The end of a word is tried last, so that the longest word wins.
    first_last = sorted(groups.items(), key=lambda group: group[0] == _END)
    branches = [r"\b" if first == _END else re.escape(first) + _branch(rest) for first, rest in first_last]
    body = branches[0] if len(branches) == 1 and not optional else f"(?:{'|'.join(branches)})"
    return f"{body}?" if optional else body
